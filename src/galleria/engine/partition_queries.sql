-- name: wait_briefly_for_locks
-- A new partition locks its parent for a moment. Behind a long reader it would wait with every
-- writer behind it, so it rather tries again in an hour: it is made two periods ahead.
SELECT set_config('lock_timeout', '2s', true);

-- name: clock
-- A process whose clock is wrong must not drop what is kept.
SELECT statement_timestamp();

-- name: make_partitions
-- Of every partitioned table, whoever's it is: a capability's migration makes the first partitions,
-- and the next are as long as the last that is there.
SELECT tenant_partition(
    parted.parent, parted.period, :now::timestamptz + ahead * ('1 ' || parted.period)::interval
)
FROM (
    SELECT
        parent.oid::regclass AS parent,
        CASE WHEN bounds.ends - bounds.begins < interval '8 days' THEN 'week' ELSE 'month' END
            AS period
    FROM pg_class AS parent
    CROSS JOIN LATERAL (
        SELECT pg_get_expr(child.relpartbound, child.oid) AS bound
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = parent.oid
        ORDER BY child.relname DESC
        LIMIT 1
    ) AS last
    CROSS JOIN LATERAL (
        SELECT
            substring(last.bound FROM 'FROM \(''([^'']+)''\)')::timestamptz AS begins,
            substring(last.bound FROM 'TO \(''([^'']+)''\)')::timestamptz AS ends
    ) AS bounds
    WHERE parent.relkind = 'p' AND parent.relnamespace = 'public'::regnamespace
) AS parted
CROSS JOIN generate_series(0, 2) AS ahead;

-- name: drop_idempotency_before
SELECT drop_partitions('idempotency_record', :before::timestamptz);
