-- Translations of categories. Writers hold the catalog's lock (lock_catalog).

-- name: category_owners
-- Those named by id, and those named by key: one index each, where an OR would read the catalog.
SELECT category_id AS owner_id, external_key, slug, version
FROM unnest(:owner_ids::uuid[]) AS wanted (wanted_id)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id
UNION
SELECT category_id, external_key, slug, version
FROM unnest(:external_keys::text[]) AS wanted (key)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.external_key = wanted.key;

-- name: category_translations_there
SELECT
    said.category_id AS owner_id, said.locale, said.name, said.slug, said.description,
    NULL::jsonb AS seo
FROM unnest(:owner_ids::uuid[], :locales::text[]) AS wanted (owner_id, locale)
JOIN category_translation AS said
    ON said.org_id = :org_id
    AND said.category_id = wanted.owner_id
    AND said.locale = wanted.locale;

-- name: category_slug_holders
-- Whose slug this is in its locale; and, without a locale, whose own.
SELECT said.locale, said.slug, said.category_id AS owner_id
FROM unnest(:locales::text[], :slugs::text[]) AS wanted (locale, slug)
JOIN category_translation AS said
    ON said.org_id = :org_id
    AND said.catalog_id = :catalog_id
    AND said.locale = wanted.locale
    AND said.slug = wanted.slug
UNION
SELECT '', category.slug, category.category_id
FROM unnest(:slugs::text[]) AS wanted (slug)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.slug = wanted.slug;

-- name: put_category_translations
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
INSERT INTO category_translation (
    org_id, category_id, locale, catalog_id, name, slug, description, updated_at
)
SELECT
    organization.org_id, wanted.owner_id, wanted.locale, :catalog_id, wanted.name, wanted.slug,
    wanted.description, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        owner_id uuid, locale text, name text, slug text, description text
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, category_id, locale) DO UPDATE
SET name = excluded.name,
    slug = excluded.slug,
    description = excluded.description,
    updated_at = excluded.updated_at;

-- name: delete_category_translations
DELETE FROM category_translation
USING unnest(:owner_ids::uuid[], :locales::text[]) AS wanted (owner_id, locale)
WHERE
    category_translation.org_id = :org_id
    AND category_translation.category_id = wanted.owner_id
    AND category_translation.locale = wanted.locale;

-- name: touch_translated_categories
UPDATE category
SET version = category.version + 1, updated_at = :now
FROM unnest(:owner_ids::uuid[]) AS wanted (wanted_id)
WHERE
    category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id;

-- name: translations_of_category
-- One row without a locale when there are none: it is told from one that is not there.
SELECT said.locale, said.name, said.slug, said.description, NULL::jsonb AS seo, said.updated_at
FROM category
LEFT JOIN category_translation AS said
    ON said.org_id = category.org_id
    AND said.category_id = category.category_id
    AND (:locale::text IS NULL OR said.locale = :locale)
WHERE
    category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = :owner_id
ORDER BY said.locale;
