"""Join reports that speak of the same thing, so that each household counts once, and take them apart again."""

import datetime as dt
import hashlib

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.services import report_letters
from geo_ij.services.access import allow, limit_of
from geo_ij.services.kept_locations import moment
from geo_ij.services.report_steps import Outcome, Taken, is_visible, nothing_called, take_step
from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_queue_rows import remove_support
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import COUNTED_STATUSES, WAITING_STATUSES, ReporterKind, ReportEvent

JOINED_WITH = WAITING_STATUSES | COUNTED_STATUSES
"""Where a report may stand with which another is joined."""


def merge_report(
    database: Database,
    reference: str,
    *,
    into: str,
    version: int,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Taken:
    """Join a report with another, which is kept and counts the household as one that sees the same.

    Photographs stay with their report; what was joined with it before goes along. Raises InputError for a report that
    cannot be joined with, else as `report_steps.take_step`.
    """
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    wanted = into.strip()
    if not wanted or not wanted.isprintable():
        raise InputError({"into": "Enter the reference of the report to join this one with"})

    def work(connection: Connection, report: ReportRow) -> Outcome:
        kept = report_rows.report_of(connection, wanted)
        if kept is None or not is_visible(kept, limit):
            raise InputError({"into": nothing_called(wanted)})
        if kept.report_id == report.report_id:
            raise InputError({"into": "A report cannot be joined with itself"})
        if kept.status not in JOINED_WITH:
            raise InputError({"into": f"Report {wanted} was ended or joined with another: join with that one"})
        for double in report_rows.doubles_of(connection, report.report_id):
            report_rows.change_report(connection, double.report_id, {"duplicate_of": kept.report_id})
        _count_household(connection, report, kept)
        report_rows.add_step(
            connection,
            kept.report_id,
            at=moment(now),
            actor=database.actor.name,
            event=ReportEvent.SUPPORTED,
            details={"joined": reference},
        )
        return Outcome(
            ReportEvent.MERGED,
            changes={"duplicate_of": kept.report_id},
            details={"into": kept.reference},
            audit={"into": kept.reference},
            letter=report_letters.joined(settings, reference=reference),
        )

    return take_step(database, reference, Step.MERGE, version=version, work=work, also=(wanted,), now=now)


def reopen_report(database: Database, reference: str, *, version: int, now: dt.datetime | None = None) -> Taken:
    """Open a report again that was ended: what was accepted counts on, the rest is looked at anew.

    One that was joined with another stands by itself again, and no longer counts as support.
    """
    allow(database, Permission.MODERATE_REPORTS)

    def work(connection: Connection, report: ReportRow) -> Outcome:
        if report.duplicate_of is None:
            return Outcome(ReportEvent.REOPENED)
        kept = report_rows.report(connection, report.duplicate_of)
        others = report_rows.doubles_of(connection, report.duplicate_of)
        mine = _household(report)
        if all(_household(one) != mine for one in others if one.report_id != report.report_id):
            # What the household said by itself, at another moment, stands.
            remove_support(connection, report.duplicate_of, household=mine, at=report.received_at)
        said = {} if kept is None else {"apart_from": kept.reference}
        return Outcome(ReportEvent.REOPENED, changes={"duplicate_of": None}, details=said, audit=said)

    return take_step(database, reference, Step.REOPEN, version=version, work=work, now=now)


def _count_household(connection: Connection, report: ReportRow, kept: ReportRow) -> None:
    """Let the kept report count the household of one that was joined with it, from when that was sent."""
    if report.reporter_kind == ReporterKind.POLICE or _household(report) == kept.household:
        return
    report_rows.add_support(connection, kept.report_id, household=_household(report), at=report.received_at)
    for _, household, at in report_rows.supports(connection, [report.report_id]):
        if household != kept.household:
            report_rows.add_support(connection, kept.report_id, household=household, at=at)


def _household(report: ReportRow) -> str:
    """Give the household of a report; one that is not known counts as one of its own."""
    return report.household or hashlib.sha256(f"report {report.reference}".encode()).hexdigest()
