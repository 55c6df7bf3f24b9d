"""The page of a reference says where a report stands, takes an answer and a withdrawal, and tells nothing else."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReportEvent
from tests.services.kept_reports import REFERENCE, SECRET, change, history, keep, read, step
from tests.web import small_county
from tests.web.sending import faults_of, words_of
from web.app import create_app
from web.context import disconnect

PAGE = f"/report/{REFERENCE}"
ASKED = {"status": "needs_information"}
HOSTILE = "<script>alert(1)</script>\nline two"


def test_the_page_says_where_the_report_stands(client: FlaskClient, sqlite_database: Database) -> None:
    row = keep(sqlite_database, status="referred_to_council", email="resident@example.org")
    step(sqlite_database, row, ReportEvent.REFERRED_TO_COUNCIL, details={"to": "streets@example.org"})
    page = client.get(PAGE)
    assert page.status_code == 200
    words = words_of(page)
    assert "Report 7HJM2-PQRVW Sent to North Northamptonshire We sent it to North Northamptonshire" in words
    assert "Received 5 March 2026 Where At or near Gold Street, Kettering" in words
    assert "We sent it to North Northamptonshire on 6 March 2026 We received the report on 5 March 2026" in words
    assert "Withdraw" not in words
    for secret in (SECRET, "blue door", "resident@", "streets@", "moderator 9", "Litter", "litter"):
        assert secret not in page.text


def test_nobody_keeps_the_page_and_it_sets_no_cookie(client: FlaskClient, sqlite_database: Database) -> None:
    keep(sqlite_database)
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers.getlist("Set-Cookie") == []
    assert "ETag" not in page.headers


@pytest.mark.parametrize("typed", ["7hjm2pqrvw", "7hjm2-pqrvw", "%207HJM2%20PQRVW", "7HJM2%E2%80%93PQRVW"])
def test_however_it_is_typed_it_leads_to_the_page(client: FlaskClient, sqlite_database: Database, typed: str) -> None:
    keep(sqlite_database)
    for address in (f"/report/{typed}", f"/report/find?reference={typed}"):
        page = client.get(address, follow_redirects=True)
        assert page.status_code == 200
        assert page.request.path == PAGE


def test_an_unknown_reference_gets_help(client: FlaskClient, settings: Settings) -> None:
    for ref in ("22222-33333", "R-1234", "a/b", "%3Cscript%3E", "find/x", "..%2f", "%00"):
        page = client.get(f"/report/{ref}")
        assert page.status_code == 404, ref
        words = words_of(page)
        assert "We cannot find this report No report has this reference." in words
        assert "ten letters and digits" in words
        assert "<script>" not in page.text
        assert 'href="/report"' in page.text
        assert client.post(f"/report/{ref}", data={"answer": "x"}).status_code == 404
    told = create_app(replace(settings, contact="the scheme's <office>"))
    assert "the scheme&#39;s &lt;office&gt;" in told.test_client().get("/report/22222-33333").text
    disconnect(told)


def test_the_box_asks_for_a_reference(client: FlaskClient) -> None:
    assert 'action="/report/find"' in client.get("/report").text
    for nothing in ("/report/find", "/report/find?reference=%20"):
        assert faults_of(client.get(nothing)) == {"reference": "Enter the reference of your report"}
    typed = client.get("/report/find", query_string={"reference": '"><script>'}, follow_redirects=True)
    assert typed.status_code == 404
    assert "&#34;&gt;&lt;script&gt;" in typed.text
    assert "<script>" not in typed.text


def test_a_question_is_shown_and_its_answer_taken(client: FlaskClient, sqlite_database: Database) -> None:
    row = keep(sqlite_database, **ASKED)
    step(sqlite_database, row, ReportEvent.ASKED, message=f"Which gate? {HOSTILE}")
    page = client.get(PAGE)
    assert "Which gate? &lt;script&gt;alert(1)&lt;/script&gt;<br>line two" in page.text
    assert "<script>alert" not in page.text
    assert 'name="answer"' in page.text
    sent = client.post(PAGE, data={"answer": HOSTILE})
    assert sent.status_code == 303
    after = client.get(sent.headers["Location"])
    assert "Thank you. We have your answer." in words_of(after)
    assert 'name="answer"' not in after.text
    assert "line two" not in after.text.partition("What has happened")[0]
    assert read(sqlite_database, row.report_id).status == "under_review"
    assert "alert(1)" in history(sqlite_database, row)[-1].details


def test_a_faulty_answer_comes_back_with_what_was_typed(client: FlaskClient, sqlite_database: Database) -> None:
    row = keep(sqlite_database, **ASKED)
    assert faults_of(client.post(PAGE)) == {"answer": "Enter your answer"}
    long = client.post(PAGE, data={"answer": "<b>" + "x" * 1000})
    assert faults_of(long) == {"answer": "Your answer must be 1,000 characters or fewer"}
    assert "&lt;b&gt;" + "x" * 1000 in long.text
    assert read(sqlite_database, row.report_id) == row


def test_an_answer_that_nobody_waits_for_any_more_is_said(client: FlaskClient, sqlite_database: Database) -> None:
    row = keep(sqlite_database, **ASKED)
    change(sqlite_database, row, status="accepted")
    page = client.post(PAGE, data={"answer": "yes"})
    assert page.status_code == 422
    assert "Nobody waits for an answer to this report any more" in words_of(page)


def test_withdrawing_asks_first(client: FlaskClient, sqlite_database: Database) -> None:
    row = keep(sqlite_database, status="received")
    assert f'href="{PAGE}/withdraw"' in client.get(PAGE).text
    page = client.get(f"{PAGE.lower()}/withdraw")
    assert "Do you want to withdraw your report?" in words_of(page)
    assert SECRET not in page.text
    assert read(sqlite_database, row.report_id).status == "received"
    sent = client.post(f"{PAGE}/withdraw")
    assert sent.status_code == 303
    assert "Withdrawn It was withdrawn" in words_of(client.get(sent.headers["Location"]))
    assert client.get(f"{PAGE}/withdraw").status_code == 303
    again = client.post(f"{PAGE}/withdraw")
    assert again.status_code == 422
    assert "somebody has decided about it" in words_of(again)
    assert client.get("/report/22222-33333/withdraw").status_code == 404
    assert client.post("/report/22222-33333/withdraw").status_code == 404


def test_what_was_done_leads_to_its_story(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    row = keep(sqlite_database, status="work_done")
    details = {"work_id": "one", "work_reference": small_county_reference()}
    step(sqlite_database, row, ReportEvent.WORK_DONE, details=details)
    page = client.get(PAGE)
    (story,) = set(re.findall(r'href="(/places/[^"]+)"', page.text))
    assert client.get(story).status_code == 200


def small_county_reference() -> str:
    from geo_ij.services.publish import public_reference

    return public_reference("one")


def test_too_many_answers_are_slowed_down(sqlite_database: Database, settings: Settings) -> None:
    app: Flask = create_app(replace(settings, forms_a_minute=3))
    keep(sqlite_database, **ASKED)
    answers = [app.test_client().post(PAGE, data={"answer": ""}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 429, 429]
    assert app.test_client().get(PAGE).status_code == 200
    disconnect(app)
