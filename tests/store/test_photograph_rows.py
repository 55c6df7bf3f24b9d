"""Photographs are kept with every picture made of them, and go with all of them."""

import pytest
from sqlalchemy import Connection, delete, select

from geo_ij.store import draft_rows, photograph_rows
from geo_ij.store.database import Database
from geo_ij.store.models import Report, ReportPhotograph
from geo_ij.store.photograph_rows import NewPhotograph, Picture
from tests.photographed_reports import AT, add_report

SENT = NewPhotograph(b"sent", 800, 600)
BOXES = ((0.25, 0.5, 0.1, 0.2), (0.0, 0.0, 1 / 3, 0.125))


def add(connection: Connection, report_id: int | None, *, draft_hash: str | None = None) -> int:
    return photograph_rows.add_photograph(connection, SENT, report_id=report_id, draft_hash=draft_hash, at=AT)


def approve(connection: Connection, photograph_id: int, painted: bytes = b"painted") -> bool:
    return photograph_rows.approve_photograph(
        connection, photograph_id, boxes=BOXES, redacted=painted, thumbnail=b"small " + painted
    )


def test_a_photograph_is_read_as_it_was_kept(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        first, second = add(connection, report_id), add(connection, report_id)
        add(connection, add_id_of_another(database, connection))
    with database.read() as connection:
        rows = photograph_rows.photographs_of(connection, report_id)
        assert [row.photograph_id for row in rows] == [first, second]
        assert photograph_rows.photograph(connection, first) == rows[0]
        assert rows[0] == (first, report_id, None, AT, 800, 600, (), False)
        assert photograph_rows.picture(connection, first, Picture.IMAGE) == b"sent"


def add_id_of_another(database: Database, connection: Connection) -> int:
    """Give the id of a second report, added in the same transaction."""
    from geo_ij.store import report_rows

    row = report_rows.reports(connection)[0]._asdict()
    del row["report_id"], row["public_id"]
    return report_rows.add_report(connection, row | {"reference": "another"})


def test_others_see_what_was_approved_last(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        photograph_id = add(connection, report_id)
        for which in (Picture.REDACTED, Picture.THUMBNAIL):
            assert photograph_rows.picture(connection, photograph_id, which) is None
        assert approve(connection, photograph_id, b"once")
        assert approve(connection, photograph_id, b"twice")
    with database.read() as connection:
        row = photograph_rows.photograph(connection, photograph_id)
        assert row is not None
        assert (row.approved, row.boxes) == (True, BOXES)
        assert photograph_rows.picture(connection, photograph_id, Picture.REDACTED) == b"twice"
        assert photograph_rows.picture(connection, photograph_id, Picture.THUMBNAIL) == b"small twice"
        assert photograph_rows.picture(connection, photograph_id, Picture.IMAGE) == b"sent"


def test_what_is_not_approved_is_not_read_even_where_it_was_painted(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        photograph_id = add(connection, report_id)
        approve(connection, photograph_id)
        connection.exec_driver_sql("UPDATE report_photographs SET approved = false")
        assert photograph_rows.picture(connection, photograph_id, Picture.REDACTED) is None


def test_removing_leaves_no_picture(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        photograph_id, other = add(connection, report_id), add(connection, report_id)
        approve(connection, photograph_id)
        assert photograph_rows.remove_photograph(connection, photograph_id)
        assert not photograph_rows.remove_photograph(connection, photograph_id)
        assert not approve(connection, photograph_id)
        assert photograph_rows.photograph(connection, photograph_id) is None
        assert [photograph_rows.picture(connection, photograph_id, which) for which in Picture] == [None] * 3
        assert connection.scalars(select(ReportPhotograph.photograph_id)).all() == [other]


def test_photographs_go_with_their_report_or_draft(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        draft_rows.add_draft(connection, "a" * 64, at=AT)
        add(connection, report_id)
        add(connection, None, draft_hash="a" * 64)
        connection.execute(delete(Report).where(Report.report_id == report_id))
        assert len(connection.scalars(select(ReportPhotograph.photograph_id)).all()) == 1
        draft_rows.remove_older(connection, before="2027-01-01")
        assert connection.scalars(select(ReportPhotograph.photograph_id)).all() == []


def test_those_of_a_draft_become_the_reports(database: Database) -> None:
    report_id = add_report(database)
    with database.write() as connection:
        for key in ("a" * 64, "b" * 64):
            draft_rows.add_draft(connection, key, at=AT)
        mine, theirs = add(connection, None, draft_hash="a" * 64), add(connection, None, draft_hash="b" * 64)
        assert photograph_rows.move_from_draft(connection, draft_hash="a" * 64, report_id=report_id) == 1
        moved = photograph_rows.photograph(connection, mine)
        kept = photograph_rows.photograph(connection, theirs)
        assert moved is not None
        assert kept is not None
        assert (moved.report_id, moved.draft_hash) == (report_id, None)
        assert (kept.report_id, kept.draft_hash) == (None, "b" * 64)


@pytest.mark.parametrize("photograph_id", [0, 2**31 - 1, 2**31, 2**70])
def test_no_number_is_too_large_to_ask_for(database: Database, photograph_id: int) -> None:
    with database.read() as connection:
        assert photograph_rows.photograph(connection, photograph_id) is None
