-- name: insert_queue
INSERT INTO served_queue (org_id, queue_id, kind)
SELECT organization.org_id, :queue_id::uuid, :kind::text
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT DO NOTHING;

-- name: delete_queue
DELETE FROM served_queue
WHERE org_id = :org_id AND queue_id = :queue_id;

-- name: set_due
-- In the transaction that wrote the items: whoever takes the news away looks after it committed.
UPDATE served_queue
SET
    due_at = least(due_at, statement_timestamp()),
    rests_until = CASE WHEN :ends_rest::bool THEN NULL ELSE rests_until END
WHERE org_id = :org_id AND queue_id = ANY(:queue_ids::uuid[]);

-- name: take_own_news
-- Of queues that this worker serves already.
UPDATE served_queue
SET due_at = NULL
WHERE
    worker_id = :worker_id::uuid
    AND kind = :kind::text
    AND due_at <= statement_timestamp()
RETURNING org_id, queue_id;

-- name: lease_queues
-- Those that waited longest, each organization's first before any one's second. What another
-- process is just taking, or telling news of, has its turn at the next look.
WITH ready AS (
    SELECT org_id, queue_id, due_at
    FROM served_queue
    WHERE
        kind = :kind::text
        AND due_at <= statement_timestamp()
        AND worker_id IS NULL
        AND (rests_until IS NULL OR rests_until <= statement_timestamp())
    ORDER BY due_at
    LIMIT 1000
),
lapsed AS (
    SELECT org_id, queue_id, lease_until AS due_at
    FROM served_queue
    WHERE kind = :kind::text AND lease_until < statement_timestamp()
    LIMIT 1000
),
ranked AS (
    SELECT
        org_id,
        queue_id,
        row_number() OVER (PARTITION BY org_id ORDER BY due_at) AS turn,
        due_at
    FROM (
        SELECT * FROM ready
        UNION ALL
        SELECT * FROM lapsed
    ) AS free
),
chosen AS (
    SELECT served_queue.org_id, served_queue.queue_id
    FROM served_queue
    JOIN ranked ON ranked.org_id = served_queue.org_id AND ranked.queue_id = served_queue.queue_id
    WHERE served_queue.worker_id IS NULL OR served_queue.lease_until < statement_timestamp()
    ORDER BY ranked.turn, ranked.due_at
    LIMIT :limit::int
    FOR UPDATE OF served_queue SKIP LOCKED
)
UPDATE served_queue
SET
    worker_id = :worker_id::uuid,
    lease_until = statement_timestamp() + :lease_s::float8 * interval '1 second',
    due_at = NULL
FROM chosen
JOIN organization ON organization.org_id = chosen.org_id
WHERE served_queue.org_id = chosen.org_id AND served_queue.queue_id = chosen.queue_id
RETURNING served_queue.org_id, served_queue.queue_id, organization.tier, served_queue.failures;

-- name: renew_queues
UPDATE served_queue
SET lease_until = statement_timestamp() + :lease_s::float8 * interval '1 second'
FROM unnest(:org_ids::uuid[], :queue_ids::uuid[]) AS held (org_id, queue_id)
WHERE
    served_queue.org_id = held.org_id
    AND served_queue.queue_id = held.queue_id
    AND served_queue.worker_id = :worker_id::uuid
RETURNING served_queue.org_id, served_queue.queue_id;

-- name: release_queue
-- News that came after the last look is kept: it is in due_at already.
UPDATE served_queue
SET
    worker_id = NULL,
    lease_until = NULL,
    failures = :failures::int,
    due_at = least(
        due_at, statement_timestamp() + :next_s::float8 * interval '1 second'
    ),
    rests_until = statement_timestamp() + :rest_s::float8 * interval '1 second'
WHERE org_id = :owner_id AND queue_id = :queue_id AND worker_id = :worker_id::uuid;
