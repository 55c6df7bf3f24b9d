"""Headers on every answer, and a staff area that is shut to everyone but a browser on this computer."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from geo_ij.errors import SettingsError
from geo_ij.settings import Settings
from web.app import create_app
from web.context import disconnect
from web.security import HEADERS, why_shut

SECRET = "kR7vXw2LqPz9NfBd4HtGy6ScJm3EaVu8"  # noqa: S105  # of a test
SECURITY_TXT = "/.well-known/security.txt"
STAFF = ("/staff", "/staff/nothing-here", "/staff/map/0123456789abcdef/hotspots.geojson")
"""Addresses that are tried beside those of every staff route."""

ELSEWHERE = ("203.0.113.7", "10.0.0.1", "::ffff:203.0.113.7", "2001:db8::1", "", "unix:", "127.0.0.1.example")
FORWARDED = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "x-forwarded-proto",
    "Forwarded",
    "X-Real-IP",
    "Via",
    "CF-Connecting-IP",
)
OTHER_NAMES = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost:8000.evil.example",
    "",
    "[::2]",
    "127.0.0.2",
)


def staff_paths(app: Flask) -> list[str]:
    """Give an address for every route of the staff area, and those of `STAFF`."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff")]
    return [*STAFF, *(re.sub("<[^>]+>", "1", rule) for rule in rules)]


def test_staff_pages_are_shut_to_other_computers(filled_planner: FlaskClient, app: Flask) -> None:
    for path in staff_paths(app):
        for address in ELSEWHERE:
            response = filled_planner.get(path, environ_overrides={"REMOTE_ADDR": address})
            assert response.status_code == 403, (path, address)
            assert "came from another computer" in response.text
            assert "Gold Street" not in response.text


def test_staff_pages_are_shut_to_what_a_proxy_passed_on(filled_planner: FlaskClient, app: Flask) -> None:
    for path in staff_paths(app):
        for header in FORWARDED:
            response = filled_planner.get(path, headers={header: "127.0.0.1"})
            assert response.status_code == 403, (path, header)
            assert "passed on by a proxy" in response.text


def test_staff_pages_are_shut_to_other_names_for_this_computer(filled_planner: FlaskClient, app: Flask) -> None:
    for path in staff_paths(app):
        for name in OTHER_NAMES:
            response = filled_planner.get(path, headers={"Host": name})
            assert response.status_code == 403, (path, name)


def test_staff_pages_say_why_they_are_shut(filled: FlaskClient) -> None:
    page = filled.get("/staff/", headers={"Host": "evil.example"}).text
    assert "You cannot open this page" in page
    assert "Staff pages open only in a browser on the computer that runs this service" in page
    assert "passwords would travel unprotected" in page


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "[::1]"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_on_this_computer_strangers_may_sign_in_and_nothing_else(filled: FlaskClient, host: str, peer: str) -> None:
    door = filled.get("/staff/sign-in", headers={"Host": host}, environ_overrides={"REMOTE_ADDR": peer})
    assert door.status_code == 200
    response = filled.get("/staff/sites", headers={"Host": host}, environ_overrides={"REMOTE_ADDR": peer})
    assert (response.status_code, response.headers["Location"]) == (302, "/staff/sign-in?next=/staff/sites")


