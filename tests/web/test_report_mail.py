"""Moderators read the e-mails that nobody could take as reports, and make reports of them or set them aside."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.receive_mail import take_message
from geo_ij.services.unread_mail import count_unread_mail
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import MailState, Role
from tests.services.reports import NORTH, NOW, SETTINGS, ground
from tests.web.people import signed_in
from tests.web.sending import faults_of, send, words_of

LIST = "/staff/reports/mail"
SCRIPT = "<script>alert(1)</script>"
RAW = (
    b"From: A resident <resident@example.org>\r\nSubject: <script>alert(1)</script> the park\r\n"
    b"Message-ID: <one@example.org>\r\nContent-Type: application/pkcs7-mime\r\n\r\n<script>alert(1)</script>"
)


@pytest.fixture
def app(app: Flask, sqlite_database: Database) -> Flask:
    """Give the application with a geocoder that knows five texts, which is ready at once."""
    app.extensions["geo_ij.public"].reporting.ground = lambda: ground(sqlite_database)
    return app


@pytest.fixture
def moderator(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which a moderator is signed in."""
    return signed_in(app, sqlite_database, Role.MODERATOR)


@pytest.fixture
def key(sqlite_database: Database) -> str:
    """Give the key of an e-mail that nobody could read."""
    taken = take_message(sqlite_database, RAW, settings=SETTINGS, ground=ground(sqlite_database), now=NOW)
    assert taken.state is MailState.UNREADABLE
    return taken.key


def test_the_list_of_reports_leads_to_them(moderator: FlaskClient, key: str) -> None:
    assert f'href="{LIST}"' in moderator.get("/staff/reports").text
    page = moderator.get(LIST)
    assert f'href="{LIST}/{key}"' in page.text
    assert SCRIPT not in page.text


def test_nothing_in_one_runs(moderator: FlaskClient, key: str) -> None:
    page = moderator.get(f"{LIST}/{key}")
    assert page.status_code == 200
    assert SCRIPT not in page.text
    assert "resident@example.org" in page.text


def test_a_report_is_made_of_one(moderator: FlaskClient, key: str, sqlite_database: Database) -> None:
    path = f"{LIST}/{key}"
    assert set(faults_of(send(moderator, path, description=SCRIPT, place=""))) == {"issues", "place"}
    answer = send(moderator, path, issues="litter", description="Bags.", place="Gold Street")
    with sqlite_database.read() as connection:
        (row,) = report_rows.reports(connection)
    assert answer.headers["Location"] == f"/staff/reports/{row.reference}"
    assert (row.source, row.status, row.description) == ("email", "received", "Bags.")
    assert count_unread_mail(sqlite_database) == 0
    assert moderator.get(path).status_code == 404


def test_one_is_set_aside_with_a_reason(moderator: FlaskClient, key: str, sqlite_database: Database) -> None:
    path = f"{LIST}/{key}"
    assert set(faults_of(send(moderator, f"{path}/set-aside", page=path, reason=" "))) == {"reason"}
    assert send(moderator, f"{path}/set-aside", page=path, reason="A bill").status_code == 303
    assert "Nothing waits here." in words_of(moderator.get(LIST))
    assert count_unread_mail(sqlite_database) == 0


def test_a_moderator_of_some_areas_sees_none(app: Flask, key: str, sqlite_database: Database) -> None:
    limited = signed_in(app, sqlite_database, Role.MODERATOR, areas=(NORTH,))
    assert LIST not in limited.get("/staff/reports").text
    assert "only moderators of every area" in words_of(limited.get(LIST))
    assert limited.get(f"{LIST}/{key}").status_code == 404
