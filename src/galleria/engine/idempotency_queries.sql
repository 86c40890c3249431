-- name: begin_key
SELECT known, fingerprint, status, headers, body
FROM idempotency_begin(:org_id, :key::text);

-- name: begin_keys
-- Of those that are not new.
SELECT key, fingerprint, status, headers, body
FROM idempotency_begin_many(:org_id, :keys::text[]);

-- name: insert_records
-- The database's clock: its partition is there, whatever the context's `now` says.
INSERT INTO idempotency_record (
    org_id, key, recorded_at, fingerprint, status, headers, body
)
SELECT
    organization.org_id,
    record.key,
    statement_timestamp(),
    record.fingerprint,
    record.status,
    (:headers::jsonb[])[record.head_no],
    record.body
FROM
    organization,
    unnest(
        :keys::text[],
        :fingerprints::bytea[],
        :statuses::smallint[],
        :head_nos::int[],
        :bodies::bytea[]
    ) AS record (key, fingerprint, status, head_no, body)
WHERE organization.org_id = :org_id;
