"""Signing in and out: one refusal for every reason, waits that grow, codes that work once."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher

from geo_ij.errors import InputError
from geo_ij.services import sign_in
from geo_ij.services.accounts import moment
from geo_ij.services.passwords import is_right
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import (
    IN_PRODUCTION,
    NEW_PASSWORD,
    PASSWORD,
    RECOVERY_CODE,
    SECRET,
    SETTINGS,
    acting_as,
    add_person,
    change_password,
    log,
    number_of_content,
    row_of,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, 10, tzinfo=dt.UTC)


def after(**span: float) -> dt.datetime:
    return NOW + dt.timedelta(**span)


def refusal(
    database: Database, name: str, password: str, *, settings: Settings = SETTINGS, now: dt.datetime = NOW
) -> str:
    with pytest.raises(InputError) as refused:
        sign_in.check_password(database, name, password, settings=settings, now=now)
    assert list(refused.value.fields) == ["password"]
    return str(refused.value)


def begin(database: Database, account_id: int, *, now: dt.datetime = NOW) -> str:
    return sign_in.begin_session(database, account_id, settings=SETTINGS, how="password", now=now)


def code_at(now: dt.datetime) -> str:
    return pyotp.TOTP(SECRET).at(now)


def test_the_right_password_gives_the_account_whatever_the_case_and_spaces_of_the_name(database: Database) -> None:
    account_id = add_person(database, "north sergeant", failures=4)
    account = sign_in.check_password(database, "  North\tSERGEANT ", PASSWORD, settings=SETTINGS, now=NOW)
    assert (account.account_id, account.roles) == (account_id, (Role.SERGEANT,))
    assert row_of(database, account_id).failures == 0


@pytest.mark.parametrize(
    ("columns", "given", "settings", "why"),
    [
        ({}, ("nobody of this name", PASSWORD), SETTINGS, "no such account"),
        ({}, ("a\0\ud7ff", PASSWORD), SETTINGS, "no such account"),
        ({}, ("sergeant", "not the password"), SETTINGS, "wrong password"),
        ({}, ("sergeant", ""), SETTINGS, "wrong password"),
        ({"is_disabled": True}, ("sergeant", PASSWORD), SETTINGS, "disabled"),
        ({"locked_until": moment(after(seconds=1))}, ("sergeant", PASSWORD), SETTINGS, "has to wait"),
        ({"password_hash": None}, ("sergeant", PASSWORD), SETTINGS, "has no password"),
        ({"is_demonstration": True}, ("sergeant", PASSWORD), IN_PRODUCTION, "disabled"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_reason_is_refused_in_the_same_words_and_told_to_the_log_alone(
    database: Database, columns: dict[str, Any], given: tuple[str, str], settings: Settings, why: str
) -> None:
    add_person(database, **columns)
    assert refusal(database, *given, settings=settings) == sign_in.REFUSED
    entry = log(database)[-1]
    assert (entry.action, json.loads(entry.details)) == ("sign_in_refused", {"why": why})
    # What was typed for a name may have been a password.
    assert entry.actor == ("nobody" if why == "no such account" else "sergeant")
    assert entry.subject == ("sign-in" if why == "no such account" else "sign-in of sergeant")


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_a_right_password_ends_it(sqlite_database: Database) -> None:
    database, now = sqlite_database, NOW
    account_id = add_person(database)
    for _ in range(4):
        refusal(database, "sergeant", "wrong", now=now)
        assert row_of(database, account_id).locked_until is None
    waits = []
    for _ in range(7):
        refusal(database, "sergeant", "wrong", now=now)
        until = dt.datetime.fromisoformat(str(row_of(database, account_id).locked_until))
        waits.append((until - now).total_seconds())
        now = until
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    refusal(database, "sergeant", "wrong", now=now)
    until = dt.datetime.fromisoformat(str(row_of(database, account_id).locked_until))
    last_moment = until - dt.timedelta(seconds=1)
    assert refusal(database, "sergeant", PASSWORD, now=last_moment) == sign_in.REFUSED
    assert row_of(database, account_id).failures == 12, "what is tried while it waits is not looked at"
    sign_in.check_password(database, "sergeant", PASSWORD, settings=SETTINGS, now=until)
    assert (row_of(database, account_id).failures, row_of(database, account_id).locked_until) == (0, None)


def test_of_many_wrong_passwords_at_once_none_is_forgotten(database: Database) -> None:
    for turn in range(5):
        account_id = add_person(database, f"person {turn}", password_hash=weak_hash())
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _, turn=turn: refusal(database, f"person {turn}", "wrong"), range(8)))
        # With the fifth the account has to wait, so that the other three are not looked at.
        assert row_of(database, account_id).failures == 5


def weak_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


def test_a_hash_made_with_less_work_is_made_anew(sqlite_database: Database) -> None:
    weak = weak_hash()
    account_id = add_person(sqlite_database, password_hash=weak)
    sign_in.check_password(sqlite_database, "sergeant", PASSWORD, settings=SETTINGS, now=NOW)
    kept = row_of(sqlite_database, account_id).password_hash
    assert kept != weak
    assert is_right(PASSWORD, kept)


def test_a_right_password_alone_forgives_no_wrong_code(sqlite_database: Database) -> None:
    account_id = add_person(sqlite_database, totp_secret=SECRET, failures=4)
    sign_in.check_password(sqlite_database, "sergeant", PASSWORD, settings=SETTINGS, now=NOW)
    assert row_of(sqlite_database, account_id).failures == 4
    with pytest.raises(InputError):
        sign_in.check_code(sqlite_database, account_id, "000000", now=NOW)
    assert row_of(sqlite_database, account_id).locked_until == moment(after(seconds=30))
    with pytest.raises(InputError, match="The code is not right"):
        sign_in.check_code(sqlite_database, account_id, code_at(NOW), now=NOW)
    later = after(seconds=30)
    sign_in.check_code(sqlite_database, account_id, code_at(later), now=later)
    assert (row_of(sqlite_database, account_id).failures, row_of(sqlite_database, account_id).locked_until) == (0, None)


def test_a_code_works_once_and_an_earlier_one_not_after_it(database: Database) -> None:
    account_id = add_person(database, totp_secret=SECRET)
    sign_in.check_code(database, account_id, code_at(NOW), now=NOW)
    for moment_shown in (NOW, after(seconds=-30)):
        with pytest.raises(InputError) as refused:
            sign_in.check_code(database, account_id, code_at(moment_shown), now=NOW)
        assert list(refused.value.fields) == ["code"]
    sign_in.check_code(database, account_id, code_at(after(seconds=30)), now=after(seconds=30))
    refused_entries = [entry for entry in log(database) if entry.action == "sign_in_refused"]
    assert [json.loads(entry.details)["why"] for entry in refused_entries] == ["wrong code"] * 2


def test_a_recovery_code_works_once(database: Database) -> None:
    account_id = add_person(database, totp_secret=SECRET, failures=3)
    sign_in.check_code(database, account_id, f" {RECOVERY_CODE.upper()} ", now=NOW)
    assert row_of(database, account_id).failures == 0
    with pytest.raises(InputError):
        sign_in.check_code(database, account_id, RECOVERY_CODE, now=NOW)
    assert "used a recovery code" in log(database)[0].details


@pytest.mark.parametrize("columns", [{"totp_secret": None}, {"is_disabled": True}])
def test_a_code_opens_no_account_without_a_second_factor_and_no_disabled_one(
    sqlite_database: Database, columns: dict[str, Any]
) -> None:
    account_id = add_person(sqlite_database, **({"totp_secret": SECRET} | columns))
    for one in (account_id, account_id + 1):
        with pytest.raises(InputError):
            sign_in.check_code(sqlite_database, one, code_at(NOW), now=NOW)


def test_of_many_who_try_one_code_at_once_one_comes_in(database: Database) -> None:
    account_id = add_person(database, totp_secret=SECRET)

    def comes_in(_: int) -> bool:
        try:
            sign_in.check_code(database, account_id, code_at(NOW), now=NOW)
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(comes_in, range(8))) == 1
    # After the fifth wrong try the account waits, so that the last two of the seven were not counted.
    assert row_of(database, account_id).failures == 5


def test_signing_in_and_out_is_no_change_of_content_and_leaves_no_password_in_the_log(database: Database) -> None:
    account_id = add_person(database, totp_secret=SECRET)
    before = number_of_content(database)
    sign_in.check_password(database, "sergeant", PASSWORD, settings=SETTINGS, now=NOW)
    refusal(database, "sergeant", "wrong-secret-word")
    refusal(database, "typed-secret-word", "x")
    sign_in.check_code(database, account_id, RECOVERY_CODE, now=NOW)
    key = begin(database, account_id)
    sign_in.signed_in(database, key, settings=SETTINGS, now=after(minutes=5))
    change_password(acting_as(database, account_id), account_id, session=sign_in.key_hash(key))
    sign_in.end_session(acting_as(database, account_id), sign_in.key_hash(key))
    assert number_of_content(database) == before
    told = repr(log(database))
    row = row_of(database, account_id)
    secrets = (PASSWORD, NEW_PASSWORD, "secret-word", RECOVERY_CODE, SECRET, key, str(row.password_hash))
    assert [secret for secret in secrets if secret in told] == []
    assert [entry.action for entry in log(database)] == [
        "sign_in_refused", "sign_in_refused", "changed", "signed_in", "changed", "signed_out",
    ]  # fmt: skip
