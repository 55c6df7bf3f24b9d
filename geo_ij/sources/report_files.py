"""Read reports from CSV and JSON files; a row that cannot be used is left out with its reason.

The columns are those of `docs/reference/file-formats.md`. Columns that it does not name are kept beside the report.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo_ij.sources.json_tables import read_json_table
from geo_ij.sources.record_cells import LONDON, Cells, Tally
from geo_ij.sources.record_points import Points, ServiceArea, read_points
from geo_ij.sources.sent_report import (
    LONGEST_ACTIVITY_TEXT,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_PLACE,
    Contact,
    GivenPoint,
    SentReport,
)
from geo_ij.sources.site_files import derived_id
from geo_ij.sources.table_files import Record, read_table, require_columns
from geo_ij.vocabulary import Activity, HowOften, Issue, ReporterKind, ReportSource, ReportStatus

REPORT_COLUMNS = (
    "reference",
    "received_at",
    "status",
    "issues",
    "description",
    "place",
    "longitude",
    "latitude",
    "uncertainty_m",
    "reporter_kind",
    "how_often",
    "activities",
    "activity_text",
    "duplicate_of",
    "decided_at",
)
"""The columns of a file of reports, in the order in which they are exported."""

CONTACT_COLUMNS = ("contact_name", "contact_email", "contact_phone", "wants_updates")
"""The columns about whoever reported, which are exported only on demand."""

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".json")
"""How the names of files of reports end; everything else is taken for e-mail."""

UNCERTAINTY_M = 100.0
"""How far off a file's point may be, in metres, where the file does not say."""

_EARLIEST_YEAR = 2000


@dataclass(frozen=True)
class FiledReport:
    """One row of a file: the report, and the cells by column that it was read from.

    `duplicate_of` is the reference of the report that it repeats; `decided_at` when its status was decided, None where
    the file does not say.
    """

    where: str
    line: int
    sent: SentReport
    cells: Mapping[str, str]
    duplicate_of: str | None
    decided_at: dt.datetime | None

    @property
    def reference(self) -> str:
        """Give the reference, which every row of a file has: its own, or the one made from what it says."""
        return self.sent.reference or ""


@dataclass(frozen=True)
class ReportFile:
    """What a file of reports holds, and what was left out."""

    name: str
    reports: tuple[FiledReport, ...]
    tally: Tally


def read_report_file(path: Path, *, now: dt.datetime, area: ServiceArea | None) -> ReportFile:
    """Read a file of reports; a row that was received after `now` is left out.

    Without a status a report is accepted. Raises SourceError when the file as a whole is not one of reports.
    """
    if path.suffix.lower() == ".json":
        found = read_json_table(path, noun="report")
        table, wrong = found.table, found.faults
    else:
        table, wrong = read_table(path), {}
    if table.records or path.suffix.lower() != ".json":
        needed = ["received_at", "issues"]
        require_columns(table, [[*needed, "place"], [*needed, "longitude", "latitude"]], what="reports")
    tally = Tally(read=len(table.records))
    points = read_points([record.cells for record in table.records], area=area)
    reports: dict[str, FiledReport] = {}
    for index, record in enumerate(table.records):
        cells = Cells(record.cells)
        report = _report(cells, record, points, index, now=now)
        if record.has_spare_cells:
            cells.fault("more cells than columns")
        if fault := wrong.get(record.line):
            # What is no object has no cells that anything could be wrong with.
            cells.faults[:] = [fault, *(cells.faults if record.cells else [])]
        if report.reference in reports and not cells.faults:
            cells.fault("repeats a report", f"report {report.reference} is in the file already")
        if cells.faults:
            tally.reject(record.where, record.line, cells.faults)
        else:
            reports[report.reference] = report
    tally.kept = len(reports)
    return ReportFile(path.name, tuple(reports.values()), tally)


