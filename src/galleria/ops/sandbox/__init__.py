"""A small payment gateway on this machine, which speaks as Stripe and Razorpay do over the wire.

Nothing is charged, nothing is kept: its state is in memory, and bounded. `galleria sandbox-gateway`
runs it by itself, `open_sandbox` beside a test or a bench. Whoever pays does so on its pay page,
which takes no card number at all, or by its control addresses under /_sandbox.
"""

from galleria.ops.sandbox.accounts import RAZORPAY_DEMO, STRIPE_DEMO, Account
from galleria.ops.sandbox.conduct import Conduct
from galleria.ops.sandbox.faults import Fault
from galleria.ops.sandbox.sandbox import Sandbox, open_sandbox
from galleria.ops.sandbox.serve import sandbox_gateway

__all__ = [
    "RAZORPAY_DEMO",
    "STRIPE_DEMO",
    "Account",
    "Conduct",
    "Fault",
    "Sandbox",
    "open_sandbox",
    "sandbox_gateway",
]
