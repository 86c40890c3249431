-- A store's terms; without a row, what counts then.

-- name: find_terms
SELECT
    store.store_id, coalesce(terms.is_tax_included, true) AS is_tax_included, terms.tax_country,
    coalesce(terms.tax_region, '') AS tax_region, coalesce(terms.number_prefix, '') AS number_prefix,
    coalesce(terms.payment_hold_s, 900) AS payment_hold_s,
    coalesce(terms.cart_hold_s, 0) AS cart_hold_s, coalesce(terms.version, 0) AS version,
    terms.updated_at
FROM store
LEFT JOIN store_terms AS terms
    ON terms.org_id = store.org_id AND terms.store_id = store.store_id
WHERE store.org_id = :org_id AND store.store_id = :store_id;

-- name: lock_seller
-- The store's row is there always, its terms' may not be; they are read behind the lock, so that
-- what another wrote meanwhile is seen. Not more than that: foreign keys refer to it.
SELECT store_id
FROM store
WHERE org_id = :org_id AND store_id = :store_id
FOR NO KEY UPDATE;

-- name: write_terms
INSERT INTO store_terms (
    org_id, store_id, is_tax_included, tax_country, tax_region, number_prefix, payment_hold_s,
    cart_hold_s, updated_at
)
VALUES (
    :org_id, :store_id, :is_tax_included, :tax_country, :tax_region, :number_prefix,
    :payment_hold_s, :cart_hold_s, :now
)
ON CONFLICT (org_id, store_id) DO UPDATE
SET is_tax_included = excluded.is_tax_included,
    tax_country = excluded.tax_country,
    tax_region = excluded.tax_region,
    number_prefix = excluded.number_prefix,
    payment_hold_s = excluded.payment_hold_s,
    cart_hold_s = excluded.cart_hold_s,
    version = store_terms.version + 1,
    updated_at = excluded.updated_at
RETURNING
    store_id, is_tax_included, tax_country, tax_region, number_prefix, payment_hold_s, cart_hold_s,
    version, updated_at;
