-- What is placed, a batch at once.

-- name: insert_orders
-- One statement: numbers, orders, lines. A store's counter is locked last of all, and stores in
-- their order: who numbers orders of several stores deadlocks with nobody. Line and order come
-- together and neither is ever deleted, so no foreign key is checked between them; a store that
-- has numbered orders cannot go, for its counter refers to it.
WITH counter AS (
    INSERT INTO order_counter (org_id, store_id, last_serial)
    SELECT organization.org_id, asked.store_id, 1000 + asked.orders
    FROM organization, unnest(:store_ids::uuid[], :counts::int[]) AS asked (store_id, orders)
    WHERE organization.org_id = :org_id
    ORDER BY asked.store_id
    ON CONFLICT (org_id, store_id) DO UPDATE
    SET last_serial = order_counter.last_serial + excluded.last_serial - 1000
    RETURNING order_counter.store_id, order_counter.last_serial
),
placed AS (
    INSERT INTO orders (
        org_id, order_id, store_id, serial, number, source, state, payment_state, currency,
        lines_minor, discount_minor, shipping_minor, tax_minor, total_minor, is_tax_included,
        paid_minor, customer_id, customer_name, customer_email, customer_phone, shipping_address,
        billing_address, shipping_method, discount_code, metadata, comment, cart_id, till_id,
        shift_id, is_held, expires_at, placed_at, rung_up_at, paid_at, updated_at
    )
    SELECT
        organization.org_id, head.order_id, head.store_id, series.before + head.place,
        series.prefix || (series.before + head.place)::text, head.source, head.state,
        head.payment_state, head.currency, head.lines_minor, head.discount_minor,
        head.shipping_minor, head.tax_minor, head.total_minor, head.is_tax_included,
        head.paid_minor, head.customer_id, head.customer_name, head.customer_email,
        head.customer_phone, head.shipping_address, head.billing_address, head.shipping_method,
        head.discount_code, head.metadata, head.comment, head.cart_id, head.till_id, head.shift_id,
        head.is_held, head.expires_at, :at, head.rung_up_at, head.paid_at, :at
    FROM
        organization,
        unnest(
            :place::int[], :order_id::uuid[], :store_id::uuid[], :source::text[], :state::text[],
            :payment_state::text[], :currency::text[], :lines_minor::bigint[],
            :discount_minor::bigint[], :shipping_minor::bigint[], :tax_minor::bigint[],
            :total_minor::bigint[], :is_tax_included::bool[], :paid_minor::bigint[],
            :customer_id::uuid[], :customer_name::text[], :customer_email::text[],
            :customer_phone::text[], :shipping_address::jsonb[], :billing_address::jsonb[],
            :shipping_method::jsonb[], :discount_code::text[], :metadata::jsonb[],
            :comment::text[], :cart_id::uuid[], :till_id::uuid[], :shift_id::uuid[],
            :is_held::bool[], :expires_at::timestamptz[], :rung_up_at::timestamptz[],
            :paid_at::timestamptz[]
        ) AS head (
            place, order_id, store_id, source, state, payment_state, currency, lines_minor,
            discount_minor, shipping_minor, tax_minor, total_minor, is_tax_included, paid_minor,
            customer_id, customer_name, customer_email, customer_phone, shipping_address,
            billing_address, shipping_method, discount_code, metadata, comment, cart_id, till_id,
            shift_id, is_held, expires_at, rung_up_at, paid_at
        )
    JOIN (
        SELECT
            counter.store_id, asked.prefix, counter.last_serial - asked.orders AS before
        FROM unnest(:store_ids, :prefixes::text[], :counts)
            AS asked (store_id, prefix, orders)
        JOIN counter ON counter.store_id = asked.store_id
    ) AS series ON series.store_id = head.store_id
    WHERE organization.org_id = :org_id
),
written AS (
    INSERT INTO order_line (
        org_id, order_id, line_no, product_id, variant_id, name, sku, option_values, modifiers,
        units, price_minor, currency, tax_class, is_tax_included, tax_rate_ppm, tax_minor,
        discount_minor, discounts, total_minor, location_id, portions, backordered_units
    )
    SELECT
        organization.org_id, line.order_id, line.line_no, line.product_id, line.variant_id,
        line.name, line.sku, string_to_array(line.option_values, E'\x1f'), line.modifiers,
        line.units, line.price_minor, line.currency, line.tax_class, line.is_tax_included,
        line.tax_rate_ppm, line.tax_minor, line.discount_minor, line.discounts, line.total_minor,
        line.location_id, line.portions, line.backordered_units
    FROM
        organization,
        unnest(
            :line_order_id::uuid[], :line_line_no::int[], :line_product_id::uuid[],
            :line_variant_id::uuid[], :line_name::text[], :line_sku::text[],
            :line_option_values::text[], :line_modifiers::jsonb[], :line_units::int[],
            :line_price_minor::bigint[], :line_currency::text[], :line_tax_class::text[],
            :line_is_tax_included::bool[], :line_tax_rate_ppm::int[], :line_tax_minor::bigint[],
            :line_discount_minor::bigint[], :line_discounts::jsonb[], :line_total_minor::bigint[],
            :line_location_id::uuid[], :line_portions::jsonb[], :line_backordered_units::int[]
        ) AS line (
            order_id, line_no, product_id, variant_id, name, sku, option_values, modifiers, units,
            price_minor, currency, tax_class, is_tax_included, tax_rate_ppm, tax_minor,
            discount_minor, discounts, total_minor, location_id, portions, backordered_units
        )
    WHERE organization.org_id = :org_id
)
SELECT counter.store_id, counter.last_serial
FROM counter;
