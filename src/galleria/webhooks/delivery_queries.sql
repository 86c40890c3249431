-- Deliveries: what was sent where, and what waits to be.

-- name: fan_out_window
-- One row an event and endpoint that wants it, in the transaction that says how far this came. A
-- ping is for its own endpoint, whatever that asked for.
WITH made AS (
    INSERT INTO delivery (org_id, endpoint_id, event_id, recorded_at, type, state, due_at)
    SELECT
        event.org_id,
        webhook_endpoint.endpoint_id,
        event.event_id,
        event.recorded_at,
        event.type,
        'pending',
        statement_timestamp()
    FROM event
    JOIN webhook_endpoint ON webhook_endpoint.org_id = event.org_id
    WHERE
        event.org_id = :org_id
        AND event.position > :after::bigint
        AND event.position <= :up_to::bigint
        AND webhook_endpoint.is_active
        AND CASE
            WHEN event.type = :ping::text THEN event.subject_id = webhook_endpoint.endpoint_id
            ELSE event.type LIKE ANY(webhook_endpoint.patterns)
        END
    ON CONFLICT DO NOTHING
    RETURNING endpoint_id
)
SELECT DISTINCT endpoint_id
FROM made;

-- name: find_delivery
SELECT endpoint_id, event_id, recorded_at, type, state, attempt, due_at, tries
FROM delivery
WHERE org_id = :org_id AND endpoint_id = :endpoint_id AND event_id = :event_id;

-- name: deliveries_of_event
SELECT endpoint_id, event_id, recorded_at, type, state, attempt, due_at, tries
FROM delivery
WHERE org_id = :org_id AND event_id = :event_id
ORDER BY endpoint_id
LIMIT :rows_max::int;

-- name: newest_deliveries
SELECT endpoint_id, event_id, recorded_at, type, state, attempt, due_at, tries
FROM delivery
WHERE
    org_id = :org_id
    AND endpoint_id = :endpoint_id
    AND (:before::uuid IS NULL OR event_id < :before)
    AND (:state::text IS NULL OR state = :state)
    AND (:type::text IS NULL OR type = :type)
ORDER BY event_id DESC
LIMIT :rows_max::int;

-- name: newest_failed_deliveries
-- A statement of its own, so that its plan is always the index delivery_failed.
SELECT endpoint_id, event_id, recorded_at, type, state, attempt, due_at, tries
FROM delivery
WHERE
    org_id = :org_id
    AND endpoint_id = :endpoint_id
    AND state = 'failed'
    AND (:before::uuid IS NULL OR event_id < :before)
    AND (:type::text IS NULL OR type = :type)
ORDER BY event_id DESC
LIMIT :rows_max::int;

-- name: send_again
UPDATE delivery
SET state = 'pending', due_at = statement_timestamp(), attempt = 0
WHERE org_id = :org_id AND endpoint_id = :endpoint_id AND event_id = :event_id
RETURNING endpoint_id, event_id, recorded_at, type, state, attempt, due_at, tries;

-- name: events_to_replay
-- A page of the window, in the order of ids: of what the endpoint wants, what was asked for. Of
-- those that were made before the endpoint was, too.
SELECT event.event_id, event.recorded_at
FROM event
JOIN webhook_endpoint ON webhook_endpoint.org_id = event.org_id
WHERE
    event.org_id = :org_id
    AND webhook_endpoint.endpoint_id = :endpoint_id::uuid
    AND event.event_id > :after::uuid
    AND event.recorded_at >= :since::timestamptz
    AND event.recorded_at < :until::timestamptz
    AND event.position IS NOT NULL
    AND event.type <> :ping::text
    AND event.type LIKE ANY(webhook_endpoint.patterns)
    AND event.type LIKE ANY(:patterns::text[])
ORDER BY event.event_id
LIMIT :limit::int;

-- name: replay_events
INSERT INTO delivery (org_id, endpoint_id, event_id, recorded_at, type, state, due_at)
SELECT
    event.org_id, :endpoint_id::uuid, event.event_id, event.recorded_at, event.type, 'pending',
    statement_timestamp()
FROM event
JOIN unnest(:event_ids::uuid[], :recorded_ats::timestamptz[]) AS wanted (event_id, recorded_at)
    ON wanted.event_id = event.event_id AND wanted.recorded_at = event.recorded_at
WHERE
    event.org_id = :org_id
    AND (
        NOT :only_failed::bool
        OR EXISTS (
            SELECT 1
            FROM delivery AS before
            WHERE
                before.org_id = :org_id
                AND before.endpoint_id = :endpoint_id
                AND before.event_id = event.event_id
                AND before.recorded_at = event.recorded_at
                AND before.state = 'failed'
        )
    )
ON CONFLICT (org_id, endpoint_id, event_id, recorded_at) DO UPDATE
SET state = 'pending', due_at = statement_timestamp(), attempt = 0
RETURNING event_id;
