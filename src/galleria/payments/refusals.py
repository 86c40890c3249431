"""Why a payment, or a refund, is not made."""

from galleria.base.refusals import Refusal


class OrderNotPayable(Refusal):
    """`facts`: the order's `state` and `payment_state`."""

    code = "order_not_payable"
    status = 409
    title = "The order is not to be paid: it is paid already, or it is off"
    decided = True


class HoldExpired(Refusal):
    code = "hold_expired"
    status = 409
    title = "The time to pay is over; order again"
    decided = True


class NoGateway(Refusal):
    code = "no_gateway"
    status = 422
    title = "The store takes no payments that way"
    decided = True


class RefundTooLarge(Refusal):
    """`facts`: `refundable_minor`, what is left to give back."""

    code = "refund_too_large"
    status = 409
    title = "More than what was captured and not given back"
    decided = True


class TooManyRefunds(Refusal):
    code = "too_many_refunds"
    status = 409
    title = "The payment was given back in as many parts as may be"
    decided = True


class WrongPaymentState(Refusal):
    """`facts`: the payment's `state`."""

    code = "wrong_payment_state"
    status = 409
    title = "The payment's state does not allow that"
    decided = True


class NotConfirmed(Refusal):
    code = "not_confirmed"
    status = 422
    title = "That is not signed by the gateway"
