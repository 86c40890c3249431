-- Webhooks out: an organization's endpoints, what was delivered to each, and queues that one process serves at a time.

-- Whether somebody outside wants every event of an organization: its feed is then delivered to the followers.
ALTER TABLE event_feed ADD COLUMN is_followed bool NOT NULL DEFAULT false;
GRANT UPDATE (is_followed) ON event_feed TO galleria_app;

-- One row a queue, not an item: who serves it, until when, and when there is something to look at. The items are
-- rows of the room whose kind it is.
CREATE TABLE served_queue (
    org_id uuid NOT NULL REFERENCES organization,
    queue_id uuid NOT NULL,
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
    due_at timestamptz,
    rests_until timestamptz,
    failures int NOT NULL DEFAULT 0 CHECK (failures >= 0),
    worker_id uuid,
    lease_until timestamptz,
    PRIMARY KEY (org_id, queue_id),
    CHECK ((worker_id IS NULL) = (lease_until IS NULL))
) WITH (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0
);
COMMENT ON COLUMN served_queue.due_at IS 'Look at it then; taken away by whoever looks.';
CREATE INDEX served_queue_due ON served_queue (kind, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX served_queue_leased ON served_queue (lease_until) WHERE lease_until IS NOT NULL;
SELECT tenant_table('served_queue', 'all');

CREATE TABLE webhook_endpoint (
    org_id uuid NOT NULL REFERENCES organization,
    endpoint_id uuid NOT NULL,
    url text NOT NULL CHECK (length(url) <= 2000),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 500),
    types text [] NOT NULL CHECK (cardinality(types) BETWEEN 1 AND 100),
    patterns text [] NOT NULL,
    is_active bool NOT NULL DEFAULT true,
    disabled_reason text CHECK (disabled_reason IN ('gone', 'failing')),
    keys bytea NOT NULL,
    public_key text NOT NULL,
    previous_keys bytea,
    previous_public_key text,
    previous_until timestamptz,
    exhausted int NOT NULL DEFAULT 0 CHECK (exhausted >= 0),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, endpoint_id),
    CHECK (disabled_reason IS NULL OR NOT is_active)
);
COMMENT ON COLUMN webhook_endpoint.patterns IS 'The types, as LIKE has them.';
COMMENT ON COLUMN webhook_endpoint.keys IS
'What it is signed with: sealed with the installation''s secret when it has one (GALLERIA_SECRET).';
COMMENT ON COLUMN webhook_endpoint.previous_keys IS 'Signs beside the new ones until previous_until.';
COMMENT ON COLUMN webhook_endpoint.exhausted IS 'Deliveries given up since the last one that was accepted.';
SELECT tenant_table('webhook_endpoint');

-- One row an event and endpoint. The event's own row holds what is sent. In the event's month, so that both are found
-- together; a deleted endpoint's rows stay as the log of what it was sent.
CREATE TABLE delivery (
    org_id uuid NOT NULL REFERENCES organization,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    type text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
    due_at timestamptz,
    attempt int NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    tries jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (org_id, endpoint_id, event_id, recorded_at),
    CHECK ((state = 'pending') = (due_at IS NOT NULL))
) PARTITION BY RANGE (recorded_at);
COMMENT ON COLUMN delivery.attempt IS 'How often it was tried on its schedule; a replay begins anew.';
COMMENT ON COLUMN delivery.tries IS 'personal: the last tries, with the beginning of what was answered';
CREATE INDEX delivery_due ON delivery (org_id, endpoint_id, due_at, event_id) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_failed ON delivery (org_id, endpoint_id, event_id) WHERE state = 'failed';
CREATE INDEX delivery_by_event ON delivery (org_id, event_id, endpoint_id);
SELECT tenant_table('delivery');

-- Of every month that has events, for an old one may be sent again.
SELECT tenant_partition(
    'delivery', 'month', substring(pg_get_expr(child.relpartbound, child.oid) FROM 'FROM \(''([^'']+)''\)')::timestamptz
)
FROM pg_inherits
JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
WHERE pg_inherits.inhparent = 'event'::regclass;
