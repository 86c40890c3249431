-- Payments. The order of locks: the order, then its payments by their id, then stock.

-- name: lock_payments
-- All of these orders': what comes for one may end another. By payment_by_order.
SELECT
    payment_id, order_id, store_id, account_id, method, state, amount_minor, currency,
    captured_minor, refunded_minor, received_currency, is_late, gateway_payment_id, action,
    reference, given_minor, failure_code, failure_detail, captured_at, version, created_at,
    updated_at, gateway_ref, wanted, return_url, actor_kind, actor_id, request_id
FROM payment
WHERE org_id = :org_id AND order_id = ANY(:order_ids::uuid[])
ORDER BY payment_id
FOR NO KEY UPDATE;

-- name: find_payment
SELECT
    payment_id, order_id, store_id, account_id, method, state, amount_minor, currency,
    captured_minor, refunded_minor, received_currency, is_late, gateway_payment_id, action,
    reference, given_minor, failure_code, failure_detail, captured_at, version, created_at,
    updated_at, gateway_ref, wanted, return_url, actor_kind, actor_id, request_id
FROM payment
WHERE org_id = :org_id AND payment_id = :payment_id;

-- name: find_place
-- Of this account alone: another's event cannot move it. What our own id names goes first.
SELECT payment_id, order_id
FROM (
    SELECT payment_id, order_id, 1 AS rank
    FROM payment
    WHERE org_id = :org_id AND account_id = :account_id AND payment_id = :payment_id::uuid
    UNION ALL
    SELECT payment_id, order_id, 2 AS rank
    FROM payment
    WHERE org_id = :org_id AND account_id = :account_id AND gateway_ref = :gateway_ref::text
    UNION ALL
    SELECT payment_id, order_id, 3 AS rank
    FROM payment
    WHERE
        org_id = :org_id AND account_id = :account_id
        AND gateway_payment_id = :gateway_payment_id::text
) AS named
ORDER BY rank
LIMIT 1;

-- name: payments_after
-- By the primary key, payment_by_order or payment_by_state.
SELECT
    payment_id, order_id, store_id, account_id, method, state, amount_minor, currency,
    captured_minor, refunded_minor, received_currency, is_late, gateway_payment_id, action,
    reference, given_minor, failure_code, failure_detail, captured_at, version, created_at,
    updated_at
FROM payment
WHERE
    org_id = :org_id
    AND payment_id < :before
    AND (:order_id::uuid IS NULL OR order_id = :order_id)
    AND (:state::text IS NULL OR state = :state)
ORDER BY payment_id DESC
LIMIT :rows_max;

-- name: insert_payments
INSERT INTO payment (
    org_id, payment_id, order_id, store_id, account_id, method, state, amount_minor, currency,
    captured_minor, reference, given_minor, return_url, captured_at,
    actor_kind, actor_id, request_id, created_at, updated_at
)
SELECT
    organization.org_id,
    begun.payment_id,
    begun.order_id,
    begun.store_id,
    begun.account_id,
    begun.method,
    begun.state,
    begun.amount_minor,
    begun.currency,
    CASE WHEN begun.state = 'captured' THEN begun.amount_minor ELSE 0 END,
    begun.reference,
    begun.given_minor,
    begun.return_url,
    begun.captured_at,
    begun.actor_kind,
    begun.actor_id,
    begun.request_id,
    statement_timestamp(),
    statement_timestamp()
FROM
    organization,
    unnest(
        :payment_ids::uuid[],
        :order_ids::uuid[],
        :store_ids::uuid[],
        :account_ids::uuid[],
        :methods::text[],
        :states::text[],
        :amounts::bigint[],
        :currencies::text[],
        :references::text[],
        :givens::bigint[],
        :return_urls::text[],
        :captured_ats::timestamptz[],
        :actor_kinds::text[],
        :actor_ids::uuid[],
        :request_ids::text[]
    ) AS begun (
        payment_id, order_id, store_id, account_id, method, state, amount_minor, currency,
        reference, given_minor, return_url, captured_at, actor_kind, actor_id, request_id
    )
WHERE organization.org_id = :org_id;

-- name: write_payments
-- Locked by lock_payments.
UPDATE payment
SET state = news.state,
    captured_minor = news.captured_minor,
    refunded_minor = news.refunded_minor,
    received_currency = news.received_currency,
    is_late = news.is_late,
    gateway_payment_id = news.gateway_payment_id,
    failure_code = news.failure_code,
    failure_detail = news.failure_detail,
    captured_at = news.captured_at,
    wanted = news.wanted,
    version = payment.version + 1,
    updated_at = statement_timestamp()
FROM
    unnest(
        :payment_ids::uuid[],
        :states::text[],
        :captured::bigint[],
        :refunded::bigint[],
        :received_currencies::text[],
        :are_late::bool[],
        :gateway_payment_ids::text[],
        :failure_codes::text[],
        :failure_details::text[],
        :captured_ats::timestamptz[],
        :wanteds::text[]
    ) AS news (
        payment_id, state, captured_minor, refunded_minor, received_currency, is_late,
        gateway_payment_id, failure_code, failure_detail, captured_at, wanted
    )
WHERE payment.org_id = :org_id AND payment.payment_id = news.payment_id
RETURNING payment.payment_id, payment.version, payment.updated_at;

-- name: keep_begun
-- The first who tells it is believed: two may have asked the gateway at once.
UPDATE payment
SET gateway_ref = :gateway_ref,
    action = :action,
    state = CASE WHEN state = 'created' THEN 'pending' ELSE state END,
    version = version + 1,
    updated_at = statement_timestamp()
WHERE org_id = :org_id AND payment_id = :payment_id AND gateway_ref IS NULL;

-- name: count_start
-- The window begins anew when it is over; by the database's clock, as everybody counts here.
INSERT INTO payment_tally AS tally (org_id, subject, window_started_at, starts)
SELECT organization.org_id, :subject::text, statement_timestamp(), 1
FROM organization
WHERE organization.org_id = :org_id
ON CONFLICT (org_id, subject) DO UPDATE
SET starts = CASE
        WHEN tally.window_started_at > statement_timestamp() - :window_s::int * interval '1 second'
            THEN tally.starts + 1
        ELSE 1
    END,
    window_started_at = CASE
        WHEN tally.window_started_at > statement_timestamp() - :window_s::int * interval '1 second'
            THEN tally.window_started_at
        ELSE statement_timestamp()
    END
RETURNING
    starts,
    ceil(extract(EPOCH FROM window_started_at - statement_timestamp()))::int + :window_s::int AS left_s;

-- name: forget_tallies
-- Those that are counted no more. Whoever counts just now is not waited for.
DELETE FROM payment_tally
WHERE org_id = :org_id AND subject IN (
    SELECT old.subject
    FROM payment_tally AS old
    WHERE
        old.org_id = :org_id
        AND old.window_started_at < statement_timestamp() - :window_s::int * interval '1 second'
    ORDER BY old.subject
    LIMIT 1000
    FOR UPDATE SKIP LOCKED
);

-- name: find_buyer
-- Who buys and where: for the gateway's page.
SELECT
    orders.number AS order_number,
    orders.customer_name,
    orders.customer_email,
    store.name AS shop_name
FROM orders
JOIN store ON store.org_id = orders.org_id AND store.store_id = orders.store_id
WHERE orders.org_id = :org_id AND orders.order_id = :order_id;
