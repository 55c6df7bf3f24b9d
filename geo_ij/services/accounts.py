"""Add, change and disable the accounts by which people sign in; a password is given once and never kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from geo_ij.access.actor import RESERVED_NAMES, Actor
from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.geocode.text import fold
from geo_ij.services.access import allow
from geo_ij.services.areas import known_name
from geo_ij.services.audit import record
from geo_ij.services.passwords import hashed, random_groups
from geo_ij.services.typed_input import TypedInput
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Role

NAME_LENGTH = 100
MOST_AREAS = 50
LARGEST_ID = 2**31 - 1

GIVEN_ROLES = tuple(role for role in Role if role is not Role.PUBLIC)
"""The roles that an account can have: everybody is the public."""


@dataclass(frozen=True)
class TypedAccount:
    """What somebody typed about an account; `name` is what its holder signs in with, `label` what others see."""

    name: str
    label: str
    roles: tuple[str, ...]
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """An account without its secrets. Moments are ISO 8601 in UTC."""

    account_id: int
    name: str
    label: str
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    has_password: bool
    has_second_factor: bool
    is_demonstration: bool
    is_disabled: bool
    locked_until: str | None
    added_at: str
    signed_in_at: str | None


def accounts(database: Database) -> list[Account]:
    """List every account, by name. Raises AccessError unless the actor manages users."""
    allow(database, Permission.MANAGE_USERS)
    with database.read() as connection:
        return [account_of(row) for row in account_rows.accounts(connection)]


def account(database: Database, account_id: int) -> Account:
    """Give one account. Raises AccessError, or NotFoundError where there is none."""
    allow(database, Permission.MANAGE_USERS)
    with database.read() as connection:
        return account_of(_existing(connection, account_id))


def account_called(database: Database, name: str) -> Account:
    """Give the account that somebody signs in to with this name. Raises AccessError or NotFoundError."""
    allow(database, Permission.MANAGE_USERS)
    with database.read() as connection:
        found = account_rows.account_called(connection, name_of_account(name))
    if found is None:
        raise NotFoundError(f"There is no account {name!r}: geo-ij users list shows all")
    return account_of(found)


def add_account(database: Database, typed: TypedAccount, *, now: dt.datetime | None = None) -> tuple[Account, str]:
    """Add an account; give it with the password for its first sign-in, which its holder must change.

    Raises AccessError, or InputError with the fault of each field.
    """
    allow(database, Permission.MANAGE_USERS)
    name, label, roles, areas = _checked(database, typed)
    password = first_password()
    with database.write(content=False) as connection:
        if account_rows.account_called(connection, name) is not None:
            raise InputError({"name": f"There is an account “{name}” already: choose another name"})
        account_id = account_rows.add_account(
            connection,
            name=name,
            label=label,
            roles=roles,
            areas=areas,
            password_hash=hashed(password),
            must_change_password=True,
            added_at=moment(now),
        )
        record(
            connection,
            database.actor,
            AuditAction.ADDED,
            f"account {name}",
            label=label,
            roles=list(roles),
            areas=_said_of(areas),
        )
        return account_of(_existing(connection, account_id)), password


def change_account(database: Database, account_id: int, typed: TypedAccount) -> Account:
    """Give an account another label, other roles and areas; its name stays. Raises as `add_account`."""
    allow(database, Permission.MANAGE_USERS)
    _, label, roles, areas = _checked(database, typed)
    with database.write(content=False) as connection:
        before = _existing(connection, account_id)
        _refuse_if_shared(connection, database.actor, before, field="roles")
        if account_id == database.actor.account_id and (set(roles), areas) != (set(before.roles), before.areas):
            raise InputError({"roles": "You cannot change your own roles or areas: ask another administrator to"})
        if Role.ADMIN.value not in roles:
            _refuse_if_last_administrator(connection, before, field="roles")
        account_rows.change_account(connection, account_id, label=label, roles=roles, areas=areas)
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"account {before.name}",
            label=label,
            roles=list(roles),
            areas=_said_of(areas),
            label_before=before.label,
            roles_before=list(before.roles),
            areas_before=_said_of(before.areas),
        )
        return account_of(_existing(connection, account_id))


def set_disabled(database: Database, account_id: int, *, disabled: bool) -> Account:
    """Disable an account, which ends its sessions at once, or enable it again. Raises as `account`, or InputError."""
    allow(database, Permission.MANAGE_USERS)
    with database.write(content=False) as connection:
        before = _existing(connection, account_id)
        _refuse_if_shared(connection, database.actor, before, field="account")
        if disabled:
            if account_id == database.actor.account_id:
                raise InputError({"account": "You cannot disable your own account: ask another administrator to"})
            _refuse_if_last_administrator(connection, before, field="account")
            account_rows.end_sessions(connection, account_id=account_id)
        account_rows.change_account(connection, account_id, is_disabled=disabled, failures=0, locked_until=None)
        done = "disabled" if disabled else "enabled"
        record(connection, database.actor, AuditAction.CHANGED, f"account {before.name}", what=done)
        return account_of(_existing(connection, account_id))


def reset_password(database: Database, account_id: int) -> str:
    """Give an account a new first password and take its second factor away; every session of it ends.

    For whoever lost either. Raises as `account`, or InputError for an account of the force's own sign-in.
    """
    allow(database, Permission.MANAGE_USERS)
    password = first_password()
    with database.write(content=False) as connection:
        before = _existing(connection, account_id)
        if before.subject is not None:
            raise InputError({"account": "This account signs in through the force's own sign-in and has no password"})
        if before.is_demonstration:
            raise InputError({"account": "The password of this account is on the sign-in page, and stays as it is"})
        if account_id == database.actor.account_id:
            raise InputError({"account": "This is your own account: change its password on its own page"})
        account_rows.change_account(
            connection,
            account_id,
            password_hash=hashed(password),
            must_change_password=True,
            totp_secret=None,
            totp_last_step=None,
            failures=0,
            locked_until=None,
        )
        account_rows.put_recovery_codes(connection, account_id, [])
        account_rows.end_sessions(connection, account_id=account_id)
        record(connection, database.actor, AuditAction.CHANGED, f"account {before.name}", what="password reset")
    return password


def first_password() -> str:
    """Make a password for a first sign-in: four groups of five letters and figures, about 99 bits."""
    return random_groups(4, of=5)


def name_of_account(text: str) -> str:
    """Give the name under which an account is kept: folded, with single spaces and without control characters."""
    return " ".join("".join(letter for letter in fold(text) if letter.isprintable() or letter.isspace()).split())


def account_of(row: AccountRow) -> Account:
    """Give an account as others may see it, from its row."""
    return Account(
        row.account_id,
        row.name,
        row.label,
        tuple(Role(role) for role in row.roles),
        row.areas,
        has_password=row.password_hash is not None,
        has_second_factor=row.totp_secret is not None,
        is_demonstration=row.is_demonstration,
        is_disabled=row.is_disabled,
        locked_until=row.locked_until,
        added_at=row.added_at,
        signed_in_at=row.signed_in_at,
    )


def moment(now: dt.datetime | None = None) -> str:
    """Write a moment, by default this one, as accounts keep it."""
    return (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")


def _checked(database: Database, typed: TypedAccount) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    checks = TypedInput()
    label = checks.name("name", typed.name, called="The name to sign in with", longest=NAME_LENGTH)
    name = name_of_account(label)
    if len(name) > NAME_LENGTH:
        checks.faults.setdefault("name", f"The name to sign in with must be {NAME_LENGTH} characters or fewer")
    if typed.label.strip():
        label = checks.name("label", typed.label, called="The name that others see", longest=NAME_LENGTH)
    wanted = {text.strip().casefold() for text in typed.roles if text.strip()}
    roles = tuple(role.value for role in GIVEN_ROLES if role.value in wanted)
    if unknown := wanted - set(roles):
        known = ", ".join(role.value for role in GIVEN_ROLES)
        checks.faults["roles"] = f"There is no role {sorted(unknown)[0]!r}: choose from {known}"
    elif not roles:
        checks.faults["roles"] = "Choose at least one role"
    areas = _known_areas(database, [text for text in typed.areas if text.strip()], checks)
    own = {area.casefold() for area in database.actor.areas}
    if own and "areas" not in checks.faults and not (areas and {area.casefold() for area in areas} <= own):
        checks.faults["areas"] = "You look after some areas only: choose from " + ", ".join(database.actor.areas)
    if name and not checks.faults.get("name") and (name in RESERVED_NAMES or not name.isascii()):
        checks.faults["name"] = (
            "Use letters without accents, figures and . @ - _: others must be able to tell names apart"
            if not name.isascii()
            else f"“{name}” means somebody else in the audit log: choose another name"
        )
    checks.finish()
    return name, label, roles, areas


def _known_areas(database: Database, given: Sequence[str], checks: TypedInput) -> tuple[str, ...]:
    """Give the areas by the names that their boundaries have, or note that one is not known."""
    if len(given) > MOST_AREAS:
        checks.faults["areas"] = f"Give {MOST_AREAS} areas at most"
        return ()
    with database.read() as connection:
        try:
            return tuple(dict.fromkeys(known_name(connection, name) for name in given))
        except NotFoundError as error:
            checks.faults["areas"] = str(error)
            return ()


def _said_of(areas: tuple[str, ...]) -> list[str] | str:
    """Say in the log what an account is limited to: that it is limited to nothing must be seen as well."""
    return list(areas) or "all"


def _refuse_if_last_administrator(connection: Connection, row: AccountRow, *, field: str) -> None:
    if row.is_disabled or Role.ADMIN.value not in row.roles:
        return
    # Nobody else may change them meanwhile: two administrators could each take the other for the one who stays.
    everybody = account_rows.accounts(connection, to_change=True)
    if not any(
        one.account_id != row.account_id and not one.is_disabled and Role.ADMIN.value in one.roles for one in everybody
    ):
        raise InputError({field: "This is the last administrator: give another account that role first"})


def _refuse_if_shared(connection: Connection, actor: Actor, row: AccountRow, *, field: str) -> None:
    """Keep whoever uses the demonstration from shutting its accounts to the others who share them."""
    own = None if actor.account_id is None else account_rows.account(connection, actor.account_id)
    if row.is_demonstration and own is not None and own.is_demonstration:
        raise InputError({field: "Accounts of the demonstration stay as they are: add one and try it there"})


def _existing(connection: Connection, account_id: int) -> AccountRow:
    # A number that no column holds would be the database's fault to tell.
    found = account_rows.account(connection, account_id) if account_id <= LARGEST_ID else None
    if found is None:
        raise NotFoundError(f"There is no account {account_id}")
    return found
