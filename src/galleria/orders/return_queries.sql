-- What came back. Whoever writes it has locked the order.

-- name: insert_return
-- One statement: the return, its lines, and what of the order's lines is still with the customer.
WITH came_back AS (
    INSERT INTO order_return (org_id, return_id, order_id, reason, amount_minor, returned_at)
    SELECT
        organization.org_id, :return_id, :order_id, :reason, :amount_minor, statement_timestamp()
    FROM organization
    WHERE organization.org_id = :org_id
),
written AS (
    INSERT INTO return_line (
        org_id, return_id, line_no, units, outcome, location_id, amount_minor
    )
    SELECT
        organization.org_id, :return_id, part.line_no, part.units, part.outcome, part.location_id,
        part.amount_minor
    FROM
        organization,
        unnest(
            :line_nos::int[], :units::int[], :outcomes::text[], :location_ids::uuid[],
            :amounts_minor::bigint[]
        ) AS part (line_no, units, outcome, location_id, amount_minor)
    WHERE organization.org_id = :org_id
)
UPDATE order_line
SET returned_units = order_line.returned_units + summed.units
FROM (
    SELECT part.line_no, sum(part.units)::int AS units
    FROM unnest(:line_nos::int[], :units::int[]) AS part (line_no, units)
    GROUP BY part.line_no
) AS summed
WHERE
    order_line.org_id = :org_id
    AND order_line.order_id = :order_id
    AND order_line.line_no = summed.line_no;

-- name: known_locations
SELECT location_id
FROM location
WHERE org_id = :org_id AND location_id = ANY(:location_ids::uuid[]);
