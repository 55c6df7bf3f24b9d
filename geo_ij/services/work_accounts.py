"""Give whoever proves who they are at the force's own sign-in an account here, with the roles of their groups."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from sqlalchemy import Connection

from geo_ij.access.actor import RESERVED_NAMES, STRANGER, Actor
from geo_ij.errors import InputError, NotFoundError, SettingsError
from geo_ij.services.accounts import GIVEN_ROLES, NAME_LENGTH, Account, account_of, moment, name_of_account
from geo_ij.services.audit import record
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Role
from geo_ij.work_sign_in import group_roles

FIELD = "work_account"
"""The field of a refusal: the button on the sign-in page."""

LONGEST_SUBJECT = 255
"""Characters of a subject, as OpenID Connect allows."""

_HOW = "work account"
_NO_NAME = "work account"

_NO_ROLE, _DISABLED, _NOBODY = "in no group that has a role", "disabled", "no usable subject"
_SENTENCES = {
    _NO_ROLE: (
        "Your work account is right, but it is in no group that may use this service. Ask whoever looks after "
        "accounts which group you need."
    ),
    _DISABLED: "Your account for this service was disabled. Ask whoever looks after accounts.",
    _NOBODY: "Your force's sign-in did not say who you are in a way that this service understands.",
}


def roles_of_groups(oidc_roles: str, groups: Iterable[str]) -> tuple[Role, ...]:
    """Give the roles that membership of these groups brings; `oidc_roles` is the setting of that name.

    Groups are compared letter by letter. Raises SettingsError where the setting cannot be read or names a role that
    there is not.
    """
    held = frozenset(groups)
    pairs = group_roles(oidc_roles)
    known = {role.value for role in GIVEN_ROLES}
    if unknown := [role for _, role in pairs if role not in known]:
        listed = ", ".join(role.value for role in GIVEN_ROLES)
        raise SettingsError([f"GEO_IJ_OIDC_ROLES has no role {role!r}: choose from {listed}" for role in unknown])
    brought = {role for group, role in pairs if group in held}
    return tuple(role for role in GIVEN_ROLES if role.value in brought)


def account_for(
    database: Database,
    *,
    issuer: str,
    subject: str,
    name: str,
    label: str,
    groups: Iterable[str],
    settings: Settings,
    now: dt.datetime | None = None,
) -> Account:
    """Give the account of a person whom the force's own sign-in has just vouched for, adding it the first time.

    `issuer` and `subject` alone say who it is; `name` and `label` are only what others see. Roles are those of the
    groups, each time anew; areas stay as an administrator set them. Raises InputError for somebody who has no role by
    their groups, whose sessions and roles then end, or whose account is disabled.
    """
    roles = roles_of_groups(settings.oidc_roles, groups)
    label = _printable(label) or _printable(name) or _NO_NAME
    with database.write(content=False) as connection:
        usable = subject.isascii() and subject.isprintable() and 0 < len(subject) <= LONGEST_SUBJECT
        row = account_rows.account_of_subject(connection, issuer=issuer, subject=subject) if usable else None
        why = _why_refused(row, usable=usable, roles=roles)
        if why is None and row is None:
            return account_of(
                _added(connection, database.actor, issuer, subject, name=name, label=label, roles=roles, now=now)
            )
        if row is not None and (why is None or not roles):
            row = _changed(connection, database.actor, row, label=label, roles=roles, now=now)
            if why is None:
                return account_of(row)
        actor = replace(database.actor, name=STRANGER.name if row is None else row.name)
        record(connection, actor, AuditAction.SIGN_IN_REFUSED, "sign-in", now=now, why=why, how=_HOW, label=label)
    raise InputError({FIELD: _SENTENCES[why or _NO_ROLE]})


def _why_refused(row: AccountRow | None, *, usable: bool, roles: tuple[Role, ...]) -> str | None:
    if not usable:
        return _NOBODY
    if row is not None and row.is_disabled:
        return _DISABLED
    return None if roles else _NO_ROLE


def _added(
    connection: Connection,
    actor: Actor,
    issuer: str,
    subject: str,
    *,
    name: str,
    label: str,
    roles: tuple[Role, ...],
    now: dt.datetime | None,
) -> AccountRow:
    """Add the account, or give the one that the same person's other browser has added meanwhile."""
    account_rows.keep_others_from_adding(connection)
    found = account_rows.account_of_subject(connection, issuer=issuer, subject=subject)
    if found is not None:
        return found
    own_name = _free_name(connection, name, issuer=issuer)
    given = tuple(role.value for role in roles)
    account_id = account_rows.add_account(
        connection, name=own_name, label=label, roles=given, issuer=issuer, subject=subject, added_at=moment(now)
    )
    record(
        connection,
        replace(actor, name=own_name),
        AuditAction.ADDED,
        f"account {own_name}",
        now=now,
        how=_HOW,
        issuer=issuer,
        label=label,
        roles=list(given),
        areas="all",
    )
    return _existing(connection, account_id)


def _changed(
    connection: Connection,
    actor: Actor,
    row: AccountRow,
    *,
    label: str,
    roles: tuple[Role, ...],
    now: dt.datetime | None,
) -> AccountRow:
    """Give the account the roles of today; with none left, whoever is still signed in with it is signed out."""
    given = tuple(role.value for role in roles)
    if not given:
        account_rows.end_sessions(connection, account_id=row.account_id)
    if (given, label) == (row.roles, row.label):
        return row
    account_rows.change_account(connection, row.account_id, roles=given, label=label)
    record(
        connection,
        replace(actor, name=row.name),
        AuditAction.CHANGED,
        f"account {row.name}",
        now=now,
        how=_HOW,
        label=label,
        label_before=row.label,
        roles=list(given) or "none",
        roles_before=list(row.roles) or "none",
    )
    return _existing(connection, row.account_id)


def _free_name(connection: Connection, wanted: str, *, issuer: str) -> str:
    """Find a name that nobody has: neither an account with a password, nor one that means others in the audit log."""
    base = name_of_account(wanted)[:NAME_LENGTH].strip() or _NO_NAME
    host = (urlsplit(issuer).hostname or _NO_NAME)[:40]
    for mark in ("", f" ({host})", f" ({host} {secrets.token_hex(4)})", f" ({secrets.token_hex(16)})"):
        name = base[: NAME_LENGTH - len(mark)].strip() + mark
        if name not in RESERVED_NAMES and account_rows.account_called(connection, name) is None:
            return name
    raise InputError({FIELD: _SENTENCES[_NOBODY]})  # pragma: no cover  # nobody has guessed 128 random bits


def _printable(text: str) -> str:
    """Give a name as others see it: one line, without marks that would hide or turn it round."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())[
        :NAME_LENGTH
    ]


def _existing(connection: Connection, account_id: int) -> AccountRow:
    found = account_rows.account(connection, account_id)
    if found is None:  # pragma: no cover  # it was added or read in this transaction
        raise NotFoundError(f"There is no account {account_id}")
    return found
