"""HTTP doors to tenants: one line an endpoint."""

from galleria.base.http import Access, command, special
from galleria.base.refusals import NotFound, TooManyRequests, Unauthorized
from galleria.tenants import doors
from galleria.tenants.add_domain import TooManyDomains, add_domain
from galleria.tenants.change_member import LastOwner, NotJoined, change_member
from galleria.tenants.change_organization import change_organization
from galleria.tenants.change_store import change_store
from galleria.tenants.create_api_key import TooManyApiKeys, create_api_key
from galleria.tenants.create_store import create_store
from galleria.tenants.delete_store import delete_store
from galleria.tenants.directory.accounts.accept_invitation import Acceptance, Joined
from galleria.tenants.directory.accounts.accept_reset import NewPassword
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.log_in import Login, WrongPassword
from galleria.tenants.directory.accounts.sign_in import SignedIn
from galleria.tenants.directory.administer_organization import StandingChanges, list_organizations
from galleria.tenants.directory.create_organization import CreatedOrganization, NewOrganization
from galleria.tenants.invite_member import AlreadyMember, invite_member
from galleria.tenants.list import (
    list_api_keys,
    list_domains,
    list_members,
    list_stores,
    read_api_key,
    read_member,
    read_organization,
    read_store,
)
from galleria.tenants.queries import Organization
from galleria.tenants.remove_domain import remove_domain
from galleria.tenants.remove_member import remove_member
from galleria.tenants.request_reset import SharedAccount, request_reset
from galleria.tenants.revoke_api_key import revoke_api_key

# Longer than any password and link: what is larger is no sign-in.
SMALL = doors.CREDENTIALS_BYTES_MAX
THROTTLED = (WrongPassword, TooManyRequests)

ROUTES = [
    command("GET", "/organization", read_organization, permission="organization:read"),
    command("PATCH", "/organization", change_organization, permission="organization:write"),
    command("GET", "/stores", list_stores, permission="stores:read"),
    command(
        "POST", "/stores", create_store, permission="stores:write", status=201, idempotent=True
    ),
    command("GET", "/stores/{store_id}", read_store, permission="stores:read"),
    command("PATCH", "/stores/{store_id}", change_store, permission="stores:write"),
    command("DELETE", "/stores/{store_id}", delete_store, permission="stores:write"),
    command("GET", "/stores/{store_id}/domains", list_domains, permission="stores:read"),
    command(
        "POST",
        "/stores/{store_id}/domains",
        add_domain,
        permission="stores:write",
        status=201,
        idempotent=True,
        refusals=(TooManyDomains,),
    ),
    command(
        "DELETE", "/stores/{store_id}/domains/{domain}", remove_domain, permission="stores:write"
    ),
    command("GET", "/members", list_members, permission="members:read"),
    command("GET", "/members/{member_id}", read_member, permission="members:read"),
    command(
        "PATCH",
        "/members/{member_id}",
        change_member,
        permission="members:write",
        refusals=(LastOwner, NotJoined),
    ),
    command(
        "DELETE",
        "/members/{member_id}",
        remove_member,
        permission="members:write",
        refusals=(LastOwner,),
    ),
    # Answers that hold a secret are not kept for replay, so these take no Idempotency-Key: what is
    # asked for twice is made twice, and the first link is void.
    command(
        "POST",
        "/invitations",
        invite_member,
        permission="members:write",
        status=201,
        refusals=(AlreadyMember,),
    ),
    special(
        "POST",
        "/invitations/accept",
        doors.accept_invitation,
        access=Access.PUBLIC,
        body=Acceptance,
        result=Joined,
        refusals=(BadLink, *THROTTLED),
        body_bytes_max=SMALL,
    ),
    command(
        "POST",
        "/password-resets",
        request_reset,
        permission="members:write",
        status=201,
        refusals=(NotFound, NotJoined, SharedAccount),
    ),
    special(
        "POST",
        "/password-resets/accept",
        doors.accept_reset,
        access=Access.PUBLIC,
        body=NewPassword,
        status=204,
        refusals=(BadLink,),
        body_bytes_max=SMALL,
    ),
    command("GET", "/api-keys", list_api_keys, permission="keys:read"),
    command(
        "POST",
        "/api-keys",
        create_api_key,
        permission="keys:write",
        status=201,
        refusals=(TooManyApiKeys,),
    ),
    command("GET", "/api-keys/{api_key_id}", read_api_key, permission="keys:read"),
    command("DELETE", "/api-keys/{api_key_id}", revoke_api_key, permission="keys:write"),
    special(
        "POST",
        "/login",
        doors.log_in,
        access=Access.PUBLIC,
        body=Login,
        result=SignedIn,
        refusals=THROTTLED,
        body_bytes_max=SMALL,
    ),
    special(
        "POST",
        "/token",
        doors.exchange_session,
        access=Access.PUBLIC,
        result=SignedIn,
        refusals=(Unauthorized,),
    ),
    special(
        "POST", "/logout", doors.log_out, access=Access.PUBLIC, status=204, refusals=(Unauthorized,)
    ),
    special("GET", "/me", doors.read_me, access=Access.PLATFORM, result=doors.Me),
    command(
        "GET",
        "/platform/organizations",
        list_organizations,
        permission="platform:organizations:read",
    ),
    special(
        "POST",
        "/platform/organizations",
        doors.create_organization,
        access=Access.PLATFORM,
        permission="platform:organizations:write",
        body=NewOrganization,
        result=CreatedOrganization,
        status=201,
    ),
    special(
        "GET",
        "/platform/organizations/{org_id}",
        doors.read_organization_by_id,
        access=Access.PLATFORM,
        permission="platform:organizations:read",
        result=Organization,
    ),
    special(
        "PATCH",
        "/platform/organizations/{org_id}",
        doors.change_organization_standing,
        access=Access.PLATFORM,
        permission="platform:organizations:write",
        body=StandingChanges,
        result=Organization,
        if_match=True,
    ),
]
