"""What an account with a gateway is made of, as it is sent."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.payments.gateways.account import CaptureMode, GatewayName

Label = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]
_KEY = r"^[!-~]*$(?!\n)"
PublicKey = Annotated[str, Meta(max_length=255, pattern=_KEY)]
SecretKey = Annotated[str, Meta(min_length=1, max_length=500, pattern=_KEY)]
WebhookSecrets = Annotated[list[SecretKey], Meta(min_length=1, max_length=2)]
ApiUrl = Annotated[str, Meta(max_length=2_000)]


class NewGatewayAccount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`public_key`: Stripe's publishable key, Razorpay's key id.

    `webhook_secrets`: the present one first; a second is believed, too, while it is replaced.
    `api_url` is for trying things with a stand-in. With `capture` "manual" money is only set aside
    until it is captured.
    """

    gateway: GatewayName
    name: Label
    secret_key: SecretKey
    webhook_secrets: WebhookSecrets
    public_key: PublicKey = ""
    store_id: UUID | None = None
    api_url: ApiUrl | None = None
    capture: CaptureMode = "automatic"
    is_active: bool = True


class GatewayAccountChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; the gateway itself cannot be changed."""

    name: Label | UnsetType = UNSET
    secret_key: SecretKey | UnsetType = UNSET
    webhook_secrets: WebhookSecrets | UnsetType = UNSET
    public_key: PublicKey | UnsetType = UNSET
    store_id: UUID | UnsetType | None = UNSET
    api_url: ApiUrl | UnsetType = UNSET
    capture: CaptureMode | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET
