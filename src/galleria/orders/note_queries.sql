-- Notes about orders, for staff.

-- name: insert_note
INSERT INTO order_note (org_id, note_id, order_id, text, actor_kind, actor_id, created_at)
SELECT
    organization.org_id, :note_id, :order_id, :text, :actor_kind, :actor_id, statement_timestamp()
FROM organization
WHERE organization.org_id = :org_id
RETURNING note_id, text, actor_kind, actor_id, created_at;

-- name: notes_of_order
-- The newest first, by index order_note_by_order.
SELECT note_id, text, actor_kind, actor_id, created_at
FROM order_note
WHERE org_id = :org_id AND order_id = :order_id AND note_id < :before
ORDER BY note_id DESC
LIMIT :rows_max;

-- name: order_name
SELECT order_id, store_id, number
FROM orders
WHERE org_id = :org_id AND order_id = :order_id;
