-- What became of each product.

-- name: insert_changes
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
-- The database's clock, as events have it: both are read in one order.
INSERT INTO product_change (
    org_id, event_id, product_id, changed_at, kind, changed, before, after
)
SELECT
    organization.org_id, :event_id, wanted.product_id, statement_timestamp(), wanted.kind,
    wanted.changed, wanted.before, wanted.after
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        product_id uuid, kind text, changed text[], before jsonb, after jsonb
    )
WHERE organization.org_id = :org_id;
