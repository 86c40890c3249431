-- The counters under their locks. Whoever writes counters or holds has locked their rows of stock, in the order of
-- (variant_id, location_id), so nobody deadlocks and what was read stays true until the commit.

-- name: lock_counts
-- A row a variant and location; of a variant that has none, one without a location. Sorted below the lock: LockRows
-- takes them in that order, by the primary key. A wait for a lock sees what it waited for. Fewer units than turns_at
-- may be too few for a bundle that it is a part of.
WITH locked AS MATERIALIZED (
    SELECT
        stock.variant_id, stock.location_id, stock.free, stock.held, stock.backordered,
        stock.shortfall, stock.is_low
    FROM stock
    WHERE stock.org_id = :org_id AND stock.variant_id = ANY(:variant_ids::uuid[])
    ORDER BY stock.variant_id, stock.location_id
    FOR NO KEY UPDATE
)
SELECT
    wanted.variant_id, locked.location_id, coalesce(locked.free, 0) AS free,
    coalesce(locked.held, 0) AS held, coalesce(locked.backordered, 0) AS backordered,
    coalesce(locked.shortfall, 0) AS shortfall, coalesce(locked.is_low, false) AS is_low,
    CASE
        WHEN policy.policy IN ('backorder', 'preorder')
            THEN coalesce(policy.backorder_max, 2000000000)
        ELSE 0
    END AS owed_max,
    policy.low_stock_at AS low_at,
    coalesce(policy.is_tracked, locked.location_id IS NOT NULL) AS is_counted,
    coalesce(
        (
            SELECT max(bundle_part.quantity)
            FROM bundle_part
            WHERE
                bundle_part.org_id = :org_id AND bundle_part.part_variant_id = wanted.variant_id
        ),
        1
    ) AS turns_at
FROM unnest(:variant_ids::uuid[]) AS wanted (variant_id)
LEFT JOIN locked ON locked.variant_id = wanted.variant_id
LEFT JOIN stock_policy AS policy
    ON policy.org_id = :org_id AND policy.variant_id = wanted.variant_id;

-- name: read_counts
-- The same without a lock, to look at: nothing turns by it.
SELECT
    wanted.variant_id, stock.location_id, coalesce(stock.free, 0) AS free,
    coalesce(stock.held, 0) AS held, coalesce(stock.backordered, 0) AS backordered,
    coalesce(stock.shortfall, 0) AS shortfall, coalesce(stock.is_low, false) AS is_low,
    CASE
        WHEN policy.policy IN ('backorder', 'preorder')
            THEN coalesce(policy.backorder_max, 2000000000)
        ELSE 0
    END AS owed_max,
    policy.low_stock_at AS low_at,
    coalesce(policy.is_tracked, stock.location_id IS NOT NULL) AS is_counted,
    1 AS turns_at
FROM unnest(:variant_ids::uuid[]) AS wanted (variant_id)
LEFT JOIN stock ON stock.org_id = :org_id AND stock.variant_id = wanted.variant_id
LEFT JOIN stock_policy AS policy
    ON policy.org_id = :org_id AND policy.variant_id = wanted.variant_id;

-- name: write_counts
-- One statement: counters, ledger and holds. No index of stock changes unless is_low does (heap-only updates).
WITH written AS (
    UPDATE stock
    SET free = counted.free,
        held = counted.held,
        backordered = counted.backordered,
        shortfall = counted.shortfall,
        is_low = counted.is_low,
        updated_at = statement_timestamp()
    FROM unnest(
        :variant_ids::uuid[], :location_ids::uuid[], :free::int[], :held::int[],
        :backordered::int[], :shortfall::int[], :is_low::bool[]
    ) AS counted (variant_id, location_id, free, held, backordered, shortfall, is_low)
    WHERE
        stock.org_id = :org_id
        AND stock.variant_id = counted.variant_id
        AND stock.location_id = counted.location_id
),
moved AS (
    INSERT INTO movement (
        org_id, movement_id, recorded_at, variant_id, location_id, kind, units, reason, order_id,
        line_no, actor_kind, actor_id, request_id
    )
    SELECT
        organization.org_id, told.movement_id, statement_timestamp(), told.variant_id,
        told.location_id, told.kind, told.units, told.reason, told.order_id, told.line_no,
        told.actor_kind, told.actor_id, told.request_id
    FROM
        organization,
        unnest(
            :movement_ids::uuid[], :moved_variant_ids::uuid[], :moved_location_ids::uuid[],
            :kinds::text[], :units::int[], :reasons::text[], :order_ids::uuid[], :line_nos::int[],
            :actor_kinds::text[], :actor_ids::uuid[], :request_ids::text[]
        ) AS told (
            movement_id, variant_id, location_id, kind, units, reason, order_id, line_no,
            actor_kind, actor_id, request_id
        )
    WHERE organization.org_id = :org_id
),
ended AS (
    DELETE FROM hold
    USING unnest(:ended_hold_ids::uuid[]) AS gone (hold_id)
    WHERE hold.org_id = :org_id AND hold.hold_id = gone.hold_id
)
INSERT INTO hold (
    org_id, hold_id, variant_id, location_id, units, order_id, line_no, cart_id, expires_at,
    created_at
)
SELECT
    organization.org_id, held.hold_id, held.variant_id, held.location_id, held.units,
    held.order_id, held.line_no, held.cart_id, held.expires_at, statement_timestamp()
