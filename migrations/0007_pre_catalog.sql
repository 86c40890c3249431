-- A catalog rich enough for every source: kinds and states of products, attributes, several categories,
-- several barcodes, bundles, translations, what a store chooses of its catalog, and the history of changes.
ALTER TABLE product
    ADD COLUMN kind text NOT NULL DEFAULT 'physical',
    ADD COLUMN status text NOT NULL DEFAULT 'active',
    ADD COLUMN publish_at timestamptz,
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN modifiers jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN seo jsonb NOT NULL DEFAULT '{}';
ALTER TABLE product
    ADD CONSTRAINT product_kind CHECK (kind IN ('physical', 'digital', 'gift_card', 'bundle')) NOT VALID,
    ADD CONSTRAINT product_status CHECK (status IN ('draft', 'active', 'archived')) NOT VALID;
COMMENT ON COLUMN product.category_id IS 'The primary category; product_category has it, too, beside the others.';
COMMENT ON COLUMN product.publish_at IS 'An active product is shown to shoppers from then on; NULL: at once.';
COMMENT ON COLUMN product.media IS 'A list of {url, alt_text, kind: image | video | mockup}.';
-- Under FORCE the owner sees no row, so what is there could not be changed.
ALTER TABLE product NO FORCE ROW LEVEL SECURITY;
UPDATE product SET status = 'draft' WHERE NOT is_active;
UPDATE product
SET media = (
    SELECT jsonb_agg(jsonb_build_object('url', url, 'alt_text', '', 'kind', 'image') ORDER BY place)
    FROM jsonb_array_elements_text(media) WITH ORDINALITY AS shown (url, place)
)
WHERE jsonb_typeof(media -> 0) = 'string';
ALTER TABLE product FORCE ROW LEVEL SECURITY;

ALTER TABLE variant
    ADD COLUMN further_barcodes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN compare_at_minor bigint,
    ADD COLUMN cost_minor bigint,
    ADD COLUMN weight_grams int,
    ADD COLUMN length_mm int,
    ADD COLUMN width_mm int,
    ADD COLUMN height_mm int,
    ADD COLUMN media jsonb NOT NULL DEFAULT '[]';
ALTER TABLE variant
    ADD CONSTRAINT variant_measures CHECK (
        least(compare_at_minor, cost_minor, weight_grams, length_mm, width_mm, height_mm) >= 0
    ) NOT VALID;
COMMENT ON COLUMN variant.barcode IS 'The main one; any more are in further_barcodes, and each of those in further_barcode.';
COMMENT ON COLUMN variant.cost_minor IS 'What it costs the merchant: never shown to shoppers.';

-- A code is one variant's in its catalog; writers hold the catalog's lock and look here and at variant.barcode.
CREATE TABLE further_barcode (
    org_id uuid NOT NULL,
    code text NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
    catalog_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    PRIMARY KEY (org_id, code, catalog_id),
    FOREIGN KEY (org_id, variant_id) REFERENCES variant ON DELETE CASCADE
);
CREATE INDEX further_barcode_by_variant ON further_barcode (org_id, variant_id);
SELECT tenant_table('further_barcode');

-- Every category a product is in, the primary one among them.
CREATE TABLE product_category (
    org_id uuid NOT NULL,
    product_id uuid NOT NULL,
    category_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    position int CHECK (position > 0),
    PRIMARY KEY (org_id, product_id, category_id),
    FOREIGN KEY (org_id, catalog_id, product_id)
        REFERENCES product (org_id, catalog_id, product_id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, catalog_id, category_id) REFERENCES category (org_id, catalog_id, category_id)
);
COMMENT ON COLUMN product_category.position IS 'Its place, arranged by hand; NULL: behind those that are.';
CREATE INDEX product_category_in_order ON product_category (org_id, category_id, position, product_id);
SELECT tenant_table('product_category');
ALTER TABLE product NO FORCE ROW LEVEL SECURITY;
ALTER TABLE product_category NO FORCE ROW LEVEL SECURITY;
INSERT INTO product_category (org_id, product_id, category_id, catalog_id)
SELECT org_id, product_id, category_id, catalog_id
FROM product
WHERE category_id IS NOT NULL;
ALTER TABLE product_category FORCE ROW LEVEL SECURITY;
ALTER TABLE product FORCE ROW LEVEL SECURITY;

ALTER TABLE category
    ADD COLUMN kind text NOT NULL DEFAULT 'manual',
    ADD COLUMN filter jsonb,
    ADD COLUMN product_order text NOT NULL DEFAULT 'manual',
    ADD COLUMN seo jsonb NOT NULL DEFAULT '{}';
