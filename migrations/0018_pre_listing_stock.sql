-- # house: the one function that decides what shoppers see is one statement.
-- Stock in the read model: what can be bought, and what sells best. Documents say how a variant can be had, never how
-- many there are: they change when that turns, not with every sale.

-- How many units of a product a store sold, less what was cancelled: kept as orders are placed, shown a moment later.
CREATE TABLE store_sale (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    sold_units bigint NOT NULL CHECK (sold_units >= 0),
    is_ranked bool NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, store_id, product_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE
) WITH (fillfactor = 50);
COMMENT ON COLUMN store_sale.is_ranked IS 'Its listing has this number; if not, a job is there that writes it.';
CREATE INDEX store_sale_unranked ON store_sale (org_id) WHERE NOT is_ranked;
SELECT tenant_table('store_sale');

ALTER TABLE listing ADD COLUMN sold_units bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN listing.sold_units IS 'As store_sale has it, up to a minute later: it is sorted by.';
COMMENT ON COLUMN listing.facets IS
    'c:category (and all above it) · b:brand · t:tag · k:kind · p:price · i:availability · a:key=value; lexemes of words, too.';
-- Sorted by in pages of shops, so it has to be there; a migration is one transaction.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX listing_by_sold ON listing (org_id, store_id, locale, sold_units, product_id);

-- How a variant can be had, by rank: the lowest of several is the best.
CREATE FUNCTION availability_name(rank int)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE rank WHEN 0 THEN 'in_stock' WHEN 1 THEN 'preorder' WHEN 2 THEN 'backorder' ELSE 'out_of_stock' END;

-- How so many units of a variant can be had in a store, and how often they are free in its locations (NULL: it is not
-- counted). The same rules as the shelf that sales take from. Written to be inlined: no SET, one SELECT.
CREATE FUNCTION variant_supply(wanted_org uuid, wanted_store uuid, wanted_variant uuid, wanted_units int)
RETURNS TABLE (rank int, free_units bigint)
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
SELECT
    CASE
        WHEN policy.is_tracked IS FALSE THEN 0
        WHEN counted.places = 0 AND policy.is_tracked IS NOT TRUE THEN 0
        WHEN counted.free >= wanted_units THEN 0
        WHEN counted.owed >= coalesce(policy.backorder_max, 2000000000) THEN 3
        WHEN policy.policy = 'preorder' THEN 1
        WHEN policy.policy = 'backorder' THEN 2
        ELSE 3
    END,
    CASE
        WHEN coalesce(policy.is_tracked, counted.places > 0) THEN counted.free / wanted_units
    END
FROM (
    SELECT
        count(*) AS places,
        coalesce(sum(stock.backordered::bigint + stock.shortfall), 0) AS owed,
        coalesce(sum(stock.free::bigint) FILTER (
            WHERE
                stock.free > 0
                AND EXISTS (
                    SELECT
                    FROM location
                    WHERE
                        location.org_id = wanted_org
                        AND location.location_id = stock.location_id
                        AND location.is_active
                )
                AND (
                    NOT EXISTS (
                        SELECT FROM store_location AS any_one
                        WHERE any_one.org_id = wanted_org AND any_one.store_id = wanted_store
                    )
                    OR EXISTS (
                        SELECT FROM store_location AS own
                        WHERE
                            own.org_id = wanted_org
                            AND own.store_id = wanted_store
                            AND own.location_id = stock.location_id
                    )
                )
        ), 0)::bigint AS free
    FROM stock
    WHERE stock.org_id = wanted_org AND stock.variant_id = wanted_variant
) AS counted
LEFT JOIN stock_policy AS policy ON policy.org_id = wanted_org AND policy.variant_id = wanted_variant
$$;

-- The same of a variant of a product: a bundle is what its parts are, the worst of them.
CREATE FUNCTION product_supply(
    wanted_org uuid, wanted_store uuid, wanted_product uuid, wanted_variant uuid, is_bundle bool
)
RETURNS TABLE (rank int, free_units bigint)
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
SELECT coalesce(max(part.rank), 0), min(part.free_units)
FROM (
    SELECT supply.rank, supply.free_units
    FROM variant_supply(wanted_org, wanted_store, wanted_variant, 1) AS supply
    WHERE NOT is_bundle
    UNION ALL
    SELECT supply.rank, supply.free_units
    FROM bundle_part
    CROSS JOIN LATERAL variant_supply(
        wanted_org, wanted_store, bundle_part.part_variant_id, bundle_part.quantity
    ) AS supply
    WHERE is_bundle AND bundle_part.org_id = wanted_org AND bundle_part.product_id = wanted_product
) AS part
$$;

