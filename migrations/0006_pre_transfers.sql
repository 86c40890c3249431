-- Imports: what was sent, what became of its rows, and how far it went.
CREATE TABLE import (
    org_id uuid NOT NULL REFERENCES organization,
    import_id uuid NOT NULL,
    catalog_id uuid,
    job_id uuid,
    run_id uuid,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    form text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    is_dry_run bool NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'completed', 'stopped', 'failed')),
    rows_read bigint NOT NULL DEFAULT 0,
    rows_kept bigint NOT NULL DEFAULT 0 CHECK (rows_kept >= 0),
    rows_refused bigint NOT NULL DEFAULT 0 CHECK (rows_refused >= 0),
    last_line bigint NOT NULL DEFAULT 0,
    outcome jsonb NOT NULL DEFAULT '{}',
    failure text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (org_id, import_id),
    -- No row of a file is lost, at any moment.
    CONSTRAINT import_rows_add_up CHECK (rows_kept + rows_refused = rows_read),
    CHECK ((finished_at IS NULL) = (state IN ('waiting', 'running'))),
    FOREIGN KEY (org_id, catalog_id) REFERENCES catalog ON DELETE SET NULL (catalog_id)
);
COMMENT ON TABLE import IS
    'Its files are objects under imports/{import_id}/: the upload, and what was refused, changed, noticed.';
COMMENT ON COLUMN import.catalog_id IS 'NULL: it was deleted since, or the dry run imagined it.';
COMMENT ON COLUMN import.job_id IS 'NULL: run from the command line.';
COMMENT ON COLUMN import.run_id IS 'Whose counts these are: a worker that was taken for dead writes no more of them.';
COMMENT ON COLUMN import.last_line IS 'The furthest line of the file whose rows are committed.';
CREATE INDEX import_by_catalog ON import (org_id, catalog_id, import_id);
SELECT tenant_table('import');
