-- Tills, their shifts, and what went through them.

-- name: insert_till
INSERT INTO till (org_id, till_id, store_id, code, name, created_at, updated_at)
SELECT store.org_id, :till_id, store.store_id, :code, :name, :now, :now
FROM store
WHERE store.org_id = :org_id AND store.store_id = :store_id
ON CONFLICT (org_id, store_id, code) DO NOTHING
RETURNING till_id, store_id, code, name, is_active, version, created_at, updated_at;

-- name: find_till
SELECT till_id, store_id, code, name, is_active, version, created_at, updated_at
FROM till
WHERE org_id = :org_id AND till_id = :till_id;

-- name: lock_till
SELECT till_id, store_id, code, name, is_active, version, created_at, updated_at
FROM till
WHERE org_id = :org_id AND till_id = :till_id
FOR UPDATE;

-- name: update_till
UPDATE till
SET name = :name, is_active = :is_active, version = version + 1, updated_at = :now
WHERE org_id = :org_id AND till_id = :till_id
RETURNING till_id, store_id, code, name, is_active, version, created_at, updated_at;

-- name: tills_after
SELECT till_id, store_id, code, name, is_active, version, created_at, updated_at
FROM till
WHERE
    org_id = :org_id
    AND till_id > :after
    AND (:store_id::uuid IS NULL OR store_id = :store_id)
ORDER BY till_id
LIMIT :rows_max;

-- name: insert_shift
-- No row when one is open: the index shift_open decides, also between two who open at once.
INSERT INTO shift (org_id, shift_id, till_id, store_id, state, currency, opened_by, opened_at)
SELECT
    store.org_id, :shift_id, :till_id, store.store_id, 'open', store.currency, :opened_by::uuid, :now
FROM store
WHERE store.org_id = :org_id AND store.store_id = :store_id
ON CONFLICT (org_id, till_id) WHERE state = 'open' DO NOTHING
RETURNING
    shift_id, till_id, store_id, state, currency, opened_by, opened_at, closed_by, closed_at,
    counted_minor, expected_minor, difference_minor, difference_reason, version;

-- name: find_shift
SELECT
    shift_id, till_id, store_id, state, currency, opened_by, opened_at, closed_by, closed_at,
    counted_minor, expected_minor, difference_minor, difference_reason, version
FROM shift
WHERE org_id = :org_id AND shift_id = :shift_id;

-- name: lock_shift
-- Waits for the bills of this shift that are just being placed: each holds it until its commit.
SELECT
    shift_id, till_id, store_id, state, currency, opened_by, opened_at, closed_by, closed_at,
    counted_minor, expected_minor, difference_minor, difference_reason, version
FROM shift
WHERE org_id = :org_id AND shift_id = :shift_id
FOR UPDATE;

-- name: close_shift_row
UPDATE shift
SET state = 'closed',
    closed_by = :closed_by::uuid,
    closed_at = :now,
    counted_minor = :counted_minor,
    expected_minor = :expected_minor,
    difference_minor = :counted_minor::bigint - :expected_minor::bigint,
    difference_reason = :reason,
    version = version + 1
WHERE org_id = :org_id AND shift_id = :shift_id
RETURNING
    shift_id, till_id, store_id, state, currency, opened_by, opened_at, closed_by, closed_at,
    counted_minor, expected_minor, difference_minor, difference_reason, version;

-- name: shifts_before
SELECT
    shift_id, till_id, store_id, state, currency, opened_by, opened_at, closed_by, closed_at,
    counted_minor, expected_minor, difference_minor, difference_reason, version
FROM shift
WHERE
    org_id = :org_id
    AND till_id = :till_id
    AND (:before::uuid IS NULL OR shift_id < :before)
ORDER BY shift_id DESC
LIMIT :rows_max;

-- name: hold_open_shifts
-- Nobody can close them before this transaction ends; one that is just being closed is waited for,
-- and then is not open. In one order, so that two batches never wait for each other.
SELECT till.till_id, till.store_id, till.is_active, shift.shift_id
FROM shift
JOIN till ON till.org_id = shift.org_id AND till.till_id = shift.till_id
WHERE
    shift.org_id = :org_id
    AND shift.till_id = ANY(:till_ids::uuid[])
    AND shift.state = 'open'
ORDER BY shift.till_id
FOR SHARE OF shift;

-- name: hold_shifts
SELECT shift_id, till_id, state
FROM shift
WHERE org_id = :org_id AND shift_id = ANY(:shift_ids::uuid[])
ORDER BY shift_id
FOR SHARE;

