-- house: functions that make one statement belong together.
-- Counts beside a list, in less than half the time: 600 rows of a sample instead of 1,200, of 24 lexemes at most.
-- Every match is held against each lexeme of the sample, so that 60 of them cost more than all that they spare. A pass
-- for one group counts no other; its groups are told apart by their beginnings here, and exactly in told_counts().
-- migrations/0009 says what the functions are for.

-- The beginning of a pass over what matches; see search_conditions() for $1 to $8. $9 query, of a sample perhaps; $10
-- which pass, $11 groups (none: all but), $12 these, $13 categories, $14 what the counts are multiplied by, $15 query.
CREATE OR REPLACE FUNCTION matched_counts(wanted jsonb, has_sample bool, has_query bool, has_price bool)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN 'WITH matched AS MATERIALIZED (SELECT facets, price_minor, numbers FROM listing WHERE '
    || search_conditions(wanted, has_sample) || CASE WHEN has_sample THEN ' AND words @@ $9' ELSE '' END || '), counted AS MATERIALIZED ('
    || 'SELECT has.facet, count(*) AS products FROM matched'
    || ' CROSS JOIN LATERAL unnest(matched.facets) AS has (facet)'
    || ' WHERE cardinality($11) = 0 OR has.facet ^@ ANY($11) GROUP BY has.facet'
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

-- Whose function it is may replace it, and who migrates has that role; owner and grants stay as they are.
RESET ROLE;
CREATE OR REPLACE FUNCTION count_products(
    wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, at timestamptz, passes jsonb
)
RETURNS TABLE (pass int, facet text, products bigint, lowest numeric, highest numeric)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET max_parallel_workers_per_gather = 0
-- Facets of no two products are alike: to remember them costs as much as to count them.
SET enable_memoize = off
AS $$
DECLARE
    own CONSTANT uuid := nullif(current_setting('app.org_id', true), '')::uuid;
    exact_max CONSTANT int := 1200;
    sample_rows CONSTANT int := 600;
    buckets_max CONSTANT int := 24;
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
        tried := 0;
        IF is_narrowed THEN
            sampled := any_lexeme(ARRAY['s:0'], '');
            EXECUTE 'SELECT count(*) FROM listing WHERE ' || search_conditions(wanted, true)
                || ' AND words @@ $9'
            INTO tried
            USING own, wanted_store, wanted_locale, wanted_catalog, at, (wanted ->> 'price_from')::bigint,
                (wanted ->> 'price_to')::bigint, wanted -> 'ranges', coalesce(asked.query && sampled, sampled);
        ELSIF passes -> place ? 'has_numbers' THEN
            SELECT facet_count.products / 64 INTO tried
            FROM facet_count
            WHERE facet_count.org_id = own AND facet_count.store_id = wanted_store AND facet_count.facet = '*';
        END IF;
        IF tried * 64 > exact_max THEN
            buckets := least(buckets_max, sample_rows / tried + 1);
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
