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

-- name: history_of_product
-- Two lists, each newest first and each from where its own page ended: what the product was told
-- by events of its own (index event_by_subject), and its part in what one event changed of many
-- (index product_change_by_product). An import's event comes at its end, so it may not be there
-- yet. A product that is gone keeps its history; its last event says whose catalog it was in.
WITH home AS MATERIALIZED (
    SELECT coalesce(
        (
            SELECT product.catalog_id
            FROM product
            WHERE product.org_id = :org_id AND product.product_id = :product_id
        ),
        (
            SELECT (told.body ->> 'catalog_id')::uuid
            FROM event AS told
            WHERE
                told.org_id = :org_id
                AND told.subject_id = :product_id
                AND starts_with(told.type, 'product.')
            ORDER BY told.event_id DESC
            LIMIT 1
        )
    ) AS catalog_id
    FROM organization
    WHERE organization.org_id = :org_id
)
(
    SELECT
        false AS is_shared, told.event_id, told.recorded_at AS at, told.type, NULL AS kind,
        told.actor_kind, told.actor_id, told.request_id, told.body,
        NULL::text[] AS changed, NULL::jsonb AS before, NULL::jsonb AS after
    FROM home
    JOIN event AS told ON told.org_id = :org_id AND told.subject_id = :product_id
    WHERE home.catalog_id = :catalog_id AND told.event_id < :event_id
    ORDER BY told.event_id DESC
    LIMIT :rows_max
)
UNION ALL
(
    SELECT
        true, part.event_id, part.changed_at, cause.type, part.kind, cause.actor_kind,
        cause.actor_id, cause.request_id, NULL, part.changed, part.before, part.after
    FROM home
    JOIN product_change AS part ON part.org_id = :org_id AND part.product_id = :product_id
    LEFT JOIN event AS cause ON cause.org_id = :org_id AND cause.event_id = part.event_id
    WHERE
        home.catalog_id = :catalog_id
        AND part.changed_at <= :changed_at
        AND (part.changed_at, part.event_id) < (:changed_at::timestamptz, :change_event_id::uuid)
    ORDER BY part.changed_at DESC, part.event_id DESC
    LIMIT :rows_max
);
