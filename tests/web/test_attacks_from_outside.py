"""Attempts by addresses, names, caches, methods and broken requests, kept as tests: each of them must go on failing."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.local_names import local_names
from geo_ij.settings import Settings
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import PASSWORD, add_person, sign_in, signed_in, token_of
from tests.web.service import free_port, serving
from tests.web.test_local_names import ADD, LIST, TYPED
from web.access import safe_next
from web.app import create_app
from web.context import disconnect

ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/staff/", "https:evil.example",
    "javascript:alert(1)", "data:text/html,x", "//evil.example/staff/", "///evil.example", "/staff/\r\nX: //evil",
    "/staff/\x00", "/staff//evil.example\\", " //evil.example", "\t//evil.example", "/%2f/evil.example", "/", "",
    "/staff", "/staffevil/", "evil.example/staff/", "http:///staff/", "/staff/\u202eevil", "/staff/" + "x" * 994,
    "/staff\\/evil", "/\t/evil.example", "/.//evil.example", "@evil.example", "/staff/..//evil.example\\@",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(app: Flask, sqlite_database: Database, wanted: str) -> None:
    client = app.test_client()
    answer = sign_in(client, add_person(sqlite_database, Role.PLANNER), PASSWORD, next_page=wanted)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/staff/"
    if len(wanted) > 900:
        return  # by the address it is too long in any case
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


@pytest.mark.parametrize(
    "path",
    [
        "/staff/sites/x.css", "/staff/sites.css", "/staff/sites;x.css", "/staff/sites\n.css", "/staff/sites\x00.css",
        "/staff/hotspots.csv/x.js", "/static/../staff/sites", "/static/..%2fstaff/sites", "/static//staff/sites",
        "/STAFF/sites", "/staff/sites/", "/map/../staff/sites", "/staff/sites%3f.css",
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


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run the real service for requests that no library would send."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'county.sqlite'}"
    open_database(url).close()
    port = free_port()
    with serving(url, "--port", str(port), "--workers", "1"):
        yield port


def answers_to(port: int, request: bytes) -> list[bytes]:
    """Send these bytes and give the first line of every answer until the service hangs up or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        received = b""
        try:
            while more := connection.recv(65_536):
                received += more
        except TimeoutError:
            pass
    return [line for line in received.splitlines() if line.startswith(b"HTTP/1.")]


HIDDEN_REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FORM = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\n"


def test_a_request_behind_a_sound_one_is_seen_here(port: int) -> None:
    # What the next test says of hidden requests means something only because of this.
    found = answers_to(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + HIDDEN_REQUEST)
    assert [line.split()[1] for line in found] == [b"200", b"200"]
    # One length alone is understood, and it is the service that says no.
    found = answers_to(port, FORM + b"Content-Length: 5\r\n\r\n" + b"0\r\n\r\n")
    assert [line.split()[1] for line in found] == [b"405"]


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: identity, chunked, chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Content-Length : 5\r\n",
        b"X: a\r\n b\r\nContent-Length: 5\r\n",
        b"X\x00Y: a\r\nContent-Length: 5\r\n",
        b"X: a\x00b\r\nContent-Length: 5\r\n",
    ],
)
def test_a_request_of_two_lengths_is_refused_and_hides_no_other(port: int, headers: bytes) -> None:
    found = answers_to(port, FORM + headers + b"\r\n" + b"0\r\n\r\n" + HIDDEN_REQUEST)
    assert len(found) == 1, found
    assert found[0].split()[1] in (b"400", b"501"), found


@pytest.mark.parametrize(
    "line",
    [
        b"GET /staff/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        b"GET http://evil.example/staff/ HTTP/1.1\r\nHost: evil.example",
        b"GET /staff/ HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_For: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1",
        b"GET /staff/ HTTP/1.0\r\nHost: localhost",
        b"GET /staff/ HTTP/1.1",
    ],
)
def test_a_request_that_no_browser_makes_opens_no_staff_page(port: int, line: bytes) -> None:
    found = answers_to(port, line + b"\r\nConnection: close\r\n\r\n")
    assert len(found) == 1
    assert found[0].split()[1] in (b"400", b"403"), found


def test_a_line_without_end_is_refused(port: int) -> None:
    (answer,) = answers_to(port, b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.split()[1] in (b"400", b"414")
    (answer,) = answers_to(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n")
    assert answer.split()[1] in (b"400", b"431")
