-- name: renew_leases
-- A row that is locked is being finished or cancelled this moment: it is not waited for, or one
-- long commit would cost every other job of this worker its lease. The answer says which jobs
-- are still this worker's, renewed or not.
WITH held AS (
    SELECT org_id, job_id
    FROM unnest(:org_ids::uuid[], :job_ids::uuid[]) AS held (org_id, job_id)
),
free AS (
    SELECT job_running.org_id, job_running.job_id
    FROM job_running
    JOIN held ON held.org_id = job_running.org_id AND held.job_id = job_running.job_id
    WHERE job_running.worker_id = :worker_id::uuid
    FOR UPDATE OF job_running SKIP LOCKED
),
renewed AS (
    UPDATE job_running
    SET lease_until = statement_timestamp() + :lease_s::float8 * interval '1 second'
    FROM free
    WHERE
        job_running.org_id = free.org_id
        AND job_running.job_id = free.job_id
)
SELECT job_running.job_id, job_running.attempt, job_running.cancel_requested
FROM job_running
JOIN held ON held.org_id = job_running.org_id AND held.job_id = job_running.job_id
WHERE job_running.worker_id = :worker_id::uuid;

-- name: cancel_requests
SELECT job_id
FROM job_running
WHERE
    worker_id = :worker_id::uuid
    AND cancel_requested;

-- name: write_progress
WITH fresh AS (
    SELECT *
    FROM
        unnest(
            :org_ids::uuid[], :job_ids::uuid[], :attempts::int[],
            :done::bigint[], :totals::bigint[], :notes::text[]
        ) AS fresh (org_id, job_id, attempt, done, total, note)
),
free AS (
    SELECT job_running.org_id, job_running.job_id, fresh.done, fresh.total, fresh.note
    FROM job_running
    JOIN fresh ON fresh.org_id = job_running.org_id AND fresh.job_id = job_running.job_id
    WHERE
        job_running.worker_id = :worker_id::uuid
        AND job_running.attempt = fresh.attempt
    FOR UPDATE OF job_running SKIP LOCKED
)
UPDATE job_running
SET progress_done = free.done, progress_total = free.total, progress_note = free.note
FROM free
WHERE
    job_running.org_id = free.org_id
    AND job_running.job_id = free.job_id;

-- name: expired_organizations
SELECT DISTINCT org_id
FROM job_running
WHERE lease_until < statement_timestamp()
LIMIT :limit::int;

-- name: requeue_expired
-- Whoever had them is gone. The attempt was counted when it began.
WITH expired AS (
    SELECT job_id
    FROM job_running
    WHERE
        org_id = :organization_id::uuid
        AND lease_until < statement_timestamp()
        AND attempt < attempts_max
        AND NOT cancel_requested
    ORDER BY job_id
    FOR UPDATE SKIP LOCKED
),
ended AS (
    DELETE FROM job_running
    USING expired
    WHERE
        job_running.org_id = :organization_id::uuid
        AND job_running.job_id = expired.job_id
    RETURNING job_running.*
)
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempt, attempts_max, last_error,
    actor_kind, actor_id, request_id, created_at
)
SELECT
    org_id, job_id, kind, payload, priority, statement_timestamp(), attempt, attempts_max,
    :error::jsonb, actor_kind, actor_id, request_id, created_at
FROM ended
RETURNING job_id;

-- name: adopt_expired
-- Those with no attempt left, or to be cancelled: this worker takes the lease, to end them.
WITH expired AS (
    SELECT job_id
    FROM job_running
    WHERE
        org_id = :organization_id::uuid
        AND lease_until < statement_timestamp()
        AND (attempt >= attempts_max OR cancel_requested)
    ORDER BY job_id
    LIMIT :limit::int
    FOR UPDATE SKIP LOCKED
)
UPDATE job_running
SET
    worker_id = :worker_id::uuid,
    lease_until = statement_timestamp() + :lease_s::float8 * interval '1 second'
FROM expired, organization
WHERE
    job_running.org_id = :organization_id::uuid
    AND job_running.job_id = expired.job_id
    AND organization.org_id = job_running.org_id
RETURNING
    job_running.org_id,
    organization.tier,
    job_running.job_id,
    job_running.kind,
    job_running.payload,
    job_running.attempt,
    job_running.attempts_max,
    job_running.actor_kind,
    job_running.actor_id,
    job_running.request_id,
    job_running.cancel_requested;
