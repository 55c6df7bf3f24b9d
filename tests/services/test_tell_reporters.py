"""Completed work that becomes public marks the reports near it, and tells whoever asked: each once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo_ij.services.publish import public_reference, publish_completed_work
from geo_ij.services.tell_reporters import DoneWork, mark_work_done, tell_of_work
from geo_ij.settings import read_settings
from geo_ij.store import report_rows
from geo_ij.store.audit_rows import AuditFilter, entries
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReportEvent
from tests.services.kept_reports import KETTERING, change, history, keep, queued, read
from tests.web import small_county

SETTINGS = read_settings({"GEO_IJ_PUBLIC_URL": "https://map.example.org"})
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
AT = "2026-03-20T12:00:00+00:00"
EAST, NORTH = KETTERING
WORK = DoneWork("one", "W0ONE", "Spring Rise Park, Kettering", "2026-03-19T14:00:00+00:00", EAST, NORTH)
HERE = {"easting": EAST, "northing": NORTH, "uncertainty_m": 0.0}
TOLD = {"wants_updates": True, "email": "resident@example.org"}


def tell(database: Database, *work: DoneWork) -> int:
    with database.write() as connection:
        return tell_of_work(connection, work or (WORK,), settings=SETTINGS, at=AT)


def test_a_report_at_the_place_is_marked_and_its_sender_told_once(database: Database) -> None:
    row = keep(database, **HERE, **TOLD)
    assert tell(database) == 1
    after = read(database, row.report_id)
    assert (after.status, after.ended_at, after.version) == ("work_done", AT, row.version + 1)
    last = history(database, row)[-1]
    assert (last.event, last.actor) == ("work_done", "the service")
    assert last.details == '{"work_id": "one", "work_reference": "W0ONE"}'
    (mail,) = queued(database)
    assert (mail.recipient, mail.report_reference) == ("resident@example.org", row.reference)
    assert "on 19 March 2026" in mail.body
    assert "https://map.example.org/places/W0ONE" in mail.body
    assert tell(database) == 0
    assert len(queued(database)) == 1


def test_a_report_that_is_opened_again_is_not_told_of_the_same_work(database: Database) -> None:
    row = keep(database, **HERE, **TOLD)
    tell(database)
    change(database, row, status="accepted", ended_at=None)
    assert tell(database) == 0
    assert read(database, row.report_id).status == "accepted"
    assert tell(database, WORK._replace(work_id="two", reference="W0TWO")) == 1
    assert len(queued(database)) == 2


@pytest.mark.parametrize(
    ("distance", "uncertainty_m", "is_marked"),
    [(149.0, 0.0, True), (151.0, 0.0, False), (151.0, 2.0, True), (499.0, 900.0, True), (501.0, 900.0, False),
     (0.0, 1000.0, True), (0.0, 1001.0, False)],
)  # fmt: skip
def test_near_is_what_may_be_the_place(
    database: Database, distance: float, uncertainty_m: float, is_marked: bool
) -> None:
    keep(database, easting=EAST, northing=NORTH + distance, uncertainty_m=uncertainty_m)
    assert tell(database) == is_marked


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "received"},
        {"status": "closed"},
        {"status": "withdrawn"},
        {"status": "duplicate"},
        {"status": "work_done"},
        {"received_at": "2026-03-19T14:00:00+00:00"},
        {"easting": None, "northing": None, "uncertainty_m": None},
    ],
)
def test_what_nobody_accepted_or_came_later_or_has_ended_is_left_alone(
    database: Database, columns: dict[str, object]
) -> None:
    row = keep(database, **(HERE | TOLD | columns))
    assert tell(database) == 0
    assert read(database, row.report_id) == row
    assert queued(database) == []


def test_moments_are_compared_whatever_their_zone(database: Database) -> None:
    keep(database, **HERE, received_at="2026-06-05T12:30:00+00:00")
    assert tell(database, WORK._replace(end="2026-06-05T13:00:00+01:00")) == 0
    assert tell(database, WORK._replace(end="2026-06-05T14:00:00+01:00")) == 1


def test_only_who_asked_and_left_an_address_is_written_to(database: Database) -> None:
    keep(database, **HERE, email="one@example.org", wants_updates=False)
    keep(database, **HERE, reference="B", phone="+441632960001", wants_updates=True)
    keep(database, **HERE, reference="C", wants_updates=True)
    assert tell(database) == 3
    assert queued(database) == []


def test_one_person_with_several_reports_gets_one_letter(database: Database) -> None:
    for reference, email in (("A", "resident@example.org"), ("B", "Resident@Example.org"), ("C", "two@example.org")):
        keep(database, **HERE, reference=reference, email=email, wants_updates=True)
    assert tell(database) == 3
    assert [one.recipient for one in queued(database)] == ["resident@example.org", "two@example.org"]


def test_whose_report_was_joined_with_a_marked_one_is_told_too(database: Database) -> None:
    row = keep(database, **HERE)
    double = keep(database, **TOLD, reference="B", status="duplicate", duplicate_of=row.report_id)
    assert tell(database) == 1
    assert [one.report_reference for one in queued(database)] == ["B"]
    assert read(database, double.report_id).status == "duplicate"
    assert [one.event for one in history(database, double)] == ["received", "work_done"]


def test_the_nearest_of_several_pieces_of_work_is_told(database: Database) -> None:
    row = keep(database, **HERE, **TOLD)
    far = WORK._replace(work_id="far", reference="W0FAR", easting=EAST + 100)
    elsewhere = WORK._replace(work_id="elsewhere", reference="W0ELSE", easting=EAST + 100_000)
    assert tell(database, far, elsewhere, WORK) == 1
    assert "W0ONE" in history(database, row)[-1].details


def test_a_person_may_mark_one_by_hand(database: Database) -> None:
    row = keep(database, **TOLD)
    with database.write() as connection:
        assert mark_work_done(connection, row, WORK, settings=SETTINGS, at=AT, actor="moderator 9")
    assert history(database, row)[-1].actor == "moderator 9"
    with database.write() as connection:
        assert not mark_work_done(connection, row, WORK, settings=SETTINGS, at=AT, actor="moderator 9")
    assert len(queued(database)) == 1


def test_publishing_completed_work_tells_and_counts(database: Database) -> None:
    piece = small_county.work("one", day="2026-03-18", approved=False)
    small_county.record(database, piece)
    point = piece.geometry.iloc[0]
    row = keep(database, **TOLD, easting=point.x + 100, northing=point.y)
    late = replace(SETTINGS, publish_delay_hours=24 * 30)
    assert publish_completed_work(database, settings=late, now=NOW) == 0
    assert read(database, row.report_id).status == "accepted"
    assert publish_completed_work(database, settings=SETTINGS, now=NOW) == 1
    assert read(database, row.report_id).status == "work_done"
    (mail,) = queued(database)
    assert f"https://map.example.org/places/{public_reference('one')}" in mail.body
    with database.read() as connection:
        (entry,) = entries(connection, AuditFilter(), most=None)
        assert report_rows.history(connection, row.report_id)[-1].event == ReportEvent.WORK_DONE
    assert '"reports": 1' in entry.details
    assert publish_completed_work(database, settings=SETTINGS, now=NOW) == 0
    assert len(queued(database)) == 1
