-- What tokens are signed with, and which were taken back.

-- name: lock_signing_keys
-- One at a time: two processes that start first do not make two keys.
SELECT pg_advisory_xact_lock(hashtextextended('directory_signing_key', 0));

-- name: signing_keys
SELECT kid, algorithm, secret, signs_from, verifies_until
FROM directory_signing_key
WHERE verifies_until IS NULL OR verifies_until > :now
ORDER BY signs_from;

-- name: insert_signing_key
INSERT INTO directory_signing_key (kid, algorithm, secret, signs_from)
VALUES (:kid, :algorithm, :secret, :signs_from);

-- name: retire_other_signing_keys
UPDATE directory_signing_key
SET verifies_until = :verifies_until
WHERE kid <> :kid AND verifies_until IS NULL;

-- name: delete_dead_signing_keys
DELETE FROM directory_signing_key
WHERE verifies_until <= :now;

-- name: insert_revocations
-- By the database's clock, which tokens are dated by, too: two machines need not agree on the time.
INSERT INTO directory_revocation (subject_kind, subject_id, revoked_at, forget_at)
SELECT subject.kind, subject.id, clock_timestamp(), clock_timestamp() + :kept_for::interval
FROM unnest(:kinds::text[], :ids::uuid[]) AS subject (kind, id)
ORDER BY subject.kind, subject.id
ON CONFLICT (subject_kind, subject_id) DO UPDATE
SET revoked_at = excluded.revoked_at,
    forget_at = greatest(directory_revocation.forget_at, excluded.forget_at),
    written_at = clock_timestamp();

-- name: lift_revocation
-- Kept, though ended, until every process has read that it ended.
UPDATE directory_revocation
SET forget_at = clock_timestamp(), written_at = clock_timestamp()
WHERE subject_kind = :kind AND subject_id = :id;

-- name: recent_revocations
-- now(), because clock_timestamp() could not use the index.
SELECT subject_kind AS kind, subject_id, revoked_at, forget_at
FROM directory_revocation
WHERE written_at >= now() - :within::interval;

-- name: forget_revocations
DELETE FROM directory_revocation
WHERE forget_at <= now() - :kept_for::interval AND written_at <= now() - :kept_for::interval;

-- name: clock
SELECT clock_timestamp();
