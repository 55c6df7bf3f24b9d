"""Joined reports count each household once, stay as they were sent, and can be taken apart again."""

import json

import pytest

from geo_ij.errors import InputError
from geo_ij.services.merge_reports import merge_report, reopen_report
from geo_ij.services.moderate_reports import accept_report, close_report, not_suitable
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReporterKind
from tests.services.reports import (
    EMAIL,
    NOW,
    SETTINGS,
    as_role,
    forget_letters,
    history_of,
    letters,
    row_of,
    send,
)

OTHER = "another@example.org"


def join(database: Database, reference: str, into: str, *, version: int | None = None) -> None:
    found = row_of(database, reference).version if version is None else version
    merge_report(as_role(database), reference, into=into, version=found, settings=SETTINGS, now=NOW)


def reopen(database: Database, reference: str) -> None:
    reopen_report(as_role(database), reference, version=row_of(database, reference).version, now=NOW)


def supporters(database: Database, reference: str) -> int:
    with database.read() as connection:
        return len(report_rows.supports(connection, [row_of(database, reference).report_id]))


def test_the_kept_one_counts_the_household_and_the_other_points_to_it(database: Database) -> None:
    kept, double = send(database, days_ago=3), send(database, email=EMAIL)
    forget_letters(database)
    join(database, double, kept)
    row = row_of(database, double)
    assert (row.status, row.duplicate_of, row.ended_at) == (
        "duplicate", row_of(database, kept).report_id, NOW.isoformat(),
    )  # fmt: skip
    assert supporters(database, kept) == 1
    assert [(to, "joined" in subject) for to, subject, _ in letters(database)] == [(EMAIL, True)]
    assert json.loads(history_of(database, double)[-1].details) == {"into": kept}
    last = history_of(database, kept)[-1]
    assert (last.event, json.loads(last.details), last.message) == ("supported", {"joined": double}, "")


def test_one_household_counts_once_however_often_it_reports(sqlite_database: Database) -> None:
    kept = send(sqlite_database, email=EMAIL)
    doubles = [send(sqlite_database, email=email) for email in (EMAIL, OTHER, OTHER)]
    unknown = [send(sqlite_database) for _ in range(2)]
    officer = send(sqlite_database, reporter_kind=ReporterKind.POLICE)
    for one in (*doubles, *unknown, officer):
        join(sqlite_database, one, kept)
    assert supporters(sqlite_database, kept) == 3, "another household, and two that nobody knows"


def test_taken_apart_it_waits_again_and_supports_no_longer(database: Database) -> None:
    kept = send(database)
    first, second = (send(database, email=EMAIL, days_ago=day) for day in (2, 1))
    for one in (first, second):
        join(database, one, kept)
    reopen(database, second)
    row = row_of(database, second)
    assert (row.status, row.duplicate_of, row.ended_at) == ("under_review", None, None)
    assert supporters(database, kept) == 1, "the first of the same household is still joined"
    reopen(database, first)
    assert supporters(database, kept) == 0


def test_what_a_household_said_by_itself_stands(sqlite_database: Database) -> None:
    kept, double = send(sqlite_database), send(sqlite_database, email=EMAIL)
    row = row_of(sqlite_database, double)
    assert row.household is not None
    with sqlite_database.write() as connection:
        kept_id = row_of(sqlite_database, kept).report_id
        report_rows.add_support(connection, kept_id, household=row.household, at="2026-02-01T00:00:00+00:00")
    join(sqlite_database, double, kept)
    reopen(sqlite_database, double)
    assert supporters(sqlite_database, kept) == 1


def test_what_was_joined_before_goes_along(database: Database) -> None:
    first, second, third = (send(database, email=f"{name}@example.org") for name in ("a", "b", "c"))
    join(database, first, second)
    join(database, second, third)
    assert row_of(database, first).duplicate_of == row_of(database, third).report_id
    assert supporters(database, third) == 2


@pytest.mark.parametrize("into", ["", "\x00", "ZZZZZ-ZZZZZ", "itself", "ended", "joined"])
def test_with_what_no_report_can_be_joined(sqlite_database: Database, into: str) -> None:
    reference, ended, joined, kept = (send(sqlite_database) for _ in range(4))
    not_suitable(as_role(sqlite_database), ended, version=1, reason="No.", settings=SETTINGS)
    join(sqlite_database, joined, kept)
    wanted = {"itself": reference, "ended": ended, "joined": joined}.get(into, into)
    with pytest.raises(InputError) as refused:
        join(sqlite_database, reference, wanted)
    assert set(refused.value.fields) == {"into"}
    assert row_of(sqlite_database, reference).version == 1


def test_an_ended_report_is_opened_again_where_it_was(database: Database) -> None:
    moderator = as_role(database)
    counted, refused = send(database), send(database)
    accept_report(moderator, counted, version=1, public_text="Cans.", settings=SETTINGS)
    close_report(moderator, counted, version=2, settings=SETTINGS)
    not_suitable(moderator, refused, version=1, reason="No.", settings=SETTINGS)
    for reference in (counted, refused):
        reopen(database, reference)
    assert row_of(database, counted).status == "accepted"
    assert row_of(database, refused).status == "under_review"
