"""Finding the hotspots again from their page, when reports have come since: who may, what is said and what is noted."""

from pathlib import Path

import pytest
from flask import Flask

from geo_ij.services.find_hotspots import find_hotspots, reports_since, stored_hotspots
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.reports import audited
from tests.services.test_find_and_publish import load
from tests.services.test_reports_in_hotspots import add_report
from tests.web.people import signed_in, token_of
from tests.web.sending import words_of

PAGE, FIND = "/staff/hotspots", "/staff/hotspots/find"
BEHIND = "Since these were found, what they rest on has changed"
BUTTON = "Find the hotspots again"


@pytest.fixture
def found(sqlite_database: Database, tmp_path: Path) -> Database:
    """Give a database with hotspots."""
    load(sqlite_database, tmp_path)
    find_hotspots(sqlite_database)
    return sqlite_database


def test_who_may_finds_them_again_with_one_press(app: Flask, found: Database) -> None:
    planner = signed_in(app, found, Role.PLANNER)
    assert BEHIND not in planner.get(PAGE).text
    before = len(stored_hotspots(found))
    for household in "abc":
        add_report(found, household=household)
    page = planner.get(PAGE)
    assert BEHIND in page.text
    assert BUTTON in page.text
    answer = planner.post(FIND, data={"csrf_token": token_of(planner, PAGE)})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    # Three households stand for a hotspot of their own (tests/services/test_reports_in_hotspots.py).
    assert len(stored_hotspots(found)) == before + 1
    assert not reports_since(found)
    after = planner.get(PAGE)
    assert f"The hotspots were found again: {before + 1} hotspots, 1 of them with reports." in words_of(after)
    assert BUTTON not in after.text
    assert ("person 1", "changed", "hotspots of 2025-12") in audited(found)


def test_who_may_not_is_told_who_does(app: Flask, found: Database) -> None:
    add_report(found)
    sergeant = signed_in(app, found, Role.SERGEANT)
    page = sergeant.get(PAGE)
    assert BEHIND in page.text
    assert "A planner or an analyst can find the hotspots again." in page.text
    assert FIND not in page.text
    token = token_of(sergeant, "/staff/account/password")
    assert sergeant.post(FIND, data={"csrf_token": token}).status_code == 403
    assert reports_since(found)


def test_a_country_is_left_to_the_command(app: Flask, found: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.staff.hotspots._MOST_FORCES", 0)
    add_report(found)
    page = signed_in(app, found, Role.ANALYST).get(PAGE)
    assert "<code>geo-ij hotspots</code>" in page.text
    assert FIND not in page.text


def test_nothing_stored_is_said_and_nothing_noted(app: Flask, sqlite_database: Database) -> None:
    planner = signed_in(app, sqlite_database, Role.PLANNER)
    assert BEHIND not in planner.get(PAGE).text
    answer = planner.post(FIND, data={"csrf_token": token_of(planner, "/staff/account/password")})
    assert 400 <= answer.status_code < 500
    assert "geo-ij import police" in answer.text
    assert not [one for one in audited(sqlite_database) if one[1] == "changed"]
