-- Payments: through whom money is taken, what was asked, what came of it, what was given back; and
-- everything a gateway tells us, kept before it is believed.
CREATE TABLE gateway_account (
    org_id uuid NOT NULL REFERENCES organization,
    account_id uuid NOT NULL,
    store_id uuid,
    gateway text NOT NULL CHECK (gateway IN ('stripe', 'razorpay')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    public_key text NOT NULL DEFAULT '' CHECK (length(public_key) <= 255),
    secrets bytea NOT NULL,
    api_url text NOT NULL CHECK (length(api_url) <= 2000),
    capture text NOT NULL DEFAULT 'automatic' CHECK (capture IN ('automatic', 'manual')),
    is_active bool NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, account_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE
);
COMMENT ON COLUMN gateway_account.store_id IS 'NULL: for every store that has none of its own.';
COMMENT ON COLUMN gateway_account.secrets IS
    'Sealed with the installation''s secret when it has one (GALLERIA_SECRET); never returned.';
CREATE INDEX gateway_account_by_store ON gateway_account (org_id, store_id) WHERE store_id IS NOT NULL;
SELECT tenant_table('gateway_account');

-- One try to be paid for an order. Its state only goes forward; what is late or wrong has its own mark.
CREATE TABLE payment (
    org_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    store_id uuid NOT NULL,
    account_id uuid,
    method text NOT NULL CHECK (method IN ('gateway', 'cash', 'manual', 'card_terminal')),
    state text NOT NULL CHECK (
        state IN ('created', 'pending', 'authorized', 'captured', 'failed', 'cancelled', 'mismatched')
    ),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    received_currency text,
    is_late bool NOT NULL DEFAULT false,
    gateway_ref text,
    gateway_payment_id text,
    action jsonb,
    reference text NOT NULL DEFAULT '' CHECK (length(reference) <= 255),
    given_minor bigint CHECK (given_minor >= amount_minor),
    failure_code text,
    failure_detail text,
    return_url text NOT NULL DEFAULT '' CHECK (length(return_url) <= 2000),
    wanted text CHECK (wanted IN ('capture', 'cancel')),
    captured_at timestamptz,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, payment_id),
    FOREIGN KEY (org_id, order_id) REFERENCES orders,
    FOREIGN KEY (org_id, account_id) REFERENCES gateway_account,
    CHECK ((method = 'gateway') = (account_id IS NOT NULL)),
    CHECK (state = 'captured' OR NOT is_late)
);
COMMENT ON COLUMN payment.refunded_minor IS 'Given back, or being given back: what cannot be given back again.';
COMMENT ON COLUMN payment.is_late IS 'Money came for an order that was cancelled or paid otherwise: it is given back whole.';
COMMENT ON COLUMN payment.gateway_ref IS 'The gateway''s name of what was asked: a checkout session, an order.';
COMMENT ON COLUMN payment.action IS
    'personal: what the shopper is to do: an address to go to, or what a page needs, with name and e-mail to fill in.';
COMMENT ON COLUMN payment.wanted IS 'What the gateway is yet to be asked for.';
COMMENT ON COLUMN payment.given_minor IS 'Cash handed over; the change is what it is above amount_minor.';
-- At most one active payment an order, whatever keys two tabs send (trap X2).
CREATE UNIQUE INDEX payment_one_active ON payment (org_id, order_id)
WHERE state IN ('created', 'pending', 'authorized', 'captured') AND NOT is_late;
CREATE INDEX payment_by_order ON payment (org_id, order_id, payment_id);
CREATE INDEX payment_by_state ON payment (org_id, state, payment_id);
CREATE INDEX payment_by_ref ON payment (org_id, account_id, gateway_ref) WHERE gateway_ref IS NOT NULL;
CREATE INDEX payment_by_gateway_id ON payment (org_id, account_id, gateway_payment_id)
WHERE gateway_payment_id IS NOT NULL;
SELECT tenant_table('payment');

CREATE TABLE refund (
    org_id uuid NOT NULL,
    refund_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('created', 'pending', 'succeeded', 'failed')),
    cause text NOT NULL CHECK (cause IN ('asked', 'cancelled', 'returned', 'late', 'gateway')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    gateway_refund_id text,
    failure_code text,
    failure_detail text,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, refund_id),
    FOREIGN KEY (org_id, payment_id) REFERENCES payment
);
COMMENT ON COLUMN refund.cause IS 'gateway: it was made there, not here.';
CREATE INDEX refund_by_payment ON refund (org_id, payment_id, refund_id);
CREATE UNIQUE INDEX refund_by_gateway_id ON refund (org_id, payment_id, gateway_refund_id)
WHERE gateway_refund_id IS NOT NULL;
SELECT tenant_table('refund');

-- What gateways told us, as it came: verified, stored once, then applied once. Its month is that of
-- the event itself, which every delivery of it repeats, so it is unique across partitions.
CREATE TABLE gateway_event (
    org_id uuid NOT NULL REFERENCES organization,
    account_id uuid NOT NULL,
    gateway_event_id text NOT NULL CHECK (length(gateway_event_id) BETWEEN 1 AND 255),
    occurred_at timestamptz NOT NULL,
    kind text NOT NULL,
    payment_id uuid,
    fact jsonb NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at timestamptz,
    outcome text,
    PRIMARY KEY (org_id, account_id, gateway_event_id, occurred_at)
) PARTITION BY RANGE (occurred_at);
COMMENT ON COLUMN gateway_event.body IS 'personal: as the gateway sent it';
COMMENT ON COLUMN gateway_event.outcome IS 'What applying it did; "ignored" when it says nothing of a payment of ours.';
CREATE INDEX gateway_event_by_payment ON gateway_event (org_id, payment_id, gateway_event_id)
WHERE payment_id IS NOT NULL;
CREATE INDEX gateway_event_unapplied ON gateway_event (org_id, received_at) WHERE applied_at IS NULL;
SELECT tenant_table('gateway_event');

-- How often a payment was begun for an order, or from an address, in this quarter of an hour.
CREATE TABLE payment_tally (
    org_id uuid NOT NULL REFERENCES organization,
    subject text NOT NULL CHECK (length(subject) <= 100),
    window_started_at timestamptz NOT NULL,
    starts int NOT NULL CHECK (starts > 0),
    PRIMARY KEY (org_id, subject)
);
COMMENT ON COLUMN payment_tally.subject IS 'An order''s id, or the hash of an address.';
SELECT tenant_table('payment_tally');

SELECT tenant_partition('gateway_event', 'month', now() + month * interval '1 month') FROM generate_series(-2, 2) AS month;
