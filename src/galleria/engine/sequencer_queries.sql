-- name: place_events
-- One statement, run by the elected sequencer alone, so positions become visible in their order.
-- A feed that is being delivered from is skipped and has its turn at the next look: one stuck
-- transaction holds up its own organization only. `listened` are the types somebody waits for; a
-- feed that is followed is waited for whatever its types. Others are delivered as soon as placed.
WITH fresh AS (
    SELECT org_id, event_id, recorded_at, type
    FROM event
    WHERE position IS NULL
    ORDER BY recorded_at, event_id
    LIMIT :limit::int
),
feed AS (
    SELECT org_id, last_position, is_followed
    FROM event_feed
    WHERE org_id IN (SELECT org_id FROM fresh)
    ORDER BY org_id
    FOR UPDATE SKIP LOCKED
),
placed AS (
    SELECT
        fresh.org_id,
        fresh.event_id,
        fresh.recorded_at,
        feed.is_followed OR fresh.type = ANY(:listened::text[]) AS is_awaited,
        feed.last_position + row_number() OVER (
            PARTITION BY fresh.org_id ORDER BY fresh.recorded_at, fresh.event_id
        ) AS position
    FROM fresh
    JOIN feed ON feed.org_id = fresh.org_id
),
written AS (
    UPDATE event
    SET position = placed.position
    FROM placed
    WHERE
        event.org_id = placed.org_id
        AND event.event_id = placed.event_id
        AND event.recorded_at = placed.recorded_at
),
advanced AS (
    SELECT
        org_id,
        count(*)::int AS events,
        max(position) AS last_position,
        bool_or(is_awaited) AS is_awaited
    FROM placed
    GROUP BY org_id
)
UPDATE event_feed
SET
    last_position = advanced.last_position,
    delivered_position = CASE
        WHEN event_feed.delivered_position = event_feed.last_position AND NOT advanced.is_awaited
            THEN advanced.last_position
        ELSE event_feed.delivered_position
    END
FROM advanced
WHERE event_feed.org_id = advanced.org_id
RETURNING event_feed.org_id, advanced.events, advanced.is_awaited;

-- name: undelivered_feeds
SELECT
    event_feed.org_id,
    organization.tier,
    event_feed.delivered_position,
    event_feed.last_position,
    event_feed.is_followed
FROM event_feed
JOIN organization ON organization.org_id = event_feed.org_id
WHERE
    event_feed.delivered_position < event_feed.last_position
    AND event_feed.org_id <> ALL(:resting::uuid[])
ORDER BY event_feed.org_id
LIMIT :limit::int;