FROM
    organization,
    unnest(
        :hold_ids::uuid[], :held_variant_ids::uuid[], :held_location_ids::uuid[],
        :held_units::int[], :held_order_ids::uuid[], :held_line_nos::int[],
        :held_cart_ids::uuid[], :expires_at::timestamptz[]
    ) AS held (
        hold_id, variant_id, location_id, units, order_id, line_no, cart_id, expires_at
    )
WHERE organization.org_id = :org_id;

-- name: write_sold
-- As write_counts where nothing is held and no hold ends, as in most sales: what is not in a statement is not set up.
WITH written AS (
    UPDATE stock
    SET free = counted.free,
        held = counted.held,
        backordered = counted.backordered,
        shortfall = counted.shortfall,
        is_low = counted.is_low,
        updated_at = statement_timestamp()
    FROM unnest(
        :variant_ids::uuid[], :location_ids::uuid[], :free::int[], :held::int[],
        :backordered::int[], :shortfall::int[], :is_low::bool[]
    ) AS counted (variant_id, location_id, free, held, backordered, shortfall, is_low)
    WHERE
        stock.org_id = :org_id
        AND stock.variant_id = counted.variant_id
        AND stock.location_id = counted.location_id
)
INSERT INTO movement (
    org_id, movement_id, recorded_at, variant_id, location_id, kind, units, reason, order_id,
    line_no, actor_kind, actor_id, request_id
)
SELECT
    organization.org_id, told.movement_id, statement_timestamp(), told.variant_id,
    told.location_id, told.kind, told.units, told.reason, told.order_id, told.line_no,
    told.actor_kind, told.actor_id, told.request_id
FROM
    organization,
    unnest(
        :movement_ids::uuid[], :moved_variant_ids::uuid[], :moved_location_ids::uuid[],
        :kinds::text[], :units::int[], :reasons::text[], :order_ids::uuid[], :line_nos::int[],
        :actor_kinds::text[], :actor_ids::uuid[], :request_ids::text[]
    ) AS told (
        movement_id, variant_id, location_id, kind, units, reason, order_id, line_no,
        actor_kind, actor_id, request_id
    )
WHERE organization.org_id = :org_id;

-- name: insert_counts
-- Where a variant was never before. Another who was first there has only added to it: both add.
INSERT INTO stock (
    org_id, variant_id, location_id, free, held, backordered, shortfall, is_low, updated_at
)
SELECT
    organization.org_id, counted.variant_id, counted.location_id, counted.free, counted.held,
    counted.backordered, counted.shortfall, counted.is_low, statement_timestamp()
FROM
    organization,
    unnest(
        :variant_ids::uuid[], :location_ids::uuid[], :free::int[], :held::int[],
        :backordered::int[], :shortfall::int[], :is_low::bool[]
    ) AS counted (variant_id, location_id, free, held, backordered, shortfall, is_low)
WHERE organization.org_id = :org_id
ORDER BY counted.variant_id, counted.location_id
ON CONFLICT (org_id, variant_id, location_id) DO UPDATE
SET free = stock.free + excluded.free,
    held = stock.held + excluded.held,
    backordered = stock.backordered + excluded.backordered,
    shortfall = stock.shortfall + excluded.shortfall,
    updated_at = excluded.updated_at;
