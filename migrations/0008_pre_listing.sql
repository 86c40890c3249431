-- # house: the tables, the one function that decides what is shown, and those that find it belong together.
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

-- Finding. The functions below read as galleria_search, past row-level security, because `@@` and trigrams are not
-- leakproof: each compares org_id with the transaction's own organization, whatever it is called with, and answers
-- nothing when the two differ. What shoppers type becomes quoted lexemes and parameters, never a part of a statement.
CREATE POLICY search ON facet_count FOR SELECT TO galleria_search USING (true);
GRANT SELECT ON facet_count TO galleria_search;

-- The words of a text as the index has them: compounds by their parts, no signs; at most twenty.
CREATE FUNCTION search_tokens(said text)
RETURNS text[]
LANGUAGE sql
STABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(found.token ORDER BY found.place), '{}')
    FROM (
        SELECT parsed.token, min(parsed.place) AS place
        FROM ts_parse('default', fold(translate(said, ':/', '  '))) WITH ORDINALITY AS parsed (kind, token, place)
        WHERE parsed.kind NOT IN (5, 12, 13, 14, 15, 16, 17, 23) AND length(parsed.token) <= 100
        GROUP BY parsed.token
        ORDER BY place
        LIMIT 20
    ) AS found
$$;

-- A query for any one of these lexemes, of a weight where one is named; NULL for none.
CREATE FUNCTION any_lexeme(lexemes text[], weight text)
RETURNS tsquery
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' || weight, '|')::tsquery
    FROM (SELECT DISTINCT lexeme FROM unnest(lexemes) AS lexeme WHERE lexeme <> '') AS distinct_one (lexeme)
);

-- What a text asks for: every word, by its stem or as it is; the last one may be only the beginning of a word that
-- the store knows. `names` asks for the same in a product's name. Words that say nothing (the, and) are left out,
-- unless there are no others. NULL: there is no word in it.
CREATE FUNCTION said_words(
    wanted_org uuid, wanted_store uuid, wanted_locale text, said text, is_typed bool,
    OUT words tsquery, OUT names tsquery
)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    configuration CONSTANT regconfig := search_configuration(wanted_locale);
    tokens CONSTANT text[] := search_tokens(said);
    has_sense CONSTANT bool := to_tsvector(configuration, array_to_string(tokens, ' ')) <> ''::tsvector;
    stems text[];
    completions text[];
    meant text[];
BEGIN
    FOR place IN 1 .. cardinality(tokens) LOOP
        stems := tsvector_to_array(to_tsvector(configuration, tokens[place]));
        CONTINUE WHEN has_sense AND stems = '{}';
        meant := stems || ARRAY[tokens[place], ltrim(tokens[place], '+-')];
        IF is_typed AND place = cardinality(tokens) AND length(tokens[place]) > 1 THEN
            SELECT array_agg(nearest.word) INTO completions
            FROM (
                SELECT known.word
                FROM (
                    SELECT word
                    FROM listing_word
                    WHERE
                        org_id = wanted_org
                        AND org_id = nullif(current_setting('app.org_id', true), '')::uuid
                        AND store_id = wanted_store
                        AND locale = wanted_locale
                        AND word >= tokens[place]
                        AND word < tokens[place] || chr(1114111)
                    LIMIT 2000
                ) AS known
                ORDER BY length(known.word), known.word
                LIMIT 50
            ) AS nearest;
            meant := meant || completions
                || tsvector_to_array(to_tsvector(configuration, array_to_string(completions, ' ')));
        END IF;
        words := coalesce(words && any_lexeme(meant, ''), words, any_lexeme(meant, ''));
        names := coalesce(names && any_lexeme(meant, ':A'), names, any_lexeme(meant, ':A'));
    END LOOP;
END $$;

