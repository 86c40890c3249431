-- One order with what became of it.

-- name: order_by_id
-- Its parts by their own indexes, as JSON: one statement, however many there are.
SELECT
    orders.order_id, orders.store_id, orders.number, orders.source, orders.state,
    orders.payment_state, orders.currency, orders.lines_minor, orders.discount_minor,
    orders.shipping_minor, orders.tax_minor, orders.total_minor, orders.is_tax_included,
    orders.paid_minor, orders.refunded_minor, orders.customer_id, orders.customer_name,
    orders.customer_email, orders.customer_phone, orders.shipping_address, orders.billing_address,
    orders.shipping_method, orders.discount_code, orders.metadata, orders.comment, orders.cart_id,
    orders.till_id, orders.shift_id, orders.is_held, orders.expires_at, orders.placed_at,
    orders.rung_up_at, orders.paid_at, orders.shipped_at, orders.delivered_at,
    orders.cancelled_at, orders.cancel_reason, orders.version, orders.updated_at,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'fulfilment_id', fulfilment.fulfilment_id,
                'state', fulfilment.state,
                'carrier', fulfilment.carrier,
                'tracking_number', fulfilment.tracking_number,
                'tracking_url', fulfilment.tracking_url,
                'shipped_at', fulfilment.shipped_at,
                'delivered_at', fulfilment.delivered_at,
                'version', fulfilment.version,
                'lines', (
                    SELECT jsonb_agg(
                        jsonb_build_object('line_no', part.line_no, 'units', part.units)
                        ORDER BY part.line_no
                    )
                    FROM fulfilment_line AS part
                    WHERE
                        part.org_id = :org_id
                        AND part.fulfilment_id = fulfilment.fulfilment_id
                )
            )
            ORDER BY fulfilment.fulfilment_id
        )
        FROM fulfilment
        WHERE fulfilment.org_id = :org_id AND fulfilment.order_id = orders.order_id
    ) AS fulfilments,
    (
        SELECT jsonb_agg(
            jsonb_build_object(
                'return_id', came_back.return_id,
                'reason', came_back.reason,
                'amount_minor', came_back.amount_minor,
                'returned_at', came_back.returned_at,
                'lines', (
                    SELECT jsonb_agg(
                        jsonb_build_object(
                            'line_no', part.line_no,
                            'units', part.units,
                            'outcome', part.outcome,
                            'location_id', part.location_id,
                            'amount_minor', part.amount_minor
                        )
                        ORDER BY part.line_no, part.outcome
                    )
                    FROM return_line AS part
                    WHERE part.org_id = :org_id AND part.return_id = came_back.return_id
                )
            )
            ORDER BY came_back.return_id
        )
        FROM order_return AS came_back
        WHERE came_back.org_id = :org_id AND came_back.order_id = orders.order_id
    ) AS returns,
    (
        SELECT jsonb_agg(newest.note ORDER BY newest.note_id DESC)
        FROM (
            SELECT
                order_note.note_id,
                jsonb_build_object(
                    'note_id', order_note.note_id,
                    'text', order_note.text,
                    'actor_kind', order_note.actor_kind,
                    'actor_id', order_note.actor_id,
                    'created_at', order_note.created_at
                ) AS note
            FROM order_note
            WHERE order_note.org_id = :org_id AND order_note.order_id = orders.order_id
            ORDER BY order_note.note_id DESC
            LIMIT :notes_max
        ) AS newest
    ) AS notes
FROM orders
WHERE orders.org_id = :org_id AND orders.order_id = :order_id;

-- name: order_of_number
-- By the unique index (org_id, store_id, serial). Where the prefix ends and the serial begins, only the order knows:
-- its prefix was the store's when it was placed.
SELECT order_id
FROM orders
WHERE
    org_id = :org_id
    AND store_id = :store_id
    AND serial = ANY(:serials::bigint[])
    AND :number IN (number, serial::text)
ORDER BY number = :number DESC
LIMIT 1;
