-- Stock as people read it.

-- name: stock_after
-- By the primary key; of one location by stock_by_location; what is low by stock_low. What nobody asked for is NULL.
-- Out is also what is tracked and was never anywhere: told of the location that is asked for, else of the first.
SELECT
    stock.variant_id, stock.location_id, location.code AS location, variant.product_id,
    variant.catalog_id, product.name, variant.sku, variant.option_values,
    greatest(0, stock.free + stock.held - stock.backordered - stock.shortfall) AS on_hand_units,
    stock.free AS free_units, stock.held AS held_units,
    stock.backordered AS backordered_units, stock.shortfall AS short_units, stock.is_low,
    stock.updated_at
FROM (
    SELECT
        variant_id, location_id, free, held, backordered, shortfall, is_low, updated_at
    FROM stock
    WHERE org_id = :org_id
    UNION ALL
    SELECT
        policy.variant_id, home.location_id, 0, 0, 0, 0, false, policy.updated_at
    FROM stock_policy AS policy
    JOIN variant ON variant.org_id = :org_id AND variant.variant_id = policy.variant_id
    CROSS JOIN (
        SELECT location_id
        FROM location
        WHERE
            org_id = :org_id
            AND (location_id = :location_id OR :location_id IS NULL AND is_active)
        ORDER BY position, name, location_id
        LIMIT 1
    ) AS home
    WHERE
        policy.org_id = :org_id
        AND :is_out
        AND policy.is_tracked
        AND NOT EXISTS (
            SELECT
            FROM stock
            WHERE stock.org_id = :org_id AND stock.variant_id = policy.variant_id
        )
) AS stock
JOIN location ON location.org_id = :org_id AND location.location_id = stock.location_id
LEFT JOIN variant ON variant.org_id = :org_id AND variant.variant_id = stock.variant_id
LEFT JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id
WHERE
    (stock.variant_id, stock.location_id) > (:after_variant, :after_location)
    AND (:location_id::uuid IS NULL OR stock.location_id = :location_id)
    AND (NOT :is_low::bool OR stock.is_low)
    AND (NOT :is_out::bool OR stock.free = 0)
    AND (NOT :is_owed::bool OR stock.backordered + stock.shortfall > 0)
    AND (:variant_ids::uuid[] IS NULL OR stock.variant_id = ANY(:variant_ids))
ORDER BY stock.variant_id, stock.location_id
LIMIT :rows_max;

-- name: variants_asked_for
-- Which variants a filter means.
SELECT variant.variant_id
FROM variant
WHERE
    variant.org_id = :org_id
    AND (:variant_id::uuid IS NULL OR variant.variant_id = :variant_id)
    AND (:product_id::uuid IS NULL OR variant.product_id = :product_id)
    AND (
        :sku::text IS NULL
        OR variant.sku = :sku
        AND variant.catalog_id IN (SELECT catalog_id FROM catalog WHERE org_id = :org_id)
    );

-- name: find_stock
SELECT
    stock.variant_id, stock.location_id, location.code AS location, variant.product_id,
    variant.catalog_id, product.name, variant.sku, variant.option_values,
    greatest(0, stock.free + stock.held - stock.backordered - stock.shortfall) AS on_hand_units,
    stock.free AS free_units, stock.held AS held_units,
    stock.backordered AS backordered_units, stock.shortfall AS short_units, stock.is_low,
    stock.updated_at
FROM stock
JOIN location ON location.org_id = :org_id AND location.location_id = stock.location_id
LEFT JOIN variant ON variant.org_id = :org_id AND variant.variant_id = stock.variant_id
LEFT JOIN product ON product.org_id = :org_id AND product.product_id = variant.product_id
WHERE stock.org_id = :org_id AND stock.variant_id = :variant_id
ORDER BY location.position, location.name, location.location_id;

-- name: variant_is_there
SELECT EXISTS (SELECT FROM variant WHERE org_id = :org_id AND variant_id = :variant_id);

-- name: find_balance
-- What the ledger of a variant at a location sums to.
SELECT free + held - backordered - shortfall AS balance
FROM stock
WHERE org_id = :org_id AND variant_id = :variant_id AND location_id = :location_id;

-- name: movements_before
-- The newest first, by movement_by_stock; each with what the ledger summed to after it: from `balance`, after the
-- newest of these, backwards. Without it, from the counters as they are in this very snapshot.
SELECT
    line.movement_id, line.recorded_at, line.kind, line.units,
    coalesce(
        :balance::bigint,
        (
            SELECT stock.free::bigint + stock.held - stock.backordered - stock.shortfall
            FROM stock
            WHERE
                stock.org_id = :org_id
                AND stock.variant_id = :variant_id
                AND stock.location_id = :location_id
        )
    ) - coalesce(
        sum(line.units) OVER (
            ORDER BY line.movement_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
    )::bigint AS balance_units,
    line.reason, line.order_id, line.line_no, line.actor_kind, line.actor_id,
    coalesce(nullif(member.name, ''), api_key.name) AS actor_name, line.request_id
FROM (
    SELECT
        movement.movement_id, movement.recorded_at, movement.kind, movement.units,
        movement.reason, movement.order_id, movement.line_no, movement.actor_kind,
        movement.actor_id, movement.request_id
    FROM movement
    WHERE
        movement.org_id = :org_id
        AND movement.variant_id = :variant_id
        AND movement.location_id = :location_id
        AND (:before::uuid IS NULL OR movement.movement_id < :before)
    ORDER BY movement.movement_id DESC
    LIMIT :rows_max
) AS line
LEFT JOIN member
    ON member.org_id = :org_id AND member.member_id = line.actor_id
LEFT JOIN api_key
    ON api_key.org_id = :org_id AND api_key.api_key_id = line.actor_id
ORDER BY line.movement_id DESC;

-- name: holds_after
-- By hold_by_stock, sorted: a variant has few at a time.
SELECT hold_id, units, order_id, line_no, cart_id, expires_at, created_at
FROM hold
WHERE
    org_id = :org_id
    AND variant_id = :variant_id
    AND location_id = :location_id
    AND hold_id > :after
ORDER BY hold_id
LIMIT :rows_max;
