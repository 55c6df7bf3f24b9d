"""Keep the photographs of reports and of drafts, and read them back."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, update

from geo_ij.store.models import ReportPhotograph


class NewPhotograph(NamedTuple):
    """A photograph as `sources/photographs.py` made it, before it is kept."""

    jpeg: bytes
    width: int
    height: int


def add_photograph(
    connection: Connection, photograph: NewPhotograph, *, report_id: int | None, draft_hash: str | None, at: str
) -> int:
    """Keep a photograph of a report or of a draft; give its id."""
    values = {
        "report_id": report_id,
        "draft_hash": draft_hash,
        "added_at": at,
        "width": photograph.width,
        "height": photograph.height,
        "image": photograph.jpeg,
        "boxes": "[]",
        "approved": False,
    }
    return int(
        connection.execute(
            insert(ReportPhotograph).values(values).returning(ReportPhotograph.photograph_id)
        ).scalar_one()
    )


def move_from_draft(connection: Connection, *, draft_hash: str, report_id: int) -> int:
    """Give the photographs of a draft to the report that it became; say how many there are."""
    moved = connection.execute(
        update(ReportPhotograph)
        .where(ReportPhotograph.draft_hash == draft_hash)
        .values(report_id=report_id, draft_hash=None)
    )
    return int(moved.rowcount)
