"""Load the demonstration's invented reports: imported as a file of real ones would be, moderated and supported."""

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.demonstration.drawings import drawing, pictured
from geo_ij.demonstration.supporters import make_supporters
from geo_ij.services.access import allow
from geo_ij.services.import_reports import import_reports
from geo_ij.services.kept_locations import moment
from geo_ij.services.progress import Progress
from geo_ij.services.receive_reports import REPORTER, clean_photographs
from geo_ij.services.report_ground import open_ground
from geo_ij.settings import Settings
from geo_ij.sources.photographs import redacted
from geo_ij.store import photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.triage.masking import mask
from geo_ij.vocabulary import COUNTED_STATUSES, ReportEvent

_EVERY = 4
"""Of so many accepted texts a moderator let others read all but one."""


def add_demonstration_reports(
    database: Database,
    reports: pd.DataFrame,
    *,
    folder: Path,
    settings: Settings,
    now: dt.datetime,
    progress: Progress,
) -> int:
    """Import the reports by way of a file in `folder`; give how many there are. Those that are there already stay."""
    allow(database, Permission.IMPORT_DATA)
    path = folder / "reports.csv"
    reports.to_csv(path, index=False, lineterminator="\n")
    with database.read() as connection:
        known = report_rows.known_references(connection, reports["reference"])
    # An index without postcodes, in a file of its own, is made in a second; nobody's words here are a postcode alone.
    apart = replace(settings, database_url=f"sqlite:///{folder / 'demonstration.sqlite'}")
    ground = open_ground(database, settings=apart, postcodes=False)
    # Nobody is told by e-mail of what was invented.
    quiet = replace(settings, alarm_email="")
    result = import_reports(database, [path], settings=quiet, ground=ground, progress=progress, now=now)
    drawn = pictured(reports)
    with database.write() as connection:
        for number, reference in enumerate(result.references):
            if reference not in known:
                _moderate(connection, reference, drawn.get(reference), settings=settings, now=now, number=number)
        _support(connection, reports, set(result.references) - known, now=now)
    return result.tally.kept


def _moderate(
    connection: Connection, reference: str, issue: str | None, *, settings: Settings, now: dt.datetime, number: int
) -> None:
    """Let others read what is accepted, and see its drawing."""
    row = report_rows.report_of(connection, reference)
    if row is None:
        return
    is_public = row.status in COUNTED_STATUSES
    # Elsewhere it is random; here it is the same on every machine, and hides nothing.
    changes = {"public_id": f"R{hashlib.sha256(reference.encode()).hexdigest()[:12].upper()}"}
    if is_public and number % _EVERY:
        changes["public_text"] = mask(row.description)
    report_rows.change_report(connection, row.report_id, changes)
    if issue is None:
        return
    for picture in clean_photographs([drawing(issue, name=reference)], settings=settings):
        photograph_id = photograph_rows.add_photograph(
            connection, picture, report_id=row.report_id, draft_hash=None, at=moment(now)
        )
        if is_public:
            shown, thumbnail = redacted(picture.jpeg, [])
            photograph_rows.approve_photograph(connection, photograph_id, boxes=[], redacted=shown, thumbnail=thumbnail)


def _support(connection: Connection, reports: pd.DataFrame, new: set[str], *, now: dt.datetime) -> None:
    """Count the households that say of a new report that they have seen it too."""
    for one in make_supporters(reports, anchor=now.date().replace(day=1)):
        row = report_rows.report_of(connection, one.reference) if one.reference in new else None
        at = moment(one.at)
        if row is None or row.public_easting is None:
            continue
        if report_rows.add_support(connection, row.report_id, household=one.household, at=at):
            report_rows.add_step(connection, row.report_id, at=at, actor=REPORTER, event=ReportEvent.SUPPORTED)
