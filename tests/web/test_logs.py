"""Every request has a number and a line in the log, in which nobody outside can write a line of their own."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.cli.gunicorn_server import _logger_class
from geo_ij.log_lines import PlainFormatter, Unopened, formatter, loggable, printable
from geo_ij.services.audit import audit_entries
from geo_ij.settings import Settings, read_settings
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.people import PASSWORD, add_person, sign_in, signed_in
from web.app import create_app
from web.context import disconnect

Make = Callable[..., Flask]


@pytest.fixture
def make(settings: Settings) -> Make:
    """Make applications with changed settings."""
    made: list[Flask] = []

    def application(**changes: object) -> Flask:
        made.append(create_app(replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield application
    for app in made:
        disconnect(app)


def fail() -> str:
    raise RuntimeError("the boiler is cold\n2026-01-01T00:00:00+0000 INFO GET /staff/ 200 forged\x1b[2J")


def test_every_answer_has_a_number_of_its_own(app: Flask) -> None:
    client = app.test_client()
    answers = [client.get(path) for path in ("/", "/", "/nowhere", "/static/site.css", "/staff/", "/api/v1/hotspots")]
    numbers = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch("[0-9a-f]{16}", number) for number in numbers)


@pytest.mark.parametrize("given", ["chosen-by-a-reader", "0123456789abcdef"])
def test_a_reader_cannot_choose_the_number(app: Flask, given: str) -> None:
    assert app.test_client().get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"] != given


def test_a_trusted_proxy_gives_the_number_where_it_is_plain(make: Make) -> None:
    client = make(trusted_proxies=1).test_client()

    def number(given: str) -> str:
        return client.get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"]

    assert number("proxy-7f3a.2026_11") == "proxy-7f3a.2026_11"
    for wrong in ("short", "x" * 65, "with space in it", "<script>alert(1)", "nümber-of-it", "a" * 8 + '"'):
        assert number(wrong) != wrong


def test_a_fault_of_ours_is_shown_with_its_number_and_logged_under_it(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/api/fail", endpoint="api-fail", view_func=fail)
    page = app.test_client().get("/fail")
    number = page.headers["X-Request-Id"]
    assert page.status_code == 500
    assert "quote this number" in page.text
    assert number in page.text
    assert "boiler" not in page.text
    problem = app.test_client().get("/api/fail")
    assert problem.json["request_id"] == problem.headers["X-Request-Id"]
    lines = capsys.readouterr().err.splitlines()
    faults = [line for line in lines if "ERROR" in line]
    assert len(faults) == 2
    assert faults[0].endswith(f"ERROR GET /fail [{number}]")


def test_what_is_wrong_with_the_question_has_no_number_to_quote(app: Flask) -> None:
    page = app.test_client().get("/nowhere")
    assert "quote" not in page.text


def test_a_request_is_one_line_without_what_is_secret(
    make: Make, sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make(log_format="json")
    name = add_person(sqlite_database, Role.PLANNER)
    client = app.test_client()
    sign_in(client, name, PASSWORD, next_page="/staff/sites?status=candidate")
    client.get("/staff/sites?status=candidate", headers={"Authorization": "Bearer of-news"})
    cookie = client.get_cookie("staff_session", path="/staff/")
    assert cookie is not None
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(one["method"], one["path"], one["status"], one.get("account")) for one in lines] == [
        ("GET", "/staff/sign-in", 200, None),
        ("POST", "/staff/sign-in", 303, name),
        ("GET", "/staff/sites", 200, name),
    ]
    assert {len(one["request_id"]) for one in lines} == {16}
    assert all(one["ms"] >= 0 and one["level"] == "INFO" for one in lines)
    for secret in (PASSWORD, cookie.value, "of-news", "candidate", "csrf"):
        assert secret not in written, secret


def test_public_lines_name_nobody(filled_lines: list[dict[str, object]]) -> None:
    assert [line["path"] for line in filled_lines] == ["/", "/map", "/healthz"]
    assert all("account" not in line for line in filled_lines)


@pytest.fixture
def filled_lines(make: Make, sqlite_database: Database, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Give the lines of somebody who is signed in and reads public pages."""
    client = signed_in(make(log_format="json"), sqlite_database, Role.PLANNER)
    capsys.readouterr()
    for path in ("/", "/map", "/healthz"):
        client.get(path)
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_the_audit_log_has_the_number_of_the_request(app: Flask, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    number = client.get("/staff/sites").headers["X-Request-Id"]
    entries, _ = audit_entries(sqlite_database, AuditFilter(), page=1, rows=20)
    assert number in {entry.request_id for entry in entries if entry.subject == "sites"}


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/report/7HJM2-PQRVW", "/report/..."),
        ("/report/7hjm2 pqrvw/withdraw", "/report/.../withdraw"),
        ("/report/FMS/2026/1", "/report/..."),
        ("/report/x\n7HJM2-PQRVW", "/report/..."),
        ("/report/draft/of-somebody_8/place", "/report/draft/.../place"),
        ("/staff/reports/7HJM2-PQRVW/accept", "/staff/reports/.../accept"),
        ("/staff/reports/FMS-1", "/staff/reports/..."),
        ("/open311/v2/tokens/7HJM2-PQRVW.json", "/open311/v2/tokens/..."),
        ("/reports/7hjm2pqrvw", "/reports/..."),
        ("/7HJM2\u2013PQRVW", "/..."),
        ("/report", "/report"),
        ("/report/find", "/report/find"),
        ("/report/photographs/12-small.jpg", "/report/photographs/12-small.jpg"),
        ("/report/map/4f2a/basemap.json", "/report/map/4f2a/basemap.json"),
        ("/staff/reports/mail", "/staff/reports/mail"),
        ("/staff/reports.csv", "/staff/reports.csv"),
        ("/hotspots/NN-0007", "/hotspots/NN-0007"),
        ("/" + "a" * 500, "/" + "a" * 199),
    ],
)
def test_what_opens_a_report_stands_in_no_line(path: str, logged: str) -> None:
    assert loggable(path) == logged


