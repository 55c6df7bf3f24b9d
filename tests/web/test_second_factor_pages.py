"""People add a second factor and remove it: with a code and their password, and only one that the service offered."""

import html
import re
from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.second_factor import enrolment, recovery_codes_left
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.own_account import (
    ACCOUNT,
    FACTOR,
    NAME,
    REMOVE,
    SECRET,
    is_in,
    key_of,
    row,
)
from tests.web.people import PASSWORD, add_person, sign_in, signed_in
from tests.web.sending import faults_of, send
from web.app import create_app
from web.context import disconnect

CODE = re.compile(r"\b[a-z2-9]{6}(?:-[a-z2-9]{6}){3}\b")


def offered_secret(client: FlaskClient) -> str:
    """Give the secret that the page shows in letters."""
    found = re.search(r'class="govuk-body app-secret">([^<]*)<', client.get(FACTOR).text)
    assert found is not None
    return found[1]


def add_factor(client: FlaskClient, **fields: str) -> str:
    """Add a second factor as an app would; give the page that answers."""
    secret = offered_secret(client).replace(" ", "")
    page = send(client, FACTOR, **({"code": pyotp.TOTP(secret).now(), "password": PASSWORD} | fields))
    assert page.status_code == 200
    return page.text


def test_a_second_factor_is_added_and_then_asked_for(
    app: Flask, planner: FlaskClient, sqlite_database: Database
) -> None:
    shown = offered_secret(planner)
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", shown)
    assert offered_secret(planner) == shown, "it waits until a code confirms it"
    picture = enrolment(shown.replace(" ", ""), name=NAME, service_name=app.jinja_env.globals["settings"].service_name)
    assert f'src="{picture.picture}"' in html.unescape(planner.get(FACTOR).text)
    assert row(sqlite_database).totp_secret is None
    old_key = key_of(planner)
    page = add_factor(planner)
    codes = CODE.findall(page)
    assert len(set(codes)) == len(codes) == 8
    assert row(sqlite_database).totp_secret == shown.replace(" ", "")
    assert key_of(planner) != old_key
    again = planner.get(FACTOR)
    assert (again.status_code, again.headers["Location"]) == (302, ACCOUNT)
    account = planner.get(ACCOUNT)
    assert "You have 8 recovery codes left" in account.text
    assert not CODE.search(account.text)
    phone = app.test_client()
    assert sign_in(phone, NAME, PASSWORD).headers["Location"] == "/staff/sign-in/code"
    assert not is_in(phone)
    assert send(phone, "/staff/sign-in/code", code=codes[0]).headers["Location"] == "/staff/"
    assert recovery_codes_left(sqlite_database, row(sqlite_database).account_id) == 7


def test_the_recovery_codes_are_kept_by_nobody_but_their_reader(planner: FlaskClient) -> None:
    secret = offered_secret(planner).replace(" ", "")
    page = send(planner, FACTOR, code=pyotp.TOTP(secret).now(), password=PASSWORD)
    assert CODE.search(page.text)
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("wrong", [{"code": "123"}, {"code": ""}, {"password": "not it"}, {"password": ""}])
def test_a_second_factor_needs_a_code_and_the_password(
    planner: FlaskClient, sqlite_database: Database, wrong: dict[str, str]
) -> None:
    secret = offered_secret(planner)
    right = {"code": pyotp.TOTP(secret.replace(" ", "")).now(), "password": PASSWORD}
    assert list(faults_of(send(planner, FACTOR, **(right | wrong)))) == list(wrong)
    assert row(sqlite_database).totp_secret is None
    assert offered_secret(planner) == secret, "what the app knows already must stay good"


def test_a_secret_that_the_service_did_not_offer_is_not_taken(planner: FlaskClient, sqlite_database: Database) -> None:
    typed = {"code": pyotp.TOTP(SECRET).now(), "password": PASSWORD, "secret": SECRET}
    assert list(faults_of(send(planner, FACTOR, **typed))) == ["code"]
    page = send(planner, FACTOR, page=ACCOUNT, **typed)
    assert page.status_code == 422
    assert row(sqlite_database).totp_secret is None


def test_a_form_of_before_the_page_was_opened_adds_nothing(planner: FlaskClient, sqlite_database: Database) -> None:
    page = send(planner, FACTOR, page=ACCOUNT, code="123456", password="a guess")  # noqa: S106  # of nobody
    assert page.status_code == 200
    assert "1. Tell the app the secret" in page.text
    assert row(sqlite_database).totp_secret is None
    assert row(sqlite_database).failures == 0


def test_the_next_person_at_a_browser_is_offered_another_secret(app: Flask, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    first = offered_secret(client)
    assert sign_in(app.test_client(), add_person(sqlite_database, Role.ANALYST), PASSWORD).status_code == 303
    send(client, "/staff/sign-out", page=ACCOUNT)
    assert sign_in(client, "person 2", PASSWORD).status_code == 303
    assert offered_secret(client) != first


def test_a_second_factor_is_removed_with_the_password(
    app: Flask, planner: FlaskClient, sqlite_database: Database
) -> None:
    assert planner.get(REMOVE).headers["Location"] == ACCOUNT, "there is none yet"
    add_factor(planner)
    assert f'href="{REMOVE}"' in planner.get(ACCOUNT).text
    assert "Do you want to remove your second factor?" in planner.get(REMOVE).text
    assert row(sqlite_database).totp_secret is not None
    old_key = key_of(planner)
    assert send(planner, REMOVE, password=PASSWORD).headers["Location"] == ACCOUNT
    assert "Your second factor was removed." in planner.get(ACCOUNT).text
    assert key_of(planner) != old_key
    assert row(sqlite_database).totp_secret is None
    assert recovery_codes_left(sqlite_database, row(sqlite_database).account_id) == 0
    assert sign_in(app.test_client(), NAME, PASSWORD).headers["Location"] == "/staff/"


@pytest.fixture
def public_app(sqlite_database: Database) -> Iterator[Flask]:
    """Give the application as others reach it."""
    environment = {
        "GEO_IJ_PUBLIC_URL": "https://map.example.org",
        "GEO_IJ_SECRET_KEY": "a secret key for tests that is long enough",
    }
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    app = create_app(read_settings(environment, database_url=url))
    yield app
    disconnect(app)


def test_where_others_reach_the_service_a_second_factor_comes_first_and_stays(
    public_app: Flask, sqlite_database: Database
) -> None:
    base = "https://map.example.org"
    client = signed_in(public_app, sqlite_database, Role.PLANNER, base_url=base)
    for path in ("/staff/", ACCOUNT, "/staff/sites", REMOVE):
        response = client.get(path, base_url=base)
        assert (response.status_code, response.headers.get("Location")) == (302, FACTOR), path
    page = client.get(FACTOR, base_url=base).text
    assert "a password alone is not enough" in page
    found = re.search(r'app-secret">([^<]*)<', page)
    assert found is not None
    code = pyotp.TOTP(found[1].replace(" ", "")).now()
    assert send(client, FACTOR, base_url=base, code=code, password=PASSWORD).status_code == 200
    assert client.get("/staff/sites", base_url=base).status_code == 200
    assert REMOVE not in client.get(ACCOUNT, base_url=base).text
    refused = send(client, REMOVE, page=ACCOUNT, base_url=base, password=PASSWORD)
    assert refused.status_code == 403
    assert row(sqlite_database).totp_secret is not None
