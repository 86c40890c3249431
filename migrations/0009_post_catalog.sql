-- Products have a status now.
ALTER TABLE product DROP COLUMN is_active;

-- One spelling of a GTIN: without zeros before the shortest that it is. Where two variants of a catalog have
-- the same one, the second keeps the spelling that it had.
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
