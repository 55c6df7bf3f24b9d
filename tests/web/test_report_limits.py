"""A flood of reports has to wait, by address and by place; what one household wrote stays where it is until then."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from geo_ij.services import report_drafts
from geo_ij.settings import Settings
from geo_ij.sources import photographs
from geo_ij.sources.photographs import Photograph
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from tests.web.reporting import Form, know_few_places, photograph, words_of
from web.app import create_app
from web.context import disconnect

CORBY = {"where": {"place": "High Street"}, "place": {"choice": "488700-288500"}}
BY_WORDS = {"place": {"choice": "words"}}
NO_PLACE = {"where": {"place": "Nowhere in particular"}, "place": {"choice": "words"}}


@pytest.fixture(autouse=True)
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    know_few_places(monkeypatch)


@pytest.fixture
def tight(settings: Settings) -> Iterator[Flask]:
    """Give an application that takes two reports an hour from one address and three about one place."""
    app = create_app(replace(settings, reports_an_hour=2, reports_a_place_an_hour=3, forms_a_minute=200))
    yield app
    disconnect(app)


def form_at(app: Flask, address: str, **changes: dict[str, object]) -> Form:
    """Fill in a report at an address, but for the last button."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    form = Form(client)
    form.fill(**changes)
    return form


def sent(app: Flask, address: str, **changes: dict[str, object]) -> int:
    """Send a report from an address; give the status of the answer."""
    return form_at(app, address, **changes).send("check").status_code


def households(database: Database) -> list[str | None]:
    """Give the household of every report, the earliest first."""
    with database.read() as connection:
        return [row.household for row in report_rows.reports(connection, newest_first=False)]


def test_the_third_report_from_one_address_has_to_wait_and_is_kept(tight: Flask, sqlite_database: Database) -> None:
    assert [sent(tight, "203.0.113.7") for _ in range(2)] == [303, 303]
    form = form_at(tight, "203.0.113.7", details={"description": "Still here"})
    answer = form.send("check")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 3601
    words = words_of(answer)
    assert "So many reports have come from your internet connection within an hour" in words
    assert "Nothing that you sent before is lost" in words
    assert "999" in words
    assert f'href="{form.base}/check"' in answer.text
    assert "Still here" in form.words("check")
    assert len(households(sqlite_database)) == 2
    # The neighbours, and the phone of the same house on another network, are not stopped by it.
    assert sent(tight, "203.0.113.8") == 303


def test_the_fourth_report_about_one_square_kilometre_has_to_wait(tight: Flask) -> None:
    assert [sent(tight, f"203.0.113.{number}") for number in range(3)] == [303] * 3
    form = form_at(tight, "203.0.113.4")
    answer = form.send("check")
    assert answer.status_code == 429
    assert "So many reports about this neighbourhood have come within an hour" in words_of(answer)
    assert "Nothing that you sent before is lost" in words_of(answer)
    assert 3500 <= int(answer.headers["Retry-After"]) <= 3600
    assert sent(tight, "203.0.113.5", **CORBY) == 303
    assert sent(tight, "203.0.113.6", **BY_WORDS) == 429, "the words name the same street"
    assert sent(tight, "203.0.113.6", **NO_PLACE) == 303


def test_forms_are_counted_as_the_setting_says(settings: Settings) -> None:
    app = create_app(replace(settings, forms_a_minute=3))
    client = app.test_client()
    assert [client.post("/report").status_code for _ in range(4)] == [303, 303, 303, 429]
    disconnect(app)


def with_photographs(form: Form, *contents: bytes) -> TestResponse:
    """Send the page for photographs with some."""
    files = [(io.BytesIO(content), f"{number}.jpg") for number, content in enumerate(contents)]
    return form.client.post(f"{form.base}/photograph", data={"photographs": files})


def test_photographs_are_counted_one_by_one(tight: Flask) -> None:
    form = form_at(tight, "203.0.113.7")
    # Three in an hour: one and a half for each of two reports. One form may bring three.
    assert with_photographs(form, photograph(), b"no photograph").status_code == 303
    assert with_photographs(form, photograph(), photograph()).status_code == 429
    assert with_photographs(form, photograph()).status_code == 303, "what was refused was not counted"
    answer = with_photographs(form, photograph())
    assert answer.status_code == 429
    assert 3500 <= int(answer.headers["Retry-After"]) <= 3601
    assert "You can go on without them" in words_of(answer)
    assert f'href="{form.base}/photograph' in answer.text
    assert form.client.post(f"{form.base}/photograph").headers["Location"].endswith("/issue")
    assert with_photographs(form_at(tight, "203.0.113.8"), photograph()).status_code == 303


