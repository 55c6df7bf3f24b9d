"""Tell anybody of the reports that were accepted: those near a place, or all; and count who sees one too.

Reports leave as `PublicReport` alone, and are chosen and ordered by nothing but what is public of them: by asking again
and again nobody learns the exact point or moment.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from geo_ij.disclosure.reports import (
    PublicReport,
    ReportFacts,
    may_be_public,
    publish_report,
)
from geo_ij.errors import NotFoundError
from geo_ij.services.kept_locations import moment
from geo_ij.services.receive_reports import REPORTER
from geo_ij.store import public_report_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow, Wanted
from geo_ij.vocabulary import COUNTED_STATUSES, Issue, ReportEvent, ReportStatus

NEAR_M = 150.0
"""How far off a report may be that is shown as a similar one, besides what the asker's place may be off."""

MOST_UNCERTAINTY_M = 500.0
"""The most that is allowed for that."""

MOST_SIMILAR = 5

SIMILAR_FOR = dt.timedelta(days=365)
"""How long a report is shown as a similar one; what was seen before is likely another matter."""

_NOT_OPEN = "This report is not open any more. Please report what you see as a new one."

_SNAPPED_WITHIN_M = 400.0
"""A public point is never farther from the true one: half the diagonal of the largest square, and some."""


def similar_reports(
    database: Database,
    *,
    easting: float,
    northing: float,
    uncertainty_m: float,
    issues: Collection[Issue],
    now: dt.datetime | None = None,
) -> list[PublicReport]:
    """Give the open accepted reports of one of these issues near a point (EPSG:27700), the newest first.

    Nearness is that of their public points. Without issues, those of any are given. Those that are older than a year or
    were sent to the council are not: a voice for them would change nothing.
    """
    within = NEAR_M + min(max(uncertainty_m, 0.0), MOST_UNCERTAINTY_M)
    reach = within + _SNAPPED_WITHIN_M
    box = (easting - reach, northing - reach, easting + reach, northing + reach)
    statuses = tuple(status for status in _OPEN if status != ReportStatus.REFERRED_TO_COUNCIL.value)
    since = (now or dt.datetime.now(dt.UTC)).date() - SIMILAR_FOR
    with database.read() as connection:
        near = [
            row
            for row in report_rows.reports(connection, Wanted(statuses=statuses, box=box))
            if row.public_easting is not None
            and row.public_northing is not None
            and math.hypot(row.public_easting - easting, row.public_northing - northing) <= within
            and (not issues or not set(issues).isdisjoint(row.issues.split(";")))
        ]
        return _published(connection, near, since=since, most=MOST_SIMILAR)


def public_reports(
    database: Database,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    is_open: bool | None = None,
    issue: Issue | None = None,
    ids: Collection[str] | None = None,
    first: int = 0,
    most: int | None = None,
) -> list[PublicReport]:
    """Give the accepted reports that anybody may see, the newest month first.

    `since` and `until` count by their months, because the day of a report is not public. `ids` are public ids.
    """
    statuses = {True: _OPEN, False: _DONE}.get(is_open, _COUNTED) if is_open is not None else _COUNTED
    with database.read() as connection:
        if ids is None:
            wanted = Wanted(
                statuses=statuses,
                issue=issue,
                # Only to read fewer: whole months are chosen below, by British time.
                received_from=None if since is None else (since.replace(day=1) - _A_DAY).isoformat(),
                received_before=None if until is None else (until.replace(day=1) + 33 * _A_DAY).isoformat(),
            )
            rows = report_rows.reports(connection, wanted)
        else:
            named = public_report_rows.reports_called(connection, ids, statuses=statuses)
            rows = [row for row in named if issue is None or issue in row.issues.split(";")]
        return _published(connection, rows, since=since, until=until, first=first, most=most)


def support_report(
    database: Database, public_id: str, *, household: str, now: dt.datetime | None = None
) -> PublicReport:
    """Count a household that sees what an open report tells of, once; give the report as it is public afterwards.

    `household` is a keyed hash. Raises NotFoundError when there is no such report or it is no longer open.
    """
    at = moment(now)
    with database.read() as connection:
        known = public_report_rows.reports_called(connection, [public_id], statuses=_OPEN)
    if not known:
        raise NotFoundError(_NOT_OPEN)
    with database.write(content=False, durable=True) as connection:
        public_report_rows.hold(connection, known[0].report_id)
        row = report_rows.report(connection, known[0].report_id)
        if row is None or row.status not in _OPEN or not may_be_public(facts_of(row)):
            raise NotFoundError(_NOT_OPEN)
        if household != row.household and report_rows.add_support(
            connection, row.report_id, household=household, at=at
        ):
            report_rows.add_step(connection, row.report_id, at=at, actor=REPORTER, event=ReportEvent.SUPPORTED)
        return _published(connection, [row])[0]


_A_DAY = dt.timedelta(days=1)
_DONE = (ReportStatus.WORK_DONE.value, ReportStatus.CLOSED.value)
_COUNTED = tuple(sorted(COUNTED_STATUSES))
_OPEN = tuple(status for status in _COUNTED if status not in _DONE)


def _published(
    connection: Connection,
    rows: Iterable[ReportRow],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    first: int = 0,
    most: int | None = None,
) -> list[PublicReport]:
    """Publish what may be of some reports: the newest month first, and within one in an order that tells nothing."""
    months = tuple(None if day is None else f"{day:%Y-%m}" for day in (since, until))
    found = [
        (one, row) for row in rows if (one := publish_report(facts_of(row), public_id=row.public_id, households=1))
    ]
    chosen = [
        (one, row)
        for one, row in found
        if (months[0] is None or one.month >= months[0]) and (months[1] is None or one.month <= months[1])
    ]
    chosen.sort(key=lambda pair: pair[0].public_id)
    chosen.sort(key=lambda pair: pair[0].month, reverse=True)
    chosen = chosen[first : None if most is None else first + most]
    return _with_voices(connection, [row for _, row in chosen])


def _with_voices(connection: Connection, rows: Sequence[ReportRow]) -> list[PublicReport]:
    """Publish reports with how many say so, their photographs and what was done."""
    report_ids = [row.report_id for row in rows]
    counts = public_report_rows.households(connection, report_ids)
    photographs = public_report_rows.approved_photographs(connection, report_ids)
    work = public_report_rows.public_work(connection, report_ids)
    published = [
        publish_report(
            facts_of(row),
            public_id=row.public_id,
            households=counts[row.report_id],
            photographs=photographs[row.report_id],
            work_reference=work.get(row.report_id),
        )
        for row in rows
    ]
    return [one for one in published if one is not None]


def facts_of(row: ReportRow) -> ReportFacts:
    """Give what the rules of disclosure look at of a report."""
    return ReportFacts(*(getattr(row, name) for name in ReportFacts._fields))
