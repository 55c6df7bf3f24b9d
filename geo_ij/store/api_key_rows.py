"""Write and read the keys by which other programs may send reports; only hashes of them are kept."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from geo_ij.store.models import ApiKey


class ApiKeyRow(NamedTuple):
    """One key: its SHA-256, whose it is, and two moments in UTC."""

    key_hash: str
    label: str
    added_at: str
    disabled_at: str | None


_ROWS = select(*(getattr(ApiKey, name) for name in ApiKeyRow._fields))


def api_keys(connection: Connection) -> list[ApiKeyRow]:
    """Read every key, by label."""
    return [ApiKeyRow(*row) for row in connection.execute(_ROWS.order_by(ApiKey.label))]


def api_key(connection: Connection, key_hash: str) -> ApiKeyRow | None:
    """Read one key by its hash, or give None."""
    row = connection.execute(_ROWS.where(ApiKey.key_hash == key_hash)).one_or_none()
    return None if row is None else ApiKeyRow(*row)


def api_key_labelled(connection: Connection, label: str) -> ApiKeyRow | None:
    """Read one key by its label, whatever the case, or give None."""
    return next((row for row in api_keys(connection) if row.label.casefold() == label.casefold()), None)


def add_api_key(connection: Connection, *, key_hash: str, label: str, at: str) -> None:
    """Add a key."""
    connection.execute(insert(ApiKey).values(key_hash=key_hash, label=label, added_at=at))


def disable_api_key(connection: Connection, key_hash: str, *, at: str) -> None:
    """Note that a key no longer opens anything."""
    connection.execute(update(ApiKey).where(ApiKey.key_hash == key_hash).values(disabled_at=at))
