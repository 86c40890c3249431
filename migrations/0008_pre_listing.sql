-- # house: the tables and the one function that decides what they say belong together.
-- What shoppers find: one prepared document a product, store and locale, with what it is sorted, filtered and
-- searched by. A row is there exactly when the store shows the product; only its hours are compared when it is read.
RESET ROLE;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
-- Owns the search function: text operators are not leakproof, so under row-level security no index serves them.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'galleria_search') THEN
        CREATE ROLE galleria_search NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'galleria_search', 'SET') THEN
        EXECUTE format('GRANT galleria_search TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO galleria_search;
SET LOCAL ROLE galleria_owner;

-- Text without case and accents, whatever the database's locale and without ICU. What is ASCII (most of it) is
-- folded in place; the rest has a function of its own, so that the first can be inlined.
CREATE FUNCTION fold_letters(said text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN lower(
        translate(
            unaccent('unaccent'::regdictionary, normalize(said, NFC)),
            'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎЁЂЃЅЈЉЊЋЌЏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς',
            'абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўёђѓѕјљњћќџαβγδεζηθικλμνξοπρστυφχψωσ'
        ) COLLATE "C"
    );
END $$;

CREATE FUNCTION fold(said text)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") ELSE fold_letters(said) END;

-- The key that names are sorted by: folded, but letters that a language has after others stay after them,
-- as CLDR's tailorings say. "{" stands behind "z".
CREATE FUNCTION name_key(name text, locale text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    pairs CONSTANT text := CASE split_part(locale, '-', 1)
        WHEN 'sv' THEN 'å{1 ä{2 æ{2 ö{3 ø{3'
        WHEN 'fi' THEN 'å{1 ä{2 æ{2 ö{3 ø{3'
        WHEN 'da' THEN 'æ{1 ä{1 ø{2 ö{2 å{3'
        WHEN 'nb' THEN 'æ{1 ä{1 ø{2 ö{2 å{3'
        WHEN 'nn' THEN 'æ{1 ä{1 ø{2 ö{2 å{3'
        WHEN 'no' THEN 'æ{1 ä{1 ø{2 ö{2 å{3'
        WHEN 'et' THEN 'õw{1 äw{2 öw{3 üw{4 šs{ žs{{'
        WHEN 'es' THEN 'ñn{'
        WHEN 'pl' THEN 'ąa{ ćc{ ęe{ łl{ ńn{ óo{ śs{ źz{ żz{{'
        WHEN 'cs' THEN 'čc{ řr{ šs{ žz{'
        WHEN 'sk' THEN 'äa{ čc{ ôo{ šs{ žz{'
        WHEN 'hr' THEN 'čc{ ćc{{ đd{ šs{ žz{'
        WHEN 'sl' THEN 'čc{ ćc{{ đd{ šs{ žz{'
        WHEN 'bs' THEN 'čc{ ćc{{ đd{ šs{ žz{'
        WHEN 'hu' THEN 'öo{ őo{ üu{ űu{'
        WHEN 'ro' THEN 'ăa{ âa{{ îi{ șs{ şs{ țt{ ţt{'
        WHEN 'lt' THEN 'čc{ šs{ žz{'
        WHEN 'lv' THEN 'čc{ ģg{ ķk{ ļl{ ņn{ šs{ žz{'
        WHEN 'tr' THEN 'çc{ ğg{ ıh{ öo{ şs{ üu{'
        WHEN 'az' THEN 'çc{ əe{ ğg{ ıh{ öo{ şs{ üu{'
        WHEN 'is' THEN 'þ{1 æ{2 ö{3 ðd{'
    END;
    pair text;
    keyed text := name;
BEGIN
    IF pairs IS NOT NULL AND octet_length(name) > length(name) THEN
        keyed := translate(normalize(keyed, NFC), 'ÅÄÆÖØÕÜÑĄĆĘŁŃÓŚŹŻČŘŠŽÔĐŐŰĂÂÎȘŞȚŢĢĶĻŅÇĞƏÞÐ', 'åäæöøõüñąćęłńóśźżčřšžôđőűăâîșşțţģķļņçğəþð');
        FOREACH pair IN ARRAY string_to_array(pairs, ' ') LOOP
            keyed := replace(keyed, left(pair, 1), substr(pair, 2));
        END LOOP;
    END IF;
    RETURN fold(keyed);
END $$;

-- PostgreSQL's text search configuration for a locale's language.
CREATE FUNCTION search_configuration(locale text)
RETURNS regconfig
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE split_part(locale, '-', 1)
    WHEN 'en' THEN 'pg_catalog.english'::regconfig
    WHEN 'de' THEN 'pg_catalog.german'::regconfig
    WHEN 'fr' THEN 'pg_catalog.french'::regconfig
    WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
    WHEN 'it' THEN 'pg_catalog.italian'::regconfig
    WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
    WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
    WHEN 'da' THEN 'pg_catalog.danish'::regconfig
    WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'nn' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
    WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
    WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
    WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
    WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
    WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
    WHEN 'el' THEN 'pg_catalog.greek'::regconfig
    WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
    WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
    WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
    WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
    WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
    WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
    WHEN 'eu' THEN 'pg_catalog.basque'::regconfig
    WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
    WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig
    WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig
    WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig
    WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
END;

-- Which of a store's locales answers a shopper: the one that was asked for, else another of the same language (the
-- store's own first), else the store's own.
CREATE FUNCTION spoken_locale(wanted text, own text, further text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    spoken text;
BEGIN
    IF wanted IS NULL OR wanted = own OR wanted = ANY(further) THEN
        RETURN coalesce(wanted, own);
    END IF;
    FOREACH spoken IN ARRAY own || further LOOP
        IF lower(spoken) = lower(wanted) THEN
            RETURN spoken;
        END IF;
    END LOOP;
    FOREACH spoken IN ARRAY own || further LOOP
        IF lower(split_part(spoken, '-', 1)) = lower(split_part(wanted, '-', 1)) THEN
            RETURN spoken;
        END IF;
    END LOOP;
    RETURN own;
END $$;

CREATE TABLE listing (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    locale text COLLATE "C" NOT NULL,
    product_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    slug text COLLATE "C" NOT NULL,
    sort_order int NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    price_minor bigint NOT NULL,
    price_max_minor bigint NOT NULL,
    visible_from timestamptz NOT NULL,
    visible_until timestamptz NOT NULL,
    facets text[] COLLATE "C" NOT NULL,
    numbers jsonb NOT NULL,
    words tsvector NOT NULL,
    vocabulary text[] COLLATE "C" NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (org_id, store_id, locale, product_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    -- Not by cascade: who deletes a product tells so, and it leaves the counts with its rows.
    FOREIGN KEY (org_id, product_id) REFERENCES product DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON COLUMN listing.price_minor IS 'The lowest of its variants in this store.';
COMMENT ON COLUMN listing.visible_from IS '-infinity: at once. What is hidden for any other reason has no row.';
COMMENT ON COLUMN listing.facets IS
    'c:category (and all above it) · b:brand · t:tag · k:kind · p:price · a:key=value; lexemes of words, too.';
COMMENT ON COLUMN listing.numbers IS 'Filterable numbers and dates (as yyyymmdd), by attribute.';
COMMENT ON COLUMN listing.document IS 'JSON, as it is sent.';
CREATE INDEX listing_by_product ON listing (org_id, product_id);
CREATE INDEX listing_by_slug ON listing (org_id, store_id, locale, slug);
CREATE INDEX listing_in_order ON listing (org_id, store_id, locale, sort_order, name_key, product_id);
CREATE INDEX listing_by_name ON listing (org_id, store_id, locale, name_key, product_id);
CREATE INDEX listing_by_price ON listing (org_id, store_id, locale, price_minor, product_id);
CREATE INDEX listing_by_words ON listing USING gin (store_id, words);
-- Those with hours: the rest is counted in facet_count.
CREATE INDEX listing_with_hours ON listing (org_id, store_id, locale)
    WHERE visible_from > '-infinity' OR visible_until < 'infinity';
SELECT tenant_table('listing');

-- How many products of a store have a facet; '*' are all. Those with hours are not in it: they are counted when
-- they are asked for.
CREATE TABLE facet_count (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    facet text COLLATE "C" NOT NULL,
    products int NOT NULL CHECK (products >= 0),
    PRIMARY KEY (org_id, store_id, facet),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE
);
SELECT tenant_table('facet_count');

-- The words of a store's names, brands, tags and categories: what a mistyped word was meant to be.
CREATE TABLE listing_word (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    locale text COLLATE "C" NOT NULL,
    word text COLLATE "C" NOT NULL,
    PRIMARY KEY (org_id, store_id, locale, word),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE
);
CREATE INDEX listing_word_alike ON listing_word USING gin (store_id, word gin_trgm_ops);
SELECT tenant_table('listing_word');

-- Products that an import brought and that are not yet shown: their documents are built beside the next chunk, on
-- the machine's other core. A row is there until they are, whatever dies meanwhile.
CREATE TABLE listing_pending (
    org_id uuid NOT NULL,
    pending_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    product_ids uuid[] NOT NULL,
    PRIMARY KEY (org_id, pending_id),
    FOREIGN KEY (org_id, catalog_id) REFERENCES catalog ON DELETE CASCADE
);
CREATE INDEX listing_pending_by_catalog ON listing_pending (org_id, catalog_id, pending_id);
SELECT tenant_table('listing_pending');

-- What is only shown is not compared.
ALTER TABLE listing
    ALTER COLUMN document SET STATISTICS 0,
    ALTER COLUMN vocabulary SET STATISTICS 0,
    ALTER COLUMN numbers SET STATISTICS 0;

-- A store says which organization it is of. Not knowing that, the planner expects a hundredth of a store's words and
-- looks at all of them instead of those alike: 25 ms instead of 1 among ten organizations of 100,000 products.
CREATE STATISTICS listing_by_store (dependencies) ON org_id, store_id, locale, catalog_id FROM listing;
CREATE STATISTICS listing_word_by_store (dependencies) ON org_id, store_id, locale FROM listing_word;

-- The facet that a category's products are counted by; NULL: a smart one, whose filter is more than one facet.
CREATE FUNCTION category_facet(category_id uuid, filter jsonb)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN filter IS NULL THEN 'c:' || replace(category_id::text, '-', '')
    WHEN filter - 'category_id' = '{}' THEN 'c:' || replace(filter ->> 'category_id', '-', '')
    WHEN filter - 'brands' = '{}' AND filter #> '{brands,1}' IS NULL THEN 'b:' || (filter #>> '{brands,0}')
    WHEN filter - 'tags' = '{}' AND filter #> '{tags,1}' IS NULL THEN 't:' || (filter #>> '{tags,0}')
END;

-- The facet that prices are counted by: two digits and zeros (p:12000 is from 12000 to below 13000).
CREATE FUNCTION price_facet(price_minor bigint)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN 'p:' || CASE
    WHEN price_minor < 100 THEN price_minor::text
    ELSE rpad(left(price_minor::text, 2), length(price_minor::text), '0')
END;

-- The one place that decides what shoppers see and how: a row a product, store and locale that shows it.
CREATE FUNCTION built_listing(wanted_org uuid, wanted_catalog uuid, wanted_products uuid[], at timestamptz)
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
        'modifiers', placed.modifiers, 'attributes', placed.attributes, 'image', pictures.image
    )::text
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
        jsonb_agg(
            jsonb_build_object(
                'variant_id', priced.variant_id, 'option_values', priced.option_values, 'sku', priced.sku,
                'price_minor', priced.price_minor, 'compare_at_minor', priced.compare_at_minor,
                'currency', priced.currency
            ) ORDER BY priced.position
        ) FILTER (WHERE priced.place <= 12) AS variants
    FROM (
        SELECT
            variant.variant_id, variant.option_values, variant.sku, variant.currency, variant.position,
            coalesce(own.price_minor, variant.price_minor) AS price_minor,
            CASE WHEN own.variant_id IS NULL THEN variant.compare_at_minor ELSE own.compare_at_minor END
                AS compare_at_minor,
            nullif(concat_ws(' ', variant.sku, variant.barcode), '') AS codes,
            row_number() OVER (ORDER BY variant.position) AS place
        FROM variant
        LEFT JOIN store_price AS own
            ON own.org_id = wanted_org
            AND own.store_id = shop.store_id
            AND own.variant_id = variant.variant_id
        WHERE variant.org_id = wanted_org AND variant.product_id = placed.product_id AND variant.is_active
    ) AS priced
) AS sold
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
-- As before (0006), for all that a growing catalog fills.
CREATE OR REPLACE FUNCTION refresh_catalog_statistics()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    grown text;
BEGIN
    FOREACH grown IN ARRAY ARRAY[
        'public.category', 'public.product', 'public.variant', 'public.product_category', 'public.listing',
        'public.facet_count', 'public.listing_word', 'public.product_translation'
    ] LOOP
        IF pg_relation_size(grown::regclass) / current_setting('block_size')::bigint
            > 2 * (SELECT greatest(relpages, 4) FROM pg_class WHERE oid = grown::regclass)
        THEN
            EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
        END IF;
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION fold(text), fold_letters(text), name_key(text, text), search_configuration(text) TO galleria_app, galleria_platform, galleria_search;
GRANT EXECUTE ON FUNCTION spoken_locale(text, text, text[]) TO galleria_app, galleria_search;
GRANT EXECUTE ON FUNCTION category_facet(uuid, jsonb), price_facet(bigint) TO galleria_app, galleria_platform;
GRANT EXECUTE ON FUNCTION built_listing(uuid, uuid, uuid[], timestamptz) TO galleria_app, galleria_platform;

CREATE POLICY search ON listing FOR SELECT TO galleria_search USING (true);
CREATE POLICY search ON listing_word FOR SELECT TO galleria_search USING (true);
GRANT SELECT ON listing, listing_word TO galleria_search;
