"""Give other programs keys by which they may send reports; a key is shown once and only its hash is kept."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.kept_locations import moment
from geo_ij.services.passwords import random_groups
from geo_ij.services.typed_input import TypedInput
from geo_ij.store import api_key_rows
from geo_ij.store.api_key_rows import ApiKeyRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction

LONGEST_LABEL = 120
LONGEST_KEY = 200
_GROUPS, _LETTERS = 5, 6
"""Of the 30 letters of a key: 148 bits, beyond any guessing, so that a plain hash of it is enough."""


@dataclass(frozen=True)
class Key:
    """A key without its secret. Moments are ISO 8601 in UTC; `disabled_at` is None while it opens."""

    label: str
    added_at: str
    disabled_at: str | None


def add_api_key(database: Database, label: str, *, now: dt.datetime | None = None) -> tuple[Key, str]:
    """Add a key for whoever `label` names; give it and, this once, its secret.

    Raises AccessError, or InputError with the fault of `label`.
    """
    allow(database, Permission.MANAGE_API_KEYS)
    typed = TypedInput()
    called = typed.name("label", label, called="The label", longest=LONGEST_LABEL)
    typed.finish()
    secret, at = random_groups(_GROUPS, of=_LETTERS), moment(now)
    with database.write(content=False) as connection:
        if api_key_rows.api_key_labelled(connection, called) is not None:
            raise InputError({"label": f"There is a key labelled {called} already: choose another label"})
        api_key_rows.add_api_key(connection, key_hash=hash_of(secret), label=called, at=at)
        record(connection, database.actor, AuditAction.ADDED, f"API key {called}", now=now)
    return Key(called, at, None), secret


def api_keys(database: Database) -> list[Key]:
    """List every key, by label. Raises AccessError."""
    allow(database, Permission.MANAGE_API_KEYS)
    with database.read() as connection:
        return [_key(row) for row in api_key_rows.api_keys(connection)]


def disable_api_key(database: Database, label: str, *, now: dt.datetime | None = None) -> Key:
    """Let a key open nothing from now on. Raises AccessError, or NotFoundError where no key has the label."""
    allow(database, Permission.MANAGE_API_KEYS)
    at = moment(now)
    with database.write(content=False) as connection:
        row = api_key_rows.api_key_labelled(connection, label.strip())
        if row is None:
            raise NotFoundError(f"No key is labelled {label}: geo-ij api-keys list names them")
        if row.disabled_at is None:
            api_key_rows.disable_api_key(connection, row.key_hash, at=at)
            record(connection, database.actor, AuditAction.CHANGED, f"API key {row.label}", now=now, disabled=True)
            row = row._replace(disabled_at=at)
    return _key(row)


def holder_of(database: Database, secret: str) -> str | None:
    """Give the label of the key that a program shows, or None where there is none or it is disabled."""
    if not 0 < len(secret) <= LONGEST_KEY:
        return None
    wanted = hash_of(secret)
    with database.read() as connection:
        row = api_key_rows.api_key(connection, wanted)
    if row is None or row.disabled_at is not None or not hmac.compare_digest(row.key_hash, wanted):
        return None
    return row.label


def hash_of(secret: str) -> str:
    """Give what is kept of a key."""
    return hashlib.sha256(secret.strip().encode(errors="backslashreplace")).hexdigest()


def _key(row: ApiKeyRow) -> Key:
    return Key(row.label, row.added_at, row.disabled_at)
