-- Customers of an organization, and the carts of its shoppers.
CREATE TABLE customer (
    org_id uuid NOT NULL REFERENCES organization,
    customer_id uuid NOT NULL,
    email text COLLATE "C" NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    email_verified_at timestamptz,
    name text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    folded_name text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED,
    phone text NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
    password_hash text,
    addresses jsonb NOT NULL DEFAULT '[]',
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, customer_id),
    UNIQUE (org_id, email)
);
COMMENT ON COLUMN customer.email IS 'personal: login';
COMMENT ON COLUMN customer.name IS 'personal: name';
COMMENT ON COLUMN customer.folded_name IS 'personal: name';
COMMENT ON COLUMN customer.phone IS 'personal: contact';
COMMENT ON COLUMN customer.addresses IS 'personal: address';
COMMENT ON COLUMN customer.email_verified_at IS 'personal: when they showed that the address is theirs; NULL: they have not, and cannot sign in.';
CREATE INDEX customer_by_name ON customer (org_id, folded_name);
SELECT tenant_table('customer');

-- A customer's tokens can be taken back like a member's.
-- One that takes more is put in its place at once.
-- squawk-ignore ban-drop-constraint
ALTER TABLE directory_revocation DROP CONSTRAINT directory_revocation_subject_kind_check;
ALTER TABLE directory_revocation ADD CONSTRAINT directory_revocation_subject_kind_check CHECK (
    subject_kind IN ('token', 'member', 'api_key', 'account', 'organization', 'session', 'customer')
) NOT VALID;

-- One row a cart, its lines in it: a cart is read and written whole, by one shopper, in one statement. What changes is
-- in no index, and there is room for new versions beside the old: no change of a cart touches one.
CREATE TABLE cart (
    org_id uuid NOT NULL,
    cart_id uuid NOT NULL,
    store_id uuid NOT NULL,
    secret_hash bytea,
    customer_id uuid,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ordered')),
    currency text NOT NULL,
    lines jsonb NOT NULL DEFAULT '[]',
    customer_name text NOT NULL DEFAULT '',
    customer_email text NOT NULL DEFAULT '',
    customer_phone text NOT NULL DEFAULT '',
    shipping_address jsonb,
    billing_address jsonb,
    shipping_method text,
    discount_code text,
    held_until timestamptz,
    order_id uuid,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, cart_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    FOREIGN KEY (org_id, customer_id) REFERENCES customer,
    CHECK ((state = 'ordered') = (order_id IS NOT NULL)),
    CHECK (secret_hash IS NOT NULL OR customer_id IS NOT NULL)
) WITH (fillfactor = 60);
COMMENT ON COLUMN cart.secret_hash IS 'Of what a guest''s address of the cart ends with; NULL: its customer alone reaches it.';
COMMENT ON COLUMN cart.lines IS 'A list of {line_id, variant_id, units, modifiers, name, price_minor …}: the price is that of when it was added.';
COMMENT ON COLUMN cart.customer_name IS 'personal: name';
COMMENT ON COLUMN cart.customer_email IS 'personal: contact';
COMMENT ON COLUMN cart.customer_phone IS 'personal: contact';
COMMENT ON COLUMN cart.shipping_address IS 'personal: address';
COMMENT ON COLUMN cart.billing_address IS 'personal: address';
-- A customer has one open cart a store.
CREATE UNIQUE INDEX cart_open_of_customer ON cart (org_id, store_id, customer_id) WHERE state = 'open';
CREATE INDEX cart_by_customer ON cart (org_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX cart_by_store ON cart (org_id, store_id);
SELECT tenant_table('cart');
