"""Accounts: added with a password told once, changed, disabled, never without an administrator."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.accounts import (
    MOST_AREAS,
    TypedAccount,
    account,
    account_called,
    accounts,
    add_account,
    change_account,
    name_of_account,
    reset_password,
    set_disabled,
)
from geo_ij.services.passwords import is_right
from geo_ij.services.second_factor import recovery_codes_left
from geo_ij.services.sign_in import begin_session, check_password, signed_in
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import (
    PASSWORD,
    SECRET,
    SETTINGS,
    acting_as,
    add_person,
    log,
    number_of_content,
    password_hash,
    row_of,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def typed(name: str = "planner", label: str = "", roles: tuple[str, ...] = ("planner",), *areas: str) -> TypedAccount:
    return TypedAccount(name, label, roles, areas)


def faults(database: Database, account: TypedAccount) -> dict[str, str]:
    with pytest.raises(InputError) as refused:
        add_account(database, account)
    assert log(database) == []
    assert accounts(database) == []
    return refused.value.fields


def test_a_new_account_signs_in_with_the_password_that_is_told_once(database: Database) -> None:
    before = number_of_content(database)
    new = typed(" North  Planner ", "The planner", ("Analyst", "planner", "planner"), "northamptonshire ", "")
    added, password = add_account(database, new, now=NOW)
    assert (added.name, added.label) == ("north planner", "The planner")
    assert added.roles == (Role.PLANNER, Role.ANALYST), "each once, in the order of the vocabulary"
    assert added.areas == ("Northamptonshire",), "as its boundary is called"
    assert (added.has_password, added.has_second_factor, added.is_disabled) == (True, False, False)
    assert (added.added_at, added.signed_in_at) == ("2026-03-02T09:00:00+00:00", None)
    found = check_password(database, "North Planner", password, settings=SETTINGS, now=NOW)
    assert found == added == account(database, added.account_id) == account_called(database, "NORTH planner")
    assert row_of(database, added.account_id).must_change_password
    (entry,) = log(database)
    assert (entry.actor, entry.action, entry.subject) == ("command line", "added", "account north planner")
    told = {"label": "The planner", "roles": ["planner", "analyst"], "areas": ["Northamptonshire"]}
    assert json.loads(entry.details) == told
    assert number_of_content(database) == before


@pytest.mark.parametrize(
    ("new", "field", "said"),
    [
        (typed(""), "name", "Enter the name to sign in with"),
        (typed("..."), "name", "a letter or a digit"),
        (typed("x" * 101), "name", "100 characters or fewer"),
        (typed("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 10), "name", "100 characters or fewer"),
        (typed("a\x1b[31mb"), "name", "control characters"),
        (typed("<b>"), "name", "without < or >"),
        (typed(label="x" * 101), "label", "100 characters or fewer"),
        (typed(label="a\u202eb"), "label", "control characters"),
        (typed(roles=()), "roles", "Choose at least one role"),
        (typed(roles=("king",)), "roles", "There is no role 'king': choose from nominator, planner"),
        (typed(roles=("public",)), "roles", "There is no role 'public'"),
        (typed("planner", "", ("planner",), "Atlantis"), "areas", "There is no area called 'Atlantis'"),
        (typed("planner", "", ("planner",), *map(str, range(MOST_AREAS + 1))), "areas", "50 areas at most"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(
    sqlite_database: Database, new: TypedAccount, field: str, said: str
) -> None:
    found = faults(sqlite_database, new)
    assert set(found) == {field}
    assert said in found[field]


def test_every_fault_is_told_at_once(sqlite_database: Database) -> None:
    assert set(faults(sqlite_database, typed("", "<", (), "Atlantis"))) == {"name", "label", "roles", "areas"}


def test_a_name_is_taken_once_however_it_is_written(database: Database) -> None:
    add_person(database, "rene oneil")
    with pytest.raises(InputError, match="already"):
        add_account(database, typed("René  O'NEIL"))
    assert len(accounts(database)) == 1


@pytest.mark.parametrize("text", ["Sergeant", " sergeant\t", "SERGEANT", "serg\0eant", "s\u202eergeant", "sérgeant"])
def test_a_name_is_the_same_in_every_way_to_write_it(text: str) -> None:
    assert name_of_account(text) == "sergeant"


def test_a_change_keeps_the_name_and_says_what_was_before(database: Database) -> None:
    account_id = add_person(database, "planner", roles=(Role.PLANNER,), areas=("Northamptonshire",))
    after = change_account(database, account_id, typed("another name", "Office", ("sergeant", "auditor")))
    assert (after.name, after.label, after.roles) == ("planner", "Office", (Role.SERGEANT, Role.AUDITOR))
    assert (after.areas, after.has_password) == ((), True)
    entry = log(database)[-1]
    assert (entry.action, entry.subject) == ("changed", "account planner")
    assert json.loads(entry.details) == {
        "label": "Office", "roles": ["sergeant", "auditor"], "areas": "all",
        "label_before": "The planner", "roles_before": ["planner"], "areas_before": ["Northamptonshire"],
    }  # fmt: skip


def test_the_last_administrator_stays(database: Database) -> None:
    one = add_person(database, "one", roles=(Role.ADMIN, Role.PLANNER))
    other = add_person(database, "other", roles=(Role.ADMIN,), is_disabled=True)
    add_person(database, "third", roles=(Role.PLANNER,))
    with pytest.raises(InputError, match="last administrator") as refused:
        set_disabled(database, one, disabled=True)
    assert set(refused.value.fields) == {"account"}
    with pytest.raises(InputError, match="last administrator") as refused:
        change_account(database, one, typed())
    assert set(refused.value.fields) == {"roles"}
    change_account(database, one, typed("one", "One", ("admin",)))
    set_disabled(database, other, disabled=True)
    set_disabled(database, other, disabled=False)
    set_disabled(database, one, disabled=True)
    assert [(a.name, a.is_disabled) for a in accounts(database)] == [("one", True), ("other", False), ("third", False)]


def test_two_administrators_who_take_each_other_away_at_once_leave_one(database: Database) -> None:
    for turn in range(5):
        pair = [add_person(database, f"{name} {turn}", roles=(Role.ADMIN,)) for name in ("one", "other")]

        def take_away(account_id: int) -> bool:
            try:
                change_account(database, account_id, typed())
            except InputError:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            assert sum(threads.map(take_away, pair)) == 1
        with database.write(content=False) as connection:
            account_rows.remove_accounts(connection, pair)


def test_nobody_takes_their_own_rights_away(sqlite_database: Database) -> None:
    mine = add_person(sqlite_database, "one", roles=(Role.ADMIN,))
    add_person(sqlite_database, "other", roles=(Role.ADMIN,))
    me = acting_as(sqlite_database, mine)
    with pytest.raises(InputError, match="ask another administrator"):
        set_disabled(me, mine, disabled=True)
    with pytest.raises(InputError, match="ask another administrator"):
        change_account(me, mine, typed())
    change_account(me, mine, typed("one", "New label", ("admin",)))


def test_a_reset_gives_a_new_password_and_takes_the_second_factor_and_every_session(database: Database) -> None:
    account_id = add_person(
        database, totp_secret=SECRET, failures=9, locked_until="2099-01-01T00:00:00+00:00", is_disabled=False
    )
    key = begin_session(database, account_id, settings=SETTINGS, how="password", now=NOW)
    password = reset_password(database, account_id)
    row = row_of(database, account_id)
    assert is_right(password, row.password_hash)
    assert not is_right(PASSWORD, row.password_hash)
    assert (row.totp_secret, row.totp_last_step, row.failures, row.locked_until) == (None, None, 0, None)
    assert row.must_change_password
    assert recovery_codes_left(database, account_id) == 0
    assert signed_in(database, key, settings=SETTINGS, now=NOW) is None
    told = repr(log(database))
    assert "password reset" in told
    assert not [secret for secret in (password, PASSWORD, SECRET, password_hash()) if secret in told]


def test_an_account_of_the_forces_own_sign_in_has_no_password_to_reset(sqlite_database: Database) -> None:
    account_id = add_person(sqlite_database, password_hash=None, issuer="https://sign-in.example.org", subject="s-1")
    with pytest.raises(InputError, match="force's own sign-in"):
        reset_password(sqlite_database, account_id)
    assert row_of(sqlite_database, account_id).password_hash is None


def test_an_account_that_is_not_there_is_said(sqlite_database: Database) -> None:
    for ask in (
        lambda: account(sqlite_database, 7),
        lambda: account_called(sqlite_database, "nobody\0"),
        lambda: change_account(sqlite_database, 7, typed()),
        lambda: set_disabled(sqlite_database, 7, disabled=True),
        lambda: reset_password(sqlite_database, 7),
    ):
        with pytest.raises(NotFoundError, match="There is no account"):
            ask()
    assert log(sqlite_database) == []
