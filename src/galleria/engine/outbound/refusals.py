"""Why a call out did not bring an answer."""

from galleria.base.refusals import Refusal


class TargetRefused(Refusal):
    """The address is not one of the internet's; trying again is pointless."""

    code = "target_refused"
    status = 422
    title = "That address may not be called"


class CallFailed(Refusal):
    """No answer. Unless `is_unsent`, the other side may have done what was asked."""

    code = "call_failed"
    status = 502
    title = "The other server could not be reached, or did not answer in time"

    def __init__(self, detail: str, *, is_unsent: bool = False) -> None:
        super().__init__(detail)
        self.is_unsent = is_unsent


class HostResting(CallFailed):
    """The host failed so often that it is not called for a while: nothing was sent."""

    code = "host_resting"
    status = 503
    title = "The other server keeps failing; it is tried again in a moment"

    def __init__(self, detail: str, *, retry_after_s: int) -> None:
        super().__init__(detail, is_unsent=True)
        self.retry_after_s = retry_after_s


class UnsoundAnswer(CallFailed):
    """It answered with more than was allowed, or with what is no HTTP."""

    code = "unsound_answer"
    title = "The other server's answer could not be read"
