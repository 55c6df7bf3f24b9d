"""Import residents' and officers' reports from files and from e-mail; importing again changes nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, SourceError
from geo_ij.geocode.location import Location
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.checked_reports import checked
from geo_ij.services.kept_reports import Become, Keeper, point_to_originals
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.receive_mail import import_mail
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.settings import Settings
from geo_ij.sources.mail_files import SUFFIXES as MAIL_SUFFIXES
from geo_ij.sources.record_cells import Fault, Tally
from geo_ij.sources.report_files import TABLE_SUFFIXES, FiledReport, ReportFile, read_report_file
from geo_ij.sources.sent_report import GivenPoint, SentReport
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, LocationStatus


@dataclass
class ReportImport:
    """What became of the rows and messages: what `tally` counts as kept is in the database now.

    Of that, `new` was not, and `changed` was otherwise. Of e-mail that was left out the tally has only the count by
    reason; `waiting` are the messages of it that wait for a person, each by where it is and why. `references` are those
    of what is kept, in the order of the files, e-mail last. `skipped` are the files in folders that are no e-mail.
    """

    tally: Tally = field(default_factory=Tally)
    new: int = 0
    changed: int = 0
    references: list[str] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class _Located(NamedTuple):
    """A report of a file that can be kept, and where it was found to be."""

    filed: FiledReport
    location: Location


def import_reports(
    database: Database,
    paths: Sequence[Path],
    *,
    settings: Settings,
    ground: Ground | None = None,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> ReportImport:
    """Import files of reports (`TABLE_SUFFIXES`), and everything else as e-mail (`receive_mail.import_mail`).

    A report whose reference is stored is changed where its row says something else than when it was last imported; what
    a row has no column for, and what was decided here since, stays. Raises SourceError when a file as a whole cannot be
    used; nothing of any file was kept then.
    """
    allow(database, Permission.IMPORT_DATA)
    progress, now = progress or Silent(), now or dt.datetime.now(dt.UTC)
    result = ReportImport()
    tables = [path for path in paths if path.suffix.lower() in TABLE_SUFFIXES and not path.is_dir()]
    letters = [path for path in paths if path not in tables]
    _check_kinds(letters)
    result.skipped = [str(path) for folder in letters if folder.is_dir() for path in _no_mail_in(folder)]
    if tables and ground is None:
        ground = open_ground(database, settings=settings)
    files = [read_report_file(path, now=now, area=ground.area) for path in tables] if ground else []
    mail = import_mail(database, letters, settings=settings, progress=progress) if letters else None
    if ground:
        _import_files(database, files, result, ground=ground, settings=settings, progress=progress, now=now)
    if mail:
        result.tally.read += mail.read
        result.tally.kept += mail.kept + mail.known
        result.tally.rejected.update(mail.rejected)
        result.waiting += mail.waiting
        result.new += mail.kept
        result.references += mail.references
    return result


def _check_kinds(letters: Sequence[Path]) -> None:
    """Refuse files that are neither of reports nor of e-mail. Raises SourceError."""
    suffixes = (*TABLE_SUFFIXES, *MAIL_SUFFIXES)
    wrong = [path for path in letters if path.is_file() and path.suffix.lower() not in suffixes]
    if wrong:
        raise SourceError([f"{path}: give reports as .csv or .json, and e-mails as .eml or .mbox" for path in wrong])


def _no_mail_in(folder: Path) -> list[Path]:
    """List the files of a folder that are no e-mail, but for hidden ones."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return [path for path in files if path.suffix.lower() not in MAIL_SUFFIXES]