CREATE FUNCTION is_in_ranges(numbers jsonb, ranges jsonb)
RETURNS bool
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN NOT EXISTS (
    SELECT
    FROM jsonb_to_recordset(ranges) AS range (key text, lowest numeric, highest numeric)
    WHERE
        (numbers ->> range.key) IS NULL
        OR (numbers ->> range.key)::numeric < range.lowest
        OR (numbers ->> range.key)::numeric > range.highest
);

-- What every row has to meet, with its parameters' numbers: $1 organization, $2 store, $3 locale, $4 catalog, $5 now,
-- $6 lowest and $7 highest price, $8 ranges. Made of fixed texts alone. `by_words`: only the index of words is offered.
-- The planner takes organization, store and locale for three independent facts, so that a store of many products
-- seems to have few, and any index that begins with them better than the right one.
CREATE FUNCTION search_conditions(wanted jsonb, by_words bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
        WHEN by_words THEN 'listing.store_id = $2 AND (listing.org_id = $1) IS TRUE AND (listing.locale = $3) IS TRUE'
        ELSE 'listing.org_id = $1 AND listing.store_id = $2 AND listing.locale = $3'
    END
    || ' AND listing.catalog_id = $4 AND listing.visible_from <= $5 AND listing.visible_until > $5'
    || CASE WHEN NOT wanted ? 'price_from' THEN '' WHEN by_words THEN ' AND (listing.price_minor >= $6) IS TRUE'
        ELSE ' AND listing.price_minor >= $6' END
    || CASE WHEN NOT wanted ? 'price_to' THEN '' WHEN by_words THEN ' AND (listing.price_minor <= $7) IS TRUE'
        ELSE ' AND listing.price_minor <= $7' END
    || CASE WHEN wanted ? 'ranges' THEN ' AND is_in_ranges(listing.numbers, $8)' ELSE '' END;

-- What is asked of the index. `words`: what the shopper said; `names`: the same, in the name; `filters`: what else has
-- to hold, which is what a smart category's own words say, one of each list of facets, and none of those without;
-- `query`: all of it. NULL is nothing. `is_void`: something was said, and there is no word in it. `expected`: about so many have those facets.
CREATE FUNCTION search_query(
    wanted_org uuid, wanted_store uuid, wanted_locale text, wanted jsonb,
    OUT query tsquery, OUT words tsquery, OUT names tsquery, OUT filters tsquery, OUT is_void bool, OUT expected bigint
)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    piece tsquery;
    lexemes text[];
BEGIN
    is_void := false;
    IF wanted ? 'said' THEN
        SELECT asked.words, asked.names INTO words, names
        FROM said_words(wanted_org, wanted_store, wanted_locale, wanted ->> 'said', true) AS asked;
        is_void := words IS NULL;
    END IF;
    IF wanted ? 'filter_said' THEN
        SELECT asked.words INTO filters
        FROM said_words(wanted_org, wanted_store, wanted_locale, wanted ->> 'filter_said', false) AS asked;
        is_void := is_void OR filters IS NULL;
    END IF;
    FOR lexemes IN
        SELECT ARRAY(SELECT jsonb_array_elements_text(choice.choices))
        FROM jsonb_array_elements(coalesce(wanted -> 'facets', '[]')) AS choice (choices)
    LOOP
        piece := any_lexeme(lexemes, '');
        filters := coalesce(filters && piece, filters, piece);
        expected := least(expected, (
            SELECT coalesce(sum(facet_count.products), 0)
            FROM facet_count
            WHERE
                facet_count.org_id = wanted_org
                AND facet_count.org_id = nullif(current_setting('app.org_id', true), '')::uuid
                AND facet_count.store_id = wanted_store
                AND facet_count.facet = ANY(lexemes)
        ));
    END LOOP;
    IF wanted ? 'without' THEN
        filters := filters && !! any_lexeme(ARRAY(SELECT jsonb_array_elements_text(wanted -> 'without')), '');
    END IF;
    query := coalesce(words && filters, words, filters);
END $$;

-- The statement of a page in one of the plain orders; see search_conditions() for $1 to $8. $9 query, $10 to $12 what
-- it goes on behind, $13 rows. `is_few`: all that match are found by the index of words and sorted; otherwise the
-- index of the order is walked along, and the index of words is kept out of it by calling `@@` by its function's name.
CREATE FUNCTION ordered_products(wanted jsonb, ordering text, is_onward bool, has_query bool, is_few bool)
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
            ('newest', '0::bigint, ''''::text', 'listing.product_id < $12', 'listing.product_id DESC')
    ) AS shown (name, columns, onward, ordered)
    WHERE shown.name = ordering
);

-- The statement of a page by relevance: $9 query, $10 words, $11 names, $12 filters, $13 what was said as a name's key,
-- $14 who has that very code, $15 and $16 what it goes on behind, $17 rows, $18 how many of all that match are ranked.
-- First those with the code, then the very name, names that begin with it (as words, then as letters), names with
-- every word; within these by weighed words, then the shorter name. A rank is made of the row and the words alone, so
-- that pages follow each other while others change.
CREATE FUNCTION relevant_products(wanted jsonb, has_query bool, has_filters bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT
        'WITH near AS MATERIALIZED ('
        || '(SELECT ' || ranked.columns || ' FROM listing WHERE listing.product_id = ANY($14) AND ' || held.conditions || ')'
        || ' UNION (SELECT ' || ranked.columns || ' FROM listing WHERE listing.name_key ^@ $13 AND ' || held.conditions
        || ' ORDER BY listing.name_key, listing.product_id LIMIT 100)'
        || CASE
            WHEN has_query
                THEN ' UNION (SELECT ' || ranked.columns || ' FROM listing WHERE listing.words @@ $9 AND '
                    || search_conditions(wanted, true) || ' LIMIT $18)'
            ELSE ''
        END
        || '), page AS MATERIALIZED (SELECT near.product_id, near.score FROM near'
        || ' WHERE $15 IS NULL OR near.score < $15 OR (near.score = $15 AND near.product_id > $16)'
        || ' ORDER BY near.score DESC, near.product_id LIMIT $17)'
        || ' SELECT page.product_id, page.score, ''''::text, listing.document FROM page'
        || ' JOIN listing ON listing.org_id = $1 AND listing.store_id = $2 AND listing.locale = $3'
        || ' AND listing.product_id = page.product_id ORDER BY page.score DESC, page.product_id'
    FROM (
        SELECT
            'listing.product_id, (CASE WHEN listing.product_id = ANY($14) THEN 3000000'
            || ' WHEN listing.name_key = $13 THEN 2500000 WHEN listing.name_key ^@ ($13 || '' '') THEN 2000000'
            || ' WHEN listing.name_key ^@ $13 THEN 1500000 WHEN ts_match_vq(listing.words, $11) THEN 1000000 ELSE 0 END'
            || ' + coalesce(ts_rank(''{0.05, 0.1, 0.4, 1}'', listing.words, $10) * 100000, 0)::bigint'
            || ' - least(length(listing.name_key), 300))::bigint AS score' AS columns
    ) AS ranked
    CROSS JOIN (
        SELECT
            search_conditions(wanted, false)
            || CASE WHEN has_filters THEN ' AND ts_match_vq(listing.words, $12)' ELSE '' END AS conditions
    ) AS held
);

-- A page of products. `ordering`: relevance, default (what is arranged by hand, then by sort order and name), name,
-- price, -price, newest; it goes on behind (after_number, after_text, after_id), `number` and `text` being what a row
-- is sorted by (no text: by hand). Relevance is decided among those with that very code, 100 whose name begins so, and
-- 600 of all that match: a word that everything has costs no more. In the other orders everything is looked at:
-- where much matches, along the order's own index; otherwise what matches is found first and then sorted.
CREATE FUNCTION find_products(
    wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, at timestamptz, wanted jsonb,
    ordering text, after_number bigint, after_text text, after_id uuid, rows_max int
)
RETURNS TABLE (product_id uuid, number bigint, text text, document text)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- A page is ready before other workers have begun.
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    own CONSTANT uuid := nullif(current_setting('app.org_id', true), '')::uuid;
    price_from CONSTANT bigint := wanted ->> 'price_from';
    price_to CONSTANT bigint := wanted ->> 'price_to';
    hand_ids CONSTANT uuid[] := ARRAY(SELECT jsonb_array_elements_text(wanted #> '{arranged,product_ids}')::uuid);
    hand_places CONSTANT bigint[] := ARRAY(SELECT jsonb_array_elements_text(wanted #> '{arranged,places}')::bigint);
    few CONSTANT int := 2000;
    asked record;
    found_count bigint := 0;
BEGIN
    IF own IS NULL OR wanted_org IS DISTINCT FROM own THEN
        RETURN;
    END IF;
    asked := search_query(own, wanted_store, wanted_locale, wanted);
    IF ordering = 'relevance' THEN
        RETURN QUERY EXECUTE relevant_products(wanted, NOT asked.is_void, asked.filters IS NOT NULL)
        USING own, wanted_store, wanted_locale, wanted_catalog, at, price_from, price_to, wanted -> 'ranges',
            asked.query, asked.words, asked.names, asked.filters, name_key(wanted ->> 'said', wanted_locale),
            ARRAY(SELECT jsonb_array_elements_text(wanted -> 'coded')::uuid), after_number, after_id, rows_max,
            coalesce((wanted ->> 'ranked_max')::int, 600);
        RETURN;
    ELSIF asked.is_void THEN
        RETURN;
    END IF;
    IF ordering = 'default' AND cardinality(hand_ids) > 0 AND after_text IS NULL THEN
        RETURN QUERY EXECUTE
            'SELECT listing.product_id, hand.place, NULL::text, listing.document'
            || ' FROM unnest($9, $10) AS hand (product_id, place)'
            || ' JOIN listing ON listing.product_id = hand.product_id WHERE '
            || search_conditions(wanted, false) || ' AND ($11 IS NULL OR (hand.place, hand.product_id) > ($11, $12))'
            || CASE WHEN asked.query IS NULL THEN '' ELSE ' AND ts_match_vq(listing.words, $13)' END
            || ' ORDER BY hand.place, hand.product_id LIMIT $14'
        USING own, wanted_store, wanted_locale, wanted_catalog, at, price_from, price_to, wanted -> 'ranges',
            hand_ids, hand_places, after_number, after_id, asked.query, rows_max;
        GET DIAGNOSTICS found_count = ROW_COUNT;
        IF found_count >= rows_max THEN
            RETURN;
        END IF;
    END IF;
    -- What is not known from the counts is tried: whether more than a few have it.
    IF (wanted ? 'said' OR wanted ? 'filter_said' OR wanted ? 'without') AND coalesce(asked.expected > few, true) THEN
        EXECUTE 'SELECT count(*) FROM (SELECT FROM listing WHERE ' || search_conditions(wanted, true)
            || ' AND listing.words @@ $9 LIMIT $10) AS tried'
        INTO asked.expected
        USING own, wanted_store, wanted_locale, wanted_catalog, at, price_from, price_to, wanted -> 'ranges',
            asked.query, few + 1;
    END IF;
    RETURN QUERY EXECUTE ordered_products(
        wanted, ordering, after_text IS NOT NULL, asked.query IS NOT NULL, asked.expected <= few
    )
    USING own, wanted_store, wanted_locale, wanted_catalog, at, price_from, price_to, wanted -> 'ranges',
        asked.query, after_number, after_text, after_id, rows_max - found_count::int, hand_ids;
END $$;

-- For each word that was said: whether the store has it, and if not, words of the store that are spelled alike.
CREATE FUNCTION nearest_words(wanted_org uuid, wanted_store uuid, wanted_locale text, said text)
RETURNS TABLE (token text, is_known bool, alike text[])
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    own CONSTANT uuid := nullif(current_setting('app.org_id', true), '')::uuid;
    configuration CONSTANT regconfig := search_configuration(wanted_locale);
BEGIN
    IF own IS NULL OR wanted_org IS DISTINCT FROM own THEN
        RETURN;
    END IF;
    -- For this transaction only; loaded first, for its settings are unknown before.
    PERFORM set_config('pg_trgm.similarity_threshold', '0.2', true) FROM (SELECT similarity('', '')) AS loaded;
    FOREACH token IN ARRAY search_tokens(said) LOOP
        alike := '{}';
        is_known := length(token) < 3 OR length(token) > 40 OR token ~ '[0-9]' OR EXISTS (
            SELECT FROM listing_word
            WHERE org_id = own AND store_id = wanted_store AND locale = wanted_locale AND word = token
        ) OR EXISTS (
            SELECT FROM listing
            WHERE
                org_id = own
                AND store_id = wanted_store
                AND locale = wanted_locale
                AND words @@ any_lexeme(tsvector_to_array(to_tsvector(configuration, token)) || ARRAY[token], '')
        );
        IF NOT is_known THEN
            SELECT coalesce(array_agg(near.word ORDER BY near.likeness DESC, near.word), '{}') INTO alike
            FROM (
                SELECT known.word, similarity(known.word, token) AS likeness
                FROM (
                    SELECT word
                    FROM listing_word
                    -- As in search_conditions(): only the index of trigrams is offered.
                    WHERE
                        store_id = wanted_store AND word % token
                        AND (org_id = own) IS TRUE AND (locale = wanted_locale) IS TRUE
                    UNION
                    -- Two letters that changed places leave a short word hardly alike.
                    SELECT word
                    FROM listing_word
                    WHERE
                        org_id = own AND store_id = wanted_store AND locale = wanted_locale
                        AND word = ANY(ARRAY(
                            SELECT overlay(token PLACING reverse(substr(token, place, 2)) FROM place FOR 2)
                            FROM generate_series(1, length(token) - 1) AS place
                        ))
                ) AS known
                WHERE length(known.word) BETWEEN length(token) - 2 AND length(token) + 2
                ORDER BY likeness DESC, known.word
                LIMIT 50
            ) AS near;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- How many products have what, in passes over what is wanted, each `{wanted, groups | except, categories, has_price}`:
-- the facets of some groups, or of all but some, and of the categories these alone; at most a hundred of a group, the
-- most frequent, but of the prices (see price_facet) all. Then '*', how many there are; 'p', the lowest and the highest
-- price; 'n:key', a number's. What nothing narrows is read from facet_count and counted only
-- where it has hours; its numbers' ends (where `has_numbers` asks for them) are those of all, or of a sample. Anything else is one pass over what matches, or where that is
-- more than about 3,000, over a sample: 's:0' to 's:63' are in the words of a 64th of all products each. Its counts
-- are multiplied by `lowest` of '*', which is 1 where they are exact; the ends of the prices always are.
CREATE FUNCTION count_products(
    wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, at timestamptz, passes jsonb
)
RETURNS TABLE (pass int, facet text, products bigint, lowest numeric, highest numeric)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    own CONSTANT uuid := nullif(current_setting('app.org_id', true), '')::uuid;
    exact_max CONSTANT int := 3000;
    wanted jsonb;
    asked record;
    tried bigint;
    buckets int;
    is_narrowed bool;
    sampled tsquery;
BEGIN
    IF own IS NULL OR wanted_org IS DISTINCT FROM own THEN
        RETURN;
    END IF;
    FOR place IN 0 .. jsonb_array_length(passes) - 1 LOOP
        wanted := passes -> place -> 'wanted';
        asked := search_query(own, wanted_store, wanted_locale, wanted);
        CONTINUE WHEN asked.is_void;
        is_narrowed := asked.query IS NOT NULL OR wanted ?| ARRAY['price_from', 'price_to', 'ranges'];
        buckets := 64;
        IF is_narrowed THEN
            sampled := any_lexeme(ARRAY['s:0'], '');
            EXECUTE 'SELECT count(*) FROM listing WHERE ' || search_conditions(wanted, true)
                || ' AND words @@ $9'
            INTO tried
            USING own, wanted_store, wanted_locale, wanted_catalog, at, (wanted ->> 'price_from')::bigint,
                (wanted ->> 'price_to')::bigint, wanted -> 'ranges', coalesce(asked.query && sampled, sampled);
            buckets := least(64, exact_max / greatest(tried, 1) + 1);
        ELSIF passes -> place ? 'has_numbers' THEN
            SELECT facet_count.products / 64 INTO tried
            FROM facet_count
            WHERE facet_count.org_id = own AND facet_count.store_id = wanted_store AND facet_count.facet = '*';
            buckets := least(64, exact_max / greatest(tried, 1) + 1);
        END IF;
        sampled := asked.query;
        IF buckets < 64 THEN
            sampled := any_lexeme(ARRAY(SELECT 's:' || bucket FROM generate_series(1, buckets) AS bucket), '');
            sampled := coalesce(asked.query && sampled, sampled);
        END IF;
        RETURN QUERY EXECUTE CASE
            WHEN is_narrowed
                THEN matched_counts(wanted, sampled IS NOT NULL, asked.query IS NOT NULL, passes -> place ? 'has_price')
            ELSE store_counts(passes -> place ? 'has_price', passes -> place ? 'has_numbers', sampled IS NOT NULL)
        END || told_counts(passes -> place ? 'has_price')
        USING own, wanted_store, wanted_locale, wanted_catalog, at, (wanted ->> 'price_from')::bigint,
            (wanted ->> 'price_to')::bigint, wanted -> 'ranges', sampled, place,
            ARRAY(SELECT jsonb_array_elements_text(passes -> place -> 'groups')),
            ARRAY(SELECT jsonb_array_elements_text(passes -> place -> 'except')),
            ARRAY(SELECT jsonb_array_elements_text(passes -> place -> 'categories')),
            CASE WHEN is_narrowed THEN 64::numeric / buckets ELSE 1 END, asked.query;
    END LOOP;
END $$;

-- The beginning of a pass over what matches; see search_conditions() for $1 to $8. $9 query, of a sample perhaps; $10
-- which pass, $11 groups (none: all but), $12 these, $13 categories, $14 what the counts are multiplied by, $15 query.
CREATE FUNCTION matched_counts(wanted jsonb, has_sample bool, has_query bool, has_price bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN 'WITH matched AS MATERIALIZED (SELECT facets, price_minor, numbers FROM listing WHERE '
    || search_conditions(wanted, has_sample) || CASE WHEN has_sample THEN ' AND words @@ $9' ELSE '' END || '), counted AS MATERIALIZED ('
    || 'SELECT has.facet, count(*) AS products FROM matched'
    || ' CROSS JOIN LATERAL unnest(matched.facets) AS has (facet) GROUP BY has.facet'
    || ' UNION ALL SELECT ''*'', count(*) FROM matched)'
    || CASE
        WHEN has_price
            THEN ', ends AS (SELECT min(price_minor) AS lowest, max(price_minor) AS highest FROM matched WHERE $14 = 1'
                || ' UNION ALL SELECT one.lowest, other.highest FROM'
                || ' (SELECT price_minor AS lowest FROM listing WHERE $14 > 1 AND '
                || search_conditions(wanted, false)
                || CASE WHEN has_query THEN ' AND ts_match_vq(words, $15)' ELSE '' END
                || ' ORDER BY price_minor, product_id LIMIT 1) AS one,'
                || ' (SELECT price_minor AS highest FROM listing WHERE $14 > 1 AND '
                || search_conditions(wanted, false)
                || CASE WHEN has_query THEN ' AND ts_match_vq(words, $15)' ELSE '' END
                || ' ORDER BY price_minor DESC, product_id DESC LIMIT 1) AS other),'
                || ' numbered AS (SELECT ''n:'' || own.key AS facet, count(*) AS products,'
                || ' min(own.value::numeric) AS lowest, max(own.value::numeric) AS highest FROM matched'
                || ' CROSS JOIN LATERAL jsonb_each_text(matched.numbers) AS own GROUP BY own.key)'
        ELSE ''
    END;

-- The same of all that a store has: its facets are counted ahead, only its numbers' ends are looked for.
CREATE FUNCTION store_counts(has_price bool, has_numbers bool, has_sample bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN 'WITH with_hours AS MATERIALIZED (SELECT facets,'
    || ' visible_from <= $5 AND visible_until > $5 AND catalog_id = $4 AS is_visible FROM listing'
    || ' WHERE org_id = $1 AND store_id = $2 AND locale = $3'
    || ' AND (visible_from > ''-infinity'' OR visible_until < ''infinity'')), counted AS MATERIALIZED ('
    || ' SELECT every.facet, sum(every.products)::bigint AS products FROM ('
    || ' SELECT facet_count.facet, facet_count.products::bigint FROM facet_count'
    || ' WHERE facet_count.org_id = $1 AND facet_count.store_id = $2 AND facet_count.products > 0 UNION ALL'
    || ' SELECT has.facet, count(*) FROM with_hours'
    || ' CROSS JOIN LATERAL unnest(with_hours.facets || ''*''::text) AS has (facet)'
    || ' WHERE with_hours.is_visible GROUP BY has.facet) AS every GROUP BY every.facet)'
    || CASE
        WHEN has_price
            THEN ', ends AS (SELECT one.lowest, other.highest FROM'
                || ' (SELECT price_minor AS lowest FROM listing WHERE '
                || search_conditions('{}', false)
                || ' ORDER BY price_minor, product_id LIMIT 1) AS one,'
                || ' (SELECT price_minor AS highest FROM listing WHERE '
                || search_conditions('{}', false)
                || ' ORDER BY price_minor DESC, product_id DESC LIMIT 1) AS other),'
                || ' numbered AS (SELECT ''n:'' || own.key AS facet, count(*) AS products,'
                || ' min(own.value::numeric) AS lowest, max(own.value::numeric) AS highest FROM listing'
                || ' CROSS JOIN LATERAL jsonb_each_text(listing.numbers) AS own WHERE '
                || CASE WHEN has_numbers THEN search_conditions('{}', has_sample) ELSE 'false' END
                || CASE WHEN has_numbers AND has_sample THEN ' AND listing.words @@ $9' ELSE '' END
                || ' GROUP BY own.key)'
        ELSE ''
    END;

-- The end of a pass: what is told of what was counted.
CREATE FUNCTION told_counts(has_price bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN ' SELECT $10, told.facet, round(told.products * $14)::bigint,'
    || ' CASE WHEN told.facet = ''*'' THEN $14 END, NULL::numeric FROM ('
    || 'SELECT counted.facet, counted.products, own.name, row_number() OVER (PARTITION BY own.name'
    || ' ORDER BY counted.products DESC, counted.facet) AS place FROM counted CROSS JOIN LATERAL (SELECT CASE'
    || ' WHEN counted.facet ^@ ''a:'' THEN split_part(counted.facet, ''='', 1)'
    || ' ELSE split_part(counted.facet, '':'', 1) END) AS own (name)'
    || ' WHERE own.name <> ''c'' OR counted.facet = ANY($13)) AS told'
    || ' WHERE (told.place <= 100 OR told.name IN (''c'', ''p'')) AND CASE WHEN cardinality($11) > 0'
    || ' THEN told.name = ANY($11) OR told.facet = ''*'' ELSE told.name <> ALL($12) END'
    || CASE
        WHEN has_price
            THEN ' UNION ALL SELECT $10, ''p'', NULL, ends.lowest::numeric, ends.highest::numeric FROM ends'
                || ' WHERE ends.lowest IS NOT NULL'
                || ' UNION ALL SELECT $10, numbered.facet, round(numbered.products * $14)::bigint, numbered.lowest,'
                || ' numbered.highest FROM numbered'
        ELSE ''
    END;

-- Those of the words that products which are seen now have: listing_word remembers some that are gone. What many have
-- is found in a sample already; what is not there is rare, and soon looked through.
CREATE FUNCTION words_in_use(
    wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, at timestamptz, words text[]
)
RETURNS SETOF text
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    own CONSTANT uuid := nullif(current_setting('app.org_id', true), '')::uuid;
    configuration CONSTANT regconfig := search_configuration(wanted_locale);
BEGIN
    IF own IS NULL OR wanted_org IS DISTINCT FROM own THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE
        'SELECT asked.word FROM (SELECT told.word, told.place, any_lexeme('
        || 'tsvector_to_array(to_tsvector($7, told.word)) || ARRAY[told.word], '''') AS query'
        || ' FROM unnest($6) WITH ORDINALITY AS told (word, place) OFFSET 0) AS asked'
        || ' WHERE EXISTS (SELECT FROM listing WHERE ' || search_conditions('{}', true)
        || ' AND listing.words @@ (asked.query && $8))'
        || ' OR EXISTS (SELECT FROM listing WHERE ' || search_conditions('{}', true)
        || ' AND listing.words @@ asked.query) ORDER BY asked.place'
    USING own, wanted_store, wanted_locale, wanted_catalog, at, words, configuration,
        any_lexeme(ARRAY['s:0'], '');
END $$;

GRANT EXECUTE ON FUNCTION search_tokens(text), any_lexeme(text[], text), is_in_ranges(jsonb, jsonb) TO galleria_search;
GRANT EXECUTE ON FUNCTION said_words(uuid, uuid, text, text, bool) TO galleria_search;
GRANT EXECUTE ON FUNCTION search_conditions(jsonb, bool), search_query(uuid, uuid, text, jsonb) TO galleria_search;
GRANT EXECUTE ON FUNCTION ordered_products(jsonb, text, bool, bool, bool), relevant_products(jsonb, bool, bool)
TO galleria_search;
GRANT EXECUTE ON FUNCTION matched_counts(jsonb, bool, bool, bool), store_counts(bool, bool, bool), told_counts(bool)
TO galleria_search;
GRANT EXECUTE ON FUNCTION
    find_products(uuid, uuid, uuid, text, timestamptz, jsonb, text, bigint, text, uuid, int),
    count_products(uuid, uuid, uuid, text, timestamptz, jsonb),
    nearest_words(uuid, uuid, text, text),
    words_in_use(uuid, uuid, uuid, text, timestamptz, text[])
TO galleria_app;
-- A new owner has to be one who could have made it.
RESET ROLE;
GRANT CREATE ON SCHEMA public TO galleria_search;
ALTER FUNCTION find_products(uuid, uuid, uuid, text, timestamptz, jsonb, text, bigint, text, uuid, int)
OWNER TO galleria_search;
ALTER FUNCTION count_products(uuid, uuid, uuid, text, timestamptz, jsonb) OWNER TO galleria_search;
ALTER FUNCTION nearest_words(uuid, uuid, text, text) OWNER TO galleria_search;
ALTER FUNCTION words_in_use(uuid, uuid, uuid, text, timestamptz, text[]) OWNER TO galleria_search;
REVOKE CREATE ON SCHEMA public FROM galleria_search;
