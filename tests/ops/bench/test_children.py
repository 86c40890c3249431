"""Processes of a bench end with it."""

import os
import signal
import sys
import time

import pytest

from galleria.base.config import Settings, load_settings
from galleria.ops.bench.children import (
    child,
    command_line,
    descendants,
    environment_of,
    is_alive,
    resident_mb,
)
from galleria.ops.errors import OperatorError

SLEEP = "import time; print('here', flush=True); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); {SLEEP}"


def test_a_child_is_stopped_at_the_end():
    with child([sys.executable, "-c", SLEEP], {}) as started:
        started.wait_until(lambda: "here" in started.said)
        assert is_alive(started.process.pid)
    assert not is_alive(started.process.pid)


def test_a_child_that_ends_at_once_says_why():
    with (
        child([sys.executable, "-c", "raise SystemExit('no port')"], {}) as started,
        pytest.raises(OperatorError, match="no port"),
    ):
        started.wait_until(lambda: False)


def test_the_children_of_a_child_are_known_by_id():
    with child([sys.executable, "-c", PARENT], {}) as started:
        started.wait_until(lambda: started.said.count("here") == 2)
        [grandchild] = descendants(started.process.pid)
        assert "sleep(60)" in command_line(grandchild)
        assert resident_mb(grandchild) > 1
        os.kill(grandchild, signal.SIGKILL)
        time.sleep(0.1)
        assert not is_alive(grandchild)


def test_settings_reach_another_process_as_they_are():
    settings = Settings(port=9000, log_sample=0.5)
    environment = environment_of(settings, host="127.0.0.2")
    assert load_settings(environment) == Settings(port=9000, log_sample=0.5, host="127.0.0.2")
