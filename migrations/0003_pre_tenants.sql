-- The business around an organization: profile, stores, domains, members, keys; and the directory,
-- what must be found before the organization is known.
CREATE TABLE organization_profile (
    org_id uuid PRIMARY KEY REFERENCES organization,
    name text NOT NULL CHECK (length(name) BETWEEN 2 AND 200),
    description text NOT NULL DEFAULT '',
    logo_url text,
    contact_email text,
    contact_phone text,
    address jsonb NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON COLUMN organization_profile.contact_email IS 'personal: contact';
COMMENT ON COLUMN organization_profile.contact_phone IS 'personal: contact';
COMMENT ON COLUMN organization_profile.address IS 'personal: contact';
SELECT tenant_table('organization_profile');

CREATE TABLE catalog (
    org_id uuid NOT NULL REFERENCES organization,
    catalog_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind text NOT NULL CHECK (kind IN ('erp', 'manual', 'vendor', 'dropship')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'inactive')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    source text,
    source_config jsonb NOT NULL DEFAULT '{}',
    sync_settings jsonb NOT NULL DEFAULT '{}',
    owner_member_id uuid,
    last_synced_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, catalog_id)
);
SELECT tenant_table('catalog');

CREATE TABLE store (
    org_id uuid NOT NULL REFERENCES organization,
    store_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 63),
    kind text NOT NULL CHECK (kind IN ('online', 'till', 'gift')),
    status text NOT NULL CHECK (status IN ('draft', 'active', 'inactive')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    locale text NOT NULL,
    time_zone text NOT NULL,
    branding jsonb NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, store_id),
    UNIQUE (org_id, slug)
);
SELECT tenant_table('store');

CREATE TABLE member (
    org_id uuid NOT NULL REFERENCES organization,
    member_id uuid NOT NULL,
    account_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL DEFAULT '',
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'cashier', 'analyst')),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('invited', 'active', 'disabled')),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, member_id),
    UNIQUE (org_id, account_id)
);
COMMENT ON COLUMN member.email IS 'personal: login';
COMMENT ON COLUMN member.name IS 'personal: name';
SELECT tenant_table('member');

CREATE TABLE store_domain (
    org_id uuid NOT NULL,
    domain text NOT NULL,
    store_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, domain),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE
);
CREATE INDEX store_domain_by_store ON store_domain (org_id, store_id);
SELECT tenant_table('store_domain');

CREATE TABLE api_key (
    org_id uuid NOT NULL REFERENCES organization,
    api_key_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    prefix text NOT NULL,
    permissions text[] NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, api_key_id)
);
SELECT tenant_table('api_key');

-- The directory. Global on purpose, and out of the app role's reach; see tenants/directory.
CREATE TABLE directory_organization (
    slug text PRIMARY KEY,
    org_id uuid NOT NULL UNIQUE
);
CREATE TABLE directory_store (
    slug text PRIMARY KEY,
    org_id uuid NOT NULL,
    store_id uuid NOT NULL UNIQUE,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'inactive'))
);
COMMENT ON COLUMN directory_store.status IS
    'The store''s own, repeated: who asks for a shop is answered before its organization is entered.';
CREATE TABLE directory_domain (
    domain text PRIMARY KEY,
    org_id uuid NOT NULL,
    store_id uuid NOT NULL
);
CREATE INDEX directory_domain_by_store ON directory_domain (store_id);
CREATE TABLE directory_account (
    account_id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text,
    platform_role text CHECK (platform_role IN ('super_admin', 'admin')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON COLUMN directory_account.email IS 'personal: login';
CREATE TABLE directory_membership (
    account_id uuid NOT NULL REFERENCES directory_account,
    org_id uuid NOT NULL,
    member_id uuid NOT NULL,
    role text NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (account_id, org_id)
);
CREATE INDEX directory_membership_by_org ON directory_membership (org_id);
CREATE TABLE directory_api_key (
    key_hash bytea PRIMARY KEY,
    org_id uuid NOT NULL,
    api_key_id uuid NOT NULL UNIQUE,
    permissions text[] NOT NULL,
    expires_at timestamptz
);
CREATE TABLE directory_session (
    session_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL UNIQUE,
    account_id uuid NOT NULL REFERENCES directory_account ON DELETE CASCADE,
    org_id uuid,
    member_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX directory_session_by_account ON directory_session (account_id);
CREATE INDEX directory_session_by_expiry ON directory_session (expires_at);
-- Invitations and password resets: a link that works once.
CREATE TABLE directory_link (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    account_id uuid NOT NULL REFERENCES directory_account ON DELETE CASCADE,
    org_id uuid,
    member_id uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX directory_link_by_account ON directory_link (account_id);
CREATE TABLE directory_signing_key (
    kid text PRIMARY KEY,
    algorithm text NOT NULL CHECK (algorithm IN ('HS256')),
    secret bytea NOT NULL CHECK (length(secret) >= 32),
    signs_from timestamptz NOT NULL,
    verifies_until timestamptz
);
-- What was taken back before it expired; every process reads the new rows each second. `written_at`
-- is the database's clock, so a reader that goes on from the last one it saw needs no other clock.
CREATE TABLE directory_revocation (
    subject_kind text NOT NULL CHECK (
        subject_kind IN ('token', 'member', 'api_key', 'account', 'organization', 'session')
    ),
    subject_id uuid NOT NULL,
    revoked_at timestamptz NOT NULL,
    forget_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subject_kind, subject_id)
);
COMMENT ON COLUMN directory_revocation.revoked_at IS 'Tokens issued up to then are refused; later ones are not.';
CREATE INDEX directory_revocation_by_writing ON directory_revocation (written_at);
CREATE INDEX directory_revocation_by_end ON directory_revocation (forget_at);
-- Failed logins, per account and per address, for the throttle.
CREATE TABLE directory_login_attempt (
    subject text PRIMARY KEY,
    failures int NOT NULL,
    window_started_at timestamptz NOT NULL
);
COMMENT ON COLUMN directory_login_attempt.subject IS 'personal: a hash of the address or e-mail';

GRANT SELECT, INSERT, UPDATE, DELETE ON
    directory_organization, directory_store, directory_domain, directory_account,
    directory_membership, directory_api_key, directory_session, directory_link,
    directory_signing_key, directory_revocation, directory_login_attempt
TO galleria_platform;
