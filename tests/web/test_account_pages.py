"""People look after their own account: its password and other browsers; and nobody does so in their place."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.accounts import TypedAccount, add_account
from geo_ij.services.confirmation import ELSEWHERE as SIGNS_IN_ELSEWHERE
from geo_ij.services.confirmation import FREE_TRIES, NOT_YOURS, SHARED, WAIT
from geo_ij.services.demonstration_accounts import PASSWORD as DEMONSTRATION_PASSWORD
from geo_ij.services.demonstration_accounts import add_demonstration_accounts
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.own_account import (
    ACCOUNT,
    CHANGE,
    ELSEWHERE,
    FACTOR,
    NAME,
    NEW,
    REMOVE,
    SECRET,
    change,
    is_in,
    key_of,
    log,
    row,
)
from tests.web.people import PASSWORD, sign_in, signed_in
from tests.web.sending import faults_of, send, words_of


def test_the_page_says_who_one_is_and_what_one_may_do(app: Flask, sqlite_database: Database) -> None:
    page = words_of(signed_in(app, sqlite_database, Role.PLANNER, Role.DATA_PROTECTION).get(ACCOUNT))
    for said in ("Name person 1 ", "Others see Person 1 ", "Roles Planner and data protection ", "Areas Every area "):
        assert said in page
    assert re.search(r"Last sign-in \d{1,2} [A-Z][a-z]+ \d{4} at \d{1,2}:\d\d[ap]m ", page)
    limited = signed_in(app, sqlite_database, Role.ANALYST, areas=("Kettering", "Corby"))
    assert "Areas Kettering and Corby " in words_of(limited.get(ACCOUNT))


def test_a_new_password_is_taken_and_every_other_browser_is_signed_out(
    app: Flask, planner: FlaskClient, sqlite_database: Database
) -> None:
    other = app.test_client()
    assert sign_in(other, NAME, PASSWORD).status_code == 303
    old_key = key_of(planner)
    entries = len(log(sqlite_database))
    response = send(planner, CHANGE, old=PASSWORD, new=NEW, again=NEW)
    assert (response.status_code, response.headers["Location"]) == (303, ACCOUNT)
    added = log(sqlite_database)[: len(log(sqlite_database)) - entries]
    assert [(one.actor, one.action, one.details) for one in added] == [
        (NAME, "changed", '{"what": "changed password"}'),
    ]
    assert "Your password was changed." in planner.get(ACCOUNT).text
    assert "Your password was changed." not in planner.get(ACCOUNT).text
    assert not is_in(other)
    assert key_of(planner) != old_key
    other.set_cookie("staff_session", old_key, path="/staff/")
    assert not is_in(other), "the key from before the change still works"
    assert sign_in(app.test_client(), NAME, PASSWORD).status_code == 422
    assert sign_in(app.test_client(), NAME, NEW).status_code == 303


def test_what_is_wrong_with_a_new_password_is_said_field_by_field(planner: FlaskClient) -> None:
    page = send(planner, CHANGE, old="not it", new="short", again="shorter")
    assert faults_of(page)["old"] == NOT_YOURS
    assert faults_of(page)["new"].startswith("Use 12 characters or more")
    assert faults_of(send(planner, CHANGE, old=PASSWORD, new=NEW, again=NEW + "x")) == {
        "again": "This is not the same as the new password above"
    }
    assert list(faults_of(send(planner, CHANGE, old=PASSWORD, new=PASSWORD, again=PASSWORD))) == ["new"]
    assert list(faults_of(send(planner, CHANGE, old=PASSWORD, new="password1234", again="password1234"))) == ["new"]
    for typed in ("not it", "shorter"):
        assert f'value="{typed}"' not in page.text, "a password must not come back in the page"


def test_whoever_has_a_first_password_chooses_their_own_before_anything_else(
    app: Flask, sqlite_database: Database
) -> None:
    _, first = add_account(sqlite_database, TypedAccount("newcomer", "", ("planner",)))
    client = app.test_client()
    assert sign_in(client, "newcomer", first).status_code == 303
    for path in ("/staff/", ACCOUNT, FACTOR, REMOVE, "/staff/sites", "/staff/users"):
        response = client.get(path)
        assert (response.status_code, response.headers.get("Location")) == (302, CHANGE), path
    page = client.get(CHANGE)
    assert "somebody gave you, so they know it too" in page.text
    assert f'href="{ACCOUNT}">Cancel' not in page.text
    assert send(client, CHANGE, old=first, new=NEW, again=NEW).headers["Location"] == ACCOUNT
    assert client.get("/staff/sites").status_code == 200
    assert "somebody gave you" not in client.get(CHANGE).text


@pytest.mark.parametrize(("path", "field"), [(CHANGE, "old"), (FACTOR, "password"), (REMOVE, "password")])
def test_guessing_the_password_of_an_open_session_is_slowed_down(
    app: Flask, planner: FlaskClient, sqlite_database: Database, path: str, field: str
) -> None:
    if path == REMOVE:
        change(sqlite_database, totp_secret=SECRET)
    for number in range(FREE_TRIES):
        assert faults_of(send(planner, path, **{field: f"guess {number}"}))[field] == NOT_YOURS
    assert row(sqlite_database).failures == FREE_TRIES
    assert faults_of(send(planner, path, **{field: PASSWORD}))[field] == WAIT
    assert sign_in(app.test_client(), NAME, PASSWORD).status_code == 422, "it counts at sign-in as well"
    refused = [one for one in log(sqlite_database) if one.action == "refused"]
    assert [one.details for one in refused] == ['{"why": "has to wait"}', *['{"why": "wrong password"}'] * FREE_TRIES]
    assert {(one.actor, one.subject) for one in refused} == {(NAME, f"account {NAME}")}


def test_a_form_that_was_left_empty_is_no_guess(planner: FlaskClient, sqlite_database: Database) -> None:
    assert faults_of(send(planner, CHANGE))["old"] == "Enter your password"
    assert row(sqlite_database).failures == 0


def test_a_right_password_ends_the_count(planner: FlaskClient, sqlite_database: Database) -> None:
    send(planner, CHANGE, old="a guess", new=NEW, again=NEW)
    assert row(sqlite_database).failures == 1
    assert send(planner, CHANGE, old=PASSWORD, new=NEW, again=NEW).status_code == 303
    assert row(sqlite_database).failures == 0


def test_one_signs_out_of_every_other_browser(app: Flask, planner: FlaskClient, sqlite_database: Database) -> None:
    others = [app.test_client(), app.test_client()]
    for one in others:
        assert sign_in(one, NAME, PASSWORD).status_code == 303
    stranger = signed_in(app, sqlite_database, Role.ANALYST)
    assert send(planner, ELSEWHERE, page=ACCOUNT).headers["Location"] == ACCOUNT
    assert "You were signed out in 2 other browsers." in planner.get(ACCOUNT).text
    assert [is_in(one) for one in (planner, *others, stranger)] == [True, False, False, True]
    send(planner, ELSEWHERE, page=ACCOUNT)
    assert "You are signed in nowhere else." in planner.get(ACCOUNT).text
    assert planner.get(ELSEWHERE).status_code == 405


def test_accounts_that_everybody_shares_stay_as_they_are(app: Flask, sqlite_database: Database) -> None:
    add_demonstration_accounts(sqlite_database)
    client, other = app.test_client(), app.test_client()
    for one in (client, other):
        assert sign_in(one, "planner", DEMONSTRATION_PASSWORD).status_code == 303
    page = client.get(ACCOUNT)
    assert SHARED in words_of(page)
    for path in (CHANGE, FACTOR, REMOVE, ELSEWHERE):
        assert path not in page.text
    for path in (CHANGE, FACTOR, REMOVE):
        assert client.get(path).status_code == 403
        refused = send(client, path, page=ACCOUNT, old=DEMONSTRATION_PASSWORD, new=NEW, again=NEW)
        assert refused.status_code == 403
        assert SHARED in words_of(refused)
    assert send(client, ELSEWHERE, page=ACCOUNT).status_code == 403
    assert is_in(other)
    assert sign_in(app.test_client(), "planner", DEMONSTRATION_PASSWORD).status_code == 303


def test_whoever_signs_in_elsewhere_changes_their_password_there(app: Flask, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.SERGEANT)
    change(sqlite_database, password_hash=None, issuer="https://login.example", subject="1")
    assert SIGNS_IN_ELSEWHERE in words_of(client.get(ACCOUNT))
    for path in (CHANGE, FACTOR, REMOVE):
        assert path not in client.get(ACCOUNT).text
        assert client.get(path).status_code == 403
        assert SIGNS_IN_ELSEWHERE in words_of(send(client, path, page=ACCOUNT, new=NEW, again=NEW))
    assert row(sqlite_database).password_hash is None
    assert send(client, ELSEWHERE, page=ACCOUNT).status_code == 303
