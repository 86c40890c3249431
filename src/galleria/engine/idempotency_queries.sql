-- name: begin_key
SELECT known, fingerprint, status, headers, body
FROM idempotency_begin(:org_id, :key::text);

-- name: insert_record
-- The database's clock: its partition is there, whatever the context's `now` says.
INSERT INTO idempotency_record (
    org_id, key, recorded_at, fingerprint, status, headers, body
)
SELECT
    organization.org_id,
    :key::text,
    statement_timestamp(),
    :fingerprint::bytea,
    :status::smallint,
    :headers::jsonb,
    :body::bytea
FROM organization
WHERE organization.org_id = :org_id;
