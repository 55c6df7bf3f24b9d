"""Read and write accounts, the codes that stand in for a second factor, and who is signed in."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, Table, delete, func, insert, select, update

from geo_ij.store.models import Account, RecoveryCode, Session

_ACCOUNTS = cast(Table, Account.__table__)
_SESSIONS = cast(Table, Session.__table__)


class AccountRow(NamedTuple):
    """One account, column by column (models.accounts.Account); `roles` and `areas` as tuples of text."""

    account_id: int
    name: str
    label: str
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    preferred_area: str | None
    password_hash: str | None
    must_change_password: bool
    totp_secret: str | None
    totp_last_step: int | None
    issuer: str | None
    subject: str | None
    is_demonstration: bool
    is_disabled: bool
    failures: int
    locked_until: str | None
    added_at: str
    signed_in_at: str | None


class SessionRow(NamedTuple):
    """A browser that is signed in: the hash of its key, its account and two moments in UTC."""

    key_hash: str
    account_id: int
    began_at: str
    seen_at: str


_LISTS = ("roles", "areas")
_ROWS: Select[Any] = select(*(_ACCOUNTS.c[name] for name in AccountRow._fields))


def accounts(connection: Connection, *, to_change: bool = False) -> list[AccountRow]:
    """Read every account, by name; `to_change` as in `account`."""
    query = _kept_for_me(_ROWS) if to_change else _ROWS
    return [_account(row) for row in connection.execute(query.order_by(Account.name))]


def any_account(connection: Connection) -> bool:
    """Say whether there is an account that is not disabled."""
    query = select(_ACCOUNTS.c.account_id).where(~_ACCOUNTS.c.is_disabled).limit(1)
    return connection.execute(query).one_or_none() is not None


def account(connection: Connection, account_id: int, *, to_change: bool = False) -> AccountRow | None:
    """Read one account by its id, or give None; `to_change` lets nobody else change it before this transaction ends."""
    return _one(connection, _ROWS.where(Account.account_id == account_id), to_change=to_change)


def account_called(connection: Connection, name: str, *, to_change: bool = False) -> AccountRow | None:
    """Read one account by its folded name, or give None; `to_change` as in `account`."""
    return _one(connection, _ROWS.where(Account.name == name), to_change=to_change)


def account_of_subject(connection: Connection, *, issuer: str, subject: str) -> AccountRow | None:
    """Read the account of a person at an OpenID provider, or give None."""
    return _one(connection, _ROWS.where(Account.issuer == issuer, Account.subject == subject))


def keep_others_from_adding(connection: Connection) -> None:
    """Let nobody else add an account before this transaction ends: what was not there yet cannot be kept by its row."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE")


def add_account(connection: Connection, **values: Any) -> int:
    """Add an account of these columns; what is left out is empty, enabled and not locked. Give its id."""
    defaults = {"must_change_password": False, "is_demonstration": False, "is_disabled": False, "failures": 0}
    row = _written(defaults | {"roles": (), "areas": ()} | values)
    return int(connection.execute(insert(_ACCOUNTS).values(row).returning(_ACCOUNTS.c.account_id)).scalar_one())


def change_account(connection: Connection, account_id: int, **values: Any) -> None:
    """Change these columns of an account."""
    connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.account_id == account_id).values(_written(values)))


def remove_accounts(connection: Connection, account_ids: Iterable[int]) -> None:
    """Remove accounts with their codes and sessions."""
    connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.account_id.in_(list(account_ids))))


def put_recovery_codes(connection: Connection, account_id: int, hashes: Iterable[str]) -> None:
    """Put these hashes in place of an account's."""
    connection.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": one} for one in hashes]
    if rows:
        connection.execute(insert(RecoveryCode), rows)


def take_recovery_code(connection: Connection, account_id: int, code_hash: str) -> bool:
    """Use a code up; say whether the account had it."""
    gone = delete(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.code_hash == code_hash)
    return connection.execute(gone).rowcount == 1


def recovery_codes_left(connection: Connection, account_id: int) -> int:
    """Count the codes of an account that were not used."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    return int(connection.scalar(query) or 0)


def session(connection: Connection, key_hash: str) -> SessionRow | None:
    """Read one session, or give None."""
    query = select(*(_SESSIONS.c[name] for name in SessionRow._fields)).where(Session.key_hash == key_hash)
    row = connection.execute(query).one_or_none()
    return None if row is None else SessionRow(*row)


def add_session(connection: Connection, row: SessionRow) -> None:
    """Add a session."""
    connection.execute(insert(_SESSIONS).values(row._asdict()))


def touch_session(connection: Connection, key_hash: str, *, seen_at: str) -> None:
    """Note when a session was last used."""
    connection.execute(update(_SESSIONS).where(_SESSIONS.c.key_hash == key_hash).values(seen_at=seen_at))


def end_sessions(
    connection: Connection, *, key_hash: str | None = None, account_id: int | None = None, but: str | None = None
) -> int:
    """End one session, or all of an account except perhaps one (`but`); give how many ended."""
    gone = delete(_SESSIONS)
    if key_hash is not None:
        gone = gone.where(_SESSIONS.c.key_hash == key_hash)
    if account_id is not None:
        gone = gone.where(_SESSIONS.c.account_id == account_id)
    if but is not None:
        gone = gone.where(_SESSIONS.c.key_hash != but)
    return connection.execute(gone).rowcount


def end_old_sessions(connection: Connection, *, seen_before: str, began_before: str) -> int:
    """End the sessions that were last used, or that began, before these moments; give how many ended."""
    old = (_SESSIONS.c.seen_at < seen_before) | (_SESSIONS.c.began_at < began_before)
    return connection.execute(delete(_SESSIONS).where(old)).rowcount


def _kept_for_me(query: Select[Any]) -> Select[Any]:
    """Have PostgreSQL keep others from these rows until the transaction ends; SQLite lets only one write anyway."""
    return query.with_for_update(key_share=True)


def _one(connection: Connection, query: Select[Any], *, to_change: bool = False) -> AccountRow | None:
    row = connection.execute(_kept_for_me(query) if to_change else query).one_or_none()
    return None if row is None else _account(row)


def _account(row: Any) -> AccountRow:
    read = AccountRow(*row)
    return read._replace(roles=tuple(json.loads(str(row.roles))), areas=tuple(json.loads(str(row.areas))))


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {name: json.dumps(list(value)) if name in _LISTS else value for name, value in values.items()}