def _import_files(
    database: Database,
    files: Sequence[ReportFile],
    result: ReportImport,
    *,
    ground: Ground,
    settings: Settings,
    progress: Progress,
    now: dt.datetime,
) -> None:
    """Locate and keep what the files hold, in one transaction, and count it."""
    reader = _Reader(ground, _references(database, files))
    with progress.bar("Finding the places", total=sum(len(file.reports) for file in files), unit="row") as advance:
        usable: list[tuple[ReportFile, list[_Located]]] = []
        for file in files:
            usable.append((file, reader.all_located(file, advance)))
    with (
        database.write() as connection,
        progress.bar("Keeping the reports", total=sum(len(found) for _, found in usable), unit="row") as advance,
    ):
        for file, found in usable:
            became: Counter[Become] = Counter()
            known = report_rows.known_references(connection, [filed.reference for filed, _ in found])
            keeper = Keeper(ground, known, settings=settings, actor=database.actor.name, file=file.name, now=now)
            for filed, location in found:
                became[keeper.keep(connection, filed, location=location)] += 1
                advance(1)
            _note(connection, database, file, became, now=now)
            result.new += became[Become.NEW]
            result.changed += became[Become.CHANGED]
        point_to_originals(connection, [filed for _, found in usable for filed, _ in found])
    for file, found in usable:
        result.tally.read += file.tally.read
        result.tally.kept += len(found)
        result.tally.rejected.update(file.tally.rejected)
        for row in sorted(file.tally.rejected_rows, key=lambda row: row.line):
            where = f"{file.name} {row.where}" if len(files) > 1 else row.where
            result.tally.rejected_rows.append(row._replace(where=where))
        result.references += [filed.reference for filed, _ in found]


class _Reader:
    """Checks and locates the reports of files one after another; the same words are looked up once."""

    def __init__(self, ground: Ground, originals: set[str]) -> None:
        self._ground = ground
        self._originals = originals
        self._seen: set[str] = set()
        self._places: dict[tuple[str, GivenPoint | None], Location] = {}

    def all_located(self, file: ReportFile, advance: Callable[[int], None]) -> list[_Located]:
        """Give the reports of a file that can be kept, with their places; the others are counted in its tally."""
        found = []
        for report in file.reports:
            located = self._located(report, file.tally)
            advance(1)
            if located is not None:
                found.append(located)
        return found

    def _located(self, filed: FiledReport, tally: Tally) -> _Located | None:
        faults: list[Fault] = []
        if filed.reference in self._seen:
            faults.append(Fault("repeats a report", f"report {filed.reference} is in another file already"))
        if filed.duplicate_of and filed.duplicate_of not in self._originals - {filed.reference}:
            faults.append(
                Fault("duplicate_of is not known", f"duplicate_of is {filed.duplicate_of}: there is no such report")
            )
        try:
            filed = replace(filed, sent=checked(filed.sent))
        except InputError as error:
            faults += [Fault(f"{name} cannot be used", f"{name}: {fault}") for name, fault in error.fields.items()]
        if not faults:
            location = self._locate(filed.sent)
            if location.status is not LocationStatus.OUTSIDE_AREA:
                self._seen.add(filed.reference)
                return _Located(filed, location)
            faults.append(Fault(f"outside the service area ({self._ground.area.name})", location.reason.rstrip(".")))
        tally.reject(filed.where, filed.line, faults)
        return None

    def _locate(self, sent: SentReport) -> Location:
        asked = (sent.place_text, sent.point)
        if asked not in self._places:
            self._places[asked] = self._ground.locate(*asked)
        return self._places[asked]


def _references(database: Database, files: Sequence[ReportFile]) -> set[str]:
    """Give the references that a row may say it repeats: those of the files, and those stored."""
    reports = [report for file in files for report in file.reports]
    with database.read() as connection:
        stored = report_rows.known_references(connection, {one.duplicate_of for one in reports if one.duplicate_of})
    return stored | {report.reference for report in reports}


def _note(
    connection: Connection, database: Database, file: ReportFile, became: Counter[Become], *, now: dt.datetime
) -> None:
    new, changed = became[Become.NEW], became[Become.CHANGED]
    if new or changed:
        record(
            connection,
            database.actor,
            AuditAction.IMPORTED,
            "reports",
            now=now,
            file=file.name,
            new=new,
            changed=changed,
        )
