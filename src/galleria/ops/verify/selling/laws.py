# ruff: noqa: E501  # A line of text is one line.
"""What holds in every snapshot of a database that sells: each law finds what breaks it.

They are asked as the administrator, past row-level security, of all organizations at once; each
statement returns a line of text a violation. Written against the tables alone: nothing of the code
that is checked is used.
"""

from msgspec import Struct


class Law(Struct, frozen=True):
    """`finds` returns violations, a text each."""

    name: str
    finds: str


SHOWN_MAX = 20

LAWS = [
    Law(
        "the ledger sums to the counters",
        """
        SELECT format('variant %s at %s: free %s + held %s - backordered %s - shortfall %s, ledger %s',
            stock.variant_id, stock.location_id, free, held, backordered, shortfall, coalesce(units, 0))
        FROM stock
        LEFT JOIN (
            SELECT org_id, variant_id, location_id, sum(units) AS units
            FROM movement GROUP BY org_id, variant_id, location_id
        ) AS ledger USING (org_id, variant_id, location_id)
        WHERE free + held - backordered - shortfall <> coalesce(units, 0)
        UNION ALL
        SELECT format('variant %s at %s: %s units moved, and it has no stock', variant_id, location_id, sum(units))
        FROM movement
        WHERE NOT EXISTS (
            SELECT FROM stock
            WHERE stock.org_id = movement.org_id AND stock.variant_id = movement.variant_id
            AND stock.location_id = movement.location_id
        )
        GROUP BY variant_id, location_id
        """,
    ),
    Law(
        "what is held is what the holds hold",
        """
        SELECT format('variant %s at %s: held %s, holds %s', variant_id, location_id, held, coalesce(units, 0))
        FROM stock
        LEFT JOIN (
            SELECT org_id, variant_id, location_id, sum(units) AS units
            FROM hold GROUP BY org_id, variant_id, location_id
        ) AS holds USING (org_id, variant_id, location_id)
        WHERE held <> coalesce(units, 0)
        """,
    ),
    Law(
        "nothing is below zero, and nothing is owed while there is some",
        """
        SELECT format('variant %s at %s: free %s, held %s, backordered %s, shortfall %s',
            variant_id, location_id, free, held, backordered, shortfall)
        FROM stock
        WHERE least(free, held, backordered, shortfall) < 0
            OR (free > 0 AND backordered + shortfall > 0)
        """,
    ),
    Law(
        "order numbers of a store are 1001 and on, without a gap",
        """
        SELECT format('store %s: %s orders, numbers %s to %s, counter %s',
            orders.store_id, count(*), min(serial), max(serial), max(last_serial))
        FROM orders
        LEFT JOIN order_counter USING (org_id, store_id)
        GROUP BY orders.org_id, orders.store_id
        HAVING count(DISTINCT serial) <> count(*)
            OR min(serial) <> 1001
            OR max(serial) - min(serial) + 1 <> count(*)
            OR max(last_serial) IS DISTINCT FROM max(serial)
        """,
    ),
    Law(
        "every order has its lines",
        """
        SELECT format('order %s has no line', order_id)
        FROM orders
        WHERE NOT EXISTS (
            SELECT FROM order_line
            WHERE order_line.org_id = orders.org_id AND order_line.order_id = orders.order_id
        )
        """,
    ),
    Law(
        "what orders took is what the ledger sold them",
        """
        SELECT format('order %s (%s): its lines took %s, the ledger sold %s',
            orders.order_id, orders.state, coalesce(took.units, 0), coalesce(sold.units, 0))
        FROM orders
        LEFT JOIN (
            SELECT order_line.org_id, order_line.order_id, sum((portion ->> 'units')::bigint) AS units
            FROM order_line
            CROSS JOIN LATERAL jsonb_array_elements(order_line.portions) AS portion
            WHERE NOT order_line.is_removed
            GROUP BY order_line.org_id, order_line.order_id
        ) AS took USING (org_id, order_id)
        LEFT JOIN (
            SELECT org_id, order_id, -sum(units) AS units
            FROM movement
            WHERE kind = 'sell' AND order_id IS NOT NULL
            GROUP BY org_id, order_id
        ) AS sold USING (org_id, order_id)
        WHERE CASE WHEN (orders.is_held AND orders.state = 'pending') OR orders.state = 'cancelled' THEN 0 ELSE coalesce(took.units, 0) END
            <> coalesce(sold.units, 0)
        """,
    ),
    Law(
        "every effect has its one event, and every event its effect",
        """
        SELECT format('order %s (%s): %s times order.placed, %s times order.paid, %s times order.cancelled',
            orders.order_id, orders.state, coalesce(placed, 0), coalesce(paid, 0), coalesce(cancelled, 0))
        FROM orders
        FULL JOIN (
            SELECT
                org_id, subject_id AS order_id,
                count(*) FILTER (WHERE type = 'order.placed') AS placed,
                count(*) FILTER (WHERE type = 'order.paid') AS paid,
                count(*) FILTER (WHERE type = 'order.cancelled') AS cancelled
            FROM event
            WHERE type IN ('order.placed', 'order.paid', 'order.cancelled')
            GROUP BY org_id, subject_id
        ) AS told USING (org_id, order_id)
        WHERE orders.order_id IS NULL
            OR coalesce(placed, 0) <> 1
            OR coalesce(paid, 0) <> (orders.paid_at IS NOT NULL)::int
            OR coalesce(cancelled, 0) <> (orders.state = 'cancelled')::int
        """,
    ),
    Law(
        "a key has one effect",
        """
        SELECT format('key %s of %s is kept %s times', key, org_id, count(*))
        FROM idempotency_record
        GROUP BY org_id, key
        HAVING count(*) > 1
        """,
    ),
    Law(
        "an order has at most one payment that counts",
        """
        SELECT format('order %s has %s active payments', order_id, count(*))
        FROM payment
        WHERE state IN ('created', 'pending', 'authorized', 'captured') AND NOT is_late
        GROUP BY org_id, order_id
        HAVING count(*) > 1
        """,
    ),
    Law(
        "no more is given back than was paid",
        """
        SELECT format('order %s: paid %s, refunded %s', order_id, paid_minor, refunded_minor)
        FROM orders
        WHERE refunded_minor > paid_minor OR (state = 'paid' AND paid_minor < total_minor)
        """,
    ),
    Law(
        "what an order was paid is what its payments brought",
        """
        SELECT format('order %s (%s, %s): paid %s, payments brought %s',
            orders.order_id, orders.state, orders.payment_state, paid_minor, coalesce(brought.minor, 0))
        FROM orders
        LEFT JOIN (
            SELECT org_id, order_id, sum(captured_minor) AS minor
            FROM payment
            WHERE state = 'captured' AND NOT is_late
            GROUP BY org_id, order_id
        ) AS brought USING (org_id, order_id)
        WHERE paid_minor <> coalesce(brought.minor, 0)
        """,
    ),
    Law(
        "what went back is what was refunded",
        """
        SELECT format('order %s (%s): refunded %s, refunds %s',
            orders.order_id, orders.state, orders.refunded_minor, coalesce(went.minor, 0))
        FROM orders
        LEFT JOIN (
            SELECT refund.org_id, refund.order_id, sum(refund.amount_minor) AS minor
            FROM refund
            JOIN payment USING (org_id, payment_id)
            WHERE refund.state = 'succeeded' AND payment.state = 'captured' AND NOT payment.is_late
            GROUP BY refund.org_id, refund.order_id
        ) AS went USING (org_id, order_id)
        WHERE orders.refunded_minor <> coalesce(went.minor, 0)
        UNION ALL
        SELECT format('payment %s: brought %s, goes back %s, its refunds %s',
            payment_id, captured_minor, refunded_minor, coalesce(minor, 0))
        FROM payment
        LEFT JOIN (
            SELECT org_id, payment_id, sum(amount_minor) AS minor
            FROM refund WHERE state <> 'failed' GROUP BY org_id, payment_id
        ) AS back USING (org_id, payment_id)
        WHERE refunded_minor <> coalesce(minor, 0) OR (is_late AND refunded_minor < captured_minor)
        """,
    ),
    Law(
        "a cart is ordered once, and a cancelled order keeps no money",
        """
        SELECT format('cart %s: %s orders', cart_id, count(*))
        FROM orders
        WHERE cart_id IS NOT NULL
        GROUP BY org_id, cart_id
        HAVING count(*) > 1
        UNION ALL
        SELECT format('cart %s is %s, its order %s', cart.cart_id, cart.state, orders.order_id)
        FROM cart
        LEFT JOIN orders ON orders.org_id = cart.org_id AND orders.cart_id = cart.cart_id
        WHERE cart.order_id IS DISTINCT FROM orders.order_id
        UNION ALL
        SELECT format('order %s is cancelled, and payment %s keeps %s', order_id, payment_id, captured_minor - payment.refunded_minor)
        FROM payment
        JOIN orders USING (org_id, order_id)
        WHERE orders.state = 'cancelled' AND payment.state = 'captured' AND payment.refunded_minor < captured_minor
        """,
    ),
]

COUNTS = """
SELECT
    (SELECT count(*) FROM orders) AS orders,
    (SELECT count(*) FROM order_line) AS lines,
    (SELECT count(*) FROM movement) AS movements,
    (SELECT count(*) FROM stock) AS stocks,
    (SELECT count(*) FROM hold) AS holds,
    (SELECT count(*) FROM payment) AS payments,
    (SELECT count(*) FROM event WHERE type LIKE 'order.%') AS events,
    (SELECT count(*) FROM idempotency_record) AS keys
"""
