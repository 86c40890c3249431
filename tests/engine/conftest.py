"""What the engine's tests declare to it: a fact and a chore that mean nothing."""

from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest

from galleria.engine.events import Event
from galleria.engine.jobs import Job
from galleria.engine.storage import Storage, folder_storage


class ThingMade(Event, frozen=True, tag="thing.made"):
    subject_field: ClassVar[str | None] = "thing_id"
    thing_id: UUID
    number: int = 0


class NoSubject(Event, frozen=True, tag="thing.noticed"):
    number: int = 0


class DoThing(Job, frozen=True, tag="thing.do"):
    attempts_max: ClassVar[int] = 3
    number: int = 0


class DoUrgentThing(Job, frozen=True, tag="thing.do_urgent"):
    priority: ClassVar[int] = 1
    number: int = 0


class SayWords(Job, frozen=True, tag="thing.say"):
    words: str


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return folder_storage(tmp_path / "objects")
