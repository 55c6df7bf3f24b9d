"""Headers on every answer, and a staff area that is shut to everyone but a browser on this computer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from web.security import HEADERS, why_shut

STAFF = (
    "/staff/",
    "/staff",
    "/staff/hotspots",
    "/staff/hotspots.csv",
    "/staff/hotspots.geojson",
    "/staff/back-test",
    "/staff/back-test/northamptonshire.svg",
    "/staff/back-test/narrow/northamptonshire.svg",
    "/staff/sites",
    "/staff/sites.csv",
    "/staff/local-names",
    "/staff/local-names/add",
    "/staff/local-names/the-rec/change",
    "/staff/local-names/the-rec/remove",
    "/staff/map/0123456789abcdef/hotspots.geojson",
    "/staff/nothing-here",
)
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


@pytest.mark.parametrize("path", STAFF)
def test_staff_pages_are_shut_to_other_computers(filled: FlaskClient, path: str) -> None:
    for address in ELSEWHERE:
        response = filled.get(path, environ_overrides={"REMOTE_ADDR": address})
        assert response.status_code == 403, address
        assert "came from another computer" in response.text
        assert "Gold Street" not in response.text


@pytest.mark.parametrize("path", STAFF)
def test_staff_pages_are_shut_to_what_a_proxy_passed_on(filled: FlaskClient, path: str) -> None:
    for header in FORWARDED:
        response = filled.get(path, headers={header: "127.0.0.1"})
        assert response.status_code == 403, header
        assert "passed on by a proxy" in response.text


@pytest.mark.parametrize("path", STAFF)
def test_staff_pages_are_shut_to_other_names_for_this_computer(filled: FlaskClient, path: str) -> None:
    for name in OTHER_NAMES:
        response = filled.get(path, headers={"Host": name})
        assert response.status_code == 403, name


def test_staff_pages_say_why_they_are_shut(filled: FlaskClient) -> None:
    page = filled.get("/staff/", headers={"Host": "evil.example"}).text
    assert "You cannot open this page" in page
    assert "cannot yet ask people to sign in" in page


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000", "[::1]"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_staff_pages_open_on_this_computer(filled: FlaskClient, host: str, peer: str) -> None:
    response = filled.get("/staff/sites", headers={"Host": host}, environ_overrides={"REMOTE_ADDR": peer})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/map", "/cleaned-areas", "/places/H0TEST", "/api/v1/hotspots", "/healthz", "/readyz"]
)
def test_public_pages_are_open_to_everyone(filled: FlaskClient, path: str) -> None:
    headers = {"Host": "map.example", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    response = filled.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    assert response.status_code == 200


def test_every_route_under_staff_is_tried_here(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")]
    shut = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff") and not rule.rule.startswith("/staff/")
    ]
    assert len(rules) == 13  # a new one belongs into STAFF above
    assert shut == []


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
def test_nothing_can_be_changed(filled: FlaskClient, method: str) -> None:
    for path in ("/", "/map", "/api/v1/hotspots", "/staff/hotspots", "/static/site.css"):
        response = filled.open(path, method=method)
        assert response.status_code == 405, path
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}, path


def test_staff_answers_are_kept_by_nobody(filled: FlaskClient) -> None:
    for path in ("/staff/", "/staff/hotspots", "/staff/sites", "/staff/hotspots.csv", "/staff/sites.geojson"):
        assert "no-store" in filled.get(path).headers["Cache-Control"], path


def test_head_answers_like_get_without_a_body(filled: FlaskClient) -> None:
    for path in ("/", "/map", "/api/v1/hotspots", "/staff/hotspots", "/healthz", "/static/site.css"):
        got, head = filled.get(path), filled.head(path)
        assert head.status_code == got.status_code == 200, path
        assert head.data == b"", path
        assert head.headers["Content-Length"] == got.headers["Content-Length"], path


def test_static_files_outside_their_folders_are_not_found(client: FlaskClient) -> None:
    for name in (
        "../app.py", "..%2fapp.py", "maps/../words.py", "maps/%2e%2e/page.py", "vendor", "", "%2fetc%2fpasswd",
    ):  # fmt: skip
        assert client.get(f"/static/{name}").status_code == 404, name
