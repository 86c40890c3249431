-- What gateways told us. Stored before it is believed, applied once.

-- name: keep_event
-- Told again, it is the same row: the event's own time is part of its key and of its partition.
INSERT INTO gateway_event (
    org_id, account_id, gateway_event_id, occurred_at, kind, payment_id, fact, body, received_at,
    applied_at, outcome
)
SELECT
    organization.org_id,
    :account_id,
    :gateway_event_id::text,
    :occurred_at::timestamptz,
    :kind::text,
    :payment_id::uuid,
    :fact::jsonb,
    :body::bytea,
    statement_timestamp(),
    CASE WHEN :payment_id::uuid IS NULL THEN statement_timestamp() END,
    CASE WHEN :payment_id::uuid IS NULL THEN 'ignored' END
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, account_id, gateway_event_id, occurred_at) DO NOTHING;

-- name: find_event
SELECT payment_id, fact, applied_at IS NOT NULL AS is_applied
FROM gateway_event
WHERE
    org_id = :org_id AND account_id = :account_id
    AND gateway_event_id = :gateway_event_id AND occurred_at = :occurred_at;

-- name: mark_applied
UPDATE gateway_event
SET applied_at = statement_timestamp(), outcome = applied.outcome
FROM
    unnest(
        :account_ids::uuid[],
        :gateway_event_ids::text[],
        :occurred_ats::timestamptz[],
        :outcomes::text[]
    ) AS applied (account_id, gateway_event_id, occurred_at, outcome)
WHERE
    gateway_event.org_id = :org_id
    AND gateway_event.account_id = applied.account_id
    AND gateway_event.gateway_event_id = applied.gateway_event_id
    AND gateway_event.occurred_at = applied.occurred_at;
