-- A page of all that a shop shows, in each of the plain orders: 1 statement on the order's own index,
-- at the same cost at any depth and of any catalog. The documents come joined, as they are sent.
-- No row: the shop is not there. `found` is one more than the page has where there is more;
-- `last_…` is what the page's last row is sorted by. Keys are compared with sub-selects and not
-- joined, so that a plan made before the table was analyzed is the same.

-- name: listed_in_order
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, listing.sort_order::bigint AS number, listing.name_key AS text, listing.document,
        row_number() OVER (ORDER BY listing.sort_order, listing.name_key, listing.product_id) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND (listing.sort_order, listing.name_key, listing.product_id)
        > (:number::int, :text::text, :after::uuid)
    ORDER BY listing.sort_order, listing.name_key, listing.product_id
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;

-- name: listed_by_name
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, 0::bigint AS number, listing.name_key AS text, listing.document,
        row_number() OVER (ORDER BY listing.name_key, listing.product_id) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND (listing.name_key, listing.product_id) > (:text::text, :after::uuid)
    ORDER BY listing.name_key, listing.product_id
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;

-- name: listed_by_price
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, listing.price_minor AS number, ''::text AS text, listing.document,
        row_number() OVER (ORDER BY listing.price_minor, listing.product_id) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND (listing.price_minor, listing.product_id) > (:number::bigint, :after::uuid)
    ORDER BY listing.price_minor, listing.product_id
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;

-- name: listed_by_price_down
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, listing.price_minor AS number, ''::text AS text, listing.document,
        row_number() OVER (ORDER BY listing.price_minor DESC, listing.product_id DESC) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND (listing.price_minor, listing.product_id) < (:number::bigint, :after::uuid)
    ORDER BY listing.price_minor DESC, listing.product_id DESC
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;

-- name: listed_by_sales
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, listing.sold_units AS number, ''::text AS text, listing.document,
        row_number() OVER (ORDER BY listing.sold_units DESC, listing.product_id DESC) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND (listing.sold_units, listing.product_id) < (:number::bigint, :after::uuid)
    ORDER BY listing.sold_units DESC, listing.product_id DESC
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;

-- name: listed_newest
WITH shop AS (
    SELECT
        catalog.catalog_id,
        spoken_locale(:locale::text, store.locale, store.further_locales) AS locale
    FROM store
    LEFT JOIN store_catalog
        ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
    LEFT JOIN catalog
        ON catalog.org_id = store.org_id
        AND catalog.catalog_id = store_catalog.catalog_id
        AND catalog.status = 'active'
    WHERE store.org_id = :org_id AND store.store_id = :store_id AND store.status = 'active'
),
page AS (
    SELECT
        listing.product_id, 0::bigint AS number, ''::text AS text, listing.document,
        row_number() OVER (ORDER BY listing.product_id DESC) AS place
    FROM listing
    WHERE
        listing.org_id = :org_id
        AND listing.store_id = :store_id
        AND listing.locale = (SELECT shop.locale FROM shop)
        AND listing.catalog_id = (SELECT shop.catalog_id FROM shop)
        AND listing.visible_from <= :now
        AND listing.visible_until > :now
        AND listing.product_id < :after::uuid
    ORDER BY listing.product_id DESC
    LIMIT :limit::int + 1
)
SELECT
    listed.documents, listed.found, listed.last_number, listed.last_text, listed.last_id
FROM shop
CROSS JOIN (
    SELECT
        string_agg(page.document, ',' ORDER BY page.place)
            FILTER (WHERE page.place <= :limit) AS documents,
        count(*) AS found,
        max(page.number) FILTER (WHERE page.place = :limit) AS last_number,
        max(page.text) FILTER (WHERE page.place = :limit) AS last_text,
        (array_agg(page.product_id) FILTER (WHERE page.place = :limit))[1] AS last_id
    FROM page
) AS listed;
