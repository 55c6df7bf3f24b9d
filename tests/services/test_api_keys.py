"""Keys are shown once, kept as hashes, given by those who may, and noted."""

import hashlib

import pytest
from sqlalchemy import select

from geo_ij.access.actor import STRANGER, actor_of
from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.services.api_keys import add_api_key, api_keys, disable_api_key, holder_of
from geo_ij.store.database import Database
from geo_ij.store.models import ApiKey, AuditEntry
from geo_ij.vocabulary import Role


def noted(database: Database) -> list[tuple[str, str, str]]:
    columns = (AuditEntry.action, AuditEntry.subject, AuditEntry.details)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(AuditEntry.number))]


def test_a_key_opens_until_it_is_disabled(database: Database) -> None:
    added, secret = add_api_key(database, "  North   council ")
    assert (added.label, added.disabled_at) == ("North council", None)
    assert len(secret.replace("-", "")) == 30
    assert holder_of(database.acting(STRANGER), secret) == "North council"
    assert disable_api_key(database, "north COUNCIL").disabled_at is not None
    assert holder_of(database, secret) is None
    disable_api_key(database, "North council")
    assert [(action, subject) for action, subject, _ in noted(database)] == [
        ("added", "API key North council"),
        ("changed", "API key North council"),
    ], "disabling again changes nothing"
    assert [(key.label, key.disabled_at is None) for key in api_keys(database)] == [("North council", False)]


def test_only_its_hash_is_kept(database: Database) -> None:
    _, secret = add_api_key(database, "a")
    with database.read() as connection:
        (row,) = connection.execute(select(ApiKey.key_hash, ApiKey.label)).all()
    assert tuple(row) == (hashlib.sha256(secret.encode()).hexdigest(), "a")
    assert secret not in str(noted(database))
    assert add_api_key(database, "b")[1] != secret


@pytest.mark.parametrize("secret", ["", "guess", "x" * 300, "\ud800", "\x00"])
def test_what_is_no_key_opens_nothing(sqlite_database: Database, secret: str) -> None:
    add_api_key(sqlite_database, "a")
    assert holder_of(sqlite_database, secret) is None


def test_a_label_is_used_once(database: Database) -> None:
    add_api_key(database, "Council")
    with pytest.raises(InputError, match="There is a key labelled council already"):
        add_api_key(database, "council")
    with pytest.raises(InputError, match="Enter the label"):
        add_api_key(database, " ")
    with pytest.raises(NotFoundError, match="No key is labelled nobody"):
        disable_api_key(database, "nobody")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ANALYST, Role.AUDITOR])
def test_others_may_not(sqlite_database: Database, role: Role) -> None:
    database = sqlite_database.acting(actor_of("somebody", [role]))
    for refused in (
        lambda: add_api_key(database, "a"),
        lambda: api_keys(database),
        lambda: disable_api_key(database, "a"),
    ):
        with pytest.raises(AccessError):
            refused()