-- name: insert_entries
INSERT INTO till_entry (
    org_id, entry_id, shift_id, kind, method, amount_minor, order_id, reason, actor_kind, actor_id,
    recorded_at
)
SELECT
    organization.org_id, entry.entry_id, entry.shift_id, entry.kind, entry.method,
    entry.amount_minor, entry.order_id, entry.reason, entry.actor_kind, entry.actor_id,
    statement_timestamp()
FROM
    organization,
    unnest(
        :entry_ids::uuid[],
        :shift_ids::uuid[],
        :kinds::text[],
        :methods::text[],
        :amounts_minor::bigint[],
        :order_ids::uuid[],
        :reasons::text[],
        :actor_kinds::text[],
        :actor_ids::uuid[]
    ) AS entry (
        entry_id, shift_id, kind, method, amount_minor, order_id, reason, actor_kind, actor_id
    )
WHERE organization.org_id = :org_id;

-- name: entry_sums
SELECT kind, method, count(*)::int AS entries, sum(amount_minor)::bigint AS amount_minor
FROM till_entry
WHERE org_id = :org_id AND shift_id = :shift_id
GROUP BY kind, method
ORDER BY kind, method;

-- name: entries_after
SELECT
    entry_id, kind, method, amount_minor, order_id, reason, actor_kind, actor_id, recorded_at
FROM till_entry
WHERE
    org_id = :org_id
    AND shift_id = :shift_id
    AND (:after::uuid IS NULL OR entry_id > :after)
ORDER BY entry_id
LIMIT :rows_max;

-- name: insert_approval
INSERT INTO till_approval (org_id, approval_id, till_id, code_hash, approved_by, expires_at)
VALUES (
    :org_id, :approval_id, :till_id, :code_hash, :approved_by::uuid,
    statement_timestamp() + :life_s::int * interval '1 second'
)
RETURNING expires_at;

-- name: use_approvals
-- Each once: of two bills that bring the same code at once, one waits here and finds it used.
UPDATE till_approval
SET used_at = statement_timestamp()
FROM unnest(:till_ids::uuid[], :code_hashes::bytea[]) AS brought (till_id, code_hash)
WHERE
    till_approval.org_id = :org_id
    AND till_approval.till_id = brought.till_id
    AND till_approval.code_hash = brought.code_hash
    AND till_approval.used_at IS NULL
    AND till_approval.expires_at > statement_timestamp()
RETURNING till_approval.code_hash;

-- name: give_back_approvals
-- A bill that was refused has not used it.
UPDATE till_approval
SET used_at = NULL
WHERE
    org_id = :org_id
    AND (till_id, code_hash) IN (
        SELECT brought.till_id, brought.code_hash
        FROM unnest(:till_ids::uuid[], :code_hashes::bytea[]) AS brought (till_id, code_hash)
    );

-- name: take_bills
-- In the order of their keys. A bill that another transaction posts just now is waited for, and
-- then found.
INSERT INTO till_bill (org_id, till_id, bill_key, fingerprint, order_id, posted_at)
SELECT
    organization.org_id, bill.till_id, bill.bill_key, bill.fingerprint, bill.order_id,
    statement_timestamp()
FROM
    organization,
    unnest(
        :till_ids::uuid[], :bill_keys::text[], :fingerprints::bytea[], :order_ids::uuid[]
    ) AS bill (till_id, bill_key, fingerprint, order_id)
WHERE organization.org_id = :org_id
ORDER BY bill.till_id, bill.bill_key
ON CONFLICT (org_id, till_id, bill_key) DO NOTHING
RETURNING order_id;

-- name: posted_bills
SELECT till_bill.till_id, till_bill.bill_key, till_bill.fingerprint, till_bill.outcome
FROM unnest(:till_ids::uuid[], :bill_keys::text[]) AS asked (till_id, bill_key)
JOIN till_bill
    ON till_bill.org_id = :org_id
    AND till_bill.till_id = asked.till_id
    AND till_bill.bill_key = asked.bill_key;

-- name: write_outcomes
UPDATE till_bill
SET outcome = told.outcome
FROM unnest(:till_ids::uuid[], :bill_keys::text[], :outcomes::jsonb[])
    AS told (till_id, bill_key, outcome)
WHERE
    till_bill.org_id = :org_id
    AND till_bill.till_id = told.till_id
    AND till_bill.bill_key = told.bill_key;

-- name: drop_bills
DELETE FROM till_bill
USING unnest(:till_ids::uuid[], :bill_keys::text[]) AS refused (till_id, bill_key)
WHERE
    till_bill.org_id = :org_id
    AND till_bill.till_id = refused.till_id
    AND till_bill.bill_key = refused.bill_key;