ALTER TABLE category
    ADD CONSTRAINT category_kind CHECK ((kind = 'smart') = (filter IS NOT NULL) AND kind IN ('manual', 'smart')) NOT VALID,
    ADD CONSTRAINT category_product_order
        CHECK (product_order IN ('manual', 'name', 'price', '-price', 'newest')) NOT VALID;
COMMENT ON COLUMN category.filter IS 'Which products a smart category has; they are found when it is read.';
COMMENT ON COLUMN category.product_order IS 'Manual: those arranged by hand, then by sort order and name.';

-- What an organization says of its products in words of its own, with a type.
CREATE TABLE attribute (
    org_id uuid NOT NULL REFERENCES organization,
    attribute_id uuid NOT NULL,
    key text NOT NULL CHECK (key ~ '^[a-z0-9][a-z0-9_ -]*$' AND length(key) <= 60),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind text NOT NULL CHECK (kind IN ('text', 'number', 'choice', 'boolean', 'date')),
    unit text CHECK (length(unit) BETWEEN 1 AND 20),
    choices text[] NOT NULL DEFAULT '{}',
    is_filterable bool NOT NULL DEFAULT true,
    is_required bool NOT NULL DEFAULT false,
    sort_order int NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, attribute_id),
    UNIQUE (org_id, key)
);
SELECT tenant_table('attribute');

-- What a bundle is made of; what is in a bundle cannot be deleted.
CREATE TABLE bundle_part (
    org_id uuid NOT NULL,
    product_id uuid NOT NULL,
    part_variant_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    position int NOT NULL CHECK (position >= 0),
    quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 10000),
    PRIMARY KEY (org_id, product_id, part_variant_id),
    FOREIGN KEY (org_id, catalog_id, product_id)
        REFERENCES product (org_id, catalog_id, product_id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, part_variant_id) REFERENCES variant
);
CREATE INDEX bundle_part_by_part ON bundle_part (org_id, part_variant_id);
SELECT tenant_table('bundle_part');

CREATE TABLE product_translation (
    org_id uuid NOT NULL,
    product_id uuid NOT NULL,
    locale text NOT NULL CHECK (length(locale) BETWEEN 2 AND 35),
    catalog_id uuid NOT NULL,
    name text CHECK (length(name) BETWEEN 1 AND 300),
    slug text COLLATE "C" CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 200),
    description text,
    seo jsonb,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, product_id, locale),
    -- The slug first: a product's own is held against the translations in every language.
    UNIQUE (org_id, catalog_id, slug, locale) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (org_id, catalog_id, product_id)
        REFERENCES product (org_id, catalog_id, product_id) ON DELETE CASCADE
);
COMMENT ON TABLE product_translation IS 'NULL: as the product itself says.';
SELECT tenant_table('product_translation');

CREATE TABLE category_translation (
    org_id uuid NOT NULL,
    category_id uuid NOT NULL,
    locale text NOT NULL CHECK (length(locale) BETWEEN 2 AND 35),
    catalog_id uuid NOT NULL,
    name text CHECK (length(name) BETWEEN 1 AND 200),
    slug text COLLATE "C" CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 200),
    description text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, category_id, locale),
    UNIQUE (org_id, catalog_id, slug, locale) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (org_id, catalog_id, category_id)
        REFERENCES category (org_id, catalog_id, category_id) ON DELETE CASCADE
);
COMMENT ON TABLE category_translation IS 'NULL: as the category itself says.';
SELECT tenant_table('category_translation');

ALTER TABLE store ADD COLUMN further_locales text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN store.further_locales IS 'Languages it is read in beside its own.';

-- What a store does not sell of its catalog.
CREATE TABLE store_exclusion (
    org_id uuid NOT NULL,
    exclusion_id uuid NOT NULL,
    store_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    product_id uuid,
    category_id uuid,
    reason text NOT NULL CHECK (length(reason) <= 500),
    actor_kind text NOT NULL,
    actor_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, exclusion_id),
    UNIQUE (org_id, store_id, product_id),
    UNIQUE (org_id, store_id, category_id),
    CHECK (num_nonnulls(product_id, category_id) = 1),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    FOREIGN KEY (org_id, catalog_id, product_id)
        REFERENCES product (org_id, catalog_id, product_id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, catalog_id, category_id)
        REFERENCES category (org_id, catalog_id, category_id) ON DELETE CASCADE
);
COMMENT ON COLUMN store_exclusion.category_id IS 'With all that is below it.';
CREATE INDEX store_exclusion_in_order ON store_exclusion (org_id, store_id, exclusion_id);
CREATE INDEX store_exclusion_by_product ON store_exclusion (org_id, product_id);
CREATE INDEX store_exclusion_by_category ON store_exclusion (org_id, category_id);
SELECT tenant_table('store_exclusion');

