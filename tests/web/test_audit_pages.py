"""Auditors read, filter and take away the audit log; that they do is in it, and nobody else may."""

import csv
import datetime as dt
import hashlib
import html
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.audit import record
from geo_ij.store import audit_rows
from geo_ij.store.audit_rows import AuditFilter, AuditRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Role
from tests.web.people import signed_in
from tests.web.sending import words_of
from web.words import moment_in_words

PAGE = "/staff/audit"
FILE = "/staff/audit.csv"
SUMMER_NIGHT = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
"""Half past midnight of 1 July in Great Britain."""


@pytest.fixture
def auditor(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which an auditor is signed in: the account "person 1"."""
    return signed_in(app, sqlite_database, Role.AUDITOR)


def note(
    database: Database,
    subject: str,
    *,
    action: AuditAction = AuditAction.CHANGED,
    at: dt.datetime = SUMMER_NIGHT,
    **details: object,
) -> None:
    """Add an entry as a service would."""
    with database.write(content=False) as connection:
        record(connection, database.actor, action, subject, now=at, **details)


def log(database: Database, **wanted: str) -> list[AuditRow]:
    with database.read() as connection:
        return audit_rows.entries(connection, AuditFilter(**wanted), most=None)


def subjects_on(client: FlaskClient, query: str = "") -> list[str]:
    """Give what the entries of a page are about, in their order."""
    page = client.get(f"{PAGE}?{query}")
    assert page.status_code == 200, page.text
    return [html.unescape(one) for one in re.findall(r'data-label="With what">([^<]*)<', page.text)]


def rows_of_file(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{FILE}?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True), newline="")))


def test_entries_are_told_in_words_with_the_latest_first(auditor: FlaskClient, sqlite_database: Database) -> None:
    note(sqlite_database, "sites", action=AuditAction.IMPORTED, kept=1234, file="sites.csv")
    note(sqlite_database, "account somebody", roles=["planner", "auditor"], roles_before=[], is_new=True, by={"a": 1})
    page = auditor.get(PAGE)
    said = words_of(page)
    assert "By: a 1 Is new: yes Roles: planner, auditor " in said
    assert "File: sites.csv Kept: 1,234 " in said
    assert "roles_before" not in said
    assert "{" not in said
    assert "[" not in said
    assert said.count("1 July 2026 at 12:30am") == 2, "in British time"
    assert 'datetime="2026-06-30T23:30:00+00:00"' in page.text
    assert "command line Imported sites " in said
    assert subjects_on(auditor)[:4] == ["audit log", "audit log", "account somebody", "sites"]
    assert "geo-ij database check" in said


def test_moments_are_said_as_people_say_them() -> None:
    said = {
        "2026-01-31T00:00:00+00:00": "31 January 2026 at 12:00am",
        "2026-01-31T12:05:00+00:00": "31 January 2026 at 12:05pm",
        "2026-07-31T22:59:59.999999+00:00": "31 July 2026 at 11:59pm",
        "2026-07-31T23:00:00+00:00": "1 August 2026 at 12:00am",
        "2026-10-25T01:30:00+00:00": "25 October 2026 at 1:30am",
        "2026-06-04T15:05:00+01:00": "4 June 2026 at 3:05pm",
    }
    assert {moment: moment_in_words(moment) for moment in said} == said


def test_each_filter_keeps_what_it_says(auditor: FlaskClient, sqlite_database: Database) -> None:
    note(sqlite_database, "local name the-rec", action=AuditAction.REMOVED)
    note(sqlite_database, "sites of 50% or more", action=AuditAction.IMPORTED, at=SUMMER_NIGHT - dt.timedelta(days=9))
    kept = {
        "action=removed": ["local name the-rec"],
        "action=Removed": ["local name the-rec"],
        "actor=command+line": ["sites of 50% or more", "local name the-rec"],
        "subject=THE-REC": ["local name the-rec"],
        "subject=50%25": ["sites of 50% or more"],
        "subject=5_%25": [],
        "until=2026-06-30": ["sites of 50% or more"],
        "since=2026-07-01&until=2026-07-01": ["local name the-rec"],
        "since=2026-06-22&until=2026-06-22": ["sites of 50% or more"],
        "actor=command+line&action=removed&since=2026-07-02": [],
        "actor=nobody+of+this+name": [],
    }
    assert {query: subjects_on(auditor, query) for query in kept} == kept
    page = auditor.get(f"{PAGE}?actor=command+line&action=removed&since=2026-07-01&subject=x%22")
    for held in ('value="command line" selected', 'value="removed" selected', 'value="2026-07-01"', 'value="x&#34;"'):
        assert held in page.text
    assert "No entry fits the filters." in page.text


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [
        ("2026-07-01", "2026-07-01", ["first", "last"]),
        ("2026-06-30", "2026-06-30", ["before"]),
        ("2026-07-02", None, ["after"]),
        (None, "2026-06-30", ["before"]),
        ("2026-07-01", None, ["first", "last", "after"]),
    ],
)
def test_a_day_is_one_of_british_time(
    database: Database, since: str | None, until: str | None, shown: list[str]
) -> None:
    tick = dt.timedelta(microseconds=1)
    first = dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)
    after = first + dt.timedelta(days=1)
    for subject, at in {"before": first - tick, "first": first, "last": after - tick, "after": after}.items():
        note(database, subject, at=at)
    with database.read() as connection:
        wanted = AuditFilter(since=since, until=until)
        assert [one.subject for one in audit_rows.entries(connection, wanted)][::-1] == shown
        assert audit_rows.count(connection, wanted) == len(shown)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("action=stole", "There is no action “stole”"),
        ("since=yesterday", "“yesterday” is not a date: write it like 2026-01-31."),
        ("until=2026-02-30", "“2026-02-30” is not a date"),
        ("since=20260101", "is not a date"),
        ("since=0202-01-01", "is not a date"),
        ("since=2026-02-01&until=2026-01-31", "The first day is after the last"),
        ("subject=a%00b", "control characters"),
        ("actor=" + "x" * 201, "too long"),
        ("page=0", "There is no page “0”"),
        ("page=2", "There is no page 2 of this list: it has 1."),
        ("page=-1", "There is no page"),
        ("page=%C2%B2", "There is no page"),
        ("action=%3Cscript%3E", "There is no action"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_plain_words(auditor: FlaskClient, query: str, said: str) -> None:
    page = auditor.get(f"{PAGE}?{query}")
    assert page.status_code == 400
    assert said in words_of(page)
    assert "<script>" not in page.text
    if "page=" not in query:
        assert auditor.get(f"{FILE}?{query}").status_code == 400


def test_the_list_comes_in_pages_of_fifty(auditor: FlaskClient, sqlite_database: Database) -> None:
    for number in range(101):
        note(sqlite_database, f"thing {number}", action=AuditAction.ADDED)
    found = [subjects_on(auditor, f"action=added&page={page}") for page in (1, 2, 3)]
    assert [len(one) for one in found] == [50, 50, 1]
    assert [subject for page in found for subject in page] == [f"thing {number}" for number in reversed(range(101))]
    page = auditor.get(f"{PAGE}?action=added&subject=thing&page=2")
    assert "101 entries, page 2 of 3." in words_of(page)
    links = [html.unescape(one) for one in re.findall(r'govuk-pagination__link" href="([^"]*)"', page.text)]
    assert len(links) == 2
    for link, number in zip(links, (1, 3), strict=True):
        assert {"action=added", "subject=thing", f"page={number}"} == set(link.partition("?")[2].split("&"))
        assert auditor.get(link).status_code == 200


def test_reading_the_log_is_an_entry_of_its_own(auditor: FlaskClient, sqlite_database: Database) -> None:
    auditor.get(f"{PAGE}?actor=person+1&since=2026-01-01")
    (latest, *_) = log(sqlite_database)
    assert (latest.actor, latest.action, latest.subject) == ("person 1", "read", "audit log")
    assert latest.details == '{"actor": "person 1", "page": 1, "since": "2026-01-01"}'
    assert latest.request_id


def test_the_file_holds_what_the_filters_keep(auditor: FlaskClient, sqlite_database: Database) -> None:
    for number in range(60):
        note(sqlite_database, f"thing {number}", action=AuditAction.ADDED, kept=[number])
    rows = rows_of_file(auditor, "action=added")
    assert [one["subject"] for one in rows] == [f"thing {number}" for number in reversed(range(60))]
    assert rows[0]["details"] == '{"kept": [59]}'
    assert rows[0]["at"] == "2026-06-30T23:30:00.000000+00:00"
    assert len(rows_of_file(auditor)) > 60
    response = auditor.get(f"{FILE}?action=added")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert response.headers["Cache-Control"] == "private, no-store"
    page = auditor.get(f"{PAGE}?action=added&subject=thing")
    assert f'href="{FILE}?action=added&amp;subject=thing"' in page.text


def test_taking_the_log_away_is_an_entry(auditor: FlaskClient, sqlite_database: Database) -> None:
    note(sqlite_database, "thing", action=AuditAction.ADDED)
    rows_of_file(auditor, "action=added")
    (latest, before, *_) = log(sqlite_database)
    assert (latest.actor, latest.action, latest.subject) == ("person 1", "exported", "audit log")
    assert latest.details == '{"action": "added", "entries": 1}'
    assert before.action != "exported", "once, not twice"


def test_the_file_lets_its_reader_follow_the_chain(auditor: FlaskClient) -> None:
    *_, first = rows_of_file(auditor)
    columns = ("number", "at", "actor", "action", "subject", "details", "request_id")
    parts = [int(first["number"]), *(first[name] or None for name in columns[1:]), "0" * 64]
    body = "[" + ",".join(_json(part) for part in parts) + "]"
    assert hashlib.sha256(body.encode()).hexdigest() == first["entry_hash"]


def _json(part: object) -> str:
    if part is None or isinstance(part, int):
        return "null" if part is None else str(part)
    escaped = str(part).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def test_no_cell_of_the_file_runs_in_a_spreadsheet(auditor: FlaskClient, sqlite_database: Database) -> None:
    for subject in ("=1+1", "+1", "-1", "@SUM(1)", "\t=1"):
        note(sqlite_database, subject, action=AuditAction.ADDED)
    subjects = [one["subject"] for one in rows_of_file(auditor, "action=added")]
    assert subjects == ["'\t=1", "'@SUM(1)", "'-1", "'+1", "'=1+1"]


def test_what_is_hostile_is_shown_as_words(auditor: FlaskClient, sqlite_database: Database) -> None:
    note(sqlite_database, "<script>alert(1)</script>", why='"><img src=x onerror=alert(1)>', **{"<b>": "x"})
    page = auditor.get(PAGE).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for tag in ("<script>alert", "<img src=x", "<b>"):
        assert tag not in page.lower()


def test_only_those_who_may_see_the_log_see_it(app: Flask, sqlite_database: Database) -> None:
    held = {Role.AUDITOR, Role.DATA_PROTECTION}
    everybody_else = [role for role in Role if role not in held]
    client = signed_in(app, sqlite_database, *everybody_else)
    for path in (PAGE, FILE):
        assert client.get(path).status_code == 403
        told = (log(sqlite_database)[0].action, log(sqlite_database)[0].details)
        assert told == ("refused", f'{{"needs": "see_audit", "page": "{path}"}}'), "by the table, before the service"
    for role in held:
        assert signed_in(app, sqlite_database, role).get(PAGE).status_code == 200
    stranger = app.test_client().get(f"{PAGE}?actor=x")
    assert (stranger.status_code, stranger.headers["Location"]) == (302, "/staff/sign-in?next=/staff/audit?actor%3Dx")
