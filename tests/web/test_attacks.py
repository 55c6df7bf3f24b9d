"""Attempts to be somebody else, or more than one is, kept as tests: each of them must go on failing."""

import base64
import json
import re

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import PASSWORD, add_person, sign_in, signed_in, token_of
from tests.web.test_local_names import ADD, TYPED
from web.secret import secret_of

COOKIE = "staff_session"
HIDDEN = ("Gold Street", "Mill Road", "Rockingham Road", "Spring Rise", "All Saints", "H0TEST")
"""What the small county has to hide from whoever may not see it."""


def cookie_of(client: FlaskClient) -> str:
    """Give what a browser holds for the staff area."""
    cookie = client.get_cookie(COOKIE, path="/staff/")
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, value: str, *, name: str = COOKIE) -> FlaskClient:
    """Give another browser that holds this."""
    client = app.test_client()
    client.set_cookie(name, value, path="/staff/")
    return client


def is_inside(client: FlaskClient) -> bool:
    """Say whether a browser is let in."""
    answer = client.get("/staff/account")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def accounts(database: Database) -> list[AccountRow]:
    """Give what is stored of every account."""
    with database.read() as connection:
        return account_rows.accounts(connection)


def content_of(cookie: str) -> dict[str, object]:
    """Read a cookie as whoever holds the browser can: it is signed and not secret."""
    _, found = URLSafeTimedSerializer("any").loads_unsafe(cookie)
    assert isinstance(found, dict)
    return found


# The cookie


def test_a_cookie_that_this_service_did_not_sign_is_nobodys(planner: FlaskClient, app: Flask) -> None:
    good = cookie_of(planner)
    assert is_inside(with_cookie(app, good)), "the forgeries below differ from this in one thing each"
    content = content_of(good)
    payload, stamp, signature = good.rsplit(".", 2)
    elsewhere = app.__class__("elsewhere")
    forged = [
        f"{payload}.{stamp}.{signature[:-2]}AA",
        f"{payload}.{stamp}.",
        f"{payload}.{stamp}",
        payload,
        f"{payload}.AAAAAA.{signature}",
        f"{base64.urlsafe_b64encode(json.dumps({**content, '_user_id': '1'}).encode()).decode()}.{stamp}.{signature}",
        json.dumps(content),
        "",
        ".",
        "x" * 3000,
    ]
    for secret in ("", "dev", "secret", "changeme", "a" * 32, COOKIE):
        elsewhere.secret_key = secret or " "
        serializer = SecureCookieSessionInterface().get_signing_serializer(elsewhere)
        assert serializer is not None
        forged.append(serializer.dumps(content))
    for one in forged:
        assert not is_inside(with_cookie(app, one)), one
        assert not is_inside(with_cookie(app, good, name="session")), "another name"
        assert not is_inside(with_cookie(app, one, name="remember_token")), one


@pytest.mark.parametrize(
    "key", ["1", "planner", "person 1", "", "0", "None", "' OR 1=1 --", 1, None, ["1"], {"a": 1}, True]
)
def test_even_the_secret_signs_nobody_in_without_a_session_that_the_database_knows(
    planner: FlaskClient, app: Flask, settings: Settings, key: object
) -> None:
    # As somebody could who read the secret, but cannot write to the database.
    app.secret_key = secret_of(settings)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert isinstance(serializer, URLSafeTimedSerializer)
    cookie = serializer.dumps({**content_of(cookie_of(planner)), "_user_id": key})
    answer = with_cookie(app, cookie).get("/staff/account")
    assert answer.status_code == 302


def test_a_copy_of_the_database_signs_nobody_in(
    planner: FlaskClient, app: Flask, settings: Settings, sqlite_database: Database
) -> None:
    with sqlite_database.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM sessions").mappings().all()
    kept = [str(value) for value in row.values()]
    assert content_of(cookie_of(planner))["_user_id"] not in kept
    app.secret_key = secret_of(settings)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    for value in kept:
        assert not is_inside(with_cookie(app, serializer.dumps({"_user_id": value, "_fresh": True})))


def test_the_cookie_says_nothing_of_who_it_is(planner: FlaskClient, sqlite_database: Database) -> None:
    planner.get(ADD)
    content = content_of(cookie_of(planner))
    assert set(content) == {"_user_id", "_id", "_fresh", "csrf_token"}
    assert "person" not in str(content)
    assert len(str(content["_user_id"])) >= 32


def test_a_session_that_was_ended_is_over_for_every_copy_of_its_cookie(planner: FlaskClient, app: Flask) -> None:
    copied = with_cookie(app, cookie_of(planner))
    assert is_inside(copied)
    ended = planner.post("/staff/sign-out", data={"csrf_token": token_of(planner, ADD)})
    assert ended.status_code == 303
    assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_inside(copied)
    assert not is_inside(planner)


@pytest.mark.parametrize(
    ("changes", "table"),
    [
        ({"is_disabled": True}, "accounts"),
        ({"seen_at": "2020-01-01T00:00:00+00:00"}, "sessions"),
        ({"began_at": "2020-01-01T00:00:00+00:00"}, "sessions"),
    ],
)
def test_a_session_ends_with_its_account_and_with_time(
    planner: FlaskClient, sqlite_database: Database, changes: dict[str, object], table: str
) -> None:
    assert is_inside(planner)
    ((column, value),) = changes.items()
    with sqlite_database.write(content=False) as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608  # names from above
    assert not is_inside(planner)


