"""Attempts to get in where somebody does not belong, kept as tests: each of them must go on failing."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.local_names import local_names
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import PASSWORD, add_person, sign_in, signed_in, token_of
from tests.web.test_local_names import ADD, LIST, TYPED
from web.access import safe_next
from web.app import create_app
from web.context import disconnect
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
    payload = cookie.split(".")[0]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


# The cookie


def test_a_cookie_that_this_service_did_not_sign_is_nobodys(planner: FlaskClient, app: Flask) -> None:
    good = cookie_of(planner)
    assert is_inside(with_cookie(app, good)), "the forgeries below differ from this in one thing each"
    content = content_of(good)
    payload, stamp, signature = good.split(".")
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
        "x" * 5000,
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
    assert set(content) <= {"_user_id", "_fresh", "csrf_token"}
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
    token_of(attacker, "/staff/sign-in")
    planted = cookie_of(attacker)
    victim = with_cookie(app, planted)
    name = add_person(sqlite_database, Role.PLANNER)
    assert sign_in(victim, name, PASSWORD).status_code == 303
    assert is_inside(victim)
    assert cookie_of(victim) != planted
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


@pytest.mark.parametrize("role", [Role.PLANNER, Role.SERGEANT, Role.ANALYST, Role.MODERATOR, Role.DATA_PROTECTION])
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


# Where the way leads after signing in

ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/staff/", "https:evil.example",
    "javascript:alert(1)", "data:text/html,x", "//evil.example/staff/", "///evil.example", "/staff/\r\nLocation: //evil",
    "/staff/\x00", "/staff//evil.example\\", " //evil.example", "\t//evil.example", "/%2f/evil.example", "/", "",
    "/staff", "/staffevil/", "evil.example/staff/", "http:///staff/", "/staff/\u202eevil", "/staff/" + "x" * 2000,
    "/staff\\/evil", "/\t/evil.example", "/.//evil.example", "@evil.example", "/staff/..//evil.example\\@",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(app: Flask, sqlite_database: Database, wanted: str) -> None:
    client = app.test_client()
    answer = sign_in(client, add_person(sqlite_database, Role.PLANNER), PASSWORD, next_page=wanted)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/"
    already = client.get("/staff/sign-in", query_string={"next": wanted})
    assert already.headers["Location"] == "/staff/"
    assert 'value="/staff/"' in app.test_client().get("/staff/sign-in", query_string={"next": wanted}).text


@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("/\\.:@?#%stafevilhtp \t\r\n\x00\u202e0"), max_size=40))
@example("/staff/../\\evil")
def test_wherever_somebody_wants_to_it_is_ours(app: Flask, text: str) -> None:
    for wanted in (text, "/staff/" + text):
        with app.test_request_context("/"):
            found = safe_next(wanted)
        assert found.startswith("/staff/")
        assert found.isascii()
        assert found.isprintable()
        assert "\\" not in found


# Caches, names, proxies, methods


@pytest.mark.parametrize(
    "path",
    [
        "/staff/sites/x.css", "/staff/sites.css", "/staff/sites;x.css", "/staff/sites\n.css", "/staff/sites\x00.css",
        "/staff/hotspots.csv/x.js", "/static/../staff/sites", "/static/..%2fstaff/sites", "/static//staff/sites",
        "/STAFF/sites", "//staff/sites", "/staff/sites/", "/map/../staff/sites", "/staff/sites%3f.css",
    ],
)  # fmt: skip
def test_a_cache_is_not_tricked_into_keeping_a_staff_page(filled_planner: FlaskClient, path: str) -> None:
    answer = filled_planner.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (302, 404), path
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Spring Rise" not in answer.text


def test_what_staff_get_is_never_told_apart_by_a_tag(filled_planner: FlaskClient) -> None:
    files = filled_planner.get("/staff/map").text.partition('data-map-files="')[2].partition('"')[0]
    for path in ("/staff/", "/staff/map", "/staff/sites", "/staff/sites.csv", files + "hotspots.geojson"):
        answer = filled_planner.get(path, headers={"If-None-Match": "*"})
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert "Cookie" in answer.headers["Vary"], path
        assert "ETag" not in answer.headers, path
        assert "Last-Modified" not in answer.headers, path


ORIGIN = "https://map.example.org"
SECRET = "kR7vXw2LqPz9NfBd4HtGy6ScJm3EaVu8"  # noqa: S105  # of a test


@pytest.fixture
def public_app(settings: Settings) -> Iterator[Flask]:
    """Give the application as it faces the internet, with no proxy to be trusted."""
    app = create_app(replace(settings, public_url=ORIGIN, secret_key=SECRET))
    yield app
    disconnect(app)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "map.example.org.evil.example", "map.example.org:444", "map.example.org@evil.example", "127.0.0.1",
     "localhost", "", "evil.example:443", "map.example.org\\.evil.example", "xmap.example.org", "map.example.org."],
)  # fmt: skip
def test_only_its_own_name_is_answered_on_the_internet(public_app: Flask, host: str) -> None:
    client = public_app.test_client()
    for path in ("/", "/staff/", "/staff/sign-in", "/api/v1/hotspots", "/nowhere"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)


def test_a_name_that_a_proxy_is_said_to_have_asked_for_is_not_believed(public_app: Flask) -> None:
    client = public_app.test_client()
    headers = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Forwarded-Prefix": "//evil.example",
    }
    for path in ("/", "/staff/", "/staff/sites", "/.well-known/security.txt", "/api/openapi.json"):
        answer = client.get(path, base_url=ORIGIN, headers=headers)
        assert "evil" not in answer.text + str(answer.headers), path


def test_on_the_internet_a_password_alone_opens_nothing(public_app: Flask, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    client = signed_in(public_app, sqlite_database, *GIVEN_ROLES, base_url=ORIGIN)
    for path in ("/staff/", "/staff/map", "/staff/sites.csv", "/staff/users", "/staff/audit"):
        answer = client.get(path, base_url=ORIGIN)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/account/second-factor"), path


def test_on_the_internet_the_cookie_goes_over_https_alone(public_app: Flask, sqlite_database: Database) -> None:
    client = public_app.test_client()
    (cookie,) = client.get("/staff/sign-in", base_url=ORIGIN).headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    assert name == "__Secure-staff_session"
    assert {part.strip() for part in rest.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/staff/", "SameSite=Lax"}


def test_on_the_internet_a_form_from_another_site_is_refused(public_app: Flask) -> None:
    client = public_app.test_client()
    token = token_of(client, "/staff/sign-in", base_url=ORIGIN)
    form = {"csrf_token": token, "name": "a", "password": "b"}
    for referrer in ("https://evil.example/", "https://map.example.org.evil.example/", "http://map.example.org/", ""):
        headers = {"Referer": referrer} if referrer else {}
        answer = client.post("/staff/sign-in", data=form, base_url=ORIGIN, headers=headers)
        assert answer.status_code == 400, referrer
    headers = {"Referer": f"{ORIGIN}/staff/sign-in"}
    assert client.post("/staff/sign-in", data=form, base_url=ORIGIN, headers=headers).status_code == 422


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_it_is(planner: FlaskClient, sqlite_database: Database, header: str) -> None:
    form = TYPED | {"csrf_token": token_of(planner, ADD)}
    assert planner.post(ADD, data=form).status_code == 303
    remove = f"{LIST}/spring-rise-park/remove"
    for method in ("POST", "DELETE"):
        answer = planner.get(remove, headers={header: method}, query_string={**form, "_method": method})
        assert answer.status_code == 200
        assert planner.head(remove, headers={header: method}, query_string=form).status_code == 200
    assert len(local_names(sqlite_database)) == 1


def test_a_form_in_the_address_is_no_form(planner: FlaskClient, sqlite_database: Database) -> None:
    form = TYPED | {"csrf_token": token_of(planner, ADD)}
    assert planner.get(ADD, query_string=form).status_code == 200
    assert planner.post(ADD, query_string=form).status_code == 400
    assert local_names(sqlite_database) == []


def test_no_answer_says_what_the_service_is_made_of(filled_planner: FlaskClient) -> None:
    for path in ("/", "/nowhere", "/staff/", "/staff/nowhere", "/api/nowhere", "/healthz"):
        answer = filled_planner.get(path)
        assert "Server" not in answer.headers
        assert "X-Powered-By" not in answer.headers
        for product in ("werkzeug", "flask", "gunicorn", "python", "sqlalchemy", "jinja"):
            assert product not in answer.text.casefold(), (path, product)
