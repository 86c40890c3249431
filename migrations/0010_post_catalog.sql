-- Products have a status now.
-- squawk-ignore ban-drop-column
ALTER TABLE product DROP COLUMN is_active;

-- What 0007 added; readers and writers go on while this is checked.
ALTER TABLE product VALIDATE CONSTRAINT product_kind;
ALTER TABLE product VALIDATE CONSTRAINT product_status;
ALTER TABLE variant VALIDATE CONSTRAINT variant_measures;
ALTER TABLE category VALIDATE CONSTRAINT category_kind;
ALTER TABLE category VALIDATE CONSTRAINT category_product_order;
ALTER TABLE import VALIDATE CONSTRAINT import_mode;

-- One spelling of a GTIN: without zeros before the shortest that it is. Where two variants of a catalog have
-- the same one, the second keeps the spelling that it had.
ALTER TABLE variant NO FORCE ROW LEVEL SECURITY;
WITH spelled AS (
    SELECT
        org_id, variant_id, said.barcode,
        row_number() OVER (
            PARTITION BY org_id, catalog_id, said.barcode ORDER BY length(variant.barcode)
        ) AS place
    FROM variant
    CROSS JOIN LATERAL ltrim(barcode, '0') AS digits
    CROSS JOIN LATERAL (
        SELECT lpad(digits, min(gtin), '0') AS barcode
        FROM unnest(ARRAY[8, 12, 13, 14]) AS gtin
        WHERE gtin >= length(digits)
    ) AS said
    WHERE variant.barcode ~ '^([0-9]{8}|[0-9]{12,14})$'
)
UPDATE variant
SET barcode = spelled.barcode
FROM spelled
WHERE
    variant.org_id = spelled.org_id
    AND variant.variant_id = spelled.variant_id
    AND spelled.place = 1
    AND variant.barcode <> spelled.barcode;
ALTER TABLE variant FORCE ROW LEVEL SECURITY;

-- Shops that are there are shown: the read model of each catalog that is sold is built by a job.
ALTER TABLE store_catalog NO FORCE ROW LEVEL SECURITY;
ALTER TABLE job NO FORCE ROW LEVEL SECURITY;
INSERT INTO job (
    org_id, job_id, kind, payload, priority, run_at, attempts_max, actor_kind, request_id, created_at
)
SELECT
    sold.org_id, gen_random_uuid(), 'listing.show_catalog',
    jsonb_build_object('kind', 'listing.show_catalog', 'catalog_id', sold.catalog_id),
    100, now(), 5, 'system', 'migration 0010', now()
FROM (SELECT DISTINCT org_id, catalog_id FROM store_catalog WHERE catalog_id IS NOT NULL) AS sold;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
ALTER TABLE store_catalog FORCE ROW LEVEL SECURITY;
