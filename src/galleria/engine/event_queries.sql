-- name: insert_events
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
-- The database's clock: a job's `now` may be hours old, and API processes disagree.
INSERT INTO event (
    org_id, event_id, recorded_at, type, subject_id, actor_kind, actor_id, request_id, body
)
SELECT
    organization.org_id,
    fact.event_id,
    statement_timestamp(),
    fact.type,
    fact.subject_id,
    fact.actor_kind,
    fact.actor_id,
    fact.request_id,
    fact.body
FROM
    organization,
    unnest(
        :event_ids::uuid[],
        :types::text[],
        :subject_ids::uuid[],
        :actor_kinds::text[],
        :actor_ids::uuid[],
        :request_ids::text[],
        :bodies::jsonb[]
    ) AS fact (event_id, type, subject_id, actor_kind, actor_id, request_id, body)
WHERE organization.org_id = :org_id;