-- The same for one variant at a time: a scan prepares only what it needs (measured: 20 µs instead of 67).
CREATE FUNCTION supply_now(
    wanted_org uuid, wanted_store uuid, wanted_product uuid, wanted_variant uuid, is_bundle bool
)
RETURNS TABLE (rank int, free_units bigint)
LANGUAGE plpgsql
STABLE
ROWS 1
AS $$
#variable_conflict use_column
BEGIN
    IF is_bundle THEN
        RETURN QUERY SELECT rank, free_units
        FROM product_supply(wanted_org, wanted_store, wanted_product, wanted_variant, true);
    ELSE
        RETURN QUERY SELECT rank, free_units FROM variant_supply(wanted_org, wanted_store, wanted_variant, 1);
    END IF;
END $$;

GRANT EXECUTE ON FUNCTION
    availability_name(int), variant_supply(uuid, uuid, uuid, int), product_supply(uuid, uuid, uuid, uuid, bool),
    supply_now(uuid, uuid, uuid, uuid, bool)
TO galleria_app, galleria_platform;

-- As in 0008, with how each can be had and how many were sold.
CREATE OR REPLACE FUNCTION built_listing(wanted_org uuid, wanted_catalog uuid, wanted_products uuid[], at timestamptz)
RETURNS SETOF listing
LANGUAGE sql
STABLE
AS $$
WITH RECURSIVE shop AS MATERIALIZED (
    SELECT store.store_id, tongue.locale, search_configuration(tongue.locale) AS configuration
    FROM store_catalog
    JOIN store ON store.org_id = store_catalog.org_id AND store.store_id = store_catalog.store_id
    CROSS JOIN LATERAL (
        SELECT DISTINCT unnest(store.locale || store.further_locales) AS locale
    ) AS tongue
    WHERE store_catalog.org_id = wanted_org AND store_catalog.catalog_id = wanted_catalog
),
-- Where nothing is counted, nothing is looked up.
counting AS MATERIALIZED (
    SELECT
        EXISTS (SELECT FROM stock WHERE stock.org_id = wanted_org)
        OR EXISTS (SELECT FROM stock_policy WHERE stock_policy.org_id = wanted_org) AS is_on
),
filterable AS MATERIALIZED (
    SELECT key, kind FROM attribute WHERE org_id = wanted_org AND is_filterable
),
-- Every category of these products with what is above it; an inactive one closes the way.
used AS MATERIALIZED (
    SELECT product_category.product_id, product_category.category_id
    FROM unnest(wanted_products) AS wanted (product_id)
    JOIN product_category
        ON product_category.org_id = wanted_org AND product_category.product_id = wanted.product_id
),
upwards AS (
    SELECT
        category.category_id AS start_id, category.parent_id, category.is_active,
        ARRAY[category.category_id] AS steps
    FROM (SELECT DISTINCT used.category_id FROM used) AS start
    JOIN category ON category.org_id = wanted_org AND category.category_id = start.category_id
    UNION ALL
    SELECT upwards.start_id, above.parent_id, above.is_active, upwards.steps || above.category_id
    FROM upwards
    JOIN category AS above
        ON above.org_id = wanted_org AND above.category_id = upwards.parent_id
    WHERE upwards.is_active
),
-- The ways that are open in a store: none of their steps is excluded there.
way AS MATERIALIZED (
    SELECT vendor.store_id, upwards.start_id, upwards.steps
    FROM upwards
    CROSS JOIN (SELECT DISTINCT shop.store_id FROM shop) AS vendor
    WHERE
        upwards.is_active
        AND upwards.parent_id IS NULL
        AND NOT EXISTS (
            SELECT
            FROM store_exclusion
            WHERE
                store_exclusion.org_id = wanted_org
                AND store_exclusion.store_id = vendor.store_id
                AND store_exclusion.category_id = ANY(upwards.steps)
        )
),
inside AS MATERIALIZED (
    SELECT
        way.store_id, used.product_id, array_agg(DISTINCT step.category_id) AS category_ids,
        array_agg(DISTINCT used.category_id) AS own_ids
    FROM used
    JOIN way ON way.start_id = used.category_id
    CROSS JOIN LATERAL unnest(way.steps) AS step (category_id)
    GROUP BY way.store_id, used.product_id
),
-- The names of all categories on the open ways: a boot in "Women > Shoes" is found by both.
told AS MATERIALIZED (
    SELECT way.store_id, shop.locale, way.start_id, string_agg(coalesce(named.name, category.name), ' ' ORDER BY step.place) AS names
    FROM way
    JOIN shop ON shop.store_id = way.store_id
    CROSS JOIN LATERAL unnest(way.steps) WITH ORDINALITY AS step (category_id, place)
    JOIN category ON category.org_id = wanted_org AND category.category_id = step.category_id
    LEFT JOIN category_translation AS named
        ON named.org_id = wanted_org
        AND named.category_id = category.category_id
        AND named.locale = shop.locale
    GROUP BY way.store_id, shop.locale, way.start_id
),
labelled AS MATERIALIZED (
    SELECT told.store_id, told.locale, used.product_id, string_agg(told.names, ' ' ORDER BY told.start_id) AS names
    FROM used
    JOIN told ON told.start_id = used.category_id
    GROUP BY told.store_id, told.locale, used.product_id
),
placed AS MATERIALIZED (
    SELECT product.*, EXISTS (SELECT FROM used WHERE used.product_id = product.product_id) AS is_placed
    FROM unnest(wanted_products) AS wanted (product_id)
    JOIN product
        ON product.org_id = wanted_org
        AND product.catalog_id = wanted_catalog
        AND product.product_id = wanted.product_id
        AND product.status = 'active'
    WHERE EXISTS (SELECT FROM shop)
)
SELECT
    wanted_org, shop.store_id, shop.locale, placed.product_id, wanted_catalog,
    coalesce(said.slug, placed.slug), placed.sort_order, name_key(spoken.name, shop.locale),
    sold.price_minor, sold.price_max_minor, hours.visible_from, hours.visible_until,
    facts.facets, facts.numbers,
    setweight(
        to_tsvector('pg_catalog.simple', fold(translate(spoken.name || ' ' || sold.codes, ':/', '  ')))
        || to_tsvector(shop.configuration, fold(translate(spoken.name, ':/', '  '))), 'A'
    )
    || setweight(
        to_tsvector(shop.configuration, fold(translate(concat_ws(' ', placed.brand, array_to_string(placed.tags, ' '), labelled.names), ':/', '  '))), 'B'
    )
    || setweight(to_tsvector(shop.configuration, fold(translate(concat_ws(' ', facts.said, left(spoken.description, 4000)), ':/', '  '))), 'D')
    -- A 64th of all products each, at random: what is much is counted in a sample.
    || array_to_tsvector(facts.facets || ('s:' || (get_byte(uuid_send(placed.product_id), 15) & 63))),
    tsvector_to_array(
        to_tsvector('pg_catalog.simple', fold(translate(concat_ws(' ', spoken.name, placed.brand, array_to_string(placed.tags, ' '), labelled.names), ':/', '  ')))
    ),
    jsonb_build_object(
        'product_id', placed.product_id, 'kind', placed.kind, 'name', spoken.name,
        'slug', coalesce(said.slug, placed.slug), 'summary', left(spoken.description, 200),
        'brand', placed.brand, 'category_id', CASE
            WHEN placed.category_id = ANY(inside.category_ids) THEN placed.category_id ELSE inside.own_ids[1]
        END, 'tags', placed.tags,
        'price_min_minor', sold.price_minor, 'price_max_minor', sold.price_max_minor,
        'compare_at_minor', sold.compare_at_minor, 'currency', sold.currency,
        'options', placed.options, 'variant_count', sold.variant_count, 'variants', sold.variants,
        'modifiers', placed.modifiers, 'attributes', placed.attributes, 'image', pictures.image,
        'availability', availability_name(sold.supply)
    )::text,
    coalesce(bought.sold_units, 0)