def test_the_reference_of_a_report_stands_in_no_line_of_a_request_or_a_fault(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ("/report/7HJM2-PQRVW", "/report/7hjm2%20pqrvw/withdraw", "/open311/v2/tokens/7HJM2-PQRVW"):
        assert app.test_client().get(path).status_code == 404
    written = capsys.readouterr().err
    assert written.count(" 404 ") == 3
    assert "7hjm2" not in written.lower()


def test_what_the_server_itself_says_of_a_request_opens_nothing_either() -> None:
    said = ("Error handling request %s %s", ("GET", "/report/7hjm2%20pqrvw?done=answered"))
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, *said, None)
    assert Unopened().filter(record)
    assert record.getMessage() == "Error handling request GET /report/..."
    text = "Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'GET /report/draft/of-somebody/where'"
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, text, (), None)
    Unopened().filter(record)
    assert record.getMessage() == text.replace("of-somebody", "...")


def test_the_server_writes_its_log_through_that(capsys: pytest.CaptureFixture[str]) -> None:
    log = _logger_class(read_settings({}))(Config())
    try:
        log.error("Error handling request %s", "/report/draft/of-somebody/where")
    finally:
        log.error_log.handlers.clear()
    assert capsys.readouterr().err.endswith("/report/draft/.../where\n")
    assert Config().accesslog is None, "it logs no requests of its own"


@pytest.mark.parametrize("log_format", ["plain", "json"])
@pytest.mark.parametrize("path", ["/a%0D%0A2026-01-01%20INFO%20GET%20/%20200", "/%1b%5b2J", "/%E2%80%A8x", "/%C2%85x"])
def test_nobody_writes_a_line_of_their_own(
    make: Make, capsys: pytest.CaptureFixture[str], log_format: str, path: str
) -> None:
    make(log_format=log_format).test_client().get(path)
    (line,) = capsys.readouterr().err.split("\n")[:-1]
    assert line.isprintable()
    assert " 404 " in line or '"status": 404' in line


def test_a_fault_cannot_forge_lines_either(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.add_url_rule("/fail", view_func=fail)
    app.test_client().get("/fail")
    lines = capsys.readouterr().err.split("\n")[:-1]
    starts = [line for line in lines if not line.startswith("  | ")]
    assert len(starts) == 2  # the fault and the request
    assert any("forged" in line for line in lines)
    assert "\x1b" not in "".join(lines)


@given(st.text())
def test_whatever_is_logged_is_one_line_that_is_printed(text: str) -> None:
    record = logging.LogRecord("web", logging.INFO, "", 0, "%s", (text,), None)
    line = PlainFormatter().format(record)
    assert line.isprintable()
    assert line.endswith(printable(text))
    json_line = formatter(read_settings({"GEO_IJ_LOG_FORMAT": "json"})).format(record)
    assert json_line.isascii()
    assert json_line.isprintable()
    assert json.loads(json_line)["message"] == text


@pytest.mark.parametrize(
    ("public_url", "log_format", "is_json"),
    [("", "", False), ("https://a.example", "", True), ("https://a.example", "plain", False), ("", "json", True)],
)
def test_the_form_follows_the_settings(public_url: str, log_format: str, is_json: bool) -> None:
    given = read_settings({"GEO_IJ_PUBLIC_URL": public_url, "GEO_IJ_LOG_FORMAT": log_format})
    assert isinstance(formatter(given), PlainFormatter) != is_json


def test_making_the_application_twice_logs_once(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    make()
    make().test_client().get("/healthz")
    assert len(capsys.readouterr().err.splitlines()) == 1
