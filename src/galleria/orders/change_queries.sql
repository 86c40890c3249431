-- What an edit writes; the order is locked.

-- name: write_change
UPDATE orders
SET lines_minor = :lines_minor,
    discount_minor = :discount_minor,
    tax_minor = :tax_minor,
    total_minor = :total_minor,
    customer_name = :customer_name,
    customer_email = :customer_email,
    customer_phone = :customer_phone,
    shipping_address = :shipping_address,
    billing_address = :billing_address,
    shipping_method = :shipping_method,
    metadata = :metadata,
    comment = :comment,
    version = version + 1,
    updated_at = statement_timestamp()
WHERE org_id = :org_id AND order_id = :order_id;

-- name: write_lines
-- New ones, and those whose amounts or units are others now. A line that is taken out stays as it was, and says so.
INSERT INTO order_line (
    org_id, order_id, line_no, product_id, variant_id, name, sku, option_values, modifiers, units,
    price_minor, currency, tax_class, is_tax_included, tax_rate_ppm, tax_minor, discount_minor,
    discounts, total_minor, location_id, portions, backordered_units, is_removed
)
SELECT
    organization.org_id, :order_id, line.line_no, line.product_id, line.variant_id, line.name,
    line.sku, line.option_values, line.modifiers, line.units, line.price_minor, line.currency,
    line.tax_class, line.is_tax_included, line.tax_rate_ppm, line.tax_minor, line.discount_minor,
    line.discounts, line.total_minor, line.location_id, line.portions, line.backordered_units,
    line.is_removed
FROM
    organization,
    jsonb_to_recordset(:lines::jsonb) AS line (
        line_no int, product_id uuid, variant_id uuid, name text, sku text, option_values text[],
        modifiers jsonb, units int, price_minor bigint, currency text, tax_class text,
        is_tax_included bool, tax_rate_ppm int, tax_minor bigint, discount_minor bigint,
        discounts jsonb, total_minor bigint, location_id uuid, portions jsonb,
        backordered_units int, is_removed bool
    )
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, order_id, line_no) DO UPDATE
SET units = excluded.units,
    tax_rate_ppm = excluded.tax_rate_ppm,
    tax_minor = excluded.tax_minor,
    discount_minor = excluded.discount_minor,
    discounts = excluded.discounts,
    total_minor = excluded.total_minor,
    location_id = excluded.location_id,
    portions = excluded.portions,
    backordered_units = excluded.backordered_units,
    is_removed = excluded.is_removed;