def test_a_cookie_from_before_signing_in_is_worth_nothing_afterwards(app: Flask, sqlite_database: Database) -> None:
    attacker = app.test_client()
    token = token_of(attacker, "/staff/sign-in")
    planted = cookie_of(attacker)
    victim = with_cookie(app, planted)
    name = add_person(sqlite_database, Role.PLANNER)
    assert sign_in(victim, name, PASSWORD).status_code == 303
    assert is_inside(victim)
    assert cookie_of(victim) != planted
    assert victim.post(ADD, data=TYPED | {"csrf_token": token}).status_code == 400, "nor is the token of its forms"
    assert not is_inside(attacker)
    assert not is_inside(with_cookie(app, planted))


def test_signing_in_again_gives_another_key(planner: FlaskClient, app: Flask, sqlite_database: Database) -> None:
    first = content_of(cookie_of(planner))["_user_id"]
    planner.post("/staff/sign-out", data={"csrf_token": token_of(planner, ADD)})
    assert sign_in(planner, "person 1", PASSWORD).status_code == 303
    assert content_of(cookie_of(planner))["_user_id"] != first


# What a form or an address says of who one is


@pytest.mark.parametrize("role", [role for role in GIVEN_ROLES if role is not Role.ADMIN])
def test_nobody_makes_themselves_more_by_what_they_send(app: Flask, sqlite_database: Database, role: Role) -> None:
    client = signed_in(app, sqlite_database, role, areas=("West Northamptonshire",))
    before = accounts(sqlite_database)
    more = {
        "role": "admin", "roles": "admin", "areas": "", "account_id": "1", "account": "1", "is_disabled": "",
        "name": "person 9", "label": "Person 9", "password": PASSWORD, "area": "North Northamptonshire",
        "permissions": "manage_users", "csrf_token": token_of(client, "/staff/account/password"),
    }  # fmt: skip
    for path in ("/staff/users/add", "/staff/users/1/change", "/staff/users/1/reset", "/staff/users/1/enable"):
        assert client.post(path, data=more).status_code == 403, path
    for path in (
        "/staff/account/password",
        "/staff/account/second-factor",
        "/staff/account/sign-out-elsewhere",
        "/staff/patch",
    ):
        assert client.post(path, data=more, query_string={"role": "admin", "account_id": "9"}).status_code < 500, path
    after = accounts(sqlite_database)
    assert [(one.name, one.roles, one.areas, one.password_hash) for one in after] == [
        (one.name, one.roles, one.areas, one.password_hash) for one in before
    ]
    assert client.get("/staff/users").status_code == 403


@pytest.mark.parametrize("roles", [["public"], ["superuser"], ["admin", "root"], []])
def test_an_account_gets_roles_that_there_are_and_no_others(
    app: Flask, sqlite_database: Database, roles: list[str]
) -> None:
    admin = signed_in(app, sqlite_database, Role.ADMIN)
    add_person(sqlite_database, Role.NOMINATOR)
    form = {
        "csrf_token": token_of(admin, "/staff/users/add"),
        "name": "new",
        "label": "New",
        "roles": roles,
        "role": roles,
    }
    assert admin.post("/staff/users/add", data=form).status_code == 422
    assert admin.post("/staff/users/2/change", data=form).status_code == 422
    assert [one.roles for one in accounts(sqlite_database)] == [("admin",), ("nominator",)]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.MODERATOR])
def test_whoever_is_limited_to_an_area_sees_nothing_of_another(
    app: Flask, sqlite_database: Database, role: Role
) -> None:
    small_county.fill(sqlite_database)
    everywhere = signed_in(app, sqlite_database, Role.PLANNER)
    limited = signed_in(app, sqlite_database, role, areas=("West Northamptonshire",))
    paths = [
        "/staff/", "/staff/?area=North+Northamptonshire", "/staff/map", "/staff/map?area=North+Northamptonshire",
        "/staff/hotspots", "/staff/hotspots?area=All+Saints", "/staff/hotspots?area=North+Northamptonshire",
        "/staff/hotspots.csv", "/staff/hotspots.geojson", "/staff/sites", "/staff/sites.csv", "/staff/sites.geojson",
        "/staff/ranking", "/staff/places/H0TEST", "/staff/places/H1TEST",
    ]  # fmt: skip
    files = everywhere.get("/staff/map").text.partition('data-map-files="')[2].partition('"')[0]
    paths += [files + name for name in ("hotspots.geojson", "sites.geojson", "work.geojson")]
    for path in paths:
        # Somebody who may see it all was here first, so that whatever is kept for them is kept.
        seen = everywhere.get(path)
        assert seen.status_code in (200, 404), path
        answer = limited.get(path)
        assert answer.status_code in (200, 400, 403, 404), path
        asked = re.sub(r'(value|href|content)="[^"]*"', "", answer.text)
        for name in HIDDEN:
            if name not in path.replace("+", " "):
                assert name not in asked, (path, name)
        assert not re.search(r"\b[123] (hotspots?|sites?)\b", asked), path
    assert any(name in everywhere.get("/staff/hotspots").text for name in HIDDEN)
    assert limited.get("/staff/places/H0TEST").status_code == 404


def test_an_area_that_is_no_longer_known_shows_nothing_rather_than_everything(
    app: Flask, sqlite_database: Database
) -> None:
    small_county.fill(sqlite_database)
    limited = signed_in(app, sqlite_database, Role.PLANNER, areas=("Atlantis",))
    for path in (
        "/staff/",
        "/staff/map",
        "/staff/hotspots",
        "/staff/hotspots.csv",
        "/staff/sites.csv",
        "/staff/ranking",
    ):
        answer = limited.get(path)
        assert answer.status_code < 500, path
        for name in HIDDEN:
            assert name not in answer.text, path