-- A store's own price of a variant.
CREATE TABLE store_price (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    compare_at_minor bigint CHECK (compare_at_minor >= 0),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, store_id, variant_id),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    FOREIGN KEY (org_id, variant_id) REFERENCES variant ON DELETE CASCADE
);
CREATE INDEX store_price_by_variant ON store_price (org_id, variant_id);
SELECT tenant_table('store_price');

-- When a store sells a product.
CREATE TABLE store_window (
    org_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    available_from timestamptz,
    available_until timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, store_id, product_id),
    CHECK (available_from < available_until),
    CHECK (num_nonnulls(available_from, available_until) > 0),
    FOREIGN KEY (org_id, store_id) REFERENCES store ON DELETE CASCADE,
    FOREIGN KEY (org_id, product_id) REFERENCES product ON DELETE CASCADE
);
CREATE INDEX store_window_by_product ON store_window (org_id, product_id);
SELECT tenant_table('store_window');

-- What changed of each product where one event stands for many: an import, a change by filter.
CREATE TABLE product_change (
    org_id uuid NOT NULL REFERENCES organization,
    event_id uuid NOT NULL,
    product_id uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('created', 'updated')),
    changed text[] NOT NULL,
    before jsonb,
    after jsonb,
    PRIMARY KEY (org_id, event_id, product_id, changed_at)
) PARTITION BY RANGE (changed_at);
COMMENT ON COLUMN product_change.before IS 'What undoing it restores; NULL where it cannot be undone.';
CREATE INDEX product_change_by_product ON product_change (org_id, product_id, changed_at);
SELECT tenant_table('product_change', 'own', 'SELECT, INSERT');
SELECT tenant_partition('product_change', 'month', now() + month * interval '1 month')
FROM generate_series(0, 2) AS month;

-- A change of all products that a filter finds, or the undoing of one: what was asked, and how far it is. Its
-- event is recorded when it ends, by the same id; what it changed of each product is in product_change.
CREATE TABLE bulk_change (
    org_id uuid NOT NULL REFERENCES organization,
    event_id uuid NOT NULL,
    catalog_id uuid NOT NULL,
    undoes uuid,
    filter jsonb NOT NULL,
    change jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'completed', 'stopped', 'failed')),
    job_id uuid,
    run_id uuid,
    looked_at_up_to uuid NOT NULL,
    up_to uuid NOT NULL,
    expected bigint NOT NULL CHECK (expected >= 0),
    matched bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    failure text,
    actor_kind text NOT NULL,
    actor_id uuid,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (org_id, event_id),
    CHECK ((finished_at IS NULL) = (state IN ('waiting', 'running'))),
    FOREIGN KEY (org_id, catalog_id) REFERENCES catalog ON DELETE CASCADE,
    FOREIGN KEY (org_id, undoes) REFERENCES bulk_change ON DELETE CASCADE
);
COMMENT ON COLUMN bulk_change.undoes IS 'The change that this one undoes; NULL: it is one by filter.';
COMMENT ON COLUMN bulk_change.job_id IS 'NULL: it was done in the call.';
COMMENT ON COLUMN bulk_change.run_id IS 'Whose counts these are: a worker that was taken for dead writes no more of them.';
COMMENT ON COLUMN bulk_change.looked_at_up_to IS 'Products are taken in the order of their ids; it goes on behind this one.';
COMMENT ON COLUMN bulk_change.up_to IS 'The last product that there was when it was asked for.';
COMMENT ON COLUMN bulk_change.expected IS 'How many products matched when it was asked for.';
COMMENT ON COLUMN bulk_change.skipped IS 'How many were left as they were, in whole or in part: a limit, or changed since.';
CREATE INDEX bulk_change_by_catalog ON bulk_change (org_id, catalog_id, event_id);
SELECT tenant_table('bulk_change');

-- How a file is brought in: what is there is changed, or refused; what is absent stays, or is archived.
ALTER TABLE import
    ADD COLUMN mode text NOT NULL DEFAULT 'upsert',
    ADD COLUMN archive_max bigint;
ALTER TABLE import
    ADD CONSTRAINT import_mode CHECK (mode IN ('create', 'update', 'upsert', 'replace')) NOT VALID;
COMMENT ON COLUMN import.archive_max IS 'How many products a replace may archive, as was confirmed; NULL: any number.';
