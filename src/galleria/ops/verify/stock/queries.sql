-- What counters say against what they stand for. Each statement sees one moment, so shops may sell meanwhile.

-- name: counters_that_differ
-- The identity: the ledger sums to free + held - backordered - shortfall; a ledger without counters is one, too.
WITH ledger AS (
    SELECT movement.variant_id, movement.location_id, sum(movement.units) AS units
    FROM movement
    WHERE movement.org_id = :org_id
    GROUP BY movement.variant_id, movement.location_id
),
counted AS (
    SELECT
        stock.variant_id, stock.location_id,
        stock.free::bigint + stock.held - stock.backordered - stock.shortfall AS units
    FROM stock
    WHERE stock.org_id = :org_id
)
SELECT
    format(
        'variant %s at %s: the ledger sums to %s, its counters to %s',
        coalesce(counted.variant_id, ledger.variant_id),
        coalesce(counted.location_id, ledger.location_id),
        coalesce(ledger.units, 0), coalesce(counted.units::text, 'nothing: there are none')
    ) AS fault
FROM counted
FULL JOIN ledger
    ON ledger.variant_id = counted.variant_id AND ledger.location_id = counted.location_id
WHERE coalesce(ledger.units, 0) IS DISTINCT FROM counted.units
LIMIT :rows_max;

-- name: holds_that_differ
WITH owned AS (
    SELECT hold.variant_id, hold.location_id, sum(hold.units) AS units
    FROM hold
    WHERE hold.org_id = :org_id
    GROUP BY hold.variant_id, hold.location_id
)
SELECT
    format(
        'variant %s at %s: %s held, and its holds are of %s',
        stock.variant_id, stock.location_id, stock.held, coalesce(owned.units, 0)
    ) AS fault
FROM stock
LEFT JOIN owned
    ON owned.variant_id = stock.variant_id AND owned.location_id = stock.location_id
WHERE stock.org_id = :org_id AND stock.held <> coalesce(owned.units, 0)
LIMIT :rows_max;

-- name: impossible_counters
-- What its constraints forbid, should one be missing; and an alert that was not raised, or not taken back.
SELECT
    format(
        'variant %s at %s: %s free, %s held, %s backordered, %s short, %s',
        stock.variant_id, stock.location_id, stock.free, stock.held, stock.backordered,
        stock.shortfall, CASE WHEN stock.is_low THEN 'low' ELSE 'not low' END
    ) AS fault
FROM stock
LEFT JOIN stock_policy
    ON stock_policy.org_id = :org_id AND stock_policy.variant_id = stock.variant_id
WHERE
    stock.org_id = :org_id
    AND (
        least(stock.free, stock.held, stock.backordered, stock.shortfall) < 0
        OR (stock.free > 0 AND stock.backordered + stock.shortfall > 0)
        OR stock.is_low <> coalesce(stock.free <= stock_policy.low_stock_at, false)
    )
LIMIT :rows_max;

-- name: orphan_holds
-- Of an order that does not wait to be paid, or a cart that is not open; and those that should have ended.
SELECT
    format(
        'hold %s of %s: %s', hold.hold_id,
        CASE
            WHEN hold.order_id IS NOT NULL THEN 'order ' || hold.order_id::text
            ELSE 'cart ' || hold.cart_id::text
        END,
        CASE
            WHEN hold.expires_at < :late_at::timestamptz THEN 'expired and not released'
            ELSE 'which waits for nothing'
        END
    ) AS fault
FROM hold
LEFT JOIN orders ON orders.org_id = :org_id AND orders.order_id = hold.order_id
LEFT JOIN cart ON cart.org_id = :org_id AND cart.cart_id = hold.cart_id
WHERE
    hold.org_id = :org_id
    AND (
        hold.expires_at < :late_at
        OR (hold.order_id IS NOT NULL AND (orders.state = 'pending' AND orders.is_held) IS NOT TRUE)
        OR (hold.cart_id IS NOT NULL AND (cart.state = 'open') IS NOT TRUE)
    )
LIMIT :rows_max;

-- name: lines_that_differ
-- Each portion of an order is sold once: its lines of kind sell sum to it; of one that was cancelled, to nothing;
-- of one that still waits to be paid its holds do.
WITH wanted AS (
    SELECT
        order_line.order_id, order_line.line_no, portion.variant_id, portion.location_id,
        sum(portion.units) AS units,
        bool_or(orders.is_held AND orders.state = 'pending') AS is_holding
    FROM orders
    JOIN order_line ON order_line.org_id = :org_id AND order_line.order_id = orders.order_id
    CROSS JOIN LATERAL jsonb_to_recordset(order_line.portions) AS portion (
        variant_id uuid, location_id uuid, units bigint
    )
    WHERE orders.org_id = :org_id AND orders.state <> 'cancelled' AND NOT order_line.is_removed
    GROUP BY
        order_line.order_id, order_line.line_no, portion.variant_id, portion.location_id
),
done AS (
    SELECT
        every.order_id, every.line_no, every.variant_id, every.location_id,
        sum(every.sold) AS sold, sum(every.held) AS held
    FROM (
        SELECT
            movement.order_id, movement.line_no, movement.variant_id, movement.location_id,
            -movement.units::bigint AS sold, 0::bigint AS held
        FROM movement
        WHERE movement.org_id = :org_id AND movement.kind = 'sell'
        UNION ALL
        SELECT hold.order_id, hold.line_no, hold.variant_id, hold.location_id, 0, hold.units
        FROM hold
        WHERE hold.org_id = :org_id AND hold.order_id IS NOT NULL
    ) AS every
    GROUP BY every.order_id, every.line_no, every.variant_id, every.location_id
)
SELECT
    format(
        'order %s, line %s, variant %s at %s: %s of it, %s sold and %s held',
        coalesce(wanted.order_id, done.order_id), coalesce(wanted.line_no, done.line_no),
        coalesce(wanted.variant_id, done.variant_id),
        coalesce(wanted.location_id, done.location_id), coalesce(wanted.units, 0),
        coalesce(done.sold, 0), coalesce(done.held, 0)
    ) AS fault
FROM wanted
FULL JOIN done
    ON done.order_id = wanted.order_id
    AND done.line_no = wanted.line_no
    AND done.variant_id = wanted.variant_id
    AND done.location_id = wanted.location_id
WHERE
    coalesce(done.sold, 0)
    <> CASE WHEN wanted.is_holding IS NOT FALSE THEN 0 ELSE wanted.units END
    OR coalesce(done.held, 0) <> CASE WHEN wanted.is_holding THEN wanted.units ELSE 0 END
LIMIT :rows_max;

-- name: stock_counts
SELECT
    (SELECT count(*) FROM stock WHERE stock.org_id = :org_id) AS counters,
    (SELECT count(*) FROM movement WHERE movement.org_id = :org_id) AS movements,
    (SELECT count(*) FROM hold WHERE hold.org_id = :org_id) AS holds,
    (SELECT count(*) FROM order_line WHERE order_line.org_id = :org_id) AS order_lines;
