"""Import a force's own extract of incidents: read it by its mapping, place it, and replace whole force-months."""

import calendar
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import SourceError
from geo_ij.frames import month_text
from geo_ij.geocode.location import SURE_ENOUGH, Location
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.geocoder import PlaceFinder, open_geocoder
from geo_ij.services.import_data import check_not_mixed, missing_months, plausible_area
from geo_ij.services.progress import Progress, Silent
from geo_ij.settings import Settings
from geo_ij.sources.incident_extract import Extract, ExtractRow, check_points, read_extract
from geo_ij.sources.incident_mapping import read_mapping
from geo_ij.sources.record_cells import LONDON, Fault, Tally
from geo_ij.store import incident_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, LocationStatus

LEEWAY_DAYS = 3
"""So many days without an incident at the start or the end of a month may be chance; more may be missing."""

_COLUMNS = ("easting", "northing", "uncertainty_m", "asb_type", "asb_qualifier", "occurred_on", "reference")


@dataclass(frozen=True)
class ExtractMonth:
    """One month of an extract: its incidents, its first and last day, and what it took the place of.

    `replaces` is how many incidents were stored for the month before, None where the same extract was: then nothing
    changed.
    """

    month: str
    incidents: int
    first_day: dt.date
    last_day: dt.date
    replaces: int | None

    @property
    def is_part(self) -> bool:
        """Say whether the extract seems to cover the month only in part."""
        days = calendar.monthrange(self.first_day.year, self.first_day.month)[1]
        return self.first_day.day > 1 + LEEWAY_DAYS or self.last_day.day < days - LEEWAY_DAYS


@dataclass(frozen=True)
class IncidentImport:
    """What an import of an extract kept and left out, by month, type and category.

    `untranslated` and `by_default` count by list ("asb_type") the extract's own values that no translation names: the
    first were left out, for the second the mapping's default stands. `located` were placed by their words.
    """

    force: str
    tally: Tally
    months: tuple[ExtractMonth, ...]
    missing_months: tuple[str, ...]
    types: Counter[str]
    qualifiers: Counter[str]
    untranslated: dict[str, Counter[str]] = field(default_factory=dict)
    by_default: dict[str, Counter[str]] = field(default_factory=dict)
    located: int = 0


