"""The command line with a trivial application and no demo: what is tested is how it is run."""

import sys
from types import ModuleType


def create(*, with_worker):
    return application


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"begin ", "more_body": True})
        await scope["state"]["drain"].wait()
    await send({"type": "http.response.body", "body": b"end"})


async def seed(settings):
    (settings.data / "demo.json").write_text("[]")


# The serving process imports this file again, under another name, before it loads the application.
sys.modules["galleria.app"] = ModuleType("galleria.app")
sys.modules["galleria.app"].create = create
sys.modules["galleria.app"].REACTIONS = {}
sys.modules["galleria.ops.demo.seed"] = ModuleType("galleria.ops.demo.seed")
sys.modules["galleria.ops.demo.seed"].seed = seed

if __name__ == "__main__":
    from galleria.cli import main

    main()
