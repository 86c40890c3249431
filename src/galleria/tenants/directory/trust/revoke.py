"""Take back tokens, sessions and keys before they expire, on every process within a second."""

from datetime import timedelta
from uuid import UUID

from galleria.base.tx import PlatformTx
from galleria.tenants.directory.trust.queries import (
    SubjectKind,
    insert_revocations,
    lift_revocation,
)

REVOKED_SIGNAL = "revocations"
# Longer than any token is believed, so a revocation outlives what it is about.
KEPT_FOR = timedelta(hours=2)
FOR_EVER = timedelta(days=365 * 100)


async def revoke(tx: PlatformTx, subjects: list[tuple[SubjectKind, UUID]]) -> None:
    """Take back everything that the subjects were given up to now; what they get later is good.

    Call it after the statement that changes them: who signs in meanwhile then either is dated
    before, and refused, or has seen the change.
    """
    await insert_revocations(
        tx,
        kinds=[kind for kind, _ in subjects],
        ids=[subject_id for _, subject_id in subjects],
        kept_for=KEPT_FOR,
    )
    tx.signals.add(REVOKED_SIGNAL)


async def suspend_organization(tx: PlatformTx, org_id: UUID) -> None:
    """Have every process refuse the organization's callers until it is lifted."""
    await insert_revocations(tx, kinds=["organization"], ids=[org_id], kept_for=FOR_EVER)
    tx.signals.add(REVOKED_SIGNAL)


async def lift_suspension(tx: PlatformTx, org_id: UUID) -> None:
    """Let the organization's callers in again."""
    await lift_revocation(tx, kind="organization", id=org_id)
    tx.signals.add(REVOKED_SIGNAL)
