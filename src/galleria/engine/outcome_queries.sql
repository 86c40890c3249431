-- name: end_job
-- In the caller's transaction: what the job did and its end commit together. No row comes back
-- when the lease went to another worker.
WITH ended AS (
    DELETE FROM job_running
    WHERE
        org_id = :org_id
        AND job_id = :job_id::uuid
        AND worker_id = :worker_id::uuid
        AND attempt = :attempt::int
    RETURNING *
)
INSERT INTO job_done (
    org_id, job_id, kind, state, payload, result, error, attempt, actor_kind, actor_id,
    request_id, progress_done, progress_total, progress_note, created_at, started_at, finished_at
)
SELECT
    org_id, job_id, kind, :state::text, payload, :result::jsonb, :error::jsonb, attempt,
    actor_kind, actor_id, request_id,
    coalesce(:done::bigint, progress_done), coalesce(:total::bigint, progress_total),
    coalesce(:note::text, progress_note), created_at, started_at, statement_timestamp()
FROM ended
RETURNING job_id;

-- name: complete_jobs
-- Jobs of one organization that ended without a transaction of their own.
WITH outcome AS (
    SELECT *
    FROM
        unnest(
            :job_ids::uuid[], :attempts::int[], :results::jsonb[],
            :done::bigint[], :totals::bigint[], :notes::text[]
        ) AS outcome (job_id, attempt, result, done, total, note)
),
ended AS (
    DELETE FROM job_running
    USING outcome
    WHERE
        job_running.org_id = :organization_id::uuid
        AND job_running.job_id = outcome.job_id
        AND job_running.attempt = outcome.attempt
        AND job_running.worker_id = :worker_id::uuid
    RETURNING
        job_running.*, outcome.result,
        coalesce(outcome.done, job_running.progress_done) AS done,
        coalesce(outcome.total, job_running.progress_total) AS total,
        coalesce(outcome.note, job_running.progress_note) AS note
)
INSERT INTO job_done (
    org_id, job_id, kind, state, payload, result, attempt, actor_kind, actor_id,
    request_id, progress_done, progress_total, progress_note, created_at, started_at, finished_at
)
SELECT
    org_id, job_id, kind, 'completed', payload, result, attempt,
    actor_kind, actor_id, request_id, done, total, note, created_at, started_at,
    statement_timestamp()
FROM ended
RETURNING job_id;

-- name: requeue_job
-- `spent` is 0 when the attempt does not count: its worker was told to stop.
WITH ended AS (
    DELETE FROM job_running
    WHERE
        org_id = :organization_id::uuid
        AND job_id = :job_id::uuid
        AND worker_id = :worker_id::uuid
        AND attempt = :attempt::int
    RETURNING *
)
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempt, attempts_max, last_error,
    cancel_requested, actor_kind, actor_id, request_id, created_at
)
SELECT
    org_id, job_id, kind, payload, priority,
    statement_timestamp() + :delay_s::float8 * interval '1 second',
    attempt - 1 + :spent::int, attempts_max, coalesce(:error::jsonb, last_error),
    cancel_requested, actor_kind, actor_id, request_id, created_at
FROM ended
RETURNING job_id;
