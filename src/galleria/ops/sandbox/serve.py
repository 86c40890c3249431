"""`galleria sandbox-gateway`: the sandbox by itself, until it is stopped."""

import asyncio
import signal

from msgspec.structs import replace

from galleria.ops.errors import OperatorError
from galleria.ops.sandbox.accounts import RAZORPAY_DEMO, STRIPE_DEMO
from galleria.ops.sandbox.sandbox import Sandbox, open_sandbox


def sandbox_gateway(
    host: str, port: int, *, stripe_webhook_url: str = "", razorpay_webhook_url: str = ""
) -> None:
    """Serve the sandbox with its two demo accounts until SIGINT or SIGTERM."""
    accounts = (
        replace(STRIPE_DEMO, webhook_url=stripe_webhook_url),
        replace(RAZORPAY_DEMO, webhook_url=razorpay_webhook_url),
    )

    async def run() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        async with open_sandbox(*accounts, host=host, port=port) as sandbox:
            print(_introduction(sandbox), flush=True)
            await stopped.wait()

    try:
        asyncio.run(run())
    except OSError as error:
        raise OperatorError(
            f"The sandbox cannot listen on {host}, port {port}: {error.strerror}. "
            "Choose another port with --port."
        ) from error


def _introduction(sandbox: Sandbox) -> str:
    lines = [f"Sandbox gateway on {sandbox.url} (no real money)"]
    for account in sandbox.accounts.all():
        lines += [
            f"  {account.gateway}: api_url {sandbox.url}",
            f"    public key {account.public_key}, secret key {account.secret_key}",
            f"    webhooks to {account.webhook_url or 'nowhere'}, secret {account.webhook_secret}",
        ]
    return "\n".join(lines)
