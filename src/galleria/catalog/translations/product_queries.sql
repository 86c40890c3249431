-- Translations of products. Writers hold the catalog's lock (lock_catalog).

-- name: product_owners
-- Those named by id, and those named by key: one index each, where an OR would read the catalog.
SELECT product_id AS owner_id, external_key, slug, version
FROM unnest(:owner_ids::uuid[]) AS wanted (wanted_id)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id
UNION
SELECT product_id, external_key, slug, version
FROM unnest(:external_keys::text[]) AS wanted (key)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.external_key = wanted.key;

-- name: product_translations_there
SELECT
    said.product_id AS owner_id, said.locale, said.name, said.slug, said.description,
    said.seo
FROM unnest(:owner_ids::uuid[], :locales::text[]) AS wanted (owner_id, locale)
JOIN product_translation AS said
    ON said.org_id = :org_id
    AND said.product_id = wanted.owner_id
    AND said.locale = wanted.locale;

-- name: product_slug_holders
-- Whose slug this is in its locale; and, without a locale, whose own.
SELECT said.locale, said.slug, said.product_id AS owner_id
FROM unnest(:locales::text[], :slugs::text[]) AS wanted (locale, slug)
JOIN product_translation AS said
    ON said.org_id = :org_id
    AND said.catalog_id = :catalog_id
    AND said.locale = wanted.locale
    AND said.slug = wanted.slug
UNION
SELECT '', product.slug, product.product_id
FROM unnest(:slugs::text[]) AS wanted (slug)
JOIN product
    ON product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.slug = wanted.slug;

-- name: put_product_translations
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
INSERT INTO product_translation (
    org_id, product_id, locale, catalog_id, name, slug, description, seo, updated_at
)
SELECT
    organization.org_id, wanted.owner_id, wanted.locale, :catalog_id, wanted.name, wanted.slug,
    wanted.description, wanted.seo, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        owner_id uuid, locale text, name text, slug text, description text, seo jsonb
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, product_id, locale) DO UPDATE
SET name = excluded.name,
    slug = excluded.slug,
    description = excluded.description,
    seo = excluded.seo,
    updated_at = excluded.updated_at;

-- name: delete_product_translations
DELETE FROM product_translation
USING unnest(:owner_ids::uuid[], :locales::text[]) AS wanted (owner_id, locale)
WHERE
    product_translation.org_id = :org_id
    AND product_translation.product_id = wanted.owner_id
    AND product_translation.locale = wanted.locale;

-- name: touch_translated_products
UPDATE product
SET version = product.version + 1, updated_at = :now
FROM unnest(:owner_ids::uuid[]) AS wanted (wanted_id)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: translations_of_product
-- One row without a locale when there are none: it is told from one that is not there.
SELECT said.locale, said.name, said.slug, said.description, said.seo, said.updated_at
FROM product
LEFT JOIN product_translation AS said
    ON said.org_id = product.org_id
    AND said.product_id = product.product_id
    AND (:locale::text IS NULL OR said.locale = :locale)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = :owner_id
ORDER BY said.locale;
