"""Webhooks as the gateways' own documentation prints them, cut to what it says of one payment."""

# docs.stripe.com/api/events/object and /api/checkout/sessions/object.
STRIPE_SESSION_COMPLETED = """{
  "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy",
  "object": "event",
  "api_version": "2019-02-19",
  "created": 1686089970,
  "data": {
    "object": {
      "id": "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u",
      "object": "checkout.session",
      "amount_subtotal": 2198,
      "amount_total": 2198,
      "cancel_url": null,
      "created": 1679600215,
      "currency": "usd",
      "customer": null,
      "expires_at": 1679686615,
      "livemode": false,
      "metadata": {},
      "mode": "payment",
      "payment_intent": "pi_3MtwBwLkdIwHu7ix28a3tqPa",
      "payment_status": "paid",
      "status": "complete",
      "success_url": "https://example.com/success",
      "url": null
    }
  },
  "livemode": false,
  "pending_webhooks": 0,
  "request": {"id": null, "idempotency_key": null},
  "type": "checkout.session.completed"
}"""
# docs.stripe.com/api/payment_intents/object, in an event.
STRIPE_INTENT_FAILED = """{
  "id": "evt_3MtwBwLkdIwHu7ix0qXr0sAJ", "object": "event", "created": 1680800504,
  "data": {"object": {
    "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "amount": 2000,
    "amount_capturable": 0, "amount_details": {"tip": {}}, "amount_received": 0,
    "automatic_payment_methods": {"enabled": true}, "capture_method": "automatic",
    "created": 1680800504, "currency": "usd",
    "last_payment_error": {"code": "card_declined", "decline_code": "insufficient_funds",
      "message": "Your card has insufficient funds.", "type": "card_error"},
    "livemode": false, "metadata": {}, "status": "requires_payment_method"}},
  "livemode": false, "pending_webhooks": 1, "type": "payment_intent.payment_failed"
}"""
# docs.stripe.com/api/refunds/object, in an event.
STRIPE_REFUND = """{
  "id": "evt_1Nispe2eZvKYlo2Cd31jOCgA", "object": "event", "created": 1692942318,
  "data": {"object": {
    "id": "re_1Nispe2eZvKYlo2Cd31jOCgZ", "object": "refund", "amount": 1000,
    "balance_transaction": "txn_1Nispe2eZvKYlo2CYezqFhEx",
    "charge": "ch_1NirD82eZvKYlo2CIvbtLWuY", "created": 1692942318, "currency": "usd",
    "destination_details": {"type": "card"}, "metadata": {},
    "payment_intent": "pi_1GszsK2eZvKYlo2CfhZyoZLp", "reason": null, "receipt_number": null,
    "status": "succeeded"}},
  "type": "refund.updated"
}"""
# razorpay.com/docs/webhooks/payments: payment.captured.
RAZORPAY_CAPTURED = """{
  "account_id": "acc_BFQ7uQEaa7j2z7", "contains": ["payment"], "created_at": 1691735748,
  "entity": "event", "event": "payment.captured",
  "payload": {"payment": {"entity": {
    "acquirer_data": {"auth_code": "828553", "rrn": "322206890934"}, "amount": 100,
    "amount_refunded": 0, "amount_transferred": 0, "bank": null, "captured": true,
    "card": {"emi": false, "entity": "card", "id": "card_DESp9fNnu0RoNc", "iin": "999999",
      "international": false, "issuer": null, "last4": "0153", "name": "John Smith",
      "network": "Visa", "sub_type": "business", "type": "debit"},
    "card_id": "card_DESp9fNnu0RoNc", "contact": "+11234567890", "created_at": 1567674797,
    "currency": "SGD", "description": null, "email": "john.smith@example.com",
    "entity": "payment", "error_code": "", "error_description": "", "error_reason": null,
    "error_source": null, "error_step": null, "fee": null, "id": "pay_DESp9bgForNoUd",
    "international": false, "invoice_id": null, "method": "card", "notes": [],
    "order_id": "order_DESoU2tqHnsx5t", "refund_status": null, "status": "captured",
    "tax": null, "vpa": null, "wallet": null}}}
}"""
# razorpay.com/docs/webhooks/refunds: refund.processed.
RAZORPAY_REFUNDED = """{
  "entity": "event", "account_id": "acc_BFQ7uQEaa7j2z7", "event": "refund.processed",
  "contains": ["refund", "payment"],
  "payload": {
    "refund": {"entity": {"id": "rfnd_Heax5rxucwf2aS", "entity": "refund", "amount": 4000,
      "currency": "INR", "payment_id": "pay_HeGCvvjQIAjsvZ", "notes": [], "receipt": null,
      "acquirer_data": {"arn": null}, "created_at": 1627528610, "batch_id": null,
      "status": "processed", "speed_processed": "normal", "speed_requested": "normal"}},
    "payment": {"entity": {"id": "pay_HeGCvvjQIAjsvZ", "entity": "payment", "amount": 4000,
      "currency": "INR", "status": "refunded", "order_id": "order_HeGCnjDGqpe5oW",
      "amount_refunded": 4000, "refund_status": "full", "captured": true, "notes": [],
      "error_code": null, "error_description": null, "created_at": 1627455556}}},
  "created_at": 1627528610
}"""