@pytest.mark.parametrize(
    "path", ["/", "/map", "/cleaned-areas", "/places/H0TEST", "/api/v1/hotspots", "/healthz", "/readyz"]
)
def test_public_pages_are_open_to_everyone(filled: FlaskClient, path: str) -> None:
    headers = {"Host": "map.example", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    response = filled.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    assert response.status_code == 200


def test_every_staff_route_is_below_staff_and_nothing_else_is(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.rule.startswith("/staff/") == rule.endpoint.startswith("staff_"), rule.rule


@pytest.mark.parametrize("path", ["/STAFF/", "//staff/", "/staff//hotspots", "/staff%2fhotspots", "/staff/../staff/"])
def test_other_spellings_of_staff_open_nothing(filled: FlaskClient, path: str) -> None:
    response = filled.get("/", environ_overrides={"REMOTE_ADDR": "203.0.113.7", "PATH_INFO": path})
    assert response.status_code in (403, 404)
    assert "Gold Street" not in response.text


@given(host=st.text(alphabet=st.characters(codec="ascii", exclude_characters="\r\n\0"), max_size=40))
def test_only_loopback_names_are_let_in(host: str) -> None:
    environ = EnvironBuilder(path="/staff/", headers={"Host": host or " "}).get_environ()
    environ["REMOTE_ADDR"] = "127.0.0.1"
    bare = host.strip().casefold()
    name, _, port = bare.rpartition(":")
    known = {"localhost", "127.0.0.1", "[::1]"}
    allowed = bare in known or (name in known and port.isdecimal())
    assert (why_shut(Request(environ)) is None) == allowed


def test_every_answer_carries_the_headers(filled: FlaskClient) -> None:
    answers = {
        "page": filled.get("/"),
        "map": filled.get("/map"),
        "file": filled.get("/static/site.css"),
        "data": filled.get("/api/v1/hotspots"),
        "unchanged": filled.get("/", headers={"If-None-Match": filled.get("/").headers["ETag"]}),
        "not found": filled.get("/nowhere"),
        "problem": filled.get("/api/nowhere"),
        "refused": filled.get("/map?period=x"),
        "shut": filled.get("/staff/", headers={"Host": "evil.example"}),
        "wrong method": filled.post("/"),
        "too long": filled.get("/?" + "x" * 2000),
        "alive": filled.get("/healthz"),
        "redirect": filled.get("/staff"),
    }
    for what, response in answers.items():
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, (what, name)
        assert "Cache-Control" in response.headers, what


def test_the_policy_allows_nothing_inline_and_nobody_else(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_pages_without_a_form_take_nothing(filled_planner: FlaskClient, method: str) -> None:
    for path in ("/", "/map", "/api/v1/hotspots", "/staff/hotspots", "/static/site.css"):
        response = filled_planner.open(path, method=method)
        assert response.status_code == 405, path
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}, path


def test_staff_answers_are_kept_by_nobody(filled_planner: FlaskClient, app: Flask) -> None:
    stranger = app.test_client()
    for path in staff_paths(app):
        for client in (filled_planner, stranger):
            assert "no-store" in client.get(path).headers["Cache-Control"], path
    assert "no-store" in stranger.post("/staff/sites").headers["Cache-Control"]


def test_head_answers_like_get_without_a_body(filled_planner: FlaskClient) -> None:
    for path in ("/", "/map", "/api/v1/hotspots", "/staff/hotspots", "/healthz", "/static/site.css"):
        got, head = filled_planner.get(path), filled_planner.head(path)
        assert head.status_code == got.status_code == 200, path
        assert head.data == b"", path
        assert head.headers["Content-Length"] == got.headers["Content-Length"], path


def test_static_files_outside_their_folders_are_not_found(client: FlaskClient) -> None:
    for name in (
        "../app.py", "..%2fapp.py", "maps/../words.py", "maps/%2e%2e/page.py", "vendor", "", "%2fetc%2fpasswd",
    ):  # fmt: skip
        assert client.get(f"/static/{name}").status_code == 404, name


def test_every_header_of_the_list_is_there_and_says_no(client: FlaskClient) -> None:
    # The headers that the OWASP Secure Headers Project asks for, but for those that ADR 82 says no to.
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Permitted-Cross-Domain-Policies"] == "none"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    asked = [part.strip() for part in headers["Permissions-Policy"].split(",")]
    assert all(part.endswith("=()") for part in asked)
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= set(asked)


def test_https_is_insisted_on_with_a_public_address_alone(client: FlaskClient, settings: Settings) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    app = create_app(replace(settings, public_url="https://map.example.org", secret_key=SECRET))
    for path in ("/", "/nowhere", "/staff/", "/static/site.css"):
        answer = app.test_client().get(path, base_url="https://map.example.org")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path
    disconnect(app)


def test_whom_to_tell_of_a_weakness(client: FlaskClient, settings: Settings) -> None:
    assert client.get(SECURITY_TXT).status_code == 404
    contact = "mailto:security@example.org"
    app = create_app(
        replace(settings, public_url="https://map.example.org/", secret_key=SECRET, security_contact=contact)
    )
    answers = [app.test_client().get(SECURITY_TXT, base_url="https://map.example.org") for _ in range(2)]
    disconnect(app)
    assert answers[0].content_type == "text/plain; charset=utf-8"
    assert answers[0].text == answers[1].text
    said = dict(line.split(": ", 1) for line in answers[0].text.splitlines())
    assert said["Contact"] == contact
    assert said["Canonical"] == "https://map.example.org/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", said["Expires"])
    left = dt.datetime.fromisoformat(said["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=90) < left < dt.timedelta(days=365)


@pytest.mark.parametrize("contact", ["me@example.org", "http://example.org", "mailto:", "mailto:a b", "mailto:a\nb"])
def test_an_address_that_is_none_is_refused_at_the_start(settings: Settings, contact: str) -> None:
    with pytest.raises(SettingsError, match="GEO_IJ_SECURITY_CONTACT"):
        create_app(replace(settings, security_contact=contact))


def test_a_shared_counter_needs_its_package(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"install geo-ij\[redis\]"):
        create_app(replace(settings, rate_limit_storage="redis://localhost:6379"))
