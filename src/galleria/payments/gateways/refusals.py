"""What may go wrong with a gateway, or with what claims to come from one."""

from galleria.base.refusals import Refusal


class GatewayRefused(Refusal):
    """The gateway said no to what was asked, and would again."""

    code = "gateway_refused"
    status = 422
    title = "The payment gateway refused that"
    decided = True


class GatewayUnavailable(Refusal):
    """It did not answer; what was asked may have been done, so it is found out later."""

    code = "gateway_unavailable"
    status = 502
    title = "The payment gateway did not answer; ask for the payment again in a moment"


class ForgedEvent(Refusal):
    code = "forged_event"
    status = 401
    title = "The signature is not that of this account's webhook"


class StaleEvent(Refusal):
    code = "stale_event"
    status = 400
    title = "The event was signed too long ago"


class MalformedEvent(Refusal):
    code = "malformed_event"
    status = 400
    title = "The event could not be read"
