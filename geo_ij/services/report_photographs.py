"""Let moderators black out, approve or remove the photographs of reports, and show each person what they may see."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.disclosure.reports import may_be_public
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record
from geo_ij.services.kept_locations import moment
from geo_ij.services.public_reports import facts_of
from geo_ij.services.report_steps import in_words, is_visible, nothing_called
from geo_ij.sources.photographs import Box, redacted
from geo_ij.store import photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.photograph_rows import PhotographRow, Picture
from geo_ij.store.report_queue_rows import reports_to_change
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import AuditAction, ReportEvent

MOST_BOXES = 40
"""How many boxes one photograph may have: a whole car park of number plates."""

NOT_THERE = "This photograph is not there any more. It may have been removed."


@dataclass(frozen=True)
class CheckedPhotograph:
    """A photograph of a report as a moderator looks at it, the `number`th of `count`.

    `boxes` are what is blacked out in it; `approved` says that others may see it so. `version` is that of the report,
    `next_id` the photograph of it that waits for somebody besides this one, or None.
    """

    photograph_id: int
    reference: str
    version: int
    number: int
    count: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    approved: bool
    next_id: int | None


def report_photograph(database: Database, reference: str, photograph_id: int) -> CheckedPhotograph:
    """Give what a moderator needs to decide about a photograph. Raises NotFoundError where they may see none."""
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    with database.read() as connection:
        report = _visible(report_rows.report_of(connection, reference), limit, reference=reference)
        rows = photograph_rows.photographs_of(connection, report.report_id)
    row = _one_of(rows, photograph_id)
    waiting = [one.photograph_id for one in rows if not one.approved and one is not row]
    return CheckedPhotograph(
        photograph_id=photograph_id,
        reference=reference,
        version=report.version,
        number=rows.index(row) + 1,
        count=len(rows),
        width=row.width,
        height=row.height,
        boxes=row.boxes,
        approved=row.approved,
        next_id=waiting[0] if waiting else None,
    )


def photograph(database: Database, reference: str, photograph_id: int, *, as_others: bool = False) -> bytes:
    """Give a photograph as JPEG: as it was sent to moderators, as others may see it to everybody else.

    With `as_others` moderators see that as well. Raises NotFoundError where there is none that the actor may see.
    """
    allow(database, Permission.SEE_REPORTS)
    limit = limit_of(database)
    as_sent = database.actor.may(Permission.MODERATE_REPORTS) and not as_others
    with database.read() as connection:
        report = _visible(report_rows.report_of(connection, reference), limit, reference=reference)
        _one_of(photograph_rows.photographs_of(connection, report.report_id), photograph_id)
        found = photograph_rows.picture(connection, photograph_id, Picture.IMAGE if as_sent else Picture.REDACTED)
    if found is None:
        raise NotFoundError("Nobody has looked at this photograph yet. A moderator approves it before others see it.")
    return found


def redact_photograph(
    database: Database,
    reference: str,
    photograph_id: int,
    *,
    version: int,
    boxes: Sequence[Box],
    now: dt.datetime | None = None,
) -> None:
    """Let others see a photograph with these boxes painted black, or as it is without any.

    What others saw of it before is made anew, the small picture as well. Raises InputError for a box that cannot be
    and when somebody else has changed the report since `version`, NotFoundError where the photograph is gone.
    """
    allow(database, Permission.MODERATE_REPORTS)
    checked = _checked(boxes)
    # Painted before the transaction begins, so that nobody waits for it.
    painted, thumbnail = redacted(photograph(database, reference, photograph_id), checked)
    limit = limit_of(database)
    with database.write() as connection:
        report = _to_change(database, connection, reference, photograph_id, version=version, limit=limit)
        photograph_rows.approve_photograph(
            connection, photograph_id, boxes=checked, redacted=painted, thumbnail=thumbnail
        )
        event = ReportEvent.PHOTOGRAPH_REDACTED if checked else ReportEvent.PHOTOGRAPH_APPROVED
        _keep_step(database, connection, report, photograph_id, event=event, boxes=len(checked), now=now)


def remove_photograph(
    database: Database, reference: str, photograph_id: int, *, version: int, now: dt.datetime | None = None
) -> None:
    """Remove a photograph and every picture made of it, for good.

    Raises InputError when somebody else has changed the report since `version`, NotFoundError where it is gone.
    """
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    with database.write() as connection:
        report = _to_change(database, connection, reference, photograph_id, version=version, limit=limit)
        photograph_rows.remove_photograph(connection, photograph_id)
        _keep_step(database, connection, report, photograph_id, event=ReportEvent.PHOTOGRAPH_REMOVED, boxes=0, now=now)


def public_photograph(database: Database, photograph_id: int, *, small: bool = False) -> bytes:
    """Give an approved photograph of a report that anybody may see, as JPEG; else NotFoundError."""
    with database.read() as connection:
        row = photograph_rows.photograph(connection, photograph_id)
        report = None if row is None or row.report_id is None else report_rows.report(connection, row.report_id)
        found = None
        if report is not None and may_be_public(facts_of(report)):
            which = Picture.THUMBNAIL if small else Picture.REDACTED
            found = photograph_rows.picture(connection, photograph_id, which)
    if found is None:
        raise NotFoundError("There is no photograph here that may be shown.")
    return found


def _visible(report: ReportRow | None, limit: shapely.Geometry | None, *, reference: str) -> ReportRow:
    if report is None or not is_visible(report, limit):
        raise NotFoundError(nothing_called(reference))
    return report


def _one_of(rows: Sequence[PhotographRow], photograph_id: int) -> PhotographRow:
    for row in rows:
        if row.photograph_id == photograph_id:
            return row
    raise NotFoundError(NOT_THERE)


def _to_change(
    database: Database,
    connection: Connection,
    reference: str,
    photograph_id: int,
    *,
    version: int,
    limit: shapely.Geometry | None,
) -> ReportRow:
    """Keep others from changing the report until the transaction ends, and check that it is as the actor saw it."""
    held = reports_to_change(connection, [reference])
    report = _visible(held[0] if held else None, limit, reference=reference)
    _one_of(photograph_rows.photographs_of(connection, report.report_id), photograph_id)
    if report.version != version:
        history = report_rows.history(connection, report.report_id)
        done = in_words(history[-1]) if history else "somebody changed the report"
        raise InputError({"version": f"Meanwhile {done}. Nothing was changed now. Look at the photograph again"})
    return report


def _keep_step(
    database: Database,
    connection: Connection,
    report: ReportRow,
    photograph_id: int,
    *,
    event: ReportEvent,
    boxes: int,
    now: dt.datetime | None,
) -> None:
    report_rows.change_report(connection, report.report_id, {})
    report_rows.add_step(
        connection,
        report.report_id,
        at=moment(now),
        actor=database.actor.name,
        event=event,
        details={"photograph": photograph_id, "boxes": boxes},
    )
    action = AuditAction.REMOVED if event is ReportEvent.PHOTOGRAPH_REMOVED else AuditAction.CHANGED
    record(
        connection,
        database.actor,
        action,
        f"photograph {photograph_id} of report {report.reference}",
        what=event.value.replace("_", " "),
        boxes=boxes or None,
    )


def _checked(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Refuse a box that blacks out nothing. Raises InputError by the number of the box ("box_1")."""
    if len(boxes) > MOST_BOXES:
        raise InputError({"boxes": f"There can be {MOST_BOXES} boxes or fewer: draw larger ones, or remove it"})
    faults = {}
    for number, (x, y, width, height) in enumerate(boxes, start=1):
        if not all(math.isfinite(part) for part in (x, y, width, height)):
            faults[f"box_{number}"] = f"Box {number}: enter four numbers"
        elif width <= 0 or height <= 0:
            faults[f"box_{number}"] = f"Box {number}: width and height must be more than 0"
        elif x >= 1 or y >= 1 or x + width <= 0 or y + height <= 0:
            faults[f"box_{number}"] = f"Box {number} is outside the picture"
    if faults:
        raise InputError(faults)
    return tuple((float(x), float(y), float(width), float(height)) for x, y, width, height in boxes)
