-- What a courier reads and writes, for one endpoint.

-- name: find_target
-- Said with it, for what follows in the transaction: the planner must never think of reading a month
-- of deliveries for a hundred of them; and what was sent but not flushed when PostgreSQL dies is
-- sent again, as it would be if we died.
SELECT
    url, is_active, keys,
    CASE WHEN previous_until > statement_timestamp() THEN previous_keys END AS previous_keys,
    exhausted,
    set_config('enable_seqscan', 'off', true)
    || set_config('enable_hashjoin', 'off', true)
    || set_config('enable_mergejoin', 'off', true)
    || set_config('synchronous_commit', 'off', true) AS settings
FROM webhook_endpoint
WHERE org_id = :org_id AND endpoint_id = :endpoint_id;

-- name: due_deliveries
-- Those in hand are left out: they are being sent, or their outcome is about to be written.
SELECT
    due.event_id,
    due.recorded_at,
    due.attempt,
    due.due_at,
    event.type,
    event.position,
    event.subject_id,
    event.body - 'type' AS facts
FROM (
    SELECT event_id, recorded_at, attempt, due_at
    FROM delivery
    WHERE
        org_id = :org_id
        AND endpoint_id = :endpoint_id
        AND due_at <= statement_timestamp()
        AND event_id <> ALL(:in_hand::uuid[])
    ORDER BY due_at, event_id
    LIMIT :limit::int
) AS due
JOIN event
    ON
        event.org_id = :org_id
        AND event.event_id = due.event_id
        AND event.recorded_at = due.recorded_at
ORDER BY due.due_at, due.event_id;

-- name: next_due_s
SELECT extract(EPOCH FROM min(due_at) - statement_timestamp())::float8
FROM delivery
WHERE
    org_id = :org_id
    AND endpoint_id = :endpoint_id
    AND due_at > statement_timestamp();

-- name: write_outcomes
-- A delivery that was asked for anew meanwhile is left as it was asked for.
UPDATE delivery
SET
    state = outcome.state,
    attempt = outcome.attempt,
    due_at = statement_timestamp() + outcome.wait_s * interval '1 second',
    tries = CASE
        WHEN jsonb_array_length(delivery.tries) >= 20 THEN delivery.tries - 0
        ELSE delivery.tries
    END || outcome.tried
FROM unnest(
    :event_ids::uuid[],
    :recorded_ats::timestamptz[],
    :due_ats::timestamptz[],
    :states::text[],
    :attempts::int[],
    :waits_s::float8[],
    :tries::jsonb[]
) AS outcome (event_id, recorded_at, due_at, state, attempt, wait_s, tried)
WHERE
    delivery.org_id = :org_id
    AND delivery.endpoint_id = :endpoint_id
    AND delivery.event_id = outcome.event_id
    AND delivery.recorded_at = outcome.recorded_at
    AND delivery.due_at = outcome.due_at;

-- name: count_exhausted
UPDATE webhook_endpoint
SET exhausted = CASE WHEN :is_accepted::bool THEN :given_up::int ELSE exhausted + :given_up END
WHERE org_id = :org_id AND endpoint_id = :endpoint_id
RETURNING exhausted;

-- name: disable_endpoint
UPDATE webhook_endpoint
SET
    is_active = false,
    disabled_reason = :reason,
    version = version + 1,
    updated_at = statement_timestamp()
WHERE org_id = :org_id AND endpoint_id = :endpoint_id AND is_active
RETURNING url;
