"""The pages by which people come and go: passwords are hidden, browsers told to forget, refusals noted."""

import json
import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from geo_ij.store.database import Database
from geo_ij.store.models import AuditEntry
from geo_ij.vocabulary import AuditAction, Role
from tests.web.people import PASSWORD, add_person, sign_in, signed_in, token_of
from tests.web.sending import send

SIGN_IN = "/staff/sign-in"


def inputs(client: FlaskClient, page: str) -> dict[str, str]:
    """Give the input fields of a page by their names, each as it is written."""
    found = re.findall(r"<input[^>]*>", client.get(page).text)
    return {name[1]: field for field in found if (name := re.search(r' name="([^"]+)"', field))}


def test_password_fields_hide_what_is_typed_and_welcome_password_managers(planner: FlaskClient, app: Flask) -> None:
    fields = {
        "current-password": [inputs(app.test_client(), SIGN_IN)["password"]],
        "new-password": [],
    }
    own = inputs(planner, "/staff/account/password")
    fields["current-password"].append(own["old"])
    fields["new-password"] += [own["new"], own["again"]]
    for what, written in fields.items():
        for field in written:
            assert 'type="password"' in field
            assert f'autocomplete="{what}"' in field
            assert "maxlength" not in field, "a password that was pasted would be cut"
            assert re.search(r" on\w+=", field) is None, "nothing may stand in the way of pasting"


def test_browsers_are_told_to_forget_at_signing_out(planner: FlaskClient) -> None:
    left = send(planner, "/staff/sign-out", page="/staff/")
    assert {'"cache"', '"storage"'} <= set(left.headers["Clear-Site-Data"].split(", "))
    assert planner.get("/staff/").headers["Location"].startswith(SIGN_IN)


def test_a_page_that_is_refused_is_noted_with_what_it_needs(app: Flask, sqlite_database: Database) -> None:
    auditor = signed_in(app, sqlite_database, Role.AUDITOR)
    response = auditor.get("/staff/sites")
    assert response.status_code == 403
    with sqlite_database.read() as connection:
        last = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (last.actor, last.action) == ("person 1", AuditAction.REFUSED.value)
    assert json.loads(last.details) == {"needs": "see_sites", "page": "/staff/sites"}
    assert last.request_id == response.headers["X-Request-Id"]


def test_a_field_given_twice_or_in_the_address_lets_nobody_in(client: FlaskClient, sqlite_database: Database) -> None:
    name = add_person(sqlite_database, Role.PLANNER)
    token = token_of(client, SIGN_IN)
    form = {"csrf_token": token, "name": name}
    assert client.post(SIGN_IN, data={**form, "password": ["wrong", PASSWORD]}).status_code == 422
    address = f"{SIGN_IN}?password={PASSWORD.replace(' ', '+')}"
    assert client.post(address, data=form).status_code == 422
    without = {"name": name, "password": PASSWORD}
    assert client.post(f"{SIGN_IN}?csrf_token={token}", data=without).status_code == 400
    assert client.get(f"{SIGN_IN}?name={name}&password={PASSWORD}").status_code == 200
    assert client.get("/staff/").status_code == 302
    assert sign_in(client, name, PASSWORD).status_code == 303


def test_signing_in_again_ends_the_session_that_was_there(app: Flask, sqlite_database: Database) -> None:
    browser = signed_in(app, sqlite_database, Role.PLANNER)
    kept = browser.get_cookie("staff_session", path="/staff/")
    assert kept is not None
    token = token_of(browser, "/staff/account/password")
    form = {"csrf_token": token, "name": add_person(sqlite_database, Role.AUDITOR), "password": PASSWORD}
    assert browser.post(SIGN_IN, data=form).status_code == 303
    assert browser.get("/staff/audit").status_code == 200
    old = app.test_client()
    old.set_cookie("staff_session", kept.value, path="/staff/")
    assert old.get("/staff/").status_code == 302


@pytest.mark.parametrize("reference", ["javascript:alert(1)", "//evil.example", "..", '"><script>', "a?b#c"])
def test_no_reference_makes_a_link_lead_elsewhere(app: Flask, reference: str) -> None:
    with app.test_request_context():
        link = url_for("places.place", ref=reference)
    assert re.fullmatch(r"/places/[^\s\"<>?#\\]+", link)
