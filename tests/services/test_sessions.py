"""Sessions: they end by idleness, by age, with the account or the password, and their keys are nowhere kept."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import text

from geo_ij.errors import InputError
from geo_ij.services import sign_in
from geo_ij.services.accounts import set_disabled
from geo_ij.services.passwords import is_right
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.store.models import Base
from geo_ij.vocabulary import Role
from tests.services.people import (
    IN_PRODUCTION,
    NEW_PASSWORD,
    PASSWORD,
    SECRET,
    SETTINGS,
    acting_as,
    add_person,
    change_password,
    log,
    row_of,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, 10, tzinfo=dt.UTC)


def after(**span: float) -> dt.datetime:
    return NOW + dt.timedelta(**span)


def begin(database: Database, account_id: int, *, now: dt.datetime = NOW) -> str:
    return sign_in.begin_session(database, account_id, settings=SETTINGS, how="password", now=now)


def is_signed_in(database: Database, key: str, *, now: dt.datetime = NOW, settings: Settings = SETTINGS) -> bool:
    return sign_in.signed_in(database, key, settings=settings, now=now) is not None


def test_a_session_ends_by_idleness_and_by_age(database: Database) -> None:
    account_id = add_person(database)
    key = begin(database, account_id)
    assert is_signed_in(database, key, now=after(minutes=60))
    assert not is_signed_in(database, key, now=after(minutes=120, seconds=1))
    key = begin(database, account_id)
    for half in range(1, 25):
        assert is_signed_in(database, key, now=after(minutes=30 * half))
    assert not is_signed_in(database, key, now=after(hours=12, seconds=1)), "it was used all the time"


def test_old_sessions_are_cleared_away_when_somebody_signs_in(database: Database) -> None:
    account_id = add_person(database)
    begin(database, account_id)
    begin(database, account_id, now=after(minutes=61))
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1


def test_a_session_ends_when_its_account_is_disabled_or_its_holder_signs_out(database: Database) -> None:
    account_id, other = add_person(database), add_person(database, "planner", roles=(Role.PLANNER,))
    keys = [begin(database, account_id), begin(database, account_id), begin(database, other)]
    sign_in.end_session(acting_as(database, account_id), sign_in.key_hash(keys[0]))
    assert [is_signed_in(database, key) for key in keys] == [False, True, True]
    set_disabled(database, account_id, disabled=True)
    assert [is_signed_in(database, key) for key in keys] == [False, False, True]
    set_disabled(database, account_id, disabled=False)
    assert not is_signed_in(database, keys[1]), "it does not come back"
    assert [entry.action for entry in log(database)].count("signed_out") == 1


def test_a_session_whose_account_is_disabled_behind_the_back_of_the_services_is_not_believed(
    sqlite_database: Database,
) -> None:
    account_id = add_person(sqlite_database, is_demonstration=True)
    key = begin(sqlite_database, account_id)
    assert not is_signed_in(sqlite_database, key, settings=IN_PRODUCTION), "the demonstration's account"
    with sqlite_database.write() as connection:
        account_rows.change_account(connection, account_id, is_disabled=True)
    assert not is_signed_in(sqlite_database, key)
    with pytest.raises(InputError):
        begin(sqlite_database, account_id)


def test_the_demonstration_begins_no_session_where_others_reach_the_service(sqlite_database: Database) -> None:
    account_id = add_person(sqlite_database, is_demonstration=True)
    with pytest.raises(InputError):
        sign_in.begin_session(sqlite_database, account_id, settings=IN_PRODUCTION, how="password", now=NOW)


def test_another_password_ends_every_other_session(database: Database) -> None:
    account_id = add_person(database, must_change_password=True)
    mine, other = begin(database, account_id), begin(database, account_id)
    assert sign_in.signed_in(database, mine, settings=SETTINGS, now=NOW).must_change_password  # type: ignore[union-attr]
    change_password(acting_as(database, account_id), account_id, session=sign_in.key_hash(mine))
    found = sign_in.signed_in(database, mine, settings=SETTINGS, now=NOW)
    assert found is not None
    assert not found.must_change_password
    assert not is_signed_in(database, other)
    assert is_right(NEW_PASSWORD, row_of(database, account_id).password_hash)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"old": "something else"}, {"old"}),
        ({"new": PASSWORD, "again": PASSWORD}, {"new"}),
        ({"new": "short", "again": "short"}, {"new"}),
        ({"new": "The sergeant sergeant", "again": "The sergeant sergeant"}, {"new"}),
        ({"again": NEW_PASSWORD + " "}, {"again"}),
        ({"old": "something else", "new": "short"}, {"old", "new"}),
    ],
)
def test_a_password_that_cannot_be_is_refused_field_by_field(
    sqlite_database: Database, fields: dict[str, str], wrong: set[str]
) -> None:
    account_id = add_person(sqlite_database)
    with pytest.raises(InputError) as refused:
        change_password(sqlite_database, account_id, **fields)
    assert set(refused.value.fields) == wrong
    assert is_right(PASSWORD, row_of(sqlite_database, account_id).password_hash)


def test_everything_else_is_ended_but_the_session_that_asks(database: Database) -> None:
    account_id, other = add_person(database), add_person(database, "planner")
    keys = [begin(database, account_id) for _ in range(3)] + [begin(database, other)]
    acting = acting_as(database, account_id)
    assert sign_in.end_other_sessions(acting, account_id, but=sign_in.key_hash(keys[0])) == 2
    assert [is_signed_in(database, key) for key in keys] == [True, False, False, True]


def test_the_database_holds_the_key_of_no_session(database: Database) -> None:
    key = begin(database, add_person(database))
    assert len(key) >= 43, "256 bits"
    assert key != begin(database, add_person(database, "planner"))
    with database.read() as connection:
        rows = [repr(tuple(row)) for table in Base.metadata.sorted_tables for row in connection.execute(table.select())]
    assert not any(key in row for row in rows)
    assert any(hashlib.sha256(key.encode()).hexdigest() in row for row in rows)
    assert not is_signed_in(database, hashlib.sha256(key.encode()).hexdigest()), "nor does its hash open anything"


def test_who_is_signed_in_has_the_rights_of_now_and_is_told_what_is_still_to_do(sqlite_database: Database) -> None:
    account_id = add_person(sqlite_database, areas=("Kettering",), preferred_area="All Saints")
    key = begin(sqlite_database, account_id)
    with sqlite_database.write() as connection:
        account_rows.change_account(connection, account_id, roles=["auditor"])
    found = sign_in.signed_in(sqlite_database, key, settings=IN_PRODUCTION, now=NOW)
    assert found is not None
    assert (found.actor.roles, found.actor.areas, found.actor.account_id) == (
        (Role.AUDITOR,),
        ("Kettering",),
        account_id,
    )
    assert (found.must_add_second_factor, found.preferred_area) == (True, "All Saints")
    sign_in.prefer_area(sqlite_database, account_id, None)
    with sqlite_database.write() as connection:
        account_rows.change_account(connection, account_id, totp_secret=SECRET)
    found = sign_in.signed_in(sqlite_database, key, settings=IN_PRODUCTION, now=NOW)
    assert found is not None
    assert (found.must_add_second_factor, found.preferred_area) == (False, None)


@pytest.mark.parametrize(
    "guess", ["service owner", "serviceowner1", "Service Owner 1", "community reparation map", "immediate justice"]
)
def test_ones_own_name_or_that_of_the_service_is_no_password(sqlite_database: Database, guess: str) -> None:
    account_id = add_person(sqlite_database, "service owner")
    with pytest.raises(InputError) as refused:
        change_password(sqlite_database, account_id, new=guess, again=guess)
    assert "too easy to guess" in refused.value.fields["new"]
