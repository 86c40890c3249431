"""What was taken back before it expired, known in this process without asking the database."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from galleria.tenants.directory.trust.queries import Revocation, SubjectKind
from galleria.tenants.tokens import Claims


class Revocations:
    """A set kept fresh by the watch; a revoked member's or account's later tokens are good."""

    def __init__(self) -> None:
        self._revoked_at: dict[tuple[SubjectKind, UUID], float] = {}
        self._forget_at: dict[tuple[SubjectKind, UUID], float] = {}

    def learn(self, rows: Iterable[Revocation], now: datetime) -> None:
        """Take in what was written; a row that has ended is forgotten."""
        for row in rows:
            subject = (row.kind, row.subject_id)
            if row.forget_at <= now:
                self._drop(subject)
            else:
                self._revoked_at[subject] = row.revoked_at.timestamp()
                self._forget_at[subject] = row.forget_at.timestamp()

    def forget(self, now: datetime) -> None:
        """Drop what every token it was about has outlived."""
        ended = [subject for subject, end in self._forget_at.items() if end <= now.timestamp()]
        for subject in ended:
            self._drop(subject)

    def has(self, kind: SubjectKind, subject_id: UUID | None) -> bool:
        """Say whether the subject is revoked, whenever it was made."""
        return subject_id is not None and (kind, subject_id) in self._revoked_at

    def covers(self, claims: Claims) -> bool:
        """Say whether a token was taken back, itself or with what it came from."""
        return (
            self.has("token", claims.jti)
            or self.has("session", claims.sid)
            or self._since("member", claims.sub, claims.iat)
            or self._since("account", claims.acc, claims.iat)
            or self._since("customer", claims.customer, claims.iat)
            or (claims.kind == "api" and self.has("api_key", claims.sub))
        )

    def _since(self, kind: SubjectKind, subject_id: UUID | None, issued_at_s: float) -> bool:
        if subject_id is None:
            return False
        revoked_at_s = self._revoked_at.get((kind, subject_id))
        return revoked_at_s is not None and issued_at_s <= revoked_at_s

    def _drop(self, subject: tuple[SubjectKind, UUID]) -> None:
        self._revoked_at.pop(subject, None)
        self._forget_at.pop(subject, None)

    def __len__(self) -> int:
        """Return how many are held."""
        return len(self._revoked_at)
