"""`galleria listen`: see the webhooks that an endpoint gets, on this machine, as they come."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import signal
import sys

from aiohttp import web

from galleria.ops.errors import OperatorError

SECRET_PREFIX = "whsec_"
BODY_BYTES_MAX = 1_000_000


def listen(*, port: int = 8600, host: str = "127.0.0.1", secret: str = "") -> None:
    """Print every webhook that comes, and whether its signature is right, until Ctrl-C.

    Parameters
    ----------
    port
        Where to listen: make a webhook endpoint with http://127.0.0.1:PORT/ as its url.
    host
        Where to listen.
    secret
        The endpoint's whsec_… secret; without it signatures are not checked.

    """
    key = _key(secret) if secret else None
    try:
        asyncio.run(_serve(host, port, key))
    except OSError as error:
        raise OperatorError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error


async def _serve(host: str, port: int, key: bytes | None) -> None:
    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        verdict = "not checked" if key is None else _verdict(key, request, body)
        identity = request.headers.get("webhook-id", "no webhook-id")
        print(f"{identity}  {verdict}\n  {body.decode(errors='replace')}", flush=True)
        return web.Response(status=204)

    app = web.Application(client_max_size=BODY_BYTES_MAX)
    app.router.add_post("/{path:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await web.TCPSite(runner, host, port).start()
        print(f"Listening on http://{host}:{port}/", file=sys.stderr, flush=True)
        await stopped.wait()
    finally:
        await runner.cleanup()


def _verdict(key: bytes, request: web.Request, body: bytes) -> str:
    """Check as Standard Webhooks 1.0 says: HMAC-SHA256 of id, time and body, any of several."""
    told = [request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp")]
    signed = ".".join(told).encode() + b"." + body
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = request.headers.get("webhook-signature", "").split(" ")
    is_right = any(hmac.compare_digest(wanted, it) for it in given)
    return "signature right" if is_right else "SIGNATURE WRONG"


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise OperatorError("A secret is whsec_ and base64, as it was shown once.") from None
