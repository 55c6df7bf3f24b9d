"""The second factor: codes of three half minutes, recovery codes on paper, and what the app is told."""

import base64
import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo_ij.errors import InputError
from geo_ij.services.second_factor import (
    add_second_factor,
    code_hash,
    enrolment,
    recovery_codes_left,
    remove_second_factor,
    step_of_code,
)
from geo_ij.services.sign_in import check_code
from geo_ij.store.database import Database
from tests.services.people import PASSWORD, SECRET, acting_as, add_person, log, number_of_content, row_of

NOW = dt.datetime(2026, 3, 2, 9, 0, 10, tzinfo=dt.UTC)
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


def codes_from(shown: dt.datetime, *steps: int) -> list[str]:
    return [pyotp.TOTP(SECRET).at(shown + dt.timedelta(seconds=30 * step)) for step in steps]


@given(MOMENTS, st.integers(-3, 3))
def test_a_code_counts_in_its_own_half_minute_and_one_before_and_after(now: dt.datetime, away: int) -> None:
    code = codes_from(now, away)[0]
    # Of a million codes two may be alike by chance.
    assume(codes_from(now, -1, 0, 1, away).count(code) <= (2 if abs(away) <= 1 else 1))
    expected = int(now.timestamp()) // 30 + away if abs(away) <= 1 else None
    assert step_of_code(SECRET, code, now=now) == expected


@given(st.text())
def test_whatever_is_typed_is_no_code_unless_it_is_one(text: str) -> None:
    assume("".join(text.split()) not in codes_from(NOW, -1, 0, 1))
    assert step_of_code(SECRET, text, now=NOW) is None


def test_a_code_is_six_figures_of_the_published_algorithm_and_spaces_do_not_matter() -> None:
    # RFC 6238, appendix B: the last six of the eight figures for this secret in 1970 and in 2005.
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287 082"), (1111111109, " 081804")):
        assert step_of_code(secret, code, now=dt.datetime.fromtimestamp(seconds, dt.UTC)) == seconds // 30


def test_an_app_is_told_the_secret_the_name_and_the_service() -> None:
    one, other = (enrolment(None, name="sergeant", service_name="Community map") for _ in range(2))
    assert one.secret != other.secret
    assert len(base64.b32decode(one.secret)) == 20, "160 bits, as RFC 4226 asks for"
    assert enrolment(one.secret, name="sergeant", service_name="Community map") == one
    assert one.picture.startswith("data:image/svg+xml")
    address = urlsplit(pyotp.TOTP(one.secret).provisioning_uri(name="sergeant", issuer_name="Community map"))
    assert parse_qs(address.query) == {"secret": [one.secret], "issuer": ["Community map"]}
    assert unquote(address.path) == "/Community map:sergeant"


def test_it_is_asked_for_from_the_first_right_code_on_and_that_code_is_used_up(database: Database) -> None:
    account_id = add_person(database)
    acting = acting_as(database, account_id)
    with pytest.raises(InputError, match="not the code that the app shows"):
        add_second_factor(acting, account_id, secret=SECRET, code=codes_from(NOW, 5)[0], now=NOW)
    assert row_of(database, account_id).totp_secret is None
    before = number_of_content(database)
    codes = add_second_factor(acting, account_id, secret=SECRET, code=codes_from(NOW, 0)[0], now=NOW)
    assert row_of(database, account_id).totp_secret == SECRET
    with pytest.raises(InputError):
        check_code(database, account_id, codes_from(NOW, 0)[0], now=NOW)
    assert number_of_content(database) == before
    assert not [secret for secret in (SECRET, *codes) if secret in repr(log(database))]


def test_recovery_codes_are_kept_as_hashes_and_replaced_by_new_ones(database: Database) -> None:
    account_id = add_person(database)
    acting = acting_as(database, account_id)
    old = add_second_factor(acting, account_id, secret=SECRET, code=codes_from(NOW, 0)[0], now=NOW)
    assert len(set(old)) == 8
    assert all(len(code.replace("-", "")) == 24 for code in old), "118 bits of 31 letters and figures"
    check_code(database, account_id, old[0], now=NOW)
    assert recovery_codes_left(database, account_id) == 7
    with database.read() as connection:
        kept = connection.exec_driver_sql("SELECT code_hash FROM recovery_codes").scalars().all()
    assert set(kept) == {code_hash(code) for code in old[1:]}
    assert not set(old) & set(kept)
    with pytest.raises(InputError, match="already"):
        add_second_factor(acting, account_id, secret=SECRET, code=codes_from(NOW, 1)[0], now=NOW)
    remove_second_factor(acting, account_id, password=PASSWORD)
    new = add_second_factor(acting, account_id, secret=SECRET, code=codes_from(NOW, 1)[0], now=NOW)
    assert recovery_codes_left(database, account_id) == 8
    with pytest.raises(InputError):
        check_code(database, account_id, old[1], now=NOW)
    check_code(database, account_id, new[0], now=NOW)


def test_it_is_taken_away_with_the_password_alone(database: Database) -> None:
    account_id = add_person(database, totp_secret=SECRET)
    acting = acting_as(database, account_id)
    with pytest.raises(InputError) as refused:
        remove_second_factor(acting, account_id, password="not it")  # noqa: S106
    assert list(refused.value.fields) == ["password"]
    assert row_of(database, account_id).totp_secret == SECRET
    remove_second_factor(acting, account_id, password=PASSWORD)
    assert (row_of(database, account_id).totp_secret, recovery_codes_left(database, account_id)) == (None, 0)
    last = log(database)[-1]
    assert (last.actor, last.subject) == ("sergeant", "account sergeant")
    assert last.details == '{"what": "removed second factor"}'


@given(st.text(alphabet="0123456789abcdef", min_size=8, max_size=8))
def test_a_recovery_code_is_the_same_in_capitals_and_with_spaces(half: str) -> None:
    assert code_hash(f" {half.upper()}- {half} ") == code_hash(f"{half}-{half}")
    assert code_hash(f"{half}-{half}") != code_hash(f"{half}{half}")
