"""Only so many reports about one square kilometre are taken within an hour, whatever way their place was found."""

import datetime as dt
from dataclasses import replace

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import LimitError
from geo_ij.services.receive_reports import Receipt, submit_report
from geo_ij.sources.sent_report import SentReport
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, ReportSource
from tests.services.reports import SETTINGS, ground, send

TIGHT = replace(SETTINGS, reports_a_place_an_hour=2)
NOW = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)
BY_WORDS = SentReport(issues=(Issue.LITTER,), place_text="Gold Street")


def submit(database: Database, sent: SentReport = BY_WORDS, *, minutes: float = 0, most: int = 2) -> Receipt:
    return submit_report(
        database.acting(STRANGER),
        sent,
        settings=replace(TIGHT, reports_a_place_an_hour=most),
        ground=ground(database),
        now=NOW + dt.timedelta(minutes=minutes),
    )


def count(database: Database) -> int:
    with database.read() as connection:
        return report_rows.count_reports(connection)


def test_words_and_programs_are_counted_with_the_form(database: Database) -> None:
    submit(database)
    submit(database, replace(BY_WORDS, source=ReportSource.OPEN311), minutes=20)
    for source in (ReportSource.WEB, ReportSource.OPEN311):
        with pytest.raises(LimitError, match="about this neighbourhood") as refused:
            submit(database, replace(BY_WORDS, source=source), minutes=30)
        # The first of the two leaves the hour in thirty minutes.
        assert refused.value.wait_s == 30 * 60
    assert count(database) == 2
    submit(database, replace(BY_WORDS, place_text="The Drapery"), minutes=30)
    with pytest.raises(LimitError) as refused:
        submit(database, minutes=59.99)
    assert refused.value.wait_s == 1
    submit(database, minutes=60)
    with pytest.raises(LimitError) as refused:
        submit(database, minutes=61)
    assert refused.value.wait_s == 19 * 60


def test_a_report_without_a_place_is_about_none(sqlite_database: Database) -> None:
    for place in ("Nowhere", "Nowhere", "Nowhere", "High Street", "High Street", "High Street"):
        submit(sqlite_database, replace(BY_WORDS, place_text=place))
    assert count(sqlite_database) == 6


def test_what_staff_brought_in_leaves_residents_their_room(sqlite_database: Database) -> None:
    for source in (ReportSource.FILE, ReportSource.STAFF, ReportSource.EMAIL):
        send(sqlite_database, source=source, received_at=NOW)
    submit(sqlite_database)
    submit(sqlite_database)
    with pytest.raises(LimitError):
        submit(sqlite_database)


def test_what_was_taken_in_before_is_not_refused_when_it_comes_again(sqlite_database: Database) -> None:
    first = submit(sqlite_database, replace(BY_WORDS, received_key="draft 1"))
    submit(sqlite_database)
    again = submit(sqlite_database, replace(BY_WORDS, received_key="draft 1"))
    assert (again.reference, again.is_new) == (first.reference, False)
    with pytest.raises(LimitError):
        submit(sqlite_database, replace(BY_WORDS, received_key="draft 2"))