def _report(cells: Cells, record: Record, points: Points, index: int, *, now: dt.datetime) -> FiledReport:
    received_at = _moment(cells, "received_at", now=now, required=True)
    decided_at = _moment(cells, "decided_at", now=now)
    if received_at and decided_at and decided_at < received_at:
        cells.fault("decided_at is before received_at")
    issues = tuple(Issue(value) for value in cells.choices("issues", Issue).split(";") if value)
    if not issues and not cells.cells.get("issues", "").strip(" ;"):
        cells.fault("issues is empty")
    description = cells.text("description", longest=LONGEST_DESCRIPTION) or ""
    place_text = cells.text("place", longest=LONGEST_PLACE) or ""
    status = cells.choice("status", ReportStatus, default=ReportStatus.ACCEPTED)
    duplicate_of = cells.text("duplicate_of", longest=60)
    if duplicate_of and status is not ReportStatus.DUPLICATE:
        cells.fault("duplicate_of without the status duplicate")
    kind = cells.choice("reporter_kind", ReporterKind, default=ReporterKind.RESIDENT)
    point = _point(cells, points, index)
    if point is None and not place_text and not cells.faults:
        cells.fault("place is empty", "place is empty, and there is no longitude and latitude")
    # What makes it the same report again: not what became of it, nor how to reach whoever sent it.
    at = received_at and received_at.astimezone(dt.UTC).isoformat()
    told = (at, ";".join(issues), description, place_text, point and (point.longitude, point.latitude), kind.value)
    reference = cells.text("reference", longest=60) or derived_id("R", *told)
    sent = SentReport(
        issues=issues,
        description=description,
        place_text=place_text,
        point=point,
        how_often=cells.choice("how_often", HowOften, default=HowOften.NOT_SAID),
        activities=tuple(Activity(value) for value in cells.choices("activities", Activity).split(";") if value),
        activity_text=cells.text("activity_text", longest=LONGEST_ACTIVITY_TEXT) or "",
        reporter_kind=kind,
        contact=_contact(cells),
        wants_updates=cells.yes_or_no("wants_updates") == "yes",
        source=ReportSource.FILE,
        received_at=received_at,
        status=status,
        reference=reference,
        received_key=_key(reference, record.cells),
        extra=_extra(record.cells),
    )
    return FiledReport(record.where, record.line, sent, record.cells, duplicate_of, decided_at)


def _moment(cells: Cells, name: str, *, now: dt.datetime, required: bool = False) -> dt.datetime | None:
    """Read a date and time; a date alone is its midday in London."""
    text = cells.cells.get(name, "")
    if not text and not required:
        return None
    if len(text) <= len("2025-03-31"):
        day = cells.date(name)
        moment = dt.datetime.combine(day, dt.time(12), LONDON) if day else None
        if not text:
            cells.fault(f"{name} is empty")
    else:
        moment = cells.moment(name)
    if moment is None:
        return None
    if moment.year < _EARLIEST_YEAR:
        cells.fault(f"{name} is too long ago", f"{name} is in the year {moment.year}: is the year right?")
    # A file of today may have dates alone, and its midday need not have come yet.
    elif moment > now and not (len(text) <= len("2025-03-31") and moment.date() <= now.astimezone(LONDON).date()):
        cells.fault(f"{name} lies in the future", f"{name} {moment.isoformat()} lies in the future")
    return moment


def _point(cells: Cells, points: Points, index: int) -> GivenPoint | None:
    uncertainty_m = cells.number("uncertainty_m", least=1, most=100_000)
    if not (cells.cells.get("longitude") or cells.cells.get("latitude")):
        return None
    if fault := points.faults[index]:
        cells.faults.append(fault)
        return None
    longitude, latitude = float(cells.cells["longitude"]), float(cells.cells["latitude"])
    return GivenPoint(longitude, latitude, UNCERTAINTY_M if uncertainty_m is None else uncertainty_m)


def _contact(cells: Cells) -> Contact | None:
    # An address is checked where every other is: see services/checked_reports.
    name = cells.text("contact_name", longest=LONGEST_NAME)
    email = cells.text("contact_email", longest=254)
    phone = cells.text("contact_phone", longest=LONGEST_PHONE)
    return Contact(name, email, phone) if name or email or phone else None


def _extra(cells: Mapping[str, str]) -> dict[str, str]:
    known = {*REPORT_COLUMNS, *CONTACT_COLUMNS}
    return {name: text for name, text in sorted(cells.items()) if text and name and name not in known}


def _key(reference: str, cells: Mapping[str, str]) -> str:
    """Give what the same row is known again by, whatever was decided about the report since."""
    content = json.dumps([reference, sorted(cells.items())], ensure_ascii=False)
    return f"file {hashlib.sha256(content.encode()).hexdigest()[:40]}"
