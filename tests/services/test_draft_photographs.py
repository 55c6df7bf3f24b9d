"""Photographs of reports that are still being written take no more room, and no more time, than there is."""

import datetime as dt

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import InputError, LimitError, NotFoundError
from geo_ij.services import report_drafts
from geo_ij.services.report_drafts import add_photograph, begin_draft, change_draft, read_draft, send_draft
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue
from tests.pictures import encoded, four_colours
from tests.services.reports import NOW, SETTINGS, ground

LATER = NOW + dt.timedelta(hours=23, minutes=59)
TOO_LATE = NOW + dt.timedelta(hours=24, minutes=1)
PHOTOGRAPH = encoded(four_colours())


@pytest.fixture
def open_database(database: Database) -> Database:
    """Give the database as a stranger has it."""
    return database.acting(STRANGER)


def test_photographs_of_all_drafts_have_a_ceiling(
    open_database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(report_drafts, "MOST_IN_DRAFTS", 2)
    old, key = begin_draft(open_database, now=NOW), begin_draft(open_database, now=LATER)
    add_photograph(open_database, old, PHOTOGRAPH, settings=SETTINGS, now=NOW)
    add_photograph(open_database, key, PHOTOGRAPH, settings=SETTINGS, now=LATER)
    with pytest.raises(LimitError, match="cannot take photographs just now"):
        add_photograph(open_database, key, PHOTOGRAPH, settings=SETTINGS, now=LATER)
    assert "drafts hold 2 photographs" in caplog.text
    assert len(read_draft(open_database, old, now=LATER).photographs) == 1
    # The old one has died: what it held makes room, and what a report holds does not count.
    add_photograph(open_database, key, PHOTOGRAPH, settings=SETTINGS, now=TOO_LATE)
    change_draft(open_database, key, now=TOO_LATE, issues=(Issue.LITTER,), place_text="Gold Street")
    send_draft(open_database, key, settings=SETTINGS, ground=ground(open_database), now=TOO_LATE)
    another = begin_draft(open_database, now=TOO_LATE)
    add_photograph(open_database, another, PHOTOGRAPH, settings=SETTINGS, now=TOO_LATE)


def test_a_photograph_for_which_there_is_no_room_is_not_looked_at(open_database: Database) -> None:
    key = begin_draft(open_database, now=NOW)
    for _ in range(3):
        add_photograph(open_database, key, PHOTOGRAPH, settings=SETTINGS, now=NOW)
    with pytest.raises(InputError, match="3 photographs"):
        add_photograph(open_database, key, b"not even a photograph", settings=SETTINGS, now=NOW)
    with pytest.raises(NotFoundError):
        add_photograph(open_database, "no such key", b"not even a photograph", settings=SETTINGS, now=NOW)
