-- The shop itself; see doors.py for what the others start from.

-- name: shop_store
SELECT
    store_id, name, slug, kind, currency, locale,
    array(
        SELECT spoken.tongue
        FROM unnest(locale || further_locales) WITH ORDINALITY AS spoken (tongue, place)
        GROUP BY spoken.tongue
        ORDER BY min(spoken.place)
    ) AS locales,
    time_zone, branding
FROM store
WHERE org_id = :org_id AND store_id = :store_id AND status = 'active';
