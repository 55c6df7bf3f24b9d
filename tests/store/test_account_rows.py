"""Accounts, codes and sessions in the store, on SQLite and on PostgreSQL: what goes in comes out."""

from typing import Any

import pytest

from geo_ij.errors import StoreError
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow, SessionRow
from geo_ij.store.database import Database

FULL: dict[str, Any] = {
    "name": "sergeant",
    "label": "'; DROP TABLE accounts; -- ünïcode",
    "roles": ("sergeant", "analyst"),
    "areas": ("Zürich", "W1"),
    "preferred_area": "W1",
    "password_hash": "$argon2id$x",
    "must_change_password": True,
    "totp_secret": "ABC",
    "totp_last_step": 59_000_000,
    "issuer": "https://sign-in.example.org",
    "subject": "s-1",
    "is_demonstration": True,
    "is_disabled": True,
    "failures": 3,
    "locked_until": "2026-03-02T09:00:00+00:00",
    "added_at": "2026-03-01T09:00:00+00:00",
    "signed_in_at": "2026-03-02T08:00:00+00:00",
}
BARE = {"name": "bare", "label": "Bare", "added_at": "2026-03-01T09:00:00+00:00"}


def add(database: Database, **values: Any) -> int:
    with database.write() as connection:
        return account_rows.add_account(connection, **values)


def test_what_goes_in_comes_out(database: Database) -> None:
    full, bare = add(database, **FULL), add(database, **BARE)
    with database.read() as connection:
        assert account_rows.account(connection, full) == AccountRow(account_id=full, **FULL)
        found = account_rows.account_called(connection, "bare")
        assert account_rows.account_of_subject(connection, issuer=FULL["issuer"], subject="s-1") == AccountRow(
            account_id=full, **FULL
        )
        assert account_rows.account_of_subject(connection, issuer="https://other.example.org", subject="s-1") is None
        assert account_rows.account(connection, full + bare) is None
        assert account_rows.account_called(connection, "Bare") is None, "names are folded before they come here"
        assert [row.name for row in account_rows.accounts(connection)] == ["bare", "sergeant"]
    assert found is not None
    assert (found.roles, found.areas, found.failures) == ((), (), 0)
    assert (found.is_disabled, found.is_demonstration, found.must_change_password) == (False, False, False)
    assert (found.password_hash, found.totp_secret, found.subject, found.locked_until) == (None, None, None, None)


def test_a_change_is_of_the_named_columns_of_one_account(database: Database) -> None:
    full, bare = add(database, **FULL), add(database, **BARE)
    with database.write() as connection:
        account_rows.change_account(connection, full, roles=["auditor"], locked_until=None)
        assert account_rows.account(connection, full, to_change=True) == AccountRow(
            account_id=full, **(FULL | {"roles": ("auditor",), "locked_until": None})
        )
        assert account_rows.account_called(connection, "bare", to_change=True) is not None
        assert len(account_rows.accounts(connection, to_change=True)) == 2
    with database.read() as connection:
        row = account_rows.account(connection, bare)
    assert row is not None
    assert row.roles == ()


@pytest.mark.parametrize(
    "twice", [{"name": "sergeant"}, {"name": "other", "issuer": FULL["issuer"], "subject": FULL["subject"]}]
)
def test_a_name_and_a_person_of_a_provider_are_there_once(database: Database, twice: dict[str, str]) -> None:
    add(database, **FULL)
    with pytest.raises(StoreError):
        add(database, **(BARE | twice))


def test_many_accounts_need_no_provider(database: Database) -> None:
    assert add(database, **BARE) != add(database, **(BARE | {"name": "other"}))


def test_a_recovery_code_is_taken_once_and_from_its_own_account(database: Database) -> None:
    one, other = add(database, **FULL), add(database, **BARE)
    with database.write() as connection:
        account_rows.put_recovery_codes(connection, one, ["a", "b"])
        account_rows.put_recovery_codes(connection, other, ["a"])
        assert not account_rows.take_recovery_code(connection, other, "b")
        assert account_rows.take_recovery_code(connection, one, "a")
        assert not account_rows.take_recovery_code(connection, one, "a")
        assert account_rows.recovery_codes_left(connection, one) == 1
        assert account_rows.recovery_codes_left(connection, other) == 1
        account_rows.put_recovery_codes(connection, one, ["c"])
        assert not account_rows.take_recovery_code(connection, one, "b")
        account_rows.put_recovery_codes(connection, one, [])
        assert account_rows.recovery_codes_left(connection, one) == 0


def put_sessions(database: Database) -> tuple[int, int]:
    one, other = add(database, **FULL), add(database, **BARE)
    with database.write() as connection:
        for key, account_id, began, seen in (("a", one, "01", "05"), ("b", one, "02", "03"), ("c", other, "04", "04")):
            account_rows.add_session(connection, SessionRow(key, account_id, began, seen))
    return one, other


def keys(database: Database) -> set[str]:
    with database.read() as connection:
        return {key for key in ("a", "b", "c") if account_rows.session(connection, key) is not None}


def test_a_session_comes_back_and_is_touched(database: Database) -> None:
    one, _ = put_sessions(database)
    with database.write() as connection:
        account_rows.touch_session(connection, "a", seen_at="09")
    with database.read() as connection:
        assert account_rows.session(connection, "a") == SessionRow("a", one, "01", "09")
        assert account_rows.session(connection, "b") == SessionRow("b", one, "02", "03")
        assert account_rows.session(connection, "x") is None


@pytest.mark.parametrize(
    ("which", "stay"),
    [
        ({"key_hash": "a"}, {"b", "c"}),
        ({"key_hash": "x"}, {"a", "b", "c"}),
        ({"account": True}, {"c"}),
        ({"account": True, "but": "b"}, {"b", "c"}),
        ({}, set()),
    ],
)
def test_sessions_end_by_key_by_account_or_all(database: Database, which: dict[str, Any], stay: set[str]) -> None:
    one, _ = put_sessions(database)
    asked = {"account_id": one} if which.get("account") else {}
    asked |= {name: value for name, value in which.items() if name != "account"}
    with database.write() as connection:
        assert account_rows.end_sessions(connection, **asked) == 3 - len(stay)
    assert keys(database) == stay


@pytest.mark.parametrize(
    ("seen", "began", "stay"), [("03", "01", {"a", "b", "c"}), ("04", "01", {"a", "c"}), ("00", "04", {"c"})]
)
def test_old_sessions_end_by_last_use_or_by_age(database: Database, seen: str, began: str, stay: set[str]) -> None:
    put_sessions(database)
    with database.write() as connection:
        ended = account_rows.end_old_sessions(connection, seen_before=seen, began_before=began)
    assert (keys(database), ended) == (stay, 3 - len(stay))


def test_an_account_goes_with_its_codes_and_sessions(database: Database) -> None:
    one, other = put_sessions(database)
    with database.write() as connection:
        account_rows.put_recovery_codes(connection, one, ["a"])
        account_rows.remove_accounts(connection, [one])
    with database.read() as connection:
        assert account_rows.account(connection, one) is None
        assert account_rows.account(connection, other) is not None
        assert account_rows.recovery_codes_left(connection, one) == 0
    assert keys(database) == {"c"}


def test_nothing_belongs_to_an_account_that_is_not_there(database: Database) -> None:
    with pytest.raises(StoreError), database.write() as connection:
        account_rows.add_session(connection, SessionRow("a", 7, "01", "02"))
    with pytest.raises(StoreError), database.write() as connection:
        account_rows.put_recovery_codes(connection, 7, ["a"])
