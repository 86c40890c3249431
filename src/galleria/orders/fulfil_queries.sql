-- Parcels. Whoever writes one has locked its order.

-- name: insert_fulfilment
-- One statement: the parcel, what is in it, and what of the order's lines is left to ship.
WITH parcel AS (
    INSERT INTO fulfilment (
        org_id, fulfilment_id, order_id, state, carrier, tracking_number, tracking_url, shipped_at,
        updated_at
    )
    SELECT
        organization.org_id, :fulfilment_id, :order_id, 'shipped', :carrier, :tracking_number,
        :tracking_url, statement_timestamp(), statement_timestamp()
    FROM organization
    WHERE organization.org_id = :org_id
),
packed AS (
    INSERT INTO fulfilment_line (org_id, fulfilment_id, line_no, units)
    SELECT organization.org_id, :fulfilment_id, part.line_no, part.units
    FROM organization, unnest(:line_nos::int[], :units::int[]) AS part (line_no, units)
    WHERE organization.org_id = :org_id
)
UPDATE order_line
SET shipped_units = order_line.shipped_units + part.units
FROM unnest(:line_nos::int[], :units::int[]) AS part (line_no, units)
WHERE
    order_line.org_id = :org_id
    AND order_line.order_id = :order_id
    AND order_line.line_no = part.line_no;

-- name: fulfilments_of
SELECT fulfilment_id, order_id, state
FROM fulfilment
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[])
ORDER BY fulfilment_id;

-- name: deliver_fulfilments
UPDATE fulfilment
SET state = 'delivered',
    delivered_at = statement_timestamp(),
    version = version + 1,
    updated_at = statement_timestamp()
WHERE
    org_id = :org_id
    AND fulfilment_id = ANY(:fulfilment_ids::uuid[])
    AND state = 'shipped';

-- name: lines_of_fulfilment
SELECT line_no, units
FROM fulfilment_line
WHERE org_id = :org_id AND fulfilment_id = :fulfilment_id
ORDER BY line_no;

-- name: call_back_fulfilment
-- Its lines stay as a record; their units are to be shipped again.
WITH parcel AS (
    UPDATE fulfilment
    SET state = 'cancelled',
        version = version + 1,
        updated_at = statement_timestamp()
    WHERE org_id = :org_id AND fulfilment_id = :fulfilment_id
)
UPDATE order_line
SET shipped_units = order_line.shipped_units - part.units
FROM fulfilment_line AS part
WHERE
    part.org_id = :org_id
    AND part.fulfilment_id = :fulfilment_id
    AND order_line.org_id = :org_id
    AND order_line.order_id = :order_id
    AND order_line.line_no = part.line_no;
