"""Whatever is sent to whatever page: no fault of ours, nothing of the machine shown, nothing given back unescaped."""

import html
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.small_ground import small_ground
from tests.web.addresses import address, fill, taken
from tests.web.people import PASSWORD, add_person, sign_in
from web.app import create_app
from web.context import disconnect

MARK = "<m4rk\"'>&{{7*7}}${7*7}"
"""What no answer may give back as it is: it would begin an element, or end the value of one."""

NAME = "geo_ij.test_name"
"""Where a browser of these tests remembers who is at it."""

EXAMPLES = 5
"""Examples for each form and each kind of database."""

NASTY = (
    MARK,
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "\x1b[2J\x07\x08\x7f\x85\u2028\ufeff",
    "\ud800",
    "\U0001f9f9" * 50,
    "\U0001d7d3\U0001d7d0",
    "9" * 400,
    "-1",
    "1e400",
    "nan",
    "' OR 1=1 --",
    "%00%0d%0a%s%n",
    "../../etc/passwd",
    "9999-99-99",
    "0000-00-00",
    "x" * 64 * 1024,
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.text(max_size=20).map(lambda text: text + MARK))
VALUES = st.one_of(TEXTS, st.lists(TEXTS, min_size=2, max_size=4))
FEW = hypothesis_settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def app(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Give the application on a county, on each kind of database."""
    monkeypatch.setattr("web.reporting.open_ground", small_ground)
    settings = read_settings({}, database_url=database_url)
    fill(database, settings=settings)
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    yield app
    disconnect(app)


@pytest.fixture
def everybody(app: Flask, database: Database) -> FlaskClient:
    """Give a browser at which somebody is signed in who may open everything."""
    add_person(database, Role.PLANNER)
    client = app.test_client()
    client.environ_base[NAME] = add_person(database, *GIVEN_ROLES)
    return client


def token(client: FlaskClient) -> str:
    """Give a token that counts, signing in where what was sent has signed them out."""
    for attempt in range(3):
        page = client.get("/staff/account/password")
        if page.status_code == 200:
            return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]  # type: ignore[index]
        if attempt == 1:
            # So many wrong passwords were sent that the account has to wait: somebody else goes on.
            database = client.application.extensions["geo_ij.staff"].wiring.database
            client.environ_base[NAME] = add_person(database, *GIVEN_ROLES)
        sign_in(client, client.environ_base[NAME], PASSWORD)
    raise AssertionError("nobody is signed in")


def fields(client: FlaskClient, path: str) -> list[str]:
    """Give the names of the fields that the form of a page has."""
    token(client)
    names = re.findall(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"', client.get(path).text)
    return sorted({html.unescape(name) for name in names} - {"csrf_token"}) or ["area", "next", "name"]


def is_sound(answer: TestResponse) -> bool:
    """Say whether an answer is no fault of ours and gives nothing back that it should not."""
    text = answer.data.decode(errors="replace")  # a photograph is no text
    assert answer.status_code < 500, text
    assert "Traceback" not in text
    assert "sqlalchemy" not in text.lower()
    # A table for a spreadsheet holds what it holds: it is saved, and no browser reads it as a page; nor does it JSON.
    is_saved = answer.mimetype == "text/csv" and "Content-Disposition" in answer.headers
    is_data = answer.mimetype == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<m4rk" not in text or is_saved or is_data
    assert 'm4rk"' not in text or answer.mimetype not in ("text/html", "image/svg+xml")
    assert "49${" not in text
    assert set(answer.headers.keys()) <= HEADERS_KNOWN, set(answer.headers.keys()) - HEADERS_KNOWN
    return True


HEADERS_KNOWN = {
    "Allow", "Cache-Control", "Clear-Site-Data", "Content-Disposition", "Content-Encoding", "Content-Length",
    "Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "ETag",
    "Location", "Permissions-Policy", "Referrer-Policy", "Set-Cookie", "Vary", "X-Content-Type-Options",
    "X-Frame-Options", "X-Permitted-Cross-Domain-Policies", "X-Request-Id", "X-Robots-Tag",
}  # fmt: skip


def send_what_may_come(client: FlaskClient, path: str) -> None:
    """Send the form of a page with whatever may be typed into it, or put there by a program."""
    names = fields(client, path)
    counts = token(client)

    @FEW
    @given(st.dictionaries(st.sampled_from(names), VALUES, min_size=min(2, len(names))))
    @example(dict.fromkeys(names, MARK))
    @example(dict.fromkeys(names, "\x00"))
    @example({name: [MARK, MARK] for name in names})
    def send(typed: dict[str, object]) -> None:
        nonlocal counts
        form = typed | {"csrf_token": counts}
        answer = client.post(path, data={name: _sendable(value) for name, value in form.items()})
        assert is_sound(answer), path
        if answer.status_code in (302, 303, 400, 401):
            counts = token(client)  # perhaps it signed them out

    send()


def test_every_form_stands_whatever_is_typed(app: Flask, everybody: FlaskClient) -> None:
    for route in sorted(route for method, route in taken(app) if method == "POST"):
        send_what_may_come(everybody, address(route))


CONTENT_TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "x" * 300,
    "application/x-www-form-urlencoded; charset=utf-7",
)
BODIES = (b"", b'{"name": ["' + MARK.encode() + b'"]}', b"\xff\xfe\x00", b"--x\r\n\r\n", b"a=" + b"x" * 70_000)


def test_every_form_stands_whatever_it_is_sent_as(app: Flask, everybody: FlaskClient) -> None:
    for route in sorted(route for method, route in taken(app) if method == "POST"):
        for content_type in CONTENT_TYPES:
            headers = {"X-CSRFToken": token(everybody)}
            for body in BODIES:
                answer = everybody.post(address(route), data=body, content_type=content_type, headers=headers)
                assert is_sound(answer), (route, content_type)


def test_files_in_place_of_texts_are_no_texts(app: Flask, everybody: FlaskClient) -> None:
    for route in sorted(route for method, route in taken(app) if method == "POST"):
        path = address(route)
        form = {name: (io.BytesIO(MARK.encode()), MARK + ".txt") for name in fields(everybody, path)}
        answer = everybody.post(path, data=form | {"csrf_token": token(everybody)})
        assert is_sound(answer), path


QUERIES = (
    "area", "class", "period", "activity", "page", "status", "next", "actor", "action", "subject", "since", "until",
    "role", "state", "v", "service_code", "service_request_id", "start_date", "end_date", "page_size",
)  # fmt: skip


def ask_what_may_come(client: FlaskClient, *paths: str) -> None:
    """Open a page with whatever may stand behind the question mark."""

    @FEW
    @given(st.dictionaries(st.sampled_from(QUERIES), TEXTS, min_size=1, max_size=4))
    @example(dict.fromkeys(QUERIES, MARK))
    @example(dict.fromkeys(QUERIES, "\x00"))
    @example({"page": "\u0662"})
    @example({"page": "9" * 25})
    @example({"since": "2026-01-31", "until": "9999-12-31"})
    @example({"since": "0001-01-01"})
    def ask(asked: dict[str, str]) -> None:
        query = {name: _sendable(value[:100]) for name, value in asked.items()}
        for path in paths:
            assert is_sound(client.get(path, query_string=query)), (path, asked)

    ask()


def test_every_page_stands_whatever_is_asked(app: Flask, everybody: FlaskClient) -> None:
    for route in sorted(route for method, route in taken(app) if method == "GET"):
        token(everybody)
        ask_what_may_come(everybody, *{address(route), re.sub("<[^>]+>", "0", route)})


@FEW
@given(part=TEXTS)
def test_every_page_stands_whatever_is_in_its_address(part: str, app: Flask, everybody: FlaskClient) -> None:
    token(everybody)
    for method, route in sorted(taken(app)):
        if "<" in route:
            path = re.sub("<[^>]+>", lambda _: str(_sendable(part[:100])).replace("?", "").replace("#", ""), route)
            assert is_sound(everybody.open("/", method=method, environ_overrides={"PATH_INFO": _as_wsgi(path)})), path


def _sendable(value: object) -> object:
    """Give what a browser could send of it: a lone half of a pair it sends as a question mark."""
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return str(value).encode("utf-8", "replace").decode()


def _as_wsgi(path: str) -> str:
    return path.encode("utf-8", "replace").decode("latin-1")