FROM placed
CROSS JOIN shop
LEFT JOIN product_translation AS said
    ON said.org_id = wanted_org AND said.product_id = placed.product_id AND said.locale = shop.locale
CROSS JOIN LATERAL (
    SELECT coalesce(said.name, placed.name) AS name, coalesce(said.description, placed.description) AS description
) AS spoken
LEFT JOIN inside ON inside.store_id = shop.store_id AND inside.product_id = placed.product_id
LEFT JOIN labelled
    ON labelled.store_id = shop.store_id
    AND labelled.locale = shop.locale
    AND labelled.product_id = placed.product_id
CROSS JOIN LATERAL (
    SELECT
        count(*) AS variant_count,
        min(priced.price_minor) AS price_minor,
        max(priced.price_minor) AS price_max_minor,
        (array_agg(priced.compare_at_minor ORDER BY priced.price_minor, priced.position))[1] AS compare_at_minor,
        (array_agg(priced.currency ORDER BY priced.price_minor, priced.position))[1] AS currency,
        coalesce(string_agg(priced.codes, ' ' ORDER BY priced.position), '') AS codes,
        min(priced.supply) AS supply,
        jsonb_agg(
            jsonb_build_object(
                'variant_id', priced.variant_id, 'option_values', priced.option_values, 'sku', priced.sku,
                'price_minor', priced.price_minor, 'compare_at_minor', priced.compare_at_minor,
                'currency', priced.currency, 'availability', availability_name(priced.supply)
            ) ORDER BY priced.position
        ) FILTER (WHERE priced.place <= 12) AS variants
    FROM (
        SELECT
            variant.variant_id, variant.option_values, variant.sku, variant.currency, variant.position,
            coalesce(own.price_minor, variant.price_minor) AS price_minor,
            CASE WHEN own.variant_id IS NULL THEN variant.compare_at_minor ELSE own.compare_at_minor END
                AS compare_at_minor,
            nullif(concat_ws(' ', variant.sku, variant.barcode), '') AS codes,
            row_number() OVER (ORDER BY variant.position) AS place, coalesce(supply.rank, 0) AS supply
        FROM variant
        LEFT JOIN LATERAL (
            SELECT counted.rank
            FROM product_supply(
                wanted_org, shop.store_id, placed.product_id, variant.variant_id, placed.kind = 'bundle'
            ) AS counted
            WHERE (SELECT counting.is_on FROM counting)
        ) AS supply ON true
        LEFT JOIN store_price AS own
            ON own.org_id = wanted_org
            AND own.store_id = shop.store_id
            AND own.variant_id = variant.variant_id
        WHERE variant.org_id = wanted_org AND variant.product_id = placed.product_id AND variant.is_active
    ) AS priced
) AS sold
LEFT JOIN store_sale AS bought
    ON bought.org_id = wanted_org AND bought.store_id = shop.store_id AND bought.product_id = placed.product_id
