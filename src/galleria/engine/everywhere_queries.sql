-- Jobs of every organization at once.

-- name: enqueue_for_each
-- Not where the last one still waits. Spread over an hour: the night's work is not all at once.
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempts_max, actor_kind, request_id,
    created_at
)
SELECT
    organization.org_id, uuidv7(), :kind, :payload, :priority,
    statement_timestamp() + random() * interval '1 hour', :attempts_max, 'system', 'chore',
    statement_timestamp()
FROM organization
WHERE
    organization.state = 'active'
    AND NOT EXISTS (
        SELECT
        FROM job
        WHERE job.org_id = organization.org_id AND job.kind = :kind
    );
