-- name: database_time
-- One clock for what ends: processes' own may be wrong. The organization is named as everywhere.
SELECT statement_timestamp() FROM organization WHERE org_id = :org_id;
