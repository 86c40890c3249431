-- name: find_last_position
SELECT last_position
FROM event_feed
WHERE org_id = :org_id;

-- name: feed_after
-- Only events that have their place: what is not placed yet will come behind them. Positions have
-- no gaps, so `up_to` bounds what is looked at however few of them are wanted.
SELECT event_id, position, recorded_at, type, subject_id, actor_kind, actor_id, request_id, body
FROM event
WHERE
    org_id = :org_id
    AND position > :after::bigint
    AND position <= :up_to::bigint
    AND (cardinality(:patterns::text[]) = 0 OR type LIKE ANY(:patterns))
    AND (:recorded_from::timestamptz IS NULL OR recorded_at >= :recorded_from)
    AND (:recorded_until::timestamptz IS NULL OR recorded_at < :recorded_until)
ORDER BY position
LIMIT :limit::int;

-- name: first_position_since
-- Ids are made in the order of time, positions given in the order of commits: among the first by
-- id, some may have come late.
SELECT min(position)
FROM (
    SELECT position
    FROM event
    WHERE
        org_id = :org_id
        AND event_id >= :since_id::uuid
        AND recorded_at >= :since::timestamptz
        AND position IS NOT NULL
    ORDER BY event_id
    LIMIT :looked_at::int
) AS first;

-- name: last_position_until
SELECT max(position)
FROM (
    SELECT position
    FROM event
    WHERE
        org_id = :org_id
        AND event_id < :until_id::uuid
        AND recorded_at < :until::timestamptz
        AND position IS NOT NULL
    ORDER BY event_id DESC
    LIMIT :looked_at::int
) AS last;

-- name: moved_feeds
-- Which of the feeds that are listened to went on.
SELECT event_feed.org_id, event_feed.last_position
FROM event_feed
JOIN unnest(:org_ids::uuid[], :positions::bigint[]) AS known (org_id, position)
    ON known.org_id = event_feed.org_id
WHERE event_feed.last_position > known.position;

-- name: undelivered_events
SELECT event_id, position, recorded_at, type, subject_id, actor_kind, actor_id, request_id, body
FROM event
WHERE
    org_id = :org_id
    AND position > :after::bigint
    AND position <= :up_to::bigint
    AND type = ANY(:types::text[])
ORDER BY position
LIMIT :limit::int;

-- name: advance_delivery
-- Only from where it was read: of two that deliver the same events, one commits.
UPDATE event_feed
SET delivered_position = :up_to::bigint
WHERE
    org_id = :org_id
    AND delivered_position = :after::bigint
RETURNING delivered_position;

-- name: set_followed
UPDATE event_feed
SET is_followed = :is_followed::bool
WHERE org_id = :org_id AND is_followed <> :is_followed;

-- name: newest_events
-- Ids are made in the order of time, so the primary key serves every page; the other filters
-- are checked on the way. A time range keeps it to its partitions.
SELECT event_id, position, recorded_at, type, subject_id, actor_kind, actor_id, request_id, body
FROM event
WHERE
    org_id = :org_id
    AND (:before::uuid IS NULL OR event_id < :before)
    AND (:actor_id::uuid IS NULL OR actor_id = :actor_id)
    AND (:type::text IS NULL OR type = :type)
    AND (:recorded_from::timestamptz IS NULL OR recorded_at >= :recorded_from)
    AND (:recorded_until::timestamptz IS NULL OR recorded_at < :recorded_until)
ORDER BY event_id DESC
LIMIT :limit::int;

-- name: newest_events_of_subject
-- A statement of its own, so that its plan is always the index event_by_subject.
SELECT event_id, position, recorded_at, type, subject_id, actor_kind, actor_id, request_id, body
FROM event
WHERE
    org_id = :org_id
    AND subject_id = :subject_id::uuid
    AND (:before::uuid IS NULL OR event_id < :before)
    AND (:actor_id::uuid IS NULL OR actor_id = :actor_id)
    AND (:type::text IS NULL OR type = :type)
    AND (:recorded_from::timestamptz IS NULL OR recorded_at >= :recorded_from)
    AND (:recorded_until::timestamptz IS NULL OR recorded_at < :recorded_until)
ORDER BY event_id DESC
LIMIT :limit::int;
