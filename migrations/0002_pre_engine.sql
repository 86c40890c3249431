-- What the engine keeps for every organization: the organization itself, events, jobs, idempotency.
CREATE TABLE organization (
    org_id uuid PRIMARY KEY,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 63),
    tier text NOT NULL DEFAULT 'standard' CHECK (tier IN ('standard', 'professional', 'enterprise')),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'closed')),
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE organization IS 'The tenant. Its slug is unique through directory_organization.';
SELECT tenant_table('organization', 'all');

-- One row a business fact; audit trail, feed and every listener read it. Partitioned by month.
-- `position` is given after commit by the sequencer: a reader by cursor never skips an event.
CREATE TABLE event (
    org_id uuid NOT NULL REFERENCES organization,
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    position bigint,
    type text NOT NULL,
    subject_id uuid,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (org_id, event_id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX event_by_position ON event (org_id, position) WHERE position IS NOT NULL;
CREATE INDEX event_by_subject ON event (org_id, subject_id, event_id);
-- The sequencer takes the oldest first, whoever wrote them: one page however long the backlog.
CREATE INDEX event_unsequenced ON event (recorded_at, event_id, org_id) WHERE position IS NULL;
SELECT tenant_table('event', 'all', 'SELECT, INSERT');

-- The last position given in an organization's feed, and how far the listeners have been told.
CREATE TABLE event_feed (
    org_id uuid PRIMARY KEY REFERENCES organization,
    last_position bigint NOT NULL CHECK (last_position >= 0),
    delivered_position bigint NOT NULL DEFAULT 0,
    CHECK (delivered_position BETWEEN 0 AND last_position)
);
CREATE INDEX event_feed_undelivered ON event_feed (org_id) WHERE delivered_position < last_position;
SELECT tenant_table('event_feed', 'all', 'SELECT');
-- A listener's jobs and the progress of delivery commit together, in the organization's transaction.
GRANT UPDATE (delivered_position) ON event_feed TO galleria_app;

-- Jobs move through three tables: waiting, running under a lease, done.
CREATE TABLE job (
    org_id uuid NOT NULL REFERENCES organization,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    priority smallint NOT NULL DEFAULT 100,
    run_at timestamptz NOT NULL,
    attempt int NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    attempts_max int NOT NULL CHECK (attempts_max BETWEEN 1 AND 25),
    last_error jsonb,
    cancel_requested bool NOT NULL DEFAULT false,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, job_id)
);
COMMENT ON COLUMN job.priority IS 'Lower runs first (trap X11).';
CREATE INDEX job_ready ON job (org_id, priority, run_at, job_id);
CREATE INDEX job_due ON job (run_at);
SELECT tenant_table('job', 'all');

CREATE TABLE job_running (
    org_id uuid NOT NULL REFERENCES organization,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    priority smallint NOT NULL,
    attempt int NOT NULL,
    attempts_max int NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    worker_id uuid NOT NULL,
    lease_until timestamptz NOT NULL,
    progress_done bigint NOT NULL DEFAULT 0,
    progress_total bigint,
    progress_note text NOT NULL DEFAULT '',
    cancel_requested bool NOT NULL DEFAULT false,
    last_error jsonb,
    PRIMARY KEY (org_id, job_id)
);
CREATE INDEX job_running_by_lease ON job_running (lease_until);
CREATE INDEX job_running_cancelled ON job_running (worker_id) WHERE cancel_requested;
SELECT tenant_table('job_running', 'all');

CREATE TABLE job_done (
    org_id uuid NOT NULL REFERENCES organization,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('completed', 'failed', 'cancelled')),
    payload jsonb NOT NULL,
    result jsonb,
    error jsonb,
    attempt int NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    progress_done bigint NOT NULL DEFAULT 0,
    progress_total bigint,
    progress_note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, job_id, finished_at)
) PARTITION BY RANGE (finished_at);
SELECT tenant_table('job_done', 'all');

-- The answer to a request that named an Idempotency-Key, written by the effect's own transaction.
-- Weekly partitions, dropped whole. The key stays unique across them: idempotency_begin locks it.
CREATE TABLE idempotency_record (
    org_id uuid NOT NULL REFERENCES organization,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    recorded_at timestamptz NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (org_id, key, recorded_at)
) PARTITION BY RANGE (recorded_at);
COMMENT ON COLUMN idempotency_record.body IS 'personal: the answer as it was sent';
SELECT tenant_table('idempotency_record');

-- Takes the key for this transaction and says what is known of it: 'new', 'in_flight' or 'recorded'.
-- Volatile on purpose: each statement sees what was committed before the lock was had, so a key
-- is unique across partitions whatever the clock says (trap X1).
CREATE FUNCTION idempotency_begin(wanted_org uuid, wanted_key text)
RETURNS TABLE (known text, fingerprint bytea, status smallint, headers jsonb, body bytea)
LANGUAGE plpgsql
VOLATILE
SECURITY INVOKER
SET search_path = pg_catalog, public
AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(wanted_org::text || ':' || wanted_key, 7)) THEN
        RETURN QUERY SELECT 'in_flight'::text, NULL::bytea, NULL::smallint, NULL::jsonb, NULL::bytea;
        RETURN;
    END IF;
    RETURN QUERY
        SELECT 'recorded'::text, r.fingerprint, r.status, r.headers, r.body
        FROM public.idempotency_record AS r
        WHERE r.org_id = wanted_org AND r.key = wanted_key
        LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'new'::text, NULL::bytea, NULL::smallint, NULL::jsonb, NULL::bytea;
    END IF;
END $$;
REVOKE ALL ON FUNCTION idempotency_begin(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION idempotency_begin(uuid, text) TO galleria_app, galleria_platform;

SELECT tenant_partition('event', 'month', now() + month * interval '1 month'),
       tenant_partition('job_done', 'month', now() + month * interval '1 month'),
       tenant_partition('idempotency_record', 'week', now() + month * interval '1 week')
FROM generate_series(0, 2) AS month;
