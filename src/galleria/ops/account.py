"""Who PostgreSQL runs as: ourselves, or, because it refuses root, an unprivileged account."""

import os
import pwd
import stat
import struct
from pathlib import Path

from msgspec import Struct

from galleria.ops.errors import OperatorError

ACCOUNTS = ("postgres", "nobody")

# The kernel's layout of a POSIX access list: a version, then (tag, permissions, id) entries.
_ACL = "system.posix_acl_access"
_ACL_VERSION = 2
_ACL_ENTRY = struct.Struct("<HHI")
_OWNER, _USER, _GROUP, _MASK, _OTHERS = 0x01, 0x02, 0x04, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_SEARCH = 1


class Account(Struct, frozen=True):
    """An account to become when a program is started; without ids, we stay who we are."""

    name: str
    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []


def account_for(cluster: Path) -> Account:
    """Choose the account for a cluster: the one that owns it already, else a machine account.

    An ordinary user stays itself. No account is ever created.
    """
    if os.geteuid() != 0:
        return Account("ourselves")
    if cluster.exists() and cluster.stat().st_uid != 0:
        return _account(pwd.getpwuid(cluster.stat().st_uid))
    for name in ACCOUNTS:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise OperatorError(
        f"PostgreSQL does not run as root, and this machine has no account {' or '.join(ACCOUNTS)}."
        " Start Galleria as an ordinary user, or point GALLERIA_DATABASE_URL at a server."
    )


def give(path: Path, account: Account) -> None:
    """Make the account the owner of `path`."""
    if account.uid is not None and account.gid is not None:
        os.chown(path, account.uid, account.gid)


def open_passage(path: Path, account: Account) -> None:
    """Let the account walk through the folders above `path`, and no more than that.

    A closed folder, such as root's home, gets one access-list entry: this account may search it.
    Its mode for everybody else stays as it is.
    """
    if account.uid is None:
        return
    for folder in reversed(path.resolve().parents):
        if not _may_search(folder, account):
            _let_search(folder, account.name, account.uid)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _may_search(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    entries = _entries(folder, status.st_mode)
    if (_USER, _SEARCH, account.uid) in entries:
        # A chmod since then may have closed the mask, which bounds every such entry.
        return all(permissions & _SEARCH for tag, permissions, _ in entries if tag == _MASK)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _let_search(folder: Path, name: str, uid: int) -> None:
    entries = [
        entry
        for entry in _entries(folder, folder.stat().st_mode)
        if entry[0] != _MASK and (entry[0], entry[2]) != (_USER, uid)
    ]
    entries.append((_USER, _SEARCH, uid))
    granted = 0
    for tag, permissions, _ in entries:
        if tag not in (_OWNER, _OTHERS):
            granted |= permissions
    entries.append((_MASK, granted, _NO_ID))
    packed = b"".join(_ACL_ENTRY.pack(*entry) for entry in sorted(entries, key=_order))
    try:
        os.setxattr(folder, _ACL, struct.pack("<I", _ACL_VERSION) + packed)
    except (OSError, AttributeError) as error:
        raise OperatorError(
            f"PostgreSQL runs as {name}, who cannot pass through {folder}. Choose another "
            f"folder with GALLERIA_DATA, or allow it: chmod o+x {folder}"
        ) from error


def _entries(folder: Path, mode: int) -> list[tuple[int, int, int]]:
    try:
        packed = os.getxattr(folder, _ACL)[4:]
    except (OSError, AttributeError):
        return [
            (_OWNER, mode >> 6 & 7, _NO_ID),
            (_GROUP, mode >> 3 & 7, _NO_ID),
            (_OTHERS, mode & 7, _NO_ID),
        ]
    return list(_ACL_ENTRY.iter_unpack(packed))


def _order(entry: tuple[int, int, int]) -> tuple[int, int]:
    return entry[0], entry[2]
