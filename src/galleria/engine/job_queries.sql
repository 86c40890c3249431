-- name: insert_jobs
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempts_max,
    actor_kind, actor_id, request_id, created_at
)
SELECT
    organization.org_id,
    wanted.job_id,
    wanted.kind,
    wanted.payload,
    wanted.priority,
    coalesce(
        :run_at::timestamptz, statement_timestamp() + :wait_s::float8 * interval '1 second'
    ),
    wanted.attempts_max,
    wanted.actor_kind,
    wanted.actor_id,
    :request_id::text,
    statement_timestamp()
FROM
    organization,
    unnest(
        :job_ids::uuid[],
        :kinds::text[],
        :payloads::jsonb[],
        :priorities::smallint[],
        :attempts_max::int[],
        :actor_kinds::text[],
        :actor_ids::uuid[]
    ) AS wanted (job_id, kind, payload, priority, attempts_max, actor_kind, actor_id)
WHERE organization.org_id = :org_id;
