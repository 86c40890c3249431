-- name: wait_briefly_for_locks
-- A new partition locks its parent for a moment. Behind a long reader it would wait with every
-- writer behind it, so it rather tries again in an hour: it is made two periods ahead.
SELECT set_config('lock_timeout', '2s', true);

-- name: make_partitions
SELECT tenant_partition('event', 'month', :now::timestamptz + ahead * interval '1 month')
FROM generate_series(0, 2) AS ahead
UNION ALL
SELECT tenant_partition('job_done', 'month', :now::timestamptz + ahead * interval '1 month')
FROM generate_series(0, 2) AS ahead
UNION ALL
SELECT tenant_partition('idempotency_record', 'week', :now::timestamptz + ahead * interval '1 week')
FROM generate_series(0, 2) AS ahead;

-- name: drop_idempotency_before
SELECT drop_partitions('idempotency_record', :before::timestamptz);
