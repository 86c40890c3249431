-- Tills: their shifts, what went through them, bills that were made offline, and a manager's approvals.
CREATE TABLE till (
    org_id uuid NOT NULL,
    till_id uuid NOT NULL,
    store_id uuid NOT NULL,
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(code) <= 63),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    is_active bool NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, till_id),
    UNIQUE (org_id, store_id, code),
    FOREIGN KEY (org_id, store_id) REFERENCES store
);
SELECT tenant_table('till');

CREATE TABLE shift (
    org_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    till_id uuid NOT NULL,
    store_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    opened_by uuid,
    opened_at timestamptz NOT NULL,
    closed_by uuid,
    closed_at timestamptz,
    counted_minor bigint CHECK (counted_minor >= 0),
    expected_minor bigint,
    difference_minor bigint,
    difference_reason text NOT NULL DEFAULT '' CHECK (length(difference_reason) <= 500),
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, shift_id),
    FOREIGN KEY (org_id, till_id) REFERENCES till,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL AND counted_minor IS NOT NULL)),
    CHECK (difference_minor = counted_minor - expected_minor)
);
COMMENT ON COLUMN shift.expected_minor IS 'The cash that its entries summed to when it was closed.';
-- At most one is open at a till.
CREATE UNIQUE INDEX shift_open ON shift (org_id, till_id) WHERE state = 'open';
CREATE INDEX shift_by_till ON shift (org_id, till_id, shift_id);
SELECT tenant_table('shift');

-- What went into a till and out of it: the float, sales and refunds by their method, cash put in and taken out.
CREATE TABLE till_entry (
    org_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('float', 'sale', 'refund', 'pay_in', 'pay_out')),
    method text NOT NULL CHECK (method IN ('cash', 'card_terminal', 'manual')),
    amount_minor bigint NOT NULL,
    order_id uuid,
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    actor_kind text NOT NULL,
    actor_id uuid,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, entry_id),
    FOREIGN KEY (org_id, shift_id) REFERENCES shift,
    CHECK ((kind IN ('refund', 'pay_out')) = (amount_minor < 0) OR amount_minor = 0)
);
COMMENT ON COLUMN till_entry.amount_minor IS 'Signed: what leaves the till is negative.';
CREATE INDEX till_entry_by_shift ON till_entry (org_id, shift_id, entry_id);
SELECT tenant_table('till_entry');

-- Bills made offline: a key that the device made, once.
CREATE TABLE till_bill (
    org_id uuid NOT NULL,
    till_id uuid NOT NULL,
    bill_key text COLLATE "C" NOT NULL CHECK (length(bill_key) BETWEEN 8 AND 100),
    fingerprint bytea NOT NULL,
    order_id uuid NOT NULL,
    outcome jsonb,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, till_id, bill_key),
    FOREIGN KEY (org_id, till_id) REFERENCES till
);
COMMENT ON COLUMN till_bill.outcome IS 'What the device was told: the bill''s number and its shortfalls.';
SELECT tenant_table('till_bill');

-- A manager lets one bill at a till have a discount or another price; only the hash of the code is kept.
CREATE TABLE till_approval (
    org_id uuid NOT NULL,
    approval_id uuid NOT NULL,
    till_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    approved_by uuid,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (org_id, approval_id),
    UNIQUE (org_id, till_id, code_hash),
    FOREIGN KEY (org_id, till_id) REFERENCES till
);
SELECT tenant_table('till_approval');
