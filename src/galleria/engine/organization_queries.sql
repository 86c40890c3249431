-- The organization's own row, which everything of a tenant hangs on.

-- name: insert_organization
-- With its feed, so the sequencer finds where to begin.
WITH founded AS (
    INSERT INTO organization (org_id, slug, tier, state, created_at)
    VALUES (:organization_id, :slug, :tier, 'active', :now)
    RETURNING org_id
)
INSERT INTO event_feed (org_id, last_position)
SELECT org_id, 0
FROM founded;

-- name: update_organization
UPDATE organization
SET tier = :tier, state = :state
WHERE org_id = :organization_id;
