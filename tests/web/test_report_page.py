"""The page of a report in the order of a moderator's work: words, photograph, place, decision."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.photographed_reports import add_photographs
from tests.services.learnt_words import WORDS, leave_unsure, remember_words
from tests.services.reports import ground, row_of, send
from tests.web.moderating import KNIFE, LIST, decide
from tests.web.people import signed_in, token_of
from tests.web.sending import faults_of, words_of

OFFER = 'name="remember"'


@pytest.fixture
def app(app: Flask, sqlite_database: Database) -> Flask:
    """Give the application with a geocoder that knows five texts, which is ready at once."""
    app.extensions["geo_ij.public"].reporting.ground = lambda: ground(sqlite_database)
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def moderator(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which a moderator is signed in."""
    return signed_in(app, sqlite_database, Role.MODERATOR)


@pytest.mark.parametrize("place", ["High Street", "Gold Street"])
def test_words_and_photographs_come_before_the_place_and_the_decision(
    moderator: FlaskClient, sqlite_database: Database, place: str
) -> None:
    reference = send(sqlite_database, KNIFE, place=place)
    add_photographs(sqlite_database, row_of(sqlite_database, reference).report_id)
    text = moderator.get(f"{LIST}/{reference}").text
    order = ["As it was sent", KNIFE, "/photographs/1.jpg", 'id="where"', 'id="public_text"']
    if place == "Gold Street":
        order[3:] = order[:2:-1]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.count("<img") == 1


def test_an_alias_is_offered_unticked_before_the_buttons_and_only_where_it_means_one_place(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    for place in ("High Street", "The Rec", "Behind us"):
        assert OFFER not in moderator.get(f"{LIST}/{send(sqlite_database, place=place)}").text, place
    reference = send(sqlite_database, place=WORDS)
    text = moderator.get(f"{LIST}/{reference}?look=Gold+Street").text
    assert f"From now on, find “{WORDS}” there in every report" in text
    assert re.search(r'name="remember"[^>]*checked', text) is None
    assert text.index('id="remember-found"') < text.index('name="at"')
    decide(moderator, reference, "where", at=re.findall(r'name="at" value="([^"]+)"', text)[0], remember="yes")
    assert row_of(sqlite_database, send(sqlite_database, place=WORDS)).easting == pytest.approx(486_650, abs=1)


def test_a_tick_that_was_never_offered_is_refused_on_the_page(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference = send(sqlite_database, place="High Street")
    faults = faults_of(decide(moderator, reference, "where", choice="2", remember="yes"))
    assert set(faults) == {"where"}
    assert row_of(sqlite_database, reference).easting is None


def test_it_is_said_when_not_every_place_is_shown(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database, place="High Street")
    assert "type the place" not in words_of(moderator.get(f"{LIST}/{reference}"))
    leave_unsure(sqlite_database, reference)
    assert "2 of 16: type the place to find another." in words_of(moderator.get(f"{LIST}/{reference}"))


def test_reports_near_by_are_choices_beside_the_box(moderator: FlaskClient, sqlite_database: Database) -> None:
    kept, double = send(sqlite_database, days_ago=200), send(sqlite_database)
    said = words_of(moderator.get(f"{LIST}/{double}"))
    assert f"Which report is kept? {kept} Litter. Gold Street. August 2025, 0 m away Another report" in said
    elsewhere = send(sqlite_database, place="The Drapery")
    assert set(faults_of(decide(moderator, double, "join", near="another", into=""))) == {"into"}
    assert decide(moderator, double, "join", near=kept, into=elsewhere).status_code == 303
    assert row_of(sqlite_database, double).duplicate_of == row_of(sqlite_database, kept).report_id
    third = send(sqlite_database)
    assert decide(moderator, third, "join", near="another", into=elsewhere).status_code == 303
    assert row_of(sqlite_database, third).duplicate_of == row_of(sqlite_database, elsewhere).report_id


def test_nobody_is_led_to_the_next_who_decides_nothing(
    app: Flask, moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference, _ = send(sqlite_database), send(sqlite_database)
    assert "go to the next" in words_of(moderator.get(f"{LIST}/{reference}"))
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT)
    page = moderator.get(f"{LIST}/{reference}"), sergeant.get(f"{LIST}/{reference}")
    assert [("go to the next" in one.text, "to decide)" in one.text) for one in page] == [(True, True), (False, False)]


@pytest.mark.parametrize(("alarms", "words"), [(0, "Begin"), (1, "Begin with the alarm"), (2, "Begin with the alarms")])
def test_my_patch_begins_with_what_is_alarmed(
    moderator: FlaskClient, sqlite_database: Database, alarms: int, words: str
) -> None:
    for _ in range(alarms):
        send(sqlite_database, KNIFE)
    send(sqlite_database)
    assert f"{words} or see the list" in words_of(moderator.get("/staff/"))


def test_remembered_words_are_listed_and_forgotten(
    app: Flask, moderator: FlaskClient, sqlite_database: Database
) -> None:
    location_id = remember_words(sqlite_database)
    names = "/staff/local-names"
    address = f"{names}/words/{location_id}/forget"
    assert address in moderator.get(names).text
    assert WORDS not in signed_in(app, sqlite_database, Role.PLANNER).get(names).text
    assert f"Do you want to forget “{WORDS}”?" in words_of(moderator.get(address))
    answer = moderator.post(address, data={"csrf_token": token_of(moderator, address)})
    assert (answer.status_code, answer.headers["Location"]) == (303, names)
    assert f"“{WORDS}” was forgotten." in words_of(moderator.get(names))
    assert address not in moderator.get(names).text
    assert moderator.get(address).status_code == 404


def test_the_mark_of_an_alarm_stands_off_its_border() -> None:
    sheet = Path("web/static/site.css").read_text(encoding="utf-8")
    assert re.search(r"\.app-alarm \.govuk-warning-text__icon \{\s+left: 10px;", sheet)
