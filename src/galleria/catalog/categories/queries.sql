-- Categories. Writers hold the catalog's lock (lock_catalog), so what is read here stays true.
-- Many rows travel as one JSON parameter: cheaper to send than a column at a time, and one text.

-- name: tree_of
SELECT category_id, parent_id, kind
FROM category
WHERE org_id = :org_id AND catalog_id = :catalog_id;

-- name: categories_by_ids
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version
FROM unnest(:category_ids::uuid[]) AS wanted (wanted_id)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id;

-- name: categories_by_keys
SELECT
    category_id, parent_id, external_key, name, slug, description, colour, icon, image_url,
    sort_order, metadata, is_active, kind, filter, product_order, seo, version
FROM unnest(:external_keys::text[]) AS wanted (key)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.external_key = wanted.key;

-- name: category_codes
-- Who has these slugs and keys (two index scans, where an OR would read the catalog), and the way
-- up from whoever a row may name as its parent: 'place' rows, which say how deep a new one will be.
WITH RECURSIVE holder AS (
    SELECT 'slug' AS kind, category.slug AS value, category.category_id, category.parent_id
    FROM unnest(:slugs::text[]) AS wanted (code)
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.slug = wanted.code
    UNION ALL
    SELECT 'external_key', category.external_key, category.category_id, category.parent_id
    FROM unnest(:external_keys::text[]) AS wanted (code)
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.external_key = wanted.code
    UNION ALL
    SELECT 'category_id', '', category.category_id, category.parent_id
    FROM unnest(:category_ids::uuid[]) AS wanted (code)
    JOIN category
        ON category.org_id = :org_id
        AND category.catalog_id = :catalog_id
        AND category.category_id = wanted.code
),
upwards AS (
    SELECT category_id, parent_id
    FROM holder
    UNION
    SELECT above.category_id, above.parent_id
    FROM upwards
    JOIN category AS above
        ON above.org_id = :org_id
        AND above.catalog_id = :catalog_id
        AND above.category_id = upwards.parent_id
)
SELECT kind, value, category_id AS owner_id, NULL::uuid AS parent_id
FROM holder
WHERE kind <> 'category_id'
UNION ALL
SELECT 'place', '', category_id, parent_id
FROM upwards;

-- name: insert_categories
-- From the organization's own row: a distributed PostgreSQL keeps the whole insert on its node.
-- Returns how many categories the catalog has then.
WITH made AS (
    INSERT INTO category (
        org_id, category_id, catalog_id, parent_id, external_key, name, slug, description, colour,
        icon, image_url, sort_order, metadata, is_active, kind, filter, product_order, seo,
        created_at, updated_at
)
SELECT
    organization.org_id, wanted.category_id, :catalog_id, wanted.parent_id, wanted.external_key,
    wanted.name, wanted.slug, wanted.description, wanted.colour, wanted.icon, wanted.image_url,
    wanted.sort_order, wanted.metadata, wanted.is_active, wanted.kind, wanted.filter,
    wanted.product_order, wanted.seo, :now, :now
FROM
    organization,
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        category_id uuid, parent_id uuid, external_key text, name text, slug text,
        description text, colour text, icon text, image_url text, sort_order int,
        metadata jsonb, is_active bool, kind text, filter jsonb, product_order text, seo jsonb
    )
WHERE organization.org_id = :org_id
RETURNING category_id
)
SELECT
    (SELECT count(*) FROM made)
    + (
        SELECT count(*) FROM category
        WHERE org_id = :org_id AND catalog_id = :catalog_id
    ) AS categories;

-- name: update_categories
UPDATE category
SET parent_id = wanted.parent_id,
    external_key = wanted.external_key,
    name = wanted.name,
    slug = wanted.slug,
    description = wanted.description,
    colour = wanted.colour,
    icon = wanted.icon,
    image_url = wanted.image_url,
    sort_order = wanted.sort_order,
    metadata = wanted.metadata,
    is_active = wanted.is_active,
    kind = wanted.kind,
    filter = wanted.filter,
    product_order = wanted.product_order,
    seo = wanted.seo,
    version = category.version + 1,
    updated_at = :now
FROM
    jsonb_to_recordset(:rows::jsonb) AS wanted (
        category_id uuid, parent_id uuid, external_key text, name text, slug text,
        description text, colour text, icon text, image_url text, sort_order int,
        metadata jsonb, is_active bool, kind text, filter jsonb, product_order text, seo jsonb
    )
WHERE
    category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.category_id;

