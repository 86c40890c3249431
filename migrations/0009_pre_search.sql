-- # house: functions that make one statement belong together.
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
-- more than about 1,200, over a sample: 's:0' to 's:63' are in the words of a 64th of all products each. Its counts
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
    exact_max CONSTANT int := 1200;
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
