-- Stock: where it is, how much of it is free, held, owed; and the ledger that every unit is accounted for in.
CREATE TABLE location (
    org_id uuid NOT NULL REFERENCES organization,
    location_id uuid NOT NULL,
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(code) <= 63),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    address jsonb NOT NULL DEFAULT '{}',
    position int NOT NULL DEFAULT 0 CHECK (position >= 0),
    is_active bool NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, location_id),
    UNIQUE (org_id, code)
);
COMMENT ON COLUMN location.address IS 'personal: address';
SELECT tenant_table('location');

-- From where a store sells, the first first. A store with none sells from every active location, in their order.
CREATE TABLE store_location (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    location_id uuid NOT NULL,
    position int NOT NULL CHECK (position >= 0),
    PRIMARY KEY (org_id, store_id, location_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    FOREIGN KEY (org_id, location_id) REFERENCES location
);
CREATE INDEX store_location_by_location ON store_location (org_id, location_id);
SELECT tenant_table('store_location');

-- How a variant is sold when none is free. Without a row: it is refused, and it is counted as soon as it has stock
-- anywhere; what was never received or counted (a coffee, a download) sells without limit.
CREATE TABLE stock_policy (
    org_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    policy text NOT NULL DEFAULT 'deny' CHECK (policy IN ('deny', 'backorder', 'preorder')),
    is_tracked bool,
    backorder_max int CHECK (backorder_max >= 0),
    available_from timestamptz,
    low_stock_at int CHECK (low_stock_at >= 0),
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, variant_id),
    FOREIGN KEY (org_id, variant_id) REFERENCES variant ON DELETE CASCADE
);
COMMENT ON COLUMN stock_policy.is_tracked IS 'NULL: as soon as it has stock. false: sells without limit. true: never without stock.';
COMMENT ON COLUMN stock_policy.backorder_max IS 'At most so many owed at once, over all locations; NULL: any number.';
SELECT tenant_table('stock_policy');

-- The counters. Its ledger sums to free + held - backordered - shortfall. No key to the variant: what was sold outlives
-- what was deleted. Half of each page is left for new versions of its rows: a sale changes no index.
CREATE TABLE stock (
    org_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    free int NOT NULL DEFAULT 0 CHECK (free >= 0),
    held int NOT NULL DEFAULT 0 CHECK (held >= 0),
    backordered int NOT NULL DEFAULT 0 CHECK (backordered >= 0),
    shortfall int NOT NULL DEFAULT 0 CHECK (shortfall >= 0),
    is_low bool NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, variant_id, location_id),
    FOREIGN KEY (org_id, location_id) REFERENCES location,
    -- What comes in pays what is owed first.
    CONSTRAINT stock_owes_or_has CHECK (free = 0 OR (backordered = 0 AND shortfall = 0))
) WITH (fillfactor = 50);
COMMENT ON COLUMN stock.free IS 'Can be sold now.';
COMMENT ON COLUMN stock.held IS 'Set aside for carts and pending payments: the sum of its holds, those on backorder, too.';
COMMENT ON COLUMN stock.backordered IS 'Promised beyond what is there, by policy.';
COMMENT ON COLUMN stock.shortfall IS 'Sold offline beyond what the books had.';
COMMENT ON COLUMN stock.is_low IS 'At or below low_stock_at; turns only when that is crossed.';
CREATE INDEX stock_by_location ON stock (org_id, location_id, variant_id);
CREATE INDEX stock_low ON stock (org_id, variant_id) WHERE is_low;
SELECT tenant_table('stock');

-- The ledger: each line changed how many units are accounted for. Holding and releasing changes none.
CREATE TABLE movement (
    org_id uuid NOT NULL,
    movement_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('receive', 'sell', 'return', 'adjust', 'count', 'transfer', 'damage')),
    units int NOT NULL,
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    order_id uuid,
    line_no int,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    PRIMARY KEY (org_id, movement_id, recorded_at)
) PARTITION BY RANGE (recorded_at);
COMMENT ON COLUMN movement.units IS 'Signed: what is sold is negative, what a cancellation gives back is a positive sell.';
CREATE INDEX movement_by_stock ON movement (org_id, variant_id, location_id, movement_id);
SELECT tenant_table('movement', 'own', 'SELECT, INSERT');

-- Units set aside until expires_at (by the database's clock) for a cart or for an order that waits for its payment.
CREATE TABLE hold (
    org_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    units int NOT NULL CHECK (units > 0),
    order_id uuid,
    line_no int,
    cart_id uuid,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, hold_id),
    FOREIGN KEY (org_id, variant_id, location_id) REFERENCES stock,
    CHECK ((order_id IS NULL) <> (cart_id IS NULL))
);
CREATE INDEX hold_by_order ON hold (org_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX hold_by_cart ON hold (org_id, cart_id) WHERE cart_id IS NOT NULL;
CREATE INDEX hold_by_stock ON hold (org_id, variant_id, location_id);
CREATE INDEX hold_by_expiry ON hold (org_id, expires_at);
SELECT tenant_table('hold');

SELECT tenant_partition('movement', 'month', now() + month * interval '1 month') FROM generate_series(0, 2) AS month;