def import_incidents(
    database: Database,
    path: Path,
    *,
    mapping: Path,
    settings: Settings,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> IncidentImport:
    """Import a force's own extract; it replaces the anti-social behaviour of every month that it has a row of.

    Importing the same extract again changes nothing. What an archive says of other crime stays, before and after.
    Raises SourceError when the mapping or the file cannot be used, or no row can; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    progress = progress or Silent()
    meant = read_mapping(mapping)
    progress.say(f"Reading {path.name}")
    extract = read_extract(path, mapping=meant, today=today or dt.datetime.now(LONDON).date())
    located = _locate(database, extract, settings=settings, progress=progress)
    check_points(extract, force_area=plausible_area(meant.force))
    extract.tally.kept = len(extract.rows)
    extract.tally.rejected_rows.sort(key=lambda row: row.line)
    if not extract.rows:
        raise SourceError(_nothing_usable(path, extract))
    with database.write() as connection:
        months = _store(connection, meant.force, extract.rows)
        stored = incident_rows.stored_months(connection)
        check_not_mixed(set(stored["force"]))
        record(
            connection,
            database.actor,
            AuditAction.IMPORTED,
            "incidents",
            file=path.name,
            force=meant.force,
            months=[one.month for one in months],
            kept=extract.tally.kept,
        )
    return IncidentImport(
        force=meant.force,
        tally=extract.tally,
        months=tuple(months),
        missing_months=tuple(missing_months(stored.loc[stored["force"] == meant.force, "month"].tolist())),
        types=Counter(row.asb_type for row in extract.rows),
        qualifiers=Counter(row.asb_qualifier for row in extract.rows),
        untranslated=extract.untranslated,
        by_default=extract.by_default,
        located=located,
    )


def _locate(database: Database, extract: Extract, *, settings: Settings, progress: Progress) -> int:
    """Find the points of the rows that have only words, and leave out those that are not sure; give how many are.

    No online geocoder is asked: where an incident happened is nobody else's business.
    """
    if all(row.has_point for row in extract.rows):
        return 0
    known = open_geocoder(database, settings=settings, progress=progress)
    locate = cache(PlaceFinder(known.remembered, known.geocoder, None).locate)
    rows, extract.rows = extract.rows, []
    waiting, found = sum(not row.has_point for row in rows), 0
    with progress.bar("Finding places", total=waiting) as advance:
        for row in rows:
            if row.has_point:
                extract.rows.append(row)
                continue
            advance(1)
            location = locate(row.place or "")
            if fault := _not_sure(location):
                extract.tally.reject(row.where, row.line, [fault])
            else:
                extract.rows.append(_at(row, location))
                found += 1
    return found


def _not_sure(location: Location) -> Fault | None:
    """Say why the answer to a place's words is not good enough to count an incident by."""
    said = location.reason.rstrip(".")
    match location.status:
        case LocationStatus.NOT_FOUND:
            return Fault("place was not found", f"the place was not found: {said}")
        case LocationStatus.OUTSIDE_AREA:
            return Fault("place is outside the service area", f"the place is elsewhere: {said}")
        case LocationStatus.AMBIGUOUS:
            return Fault("place could be several", f"the place could be several: {said}")
    if location.best is None or location.best.confidence < SURE_ENOUGH:
        return Fault("place is not sure enough", f"the place is not sure enough: {said}")
    return None


def _at(row: ExtractRow, location: Location) -> ExtractRow:
    best = location.best
    if best is None:
        return row
    return replace(
        row,
        easting=round(float(best.easting), 1),
        northing=round(float(best.northing), 1),
        uncertainty_m=round(float(best.uncertainty_m), 1),
    )


def _store(connection: Connection, force: str, rows: Sequence[ExtractRow]) -> list[ExtractMonth]:
    """Put the extract's months in place of those stored, oldest first."""
    cells = [_cells(row) for row in rows]
    frame = pd.DataFrame(cells, columns=list(_COLUMNS), dtype=object)
    # The order of the rows in the file must not matter.
    frame = frame.assign(
        month=[row.occurred_on.year * 12 + row.occurred_on.month - 1 for row in rows],
        line=["\t".join("" if cell is None else str(cell) for cell in one) for one in cells],
    ).sort_values("line", kind="stable")
    months = []
    for month, found in frame.groupby("month", sort=True):
        days = sorted(found["occurred_on"])
        number = int(str(month))
        replaces = incident_rows.put_extract_month(
            connection,
            force=force,
            month=number,
            incidents=found[list(_COLUMNS)].astype({"easting": float, "northing": float, "uncertainty_m": float}),
            fingerprint=_fingerprint(found["line"]),
        )
        first, last = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])
        months.append(ExtractMonth(month_text(number), len(found), first, last, replaces))
    return months


def _cells(row: ExtractRow) -> tuple[object, ...]:
    return (
        row.easting,
        row.northing,
        row.uncertainty_m,
        row.asb_type,
        row.asb_qualifier,
        row.occurred_on.isoformat(),
        row.reference,
    )


def _fingerprint(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _nothing_usable(path: Path, extract: Extract) -> str:
    why = "; ".join(f"{count:,} rows: {reason}" for reason, count in sorted(extract.tally.rejected.items()))
    said = f"{path}: no row can be used ({why or 'there are none'}): nothing was changed"
    for name, values in sorted(extract.untranslated.items()):
        said += f". Translate in the mapping, under [{name}]: {', '.join(repr(value) for value in sorted(values))}"
    return said
