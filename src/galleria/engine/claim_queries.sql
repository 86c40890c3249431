-- name: prepare_claim
-- For this transaction. The planner, who cannot know how a queue grows and shrinks, would now and
-- then make a bitmap of every waiting job to find the first: 60 ms for 300,000, against 1 ms. And
-- only a plain index scan marks the dead entries it met, so that the next need not look at them.
-- The commit need not wait for the disk: a claim that a crash undoes leaves the job waiting, and
-- whatever the job commits takes the claim before it to the disk, too.
SELECT
    set_config('enable_bitmapscan', 'off', true)
    || set_config('enable_seqscan', 'off', true)
    || set_config('synchronous_commit', 'off', true);

-- name: ready_organizations
-- A loose scan of the index job_ready: one step an organization, however many jobs each has, and
-- one lock an organization, so that two workers never count the same one's running jobs at once.
-- Reached lazily: LIMIT ends the scan.
WITH RECURSIVE waiting AS (
    (SELECT org_id FROM job WHERE org_id > :after::uuid ORDER BY org_id LIMIT 1)
    UNION ALL
    SELECT following.org_id
    FROM waiting
    CROSS JOIN LATERAL (
        SELECT job.org_id
        FROM job
        WHERE job.org_id > waiting.org_id
        ORDER BY job.org_id
        LIMIT 1
    ) AS following
)
SELECT
    waiting.org_id,
    pg_try_advisory_xact_lock(hashtextextended('job:' || waiting.org_id::text, 0)) AS is_ours
FROM waiting
WHERE
    (SELECT count(*) FROM job_running WHERE job_running.org_id = waiting.org_id) < :running_max::int
    -- Not EXISTS, which would be planned as a join over all waiting jobs.
    AND (
        SELECT true FROM job
        WHERE
            job.org_id = waiting.org_id
            AND job.run_at <= statement_timestamp()
            AND job.kind = ANY(:kinds::text[])
        ORDER BY job.priority
        LIMIT 1
    )
LIMIT :limit::int;

-- name: take_jobs
-- One organization's: legal on a distributed PostgreSQL, where a cross-tenant FOR UPDATE is not.
-- The lock of ready_organizations is held, so the count of running jobs is exact.
WITH picked AS (
    SELECT job_id
    FROM job
    WHERE
        org_id = :organization_id::uuid
        AND run_at <= statement_timestamp()
        AND kind = ANY(:kinds::text[])
    ORDER BY priority, run_at, job_id
    LIMIT greatest(0, least(
        :wanted::int,
        :running_max::int
        - (SELECT count(*) FROM job_running WHERE job_running.org_id = :organization_id::uuid)
    ))
    FOR UPDATE SKIP LOCKED
),
taken AS (
    DELETE FROM job
    USING picked
    WHERE
        job.org_id = :organization_id::uuid
        AND job.job_id = picked.job_id
    RETURNING job.*
),
started AS (
    INSERT INTO job_running (
        org_id, job_id, kind, payload, priority, attempt, attempts_max, actor_kind, actor_id,
        request_id, created_at, started_at, worker_id, lease_until, cancel_requested, last_error
    )
    SELECT
        org_id, job_id, kind, payload, priority, attempt + 1, attempts_max, actor_kind, actor_id,
        request_id, created_at, statement_timestamp(), :worker_id::uuid,
        statement_timestamp() + :lease_s::float8 * interval '1 second', cancel_requested, last_error
    FROM taken
    RETURNING *
)
SELECT
    started.org_id,
    organization.tier,
    started.job_id,
    started.kind,
    started.payload,
    started.attempt,
    started.attempts_max,
    started.actor_kind,
    started.actor_id,
    started.request_id,
    started.cancel_requested
FROM started
JOIN organization ON organization.org_id = started.org_id
ORDER BY started.priority, started.job_id;

-- name: next_due
-- What is due and was not taken is of organizations at their cap, or in another worker's hands.
SELECT
    EXISTS (
        SELECT FROM job
        WHERE run_at <= statement_timestamp() AND kind = ANY(:kinds::text[])
    ) AS is_held_back,
    (
        SELECT extract(epoch FROM min(run_at) - statement_timestamp())::float8
        FROM job
        WHERE run_at > statement_timestamp() AND kind = ANY(:kinds::text[])
    ) AS due_s;
