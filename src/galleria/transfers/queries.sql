-- Imports. A run writes its counts in the transaction of the rows they count.

-- name: insert_import
INSERT INTO import (
    org_id, import_id, catalog_id, job_id, name, form, currency, mode, archive_max, is_dry_run,
    size_bytes, sha256, state, created_at
)
VALUES (
    :org_id, :import_id, :catalog_id, :job_id, :name, :form, :currency, :mode, :archive_max,
    :is_dry_run, :size_bytes, :sha256, 'waiting', :now
);

-- name: find_import
SELECT
    import_id, catalog_id, job_id, name, form, currency, mode, is_dry_run, size_bytes, sha256, state,
    rows_read, rows_kept, rows_refused, last_line, outcome, failure, created_at, started_at,
    finished_at
FROM import
WHERE org_id = :org_id AND import_id = :import_id;

-- name: imports_before
-- Ids sort by the time they were made; the primary key, backwards.
SELECT
    import_id, catalog_id, job_id, name, form, currency, mode, is_dry_run, size_bytes, sha256, state,
    rows_read, rows_kept, rows_refused, last_line, outcome, failure, created_at, started_at,
    finished_at
FROM import
WHERE
    org_id = :org_id
    AND import_id < :before
    AND (:catalog_id::uuid IS NULL OR catalog_id = :catalog_id)
ORDER BY import_id DESC
LIMIT :rows_max;

-- name: begin_import
-- From the start, whatever an attempt before it counted: rows that it applied are unchanged now.
UPDATE import
SET state = 'running',
    run_id = :run_id,
    rows_read = 0,
    rows_kept = 0,
    rows_refused = 0,
    last_line = 0,
    outcome = '{}',
    started_at = :now
WHERE org_id = :org_id AND import_id = :import_id AND state IN ('waiting', 'running')
RETURNING catalog_id, form, currency, mode, archive_max, is_dry_run, size_bytes;

-- name: advance_import
UPDATE import
SET rows_read = :rows_read,
    rows_kept = :rows_kept,
    rows_refused = :rows_refused,
    last_line = :last_line,
    outcome = :outcome
WHERE
    org_id = :org_id
    AND import_id = :import_id
    AND run_id = :run_id
    AND state = 'running'
RETURNING import_id;

-- name: end_import
UPDATE import
SET state = :state,
    rows_read = :rows_read,
    rows_kept = :rows_kept,
    rows_refused = :rows_refused,
    last_line = :last_line,
    outcome = :outcome,
    failure = :failure,
    finished_at = :now
WHERE
    org_id = :org_id
    AND import_id = :import_id
    AND run_id = :run_id
    AND state = 'running'
RETURNING catalog_id, form, mode, state, is_dry_run, rows_read, rows_kept, rows_refused, outcome;

-- name: end_abandoned_import
-- Its job ended without it: given up, or cancelled before or beside it; the job says which.
UPDATE import
SET state = CASE
        WHEN EXISTS (
            SELECT FROM job_done
            WHERE
                job_done.org_id = :org_id
                AND job_done.job_id = import.job_id
                AND job_done.state = 'cancelled'
        ) THEN 'stopped'
        ELSE 'failed'
    END,
    failure = :failure,
    finished_at = :now
WHERE
    org_id = :org_id
    AND import_id = :import_id
    AND state IN ('waiting', 'running')
RETURNING catalog_id, form, mode, state, is_dry_run, rows_read, rows_kept, rows_refused, outcome;

-- name: begin_chunk
-- A chunk's commit does not wait for the disk: what a crash takes of the last moments, the counts
-- with it, the next run of the import does again, and the end of the import waits for all before.
-- A thousand keys are looked up by their index: priced for turning disks, the planner would rather
-- read the whole catalog (measured at 40,000 products: 44 ms instead of 9), with two more workers.
-- And the statistics of tables that grow are soon old: a third of the usual sample will do.
SELECT
    set_config('default_statistics_target', '30', true),
    set_config('synchronous_commit', 'off', true),
    set_config('random_page_cost', '1.1', true),
    set_config('max_parallel_workers_per_gather', '0', true)
FROM organization
WHERE org_id = :org_id;

-- name: refresh_statistics
-- So that the next chunks are planned for the tables as they are; see the function.
SELECT refresh_catalog_statistics()
FROM organization
CROSS JOIN set_config('default_statistics_target', '30', true) AS sampled
WHERE org_id = :org_id;

-- name: changes_recorded
-- What the catalog itself recorded in this transaction of the rows that it changed.
SELECT event.subject_id, event.type, event.body -> 'changed' AS changed
FROM unnest(:subject_ids::uuid[], :versions::bigint[]) AS wanted (subject_id, version)
JOIN event
    ON event.org_id = :org_id
    AND event.subject_id = wanted.subject_id
    AND (event.body ->> 'version')::bigint = wanted.version
WHERE event.type IN ('category.updated', 'category.moved', 'product.updated');

-- name: categories_called
-- Which of these categories the catalog has.
SELECT category.external_key
FROM unnest(:external_keys::text[]) AS wanted (key)
JOIN category
    ON category.org_id = :org_id
    AND category.catalog_id = :catalog_id
    AND category.external_key = wanted.key;

-- name: catalogs_called
SELECT catalog_id
FROM catalog
WHERE org_id = :org_id AND name = :name
ORDER BY catalog_id
LIMIT 2;

-- name: catalog_of_store
-- Who has no such store, and whose store sells nothing, are told apart.
SELECT store.slug, store_catalog.catalog_id
FROM store
LEFT JOIN store_catalog
    ON store_catalog.org_id = store.org_id AND store_catalog.store_id = store.store_id
WHERE store.org_id = :org_id AND store.slug = :slug;