LEFT JOIN store_window AS sells
    ON sells.org_id = wanted_org AND sells.store_id = shop.store_id AND sells.product_id = placed.product_id
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN due.begins > at THEN due.begins ELSE '-infinity' END AS visible_from,
        coalesce(sells.available_until, 'infinity') AS visible_until
    FROM (SELECT greatest(placed.publish_at, sells.available_from) AS begins) AS due
) AS hours
CROSS JOIN LATERAL (
    SELECT
        array(
            SELECT 'c:' || replace(open_one::text, '-', '') FROM unnest(inside.category_ids) AS open_one
            UNION ALL
            SELECT 'b:' || placed.brand WHERE placed.brand IS NOT NULL
            UNION ALL
            SELECT 't:' || tag FROM unnest(placed.tags) AS tag
            UNION ALL
            SELECT 'k:' || placed.kind
            UNION ALL
            SELECT price_facet(sold.price_minor)
            UNION ALL
            SELECT 'i:' || availability_name(sold.supply)
            UNION ALL
            SELECT left('a:' || own.key || '=' || (own.value #>> '{}'), 500)
            FROM jsonb_each(placed.attributes) AS own
            JOIN filterable ON filterable.key = own.key AND filterable.kind <> 'number'
            WHERE own.value <> 'null'
        ) AS facets,
        (
            SELECT coalesce(jsonb_object_agg(own.key, own.number), '{}')
            FROM (
                SELECT given.key, CASE filterable.kind
                    WHEN 'number' THEN given.value
                    ELSE to_jsonb(replace(given.value #>> '{}', '-', '')::int)
                END AS number
                FROM jsonb_each(placed.attributes) AS given
                JOIN filterable ON filterable.key = given.key
                WHERE
                    (filterable.kind = 'number' AND jsonb_typeof(given.value) = 'number')
                    OR (filterable.kind = 'date' AND given.value #>> '{}' ~ '^\d{4}-\d\d-\d\d$')
            ) AS own
        ) AS numbers,
        (
            SELECT string_agg(own.value #>> '{}', ' ')
            FROM jsonb_each(placed.attributes) AS own
            WHERE jsonb_typeof(own.value) = 'string'
        ) AS said
    OFFSET 0  -- Once a row: it is used twice.
) AS facts
CROSS JOIN LATERAL (
    SELECT coalesce(
        jsonb_path_query_first(placed.media, '$[*] ? (@.kind != "video")'),
        'null'
    ) AS image
) AS pictures
WHERE
    sold.variant_count > 0
    AND (NOT placed.is_placed OR inside.category_ids IS NOT NULL)
    AND hours.visible_until > at
    -- A bundle is sold whole: as long as each of its parts is.
    AND (
        placed.kind <> 'bundle'
        OR NOT EXISTS (
            SELECT
            FROM bundle_part
            JOIN variant AS part
                ON part.org_id = wanted_org AND part.variant_id = bundle_part.part_variant_id
            JOIN product AS whole ON whole.org_id = wanted_org AND whole.product_id = part.product_id
            LEFT JOIN store_exclusion AS kept_out
                ON kept_out.org_id = wanted_org
                AND kept_out.store_id = shop.store_id
                AND kept_out.product_id = part.product_id
            WHERE
                bundle_part.org_id = wanted_org
                AND bundle_part.product_id = placed.product_id
                AND (NOT part.is_active OR whole.status <> 'active' OR kept_out.product_id IS NOT NULL)
        )
    )
    AND NOT EXISTS (
        SELECT
        FROM store_exclusion
        WHERE
            store_exclusion.org_id = wanted_org
            AND store_exclusion.store_id = shop.store_id
            AND store_exclusion.product_id = placed.product_id
    )
$$;

-- The statement of a page in one of the plain orders; see search_conditions() for $1 to $8. $9 query, $10 to $12 what
-- it goes on behind, $13 rows. `is_few`: all that match are found by the index of words and sorted; otherwise the
-- index of the order is walked along, and the index of words is kept out of it by calling `@@` by its function's name.
CREATE OR REPLACE FUNCTION ordered_products(wanted jsonb, ordering text, is_onward bool, has_query bool, is_few bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT
        CASE
            WHEN has_query AND is_few
                THEN 'WITH few AS MATERIALIZED (SELECT * FROM listing WHERE ' || search_conditions(wanted, true)
                    || ' AND listing.words @@ $9) SELECT listing.product_id, ' || shown.columns
                    || ', listing.document FROM few AS listing WHERE true'
            ELSE 'SELECT listing.product_id, ' || shown.columns || ', listing.document FROM listing WHERE '
                || search_conditions(wanted, false) || CASE WHEN has_query THEN ' AND ts_match_vq(listing.words, $9)' ELSE '' END
        END
        || CASE WHEN is_onward THEN ' AND ' || shown.onward ELSE '' END
        || CASE WHEN wanted ? 'arranged' THEN ' AND listing.product_id <> ALL ($14)' ELSE '' END
        || ' ORDER BY ' || shown.ordered || ' LIMIT $13'
    FROM (
        VALUES
            ('default', 'listing.sort_order::bigint, listing.name_key',
             '(listing.sort_order, listing.name_key, listing.product_id) > ($10, $11, $12)',
             'listing.sort_order, listing.name_key, listing.product_id'),
            ('name', '0::bigint, listing.name_key', '(listing.name_key, listing.product_id) > ($11, $12)',
             'listing.name_key, listing.product_id'),
            ('price', 'listing.price_minor, ''''::text', '(listing.price_minor, listing.product_id) > ($10, $12)',
             'listing.price_minor, listing.product_id'),
            ('-price', 'listing.price_minor, ''''::text', '(listing.price_minor, listing.product_id) < ($10, $12)',
             'listing.price_minor DESC, listing.product_id DESC'),
            ('newest', '0::bigint, ''''::text', 'listing.product_id < $12', 'listing.product_id DESC'),
            ('best_selling', 'listing.sold_units, ''''::text', '(listing.sold_units, listing.product_id) < ($10, $12)',
             'listing.sold_units DESC, listing.product_id DESC')
    ) AS shown (name, columns, onward, ordered)
    WHERE shown.name = ordering
);

-- Shops that are there are shown with their stock: the read model of each catalog that is sold is built by a job.
ALTER TABLE store_catalog NO FORCE ROW LEVEL SECURITY;
ALTER TABLE job NO FORCE ROW LEVEL SECURITY;
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempts_max, actor_kind, request_id, created_at
)
SELECT
    sold.org_id, gen_random_uuid(), 'listing.show_catalog',
    jsonb_build_object('kind', 'listing.show_catalog', 'catalog_id', sold.catalog_id),
    100, now(), 5, 'system', 'migration 0018', now()
FROM (SELECT DISTINCT org_id, catalog_id FROM store_catalog WHERE catalog_id IS NOT NULL) AS sold;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
ALTER TABLE store_catalog FORCE ROW LEVEL SECURITY;
