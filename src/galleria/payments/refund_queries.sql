-- Refunds change under the lock of their payment.

-- name: refunds_of
SELECT
    refund_id, payment_id, order_id, state, cause, amount_minor, currency, reason,
    gateway_refund_id, failure_code, failure_detail, version, created_at, updated_at
FROM refund
WHERE org_id = :org_id AND payment_id = ANY(:payment_ids::uuid[])
ORDER BY refund_id;

-- name: find_refund
SELECT
    refund_id, payment_id, order_id, state, cause, amount_minor, currency, reason,
    gateway_refund_id, failure_code, failure_detail, version, created_at, updated_at
FROM refund
WHERE org_id = :org_id AND refund_id = :refund_id;

-- name: insert_refunds
INSERT INTO refund (
    org_id, refund_id, payment_id, order_id, state, cause, amount_minor, currency, reason,
    gateway_refund_id, actor_kind, actor_id, request_id, created_at, updated_at
)
SELECT
    organization.org_id,
    made.refund_id,
    made.payment_id,
    made.order_id,
    made.state,
    made.cause,
    made.amount_minor,
    made.currency,
    made.reason,
    made.gateway_refund_id,
    made.actor_kind,
    made.actor_id,
    made.request_id,
    statement_timestamp(),
    statement_timestamp()
FROM
    organization,
    unnest(
        :refund_ids::uuid[],
        :payment_ids::uuid[],
        :order_ids::uuid[],
        :states::text[],
        :causes::text[],
        :amounts::bigint[],
        :currencies::text[],
        :reasons::text[],
        :gateway_refund_ids::text[],
        :actor_kinds::text[],
        :actor_ids::uuid[],
        :request_ids::text[]
    ) AS made (
        refund_id, payment_id, order_id, state, cause, amount_minor, currency, reason,
        gateway_refund_id, actor_kind, actor_id, request_id
    )
WHERE organization.org_id = :org_id;

-- name: write_refunds
UPDATE refund
SET state = news.state,
    gateway_refund_id = news.gateway_refund_id,
    failure_code = news.failure_code,
    failure_detail = news.failure_detail,
    version = refund.version + 1,
    updated_at = statement_timestamp()
FROM
    unnest(
        :refund_ids::uuid[],
        :states::text[],
        :gateway_refund_ids::text[],
        :failure_codes::text[],
        :failure_details::text[]
    ) AS news (refund_id, state, gateway_refund_id, failure_code, failure_detail)
WHERE refund.org_id = :org_id AND refund.refund_id = news.refund_id;
