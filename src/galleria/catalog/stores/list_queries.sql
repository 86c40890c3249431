-- What a store chose, as people read it: with names and SKUs.

-- name: exclusions_after
-- Ids sort by the time they were made; index store_exclusion_in_order.
SELECT
    excluded.exclusion_id, excluded.catalog_id, excluded.product_id, excluded.category_id,
    coalesce(product.name, category.name) AS name, excluded.reason, excluded.actor_kind,
    excluded.actor_id, coalesce(nullif(member.name, ''), api_key.name) AS actor_name,
    excluded.created_at
FROM store_exclusion AS excluded
LEFT JOIN product
    ON product.org_id = :org_id AND product.product_id = excluded.product_id
LEFT JOIN category
    ON category.org_id = :org_id AND category.category_id = excluded.category_id
LEFT JOIN member
    ON member.org_id = :org_id AND member.member_id = excluded.actor_id
LEFT JOIN api_key
    ON api_key.org_id = :org_id AND api_key.api_key_id = excluded.actor_id
WHERE
    excluded.org_id = :org_id
    AND excluded.store_id = :store_id
    AND excluded.exclusion_id > :after
ORDER BY excluded.exclusion_id
LIMIT :rows_max;

-- name: prices_after
-- By the primary key.
SELECT
    own.variant_id, variant.product_id, variant.catalog_id, product.name, variant.sku,
    variant.option_values, own.price_minor, own.compare_at_minor,
    variant.price_minor AS catalog_price_minor, variant.currency, own.updated_at
FROM store_price AS own
JOIN variant ON variant.org_id = :org_id AND variant.variant_id = own.variant_id
JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id
WHERE own.org_id = :org_id AND own.store_id = :store_id AND own.variant_id > :after
ORDER BY own.variant_id
LIMIT :rows_max;

-- name: windows_after
-- By the primary key.
SELECT
    sells.product_id, product.catalog_id, product.name, product.slug, sells.available_from,
    sells.available_until, sells.updated_at
FROM store_window AS sells
JOIN product ON product.org_id = :org_id AND product.product_id = sells.product_id
WHERE sells.org_id = :org_id AND sells.store_id = :store_id AND sells.product_id > :after
ORDER BY sells.product_id
LIMIT :rows_max;