-- name: contents_of
-- What is in each of these categories itself, not below; and the smart ones whose filter names it.
SELECT
    holder.category_id,
    (
        SELECT count(*)
        FROM category AS child
        WHERE
            child.org_id = :org_id
            AND child.catalog_id = :catalog_id
            AND child.parent_id = holder.category_id
            AND child.category_id <> ALL(:category_ids::uuid[])
    ) AS subcategories,
    (
        SELECT count(*)
        FROM product_category
        WHERE
            product_category.org_id = :org_id
            AND product_category.category_id = holder.category_id
    ) AS products,
    array(
        SELECT smart.category_id
        FROM category AS smart
        WHERE
            smart.org_id = :org_id
            AND smart.catalog_id = :catalog_id
            AND smart.filter ->> 'category_id' = holder.category_id::text
    ) AS in_filters_of
FROM unnest(:category_ids::uuid[]) AS wanted (wanted_id)
JOIN category AS holder
    ON holder.org_id = :org_id
    AND holder.catalog_id = :catalog_id
    AND holder.category_id = wanted.wanted_id;

-- name: move_subcategories
-- Children of the deleted that stay themselves go up to where the deletion's heir is.
UPDATE category AS child
SET parent_id = heir.to_id,
    version = child.version + 1,
    updated_at = :now
FROM jsonb_to_recordset(:heirs::jsonb) AS heir (from_id uuid, to_id uuid)
WHERE
    child.org_id = :org_id
    AND child.catalog_id = :catalog_id
    AND child.parent_id = heir.from_id
    AND child.category_id <> ALL(:category_ids::uuid[])
RETURNING child.category_id, heir.from_id, heir.to_id, child.version;

-- name: take_products
-- A product's rows in the deleted go to their heirs, once where several do; if it was there by
-- hand, not in its place. Returns the products.
WITH gone AS (
    DELETE FROM product_category
    USING jsonb_to_recordset(:heirs::jsonb) AS heir (from_id uuid, to_id uuid)
    WHERE
        product_category.org_id = :org_id
        AND product_category.catalog_id = :catalog_id
        AND product_category.category_id = heir.from_id
    RETURNING product_category.product_id, heir.to_id
),
placed AS (
    INSERT INTO product_category (org_id, product_id, category_id, catalog_id)
    SELECT DISTINCT organization.org_id, gone.product_id, gone.to_id, :catalog_id::uuid
    FROM organization
    CROSS JOIN gone
    WHERE organization.org_id = :org_id AND gone.to_id IS NOT NULL
    ON CONFLICT DO NOTHING
)
SELECT DISTINCT product_id
FROM gone;

-- name: rehome_products
-- After take_products, and not with it: of what a statement returns to itself the planner expects
-- one row, and compares every row with every. A primary category without an heir leaves its place
-- to the oldest of the others.
UPDATE product
SET category_id = CASE
        WHEN product.category_id = ANY(:from_ids::uuid[]) THEN coalesce(
            (
                SELECT heir.to_id
                FROM unnest(:from_ids::uuid[], :to_ids::uuid[]) AS heir (from_id, to_id)
                WHERE heir.from_id = product.category_id
            ),
            (
                SELECT other.category_id
                FROM product_category AS other
                WHERE other.org_id = :org_id AND other.product_id = product.product_id
                ORDER BY other.category_id
                LIMIT 1
            )
        )
        ELSE product.category_id
    END,
    version = product.version + 1,
    updated_at = :now
FROM unnest(:product_ids::uuid[]) AS wanted (wanted_id)
WHERE
    product.org_id = :org_id
    AND product.catalog_id = :catalog_id
    AND product.product_id = wanted.wanted_id;

-- name: delete_categories
DELETE FROM category
USING unnest(:category_ids::uuid[]) AS wanted (wanted_id)
WHERE
    category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id;

-- name: smart_facts
-- Whether a filter names a category the catalog's others are searched for, which are few thousand.
SELECT 'manual' AS fact, category.category_id::text AS subject
FROM unnest(:filtered_ids::uuid[]) AS wanted (wanted_id)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.category_id = wanted.wanted_id
    AND category.kind = 'manual'
UNION ALL
SELECT 'attribute', attribute.key
FROM unnest(:attribute_keys::text[]) AS wanted (key)
JOIN attribute
    ON attribute.org_id = :org_id
    AND attribute.key = wanted.key
    AND attribute.is_filterable
UNION ALL
SELECT 'with_products', wanted.wanted_id::text
FROM unnest(:becoming_ids::uuid[]) AS wanted (wanted_id)
WHERE EXISTS (
    SELECT FROM product_category
    WHERE
        product_category.org_id = :org_id
        AND product_category.category_id = wanted.wanted_id
)
UNION ALL
SELECT 'in_filter', wanted.wanted_id::text
FROM unnest(:becoming_ids::uuid[]) AS wanted (wanted_id)
JOIN category AS smart
    ON smart.org_id = :org_id
    AND smart.catalog_id = :catalog_id
    AND smart.filter ->> 'category_id' = wanted.wanted_id::text;