def test_what_one_form_brings_too_many_of_is_not_looked_at(tight: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[bytes] = []
    real = report_drafts.clean_photograph

    def counted(content: bytes, **limits: Any) -> Photograph:
        looked_at.append(content)
        return real(content, **limits)

    monkeypatch.setattr(report_drafts, "clean_photograph", counted)
    form = form_at(tight, "203.0.113.7")
    assert with_photographs(form, *[b"no photograph"] * 40).status_code == 303
    assert len(looked_at) == 3
    assert "A report can have 3 photographs" in form.words("photograph?fault=1")


def test_whoever_comes_while_we_are_busy_loses_nothing(tight: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_drafts, "PATIENCE_S", 0.05)
    form = form_at(tight, "203.0.113.7", details={"description": "Still here"})
    with photographs._ONE_AT_A_TIME:
        answer = with_photographs(form, photograph(), photograph())
    assert answer.headers["Location"].endswith("/photograph?fault=1")
    assert "We are busy. Try again in a minute, or go on without the photograph" in form.words("photograph?fault=1")
    assert "Still here" in form.words("check")
    assert with_photographs(form, photograph()).headers["Location"].endswith("/issue")


def test_one_address_is_one_household_for_a_month_and_nobody_can_tell_which(
    tight: Flask, sqlite_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        sent(tight, address)
    one, same, other = households(sqlite_database)
    assert one == same != other
    drafts = tight.extensions["geo_ij.public"].reporting.drafts
    assert drafts.household("203.0.113.7") == one
    # Without the secret of this service, or in another month, the same address gives something else.
    elsewhere = create_app(replace(settings, secret_key="another secret of a test, long enough"))  # noqa: S106
    assert elsewhere.extensions["geo_ij.public"].reporting.drafts.household("203.0.113.7") != one
    disconnect(elsewhere)

    class NextYear(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "NextYear":
            return cls(2035, 1, 1, tzinfo=tz)

    monkeypatch.setattr("web.drafting.dt.datetime", NextYear)
    assert drafts.household("203.0.113.7") != one


def test_two_voices_of_one_address_are_one(tight: Flask, sqlite_database: Database) -> None:
    sent(tight, "203.0.113.7")
    with sqlite_database.write() as connection:
        report_rows.change_report(connection, 1, {"status": "accepted"})
    for address in ("203.0.113.8", "203.0.113.8", "203.0.113.9", "203.0.113.7"):
        client = tight.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        form = Form(client)
        form.fill(until="place")
        assert form.after("place", choice="486650-278650") == "similar"
        words = form.words("similar")
        assert "Is it one of these?" in words
        assert re.search(r"Yes: litter and graffiti, Gold Street, [A-Z][a-z]+ \d{4} Reported by ", words)
        assert re.search(r"by (1 household|2 to 4 households)\. Accepted", words)
        assert "Cans by the bench" not in words, "no moderator allowed the text"
        assert form.after("similar") == "similar?fault=1"
        assert "Select whether it is one of these" in form.words("similar?fault=1")
        public_id = re.findall(r'name="similar" type="radio" value="([^"]+)"', form.get("similar").text)[0]
        assert form.after("similar", similar=public_id) == "sent"
        assert "The report now says that you see it too" in form.words("sent")
    with sqlite_database.read() as connection:
        supports = connection.exec_driver_sql("SELECT count(*) FROM report_supports").scalar_one()
    assert supports == 2, "the one who reported it is counted already"
    assert len(households(sqlite_database)) == 1


def test_whoever_sees_something_else_goes_on(tight: Flask, sqlite_database: Database) -> None:
    sent(tight, "203.0.113.7")
    with sqlite_database.write() as connection:
        report_rows.change_report(connection, 1, {"status": "accepted"})
    form = Form(tight.test_client())
    form.fill(until="place")
    form.send("place", choice="486650-278650")
    assert form.after("similar", similar="none") == "details"
    assert form.after("similar?then=check", similar="none") == "check"
