"""Read what the public may be told about reports besides their own rows, and hold one while somebody acts on it."""

import json
import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from geo_ij.store.models import Report, ReportHistory, ReportPhotograph, ReportSupport, Work
from geo_ij.store.report_rows import AT_ONCE, ROWS, ReportRow
from geo_ij.vocabulary import ReportEvent

_PUBLIC_ID = re.compile("R[0-9A-F]{12}")


def reports_called(connection: Connection, public_ids: Iterable[str], *, statuses: Sequence[str]) -> list[ReportRow]:
    """Read the reports of these statuses that have these public ids, in the order of the ids."""
    # No database can look for a control character, and no id has one.
    wanted = [one for one in dict.fromkeys(public_ids) if _PUBLIC_ID.fullmatch(one)]
    found: dict[str, ReportRow] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        query = ROWS.where(Report.public_id.in_(part), Report.status.in_(statuses))
        found |= {row.public_id: row for row in (ReportRow(*one) for one in connection.execute(query))}
    return [found[one] for one in wanted if one in found]


def hold(connection: Connection, report_id: int) -> None:
    """Let others who would change a report wait until this transaction ends; SQLite does so in any case."""
    connection.execute(select(Report.report_id).where(Report.report_id == report_id).with_for_update())


def households(connection: Connection, report_ids: Sequence[int]) -> dict[int, int]:
    """Count for each report the households that say so: its own and its supporters', as hotspots count them.

    A report that does not say whose it is counts as a household of its own. Those of reports that were joined with it
    are among its supporters.
    """
    known: dict[int, set[str]] = {report_id: set() for report_id in report_ids}
    own = select(Report.report_id, Report.household).where(Report.report_id.in_(report_ids))
    supports = select(ReportSupport.report_id, ReportSupport.household).where(ReportSupport.report_id.in_(report_ids))
    for query in (own, supports):
        for report_id, household in connection.execute(query):
            known[int(report_id)].add(household or "its own")
    return {report_id: len(found) for report_id, found in known.items()}


def approved_photographs(connection: Connection, report_ids: Sequence[int]) -> dict[int, list[int]]:
    """Give the ids of each report's photographs that a moderator approved, in the order in which they came."""
    found: dict[int, list[int]] = {report_id: [] for report_id in report_ids}
    query = (
        select(ReportPhotograph.report_id, ReportPhotograph.photograph_id)
        .where(ReportPhotograph.report_id.in_(report_ids), ReportPhotograph.approved)
        .order_by(ReportPhotograph.photograph_id)
    )
    for report_id, photograph_id in connection.execute(query):
        found[int(report_id or 0)].append(int(photograph_id))
    return found


def remove_photographs(connection: Connection, report_id: int) -> int:
    """Remove every photograph of a report; say how many there were."""
    return int(connection.execute(delete(ReportPhotograph).where(ReportPhotograph.report_id == report_id)).rowcount)


def public_work(connection: Connection, report_ids: Sequence[int]) -> dict[int, str]:
    """Give the public reference of the work that was done for each report, where that work is public now."""
    told: dict[int, tuple[str, str]] = {}
    query = (
        select(ReportHistory.report_id, ReportHistory.details)
        .where(ReportHistory.report_id.in_(report_ids), ReportHistory.event == ReportEvent.WORK_DONE.value)
        .order_by(ReportHistory.step_id)
    )
    for report_id, text in connection.execute(query):
        details = json.loads(text)
        if details.get("work_id") and details.get("work_reference"):
            told[int(report_id)] = (details["work_id"], details["work_reference"])
    wanted = {work_id for work_id, _ in told.values()}
    public = set(
        connection.scalars(select(Work.work_id).where(Work.work_id.in_(wanted), Work.published_at.is_not(None)))
    )
    return {report_id: reference for report_id, (work_id, reference) in told.items() if work_id in public}
