-- How stores sell, for a batch of sales.

-- name: terms_of_stores
-- Only what the batch can need: rates of its countries, and methods and discounts that it names.
SELECT
    store.store_id,
    statement_timestamp() AS at,
    store.status = 'active' AS is_open,
    coalesce(catalog.currency, store.currency) AS currency,
    coalesce(terms.is_tax_included, true) AS is_tax_included,
    terms.tax_country,
    coalesce(terms.tax_region, '') AS tax_region,
    coalesce(terms.number_prefix, '') AS number_prefix,
    coalesce(terms.payment_hold_s, 900) AS payment_hold_s,
    coalesce(terms.cart_hold_s, 0) AS cart_hold_s,
    CASE
        WHEN EXISTS (
            SELECT FROM store_location AS own
            WHERE own.org_id = :org_id AND own.store_id = store.store_id
        )
            THEN ARRAY(
                SELECT location.location_id
                FROM store_location AS own
                JOIN location
                    ON location.org_id = :org_id
                    AND location.location_id = own.location_id
                    AND location.is_active
                WHERE own.org_id = :org_id AND own.store_id = store.store_id
                ORDER BY own.position, location.name, location.location_id
            )
        ELSE ARRAY(
            SELECT location.location_id
            FROM location
            WHERE location.org_id = :org_id AND location.is_active
            ORDER BY location.position, location.name, location.location_id
        )
    END AS locations,
    (
        SELECT
            jsonb_agg(
                jsonb_build_array(
                    tax_rate.country, tax_rate.region, tax_rate.tax_class, tax_rate.rate_ppm
                )
            )
        FROM tax_rate
        WHERE
            tax_rate.org_id = :org_id
            AND (tax_rate.country = terms.tax_country OR tax_rate.country = ANY(:countries::text[]))
    ) AS rates,
    (
        SELECT
            jsonb_agg(
                jsonb_build_object(
                    'code', method.code,
                    'name', method.name,
                    'countries', method.countries,
                    'price_minor', method.price_minor,
                    'free_from_minor', method.free_from_minor,
                    'tax_class', method.tax_class,
                    'is_pickup', method.is_pickup
                )
            )
        FROM shipping_method AS method
        WHERE
            method.org_id = :org_id
            AND method.store_id = store.store_id
            AND method.code = ANY(:shipping_codes::text[])
            AND method.is_active
    ) AS shipping,
    (
        SELECT
            jsonb_agg(
                jsonb_build_object(
                    'code', discount.code,
                    'name', discount.name,
                    'store_id', discount.store_id,
                    'rate_ppm', discount.rate_ppm,
                    'amount_minor', discount.amount_minor,
                    'currency', discount.currency,
                    'lines_min_minor', discount.lines_min_minor,
                    'starts_at', discount.starts_at,
                    'ends_at', discount.ends_at
                )
            )
        FROM discount
        WHERE
            discount.org_id = :org_id
            AND discount.code = ANY(:discount_codes::text[])
            AND discount.is_active
    ) AS discounts
FROM store
LEFT JOIN store_terms AS terms
    ON terms.org_id = store.org_id AND terms.store_id = store.store_id
LEFT JOIN store_catalog AS sold
    ON sold.org_id = store.org_id AND sold.store_id = store.store_id
LEFT JOIN catalog
    ON catalog.org_id = store.org_id AND catalog.catalog_id = sold.catalog_id
WHERE store.org_id = :org_id AND store.store_id = ANY(:store_ids::uuid[]);
