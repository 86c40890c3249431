"""Who is who: organizations, their stores and domains, members, API keys, and how they sign in.

What belongs to an organization is kept inside it, under row-level security. What must be found
before the organization is known (hosts, slugs, accounts, keys) is the directory's, which no
other room can reach.
"""

from galleria.tenants.add_domain import NewDomain, add_domain
from galleria.tenants.create_store import (
    NewStore,
    create_store,
    insert_reserved_store,
    release_store,
    reserve_store,
    store_errors,
)
from galleria.tenants.directory.accounts.log_in import Admission, Login, log_in
from galleria.tenants.directory.accounts.sign_in import SignedIn
from galleria.tenants.directory.create_organization import NewOrganization, NewOwner
from galleria.tenants.directory.customers import (
    CustomerToken,
    count_customer_try,
    refund_customer_try,
    revoke_customer,
    revoke_customer_token,
    sign_customer_in,
)
from galleria.tenants.directory.operator import CreatedMember, create_member, create_organization
from galleria.tenants.directory.platform_staff import (
    PlatformMember,
    create_platform_member,
    reset_password,
)
from galleria.tenants.directory.trust.rotate import rotate_signing_key
from galleria.tenants.fields import (
    Email,
    KnownPassword,
    Password,
    StoreKind,
    StoreStatus,
    locale_errors,
    normal_email,
)
from galleria.tenants.identities import Identities, bearer, open_identities
from galleria.tenants.invite_member import NewMember
from galleria.tenants.list import read_store
from galleria.tenants.notices import StoreChanging, StoreLocalesChanged
from galleria.tenants.passwords import refuse_email_as_password
from galleria.tenants.queries import Store
from galleria.tenants.rules import PERMISSIONS, ROLE_PERMISSIONS, PlatformRole, Role

__all__ = [
    "PERMISSIONS",
    "ROLE_PERMISSIONS",
    "Admission",
    "CreatedMember",
    "CustomerToken",
    "Email",
    "Identities",
    "KnownPassword",
    "Login",
    "NewDomain",
    "NewMember",
    "NewOrganization",
    "NewOwner",
    "NewStore",
    "Password",
    "PlatformMember",
    "PlatformRole",
    "Role",
    "SignedIn",
    "Store",
    "StoreChanging",
    "StoreKind",
    "StoreLocalesChanged",
    "StoreStatus",
    "add_domain",
    "bearer",
    "count_customer_try",
    "create_member",
    "create_organization",
    "create_platform_member",
    "create_store",
    "insert_reserved_store",
    "locale_errors",
    "log_in",
    "normal_email",
    "open_identities",
    "read_store",
    "refund_customer_try",
    "refuse_email_as_password",
    "release_store",
    "reserve_store",
    "reset_password",
    "revoke_customer",
    "revoke_customer_token",
    "rotate_signing_key",
    "sign_customer_in",
    "store_errors",
]
