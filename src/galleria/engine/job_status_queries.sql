-- name: job_by_id
-- A job is in exactly one of the three tables in any snapshot: moves are one statement.
SELECT
    job_id,
    kind,
    CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END AS state,
    attempt,
    attempts_max,
    0::bigint AS progress_done,
    NULL::bigint AS progress_total,
    '' AS progress_note,
    NULL::jsonb AS result,
    last_error AS error,
    created_at,
    run_at,
    NULL::timestamptz AS started_at,
    NULL::timestamptz AS finished_at
FROM job
WHERE
    org_id = :org_id
    AND job_id = :job_id::uuid
UNION ALL
SELECT
    job_id, kind, 'running', attempt, attempts_max, progress_done, progress_total, progress_note,
    NULL, last_error, created_at, NULL, started_at, NULL
FROM job_running
WHERE
    org_id = :org_id
    AND job_id = :job_id::uuid
UNION ALL
SELECT
    job_id, kind, state, attempt, NULL, progress_done, progress_total, progress_note, result,
    error, created_at, NULL, started_at, finished_at
FROM job_done
WHERE
    org_id = :org_id
    AND job_id = :job_id::uuid;

-- name: newest_jobs
-- Each branch reads its primary key backwards and stops: a page costs the same however many
-- jobs there are.
(
    SELECT
        job_id,
        kind,
        CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END AS state,
        attempt,
        attempts_max,
        0::bigint AS progress_done,
        NULL::bigint AS progress_total,
        '' AS progress_note,
        NULL::jsonb AS result,
        last_error AS error,
        created_at,
        run_at,
        NULL::timestamptz AS started_at,
        NULL::timestamptz AS finished_at
    FROM job
    WHERE
        org_id = :org_id
        AND (:before::uuid IS NULL OR job_id < :before)
        AND (:kind::text IS NULL OR kind = :kind)
        AND (
            :state::text IS NULL
            OR :state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END
        )
    ORDER BY job_id DESC
    LIMIT :limit::int
)
UNION ALL
(
    SELECT
        job_id, kind, 'running', attempt, attempts_max, progress_done, progress_total,
        progress_note, NULL, last_error, created_at, NULL, started_at, NULL
    FROM job_running
    WHERE
        org_id = :org_id
        AND (:before::uuid IS NULL OR job_id < :before)
        AND (:kind::text IS NULL OR kind = :kind)
        AND (:state::text IS NULL OR :state = 'running')
    ORDER BY job_id DESC
    LIMIT :limit::int
)
UNION ALL
(
    SELECT
        job_id, kind, state, attempt, NULL, progress_done, progress_total, progress_note, result,
        error, created_at, NULL, started_at, finished_at
    FROM job_done
    WHERE
        org_id = :org_id
        AND (:before::uuid IS NULL OR job_id < :before)
        AND (:kind::text IS NULL OR kind = :kind)
        AND (:state::text IS NULL OR :state = state)
    ORDER BY job_id DESC
    LIMIT :limit::int
)
ORDER BY job_id DESC
LIMIT :limit::int;

-- name: cancel_waiting
-- It will never run from here on. It is due now and first, so that a worker ends it soon.
UPDATE job
SET cancel_requested = true, run_at = least(run_at, statement_timestamp()), priority = 0
WHERE
    org_id = :org_id
    AND job_id = :job_id::uuid
RETURNING job_id;

-- name: ask_to_cancel
UPDATE job_running
SET cancel_requested = true
WHERE
    org_id = :org_id
    AND job_id = :job_id::uuid
RETURNING job_id;
