"""The sandbox's pages: one to pay on, and one that shows what happened lately."""

from importlib.resources import files
from string import Template

from aiohttp import web

from galleria.faces.assets import ASSETS
from galleria.faces.html import Html, fill, joined
from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.conduct import MAGIC
from galleria.ops.sandbox.payable import ACTS, ON_PAGE, Act, NotNow, Onward, Payable
from galleria.ops.sandbox.razorpay_book import Ordered
from galleria.ops.sandbox.razorpay_page import RazorpayPage
from galleria.ops.sandbox.sandbox import Sandbox
from galleria.ops.sandbox.shown import LABELS, decimal, moment, said
from galleria.ops.sandbox.webhooks import Delivery

SHOWN_MAX = 50
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_STYLE = files("galleria.ops.sandbox").joinpath("templates", "sandbox.css").read_bytes()
_BASE = next(asset.body for asset in ASSETS if asset.name == "base.css")


def _template(name: str) -> Template:
    path = files("galleria.ops.sandbox").joinpath("templates", f"{name}.html")
    return Template(path.read_text(encoding="utf-8"))


_FRAME, _PAY, _HOME = _template("frame"), _template("pay"), _template("home")
_BUTTON = Template('<button name="act" value="$act" class="$look">$label</button>')
_ONWARD = Template('<p><a class="button primary" href="$url">Back to the shop</a></p>')
_BACK_FORM = Template(
    '<form method="post" action="$url">$fields'
    '<button class="primary">Back to the shop</button></form>'
)
_FIELD = Template('<input type="hidden" name="$name" value="$value">')
_PAYMENT_ROW = Template(
    '<tr><td>$when</td><td><a href="/pay/$ref">$title</a><br><code>$ref</code></td>'
    '<td class="number">$amount</td><td><span class="pill">$state</span></td><td>$account</td></tr>'
)
_HOOK_ROW = Template(
    "<tr><td>$when</td><td>$kind<br><code>$event</code></td><td>$state</td><td>$tries</td>"
    "<td>$url</td></tr>"
)
_MAGIC_ROW = Template('<tr><td class="number">$amount</td><td>$effect</td></tr>')
_NOTHING = Html('<tr><td colspan="5" class="empty">Nothing yet.</td></tr>')


def page_routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """Return the pages' addresses."""
    pages = _Pages(sandbox)
    return [
        web.get("/", pages.home),
        web.get("/sandbox.css", pages.style),
        web.get("/pay/{ref}", pages.show),
        web.post("/pay/{ref}", pages.act),
        web.post("/v1/checkout/embedded", pages.begin_razorpay),
    ]


class _Pages:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def style(self, request: web.Request) -> web.Response:
        return web.Response(body=_BASE + _STYLE, content_type="text/css")

    async def home(self, request: web.Request) -> web.Response:
        payments = [_payment_row(it) for it in self._sandbox.payables(SHOWN_MAX)]
        hooks = [_hook_row(it) for it in self._sandbox.webhooks.deliveries()[:SHOWN_MAX]]
        magic = [
            fill(_MAGIC_ROW, amount=decimal(amount, "EUR"), effect=effect)
            for amount, (effect, _) in MAGIC.items()
        ]
        body = fill(
            _HOME,
            payments=joined(payments) or _NOTHING,
            hooks=joined(hooks) or _NOTHING,
            magic=joined(magic),
        )
        return _page("Sandbox gateway", body)

    async def show(self, request: web.Request) -> web.Response:
        return self._pay_page(request.match_info["ref"], "", Html(""))

    async def act(self, request: web.Request) -> web.StreamResponse:
        _refuse_other_sites(request)
        ref = request.match_info["ref"]
        act = ACTS.get(str((await request.post()).get("act", "")))
        if act not in ON_PAGE:
            raise web.HTTPBadRequest(text="There is no such button.\n")
        try:
            onward = self._sandbox.act(ref, act)
        except NotNow:
            return self._pay_page(ref, "It cannot be paid any more, or it was just paid.", Html(""))
        if onward.url is not None and not onward.fields:
            raise web.HTTPSeeOther(onward.url)
        return self._pay_page(ref, said(act), _back(onward))

    async def begin_razorpay(self, request: web.Request) -> web.StreamResponse:
        """Razorpay's hosted checkout: the shop's page posts the order here."""
        fields = await request.post()
        ref, key = str(fields.get("order_id", "")), str(fields.get("key_id", ""))
        account: Account | None = self._sandbox.accounts.razorpay(key, None)
        page = self._sandbox.side(account).page if account is not None else None
        ordered: Ordered | None = None
        if isinstance(page, RazorpayPage):
            ordered = page.book.orders.get(ref)
        if ordered is None:
            raise web.HTTPBadRequest(text="There is no such order of that key.\n")
        ordered.callback_url = str(fields.get("callback_url", "")) or None
        raise web.HTTPSeeOther(f"/pay/{ref}")

    def _pay_page(self, ref: str, notice: str, onward: Html) -> web.Response:
        page = self._sandbox.page_of(ref)
        payable = page.payable(ref) if page is not None else None
        if payable is None:
            raise web.HTTPNotFound(text="There is no such payment here (any more).\n")
        buttons = [_button(act) for act in ON_PAGE if act in payable.acts]
        body = fill(
            _PAY,
            title=payable.title,
            amount=decimal(payable.amount, payable.currency),
            state=payable.state,
            gateway=payable.gateway.capitalize(),
            ref=ref,
            notice=fill(Template('<p role="status" class="notice">$it</p>'), it=notice)
            if notice
            else Html(""),
            buttons=joined(buttons) or Html("<p>There is nothing more to do here.</p>"),
            onward=onward,
        )
        return _page(f"Pay {decimal(payable.amount, payable.currency)}", body)


def _page(title: str, body: Html) -> web.Response:
    text = fill(_FRAME, title=title, body=body)
    return web.Response(text=text, content_type="text/html", headers=HEADERS)


def _button(act: Act) -> Html:
    look = "primary" if act == "pay" else "plain"
    return fill(_BUTTON, act=act, label=LABELS[act], look=look)


def _back(onward: Onward) -> Html:
    if onward.url is None:
        return Html("")
    if not onward.fields:
        return fill(_ONWARD, url=onward.url)
    fields = [fill(_FIELD, name=name, value=value) for name, value in onward.fields.items()]
    return fill(_BACK_FORM, url=onward.url, fields=joined(fields))


def _payment_row(payable: Payable) -> Html:
    return fill(
        _PAYMENT_ROW,
        when=moment(payable.created),
        ref=payable.ref,
        title=payable.title,
        amount=decimal(payable.amount, payable.currency),
        state=payable.state,
        account=payable.account,
    )


def _hook_row(delivery: Delivery) -> Html:
    tries = ", ".join(f"{moment(it.at)} {it.outcome}" for it in delivery.attempts)
    return fill(
        _HOOK_ROW,
        when=moment(delivery.attempts[-1].at) if delivery.attempts else "–",
        kind=delivery.kind,
        event=delivery.event_id,
        state=delivery.state,
        tries=tries or "not sent",
        url=delivery.url or "nowhere",
    )


def _refuse_other_sites(request: web.Request) -> None:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise web.HTTPForbidden(text="Only this page's own buttons pay.\n")
