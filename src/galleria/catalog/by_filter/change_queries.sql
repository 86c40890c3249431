-- Changes by filter, and how far they are. A run writes its counts in the transaction of the rows
-- that they count.

-- name: insert_bulk_change
INSERT INTO bulk_change (
    org_id, event_id, catalog_id, undoes, filter, change, state, job_id, looked_at_up_to, up_to,
    expected, matched, changed, skipped, actor_kind, actor_id, created_at, started_at, finished_at
)
SELECT
    organization.org_id, :event_id, :catalog_id, :undoes, :filter, :change, :state, :job_id,
    :looked_at_up_to, :up_to, :expected, :matched, :changed, :skipped, :actor_kind, :actor_id,
    :now, :ended_at, :ended_at
FROM organization
WHERE organization.org_id = :org_id;

-- name: begin_bulk_change
-- Where the attempt before it ended: what is counted is committed.
UPDATE bulk_change
SET state = 'running', run_id = :run_id, started_at = coalesce(started_at, :now)
WHERE org_id = :org_id AND event_id = :event_id AND state IN ('waiting', 'running')
RETURNING
    event_id, catalog_id, undoes, filter, change, state, job_id, looked_at_up_to, up_to, expected,
    matched, changed, skipped, failure, actor_kind, actor_id, created_at, started_at, finished_at;

-- name: advance_bulk_change
UPDATE bulk_change
SET looked_at_up_to = :looked_at_up_to,
    matched = matched + :matched,
    changed = changed + :changed,
    skipped = skipped + :skipped
WHERE
    org_id = :org_id
    AND event_id = :event_id
    AND run_id = :run_id
    AND state = 'running'
RETURNING event_id;

-- name: end_bulk_change
-- Once: who comes later finds it ended. A job that was cancelled has stopped it; one that was given
-- up has failed.
UPDATE bulk_change
SET state = coalesce(
        :state,
        CASE
            WHEN EXISTS (
                SELECT FROM job_done
                WHERE
                    job_done.org_id = :org_id
                    AND job_done.job_id = bulk_change.job_id
                    AND job_done.state = 'cancelled'
            ) THEN 'stopped'
            ELSE 'failed'
        END
    ),
    failure = :failure,
    finished_at = :now
WHERE
    org_id = :org_id
    AND event_id = :event_id
    AND state IN ('waiting', 'running')
RETURNING
    event_id, catalog_id, undoes, filter, change, state, job_id, looked_at_up_to, up_to, expected,
    matched, changed, skipped, failure, actor_kind, actor_id, created_at, started_at, finished_at;

-- name: find_bulk_change
SELECT
    event_id, catalog_id, undoes, filter, change, state, job_id, looked_at_up_to, up_to, expected,
    matched, changed, skipped, failure, actor_kind, actor_id, created_at, started_at, finished_at
FROM bulk_change
WHERE org_id = :org_id AND catalog_id = :catalog_id AND event_id = :event_id;

-- name: bulk_changes_before
-- Ids sort by the time they were made; index bulk_change_by_catalog, backwards.
SELECT
    event_id, catalog_id, undoes, filter, change, state, job_id, looked_at_up_to, up_to, expected,
    matched, changed, skipped, failure, actor_kind, actor_id, created_at, started_at, finished_at
FROM bulk_change
WHERE org_id = :org_id AND catalog_id = :catalog_id AND event_id < :before
ORDER BY event_id DESC
LIMIT :rows_max;

-- name: first_changes
-- Products that were deleted since have no name any more.
SELECT done.product_id, coalesce(product.name, '') AS name, done.before, done.after
FROM (
    SELECT product_change.product_id, product_change.before, product_change.after
    FROM product_change
    WHERE
        product_change.org_id = :org_id
        AND product_change.event_id = :event_id
        AND product_change.changed_at >= :since
    ORDER BY product_change.product_id
    LIMIT :rows_max
) AS done
LEFT JOIN product ON product.org_id = :org_id AND product.product_id = done.product_id
ORDER BY done.product_id;
