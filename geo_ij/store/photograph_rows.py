"""Keep the photographs of reports and of drafts, and read them back."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from geo_ij.store.models import ReportPhotograph


class Picture(StrEnum):
    """Which of the pictures of one photograph: as it was sent, as others may see it, or that one made small."""

    IMAGE = "image"
    REDACTED = "redacted"
    THUMBNAIL = "thumbnail"


class PhotographRow(NamedTuple):
    """What is kept about one photograph, without its pictures; see `models.reports.ReportPhotograph`."""

    photograph_id: int
    report_id: int | None
    draft_hash: str | None
    added_at: str
    width: int
    height: int
    boxes: tuple[tuple[float, float, float, float], ...]
    approved: bool


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


def photograph(connection: Connection, photograph_id: int) -> PhotographRow | None:
    """Read what is kept about one photograph, or give None."""
    if photograph_id > _LARGEST_ID:
        return None
    row = connection.execute(select(*_COLUMNS).where(ReportPhotograph.photograph_id == photograph_id)).one_or_none()
    return None if row is None else _read(row._asdict())


def photographs_of(connection: Connection, report_id: int) -> list[PhotographRow]:
    """Read what is kept about the photographs of a report, in the order in which they came."""
    query = select(*_COLUMNS).where(ReportPhotograph.report_id == report_id).order_by(ReportPhotograph.photograph_id)
    return [_read(row._asdict()) for row in connection.execute(query)]


def picture(connection: Connection, photograph_id: int, which: Picture) -> bytes | None:
    """Read one of the pictures of a photograph as JPEG; what others may see is None until it is approved."""
    column = {
        Picture.IMAGE: ReportPhotograph.image,
        Picture.REDACTED: ReportPhotograph.redacted,
        Picture.THUMBNAIL: ReportPhotograph.thumbnail,
    }[which]
    query = select(column).where(ReportPhotograph.photograph_id == photograph_id)
    if which is not Picture.IMAGE:
        query = query.where(ReportPhotograph.approved)
    return connection.execute(query).scalar_one_or_none()


def approve_photograph(
    connection: Connection,
    photograph_id: int,
    *,
    boxes: Sequence[tuple[float, float, float, float]],
    redacted: bytes,
    thumbnail: bytes,
) -> bool:
    """Keep what others may see of a photograph from now on; say whether it is still there."""
    changed = connection.execute(
        update(ReportPhotograph)
        .where(ReportPhotograph.photograph_id == photograph_id)
        .values(boxes=json.dumps([list(box) for box in boxes]), approved=True, redacted=redacted, thumbnail=thumbnail)
    )
    return bool(changed.rowcount)


def remove_photograph(connection: Connection, photograph_id: int) -> bool:
    """Remove a photograph with every picture made of it; say whether it was still there."""
    removed = connection.execute(delete(ReportPhotograph).where(ReportPhotograph.photograph_id == photograph_id))
    return bool(removed.rowcount)


_LARGEST_ID = 2**31 - 1
"""What the column holds; a driver refuses to ask for much more."""

_COLUMNS = tuple(getattr(ReportPhotograph, name) for name in PhotographRow._fields)


def _read(columns: dict[str, Any]) -> PhotographRow:
    return PhotographRow(**{**columns, "boxes": tuple(tuple(box) for box in json.loads(columns["boxes"]))})
