-- The attributes an organization defines.

-- name: attribute_definitions
SELECT key, kind, choices, is_required
FROM attribute
WHERE org_id = :org_id
ORDER BY sort_order, key;
