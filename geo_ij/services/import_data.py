"""Import police archives: check every file, then replace whole force-months in one transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.demonstration.events import FORCE_SLUG
from geo_ij.errors import SourceError
from geo_ij.frames import month_text
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.progress import Progress, Silent
from geo_ij.settings import Settings
from geo_ij.sources.archive_files import LARGEST_FILE, ArchiveFile, check_total_size, find_files, read_file
from geo_ij.sources.police_archive import BRITISH_TRANSPORT_POLICE, ForceMonthRows, read_force_months
from geo_ij.sources.shipped import police_force_area
from geo_ij.store import incident_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Stream

FORCE_MARGIN_M = 2_000
"""How far outside its own area a point of a force may lie: officers do cross the border, points are snapped."""


@dataclass
class PoliceImport:
    """What an import read, kept and left out; `months`, `missing_months` and `empty` are by force.

    `empty` months were in the files without a single row that can be used; what was stored for them stays. For
    `own_extract` months the force's own extract is stored: it stays in place of the archive's anti-social behaviour.
    """

    read: int = 0
    kept: int = 0
    other: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    by_stream: Counter[str] = field(default_factory=Counter)
    months: dict[str, list[str]] = field(default_factory=dict)
    missing_months: dict[str, list[str]] = field(default_factory=dict)
    skipped_files: int = 0
    empty: dict[str, list[str]] = field(default_factory=dict)
    own_extract: dict[str, list[str]] = field(default_factory=dict)

    def add_rejected(self, rows: ForceMonthRows) -> None:
        """Add what was read of one force-month, and what was left out of it and why."""
        self.read += sum(rows.read.values())
        self.other += rows.other
        self.rejected.update(rows.rejected)


def import_police_archive(
    database: Database,
    paths: Sequence[Path],
    *,
    settings: Settings,
    british_transport_police: bool = False,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> PoliceImport:
    """Import archives, folders and single files; importing the same data again changes nothing.

    Raises SourceError naming the file that cannot be used; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    progress = progress or Silent()
    limit = settings.archive_limit_megabytes * 1_000_000
    files = find_files(paths)
    check_total_size(files, limit=limit)
    result = PoliceImport()
    wanted = [file for file in files if british_transport_police or file.force != BRITISH_TRANSPORT_POLICE]
    result.skipped_files = len(files) - len(wanted)
    if not wanted:
        raise SourceError(
            "Every file is of British Transport Police, which is left out by default: "
            "add --british-transport-police to take them"
        )
    with (
        database.write() as connection,
        progress.bar("Importing police data", total=sum(file.size for file in wanted), unit="B") as advance,
    ):
        streets: dict[str, list[pd.DataFrame]] = {}
        for rows in _usable_months(wanted, result, limit=limit, today=today, advance=advance):
            if rows.force == BRITISH_TRANSPORT_POLICE and not british_transport_police:
                result.skipped_files += 1
                continue
            keeps_extract = _store(connection, rows)
            streets.setdefault(rows.force, []).append(rows.streets.assign(month=rows.month))
            _add(result, rows, keeps_extract=keeps_extract)
        if not result.months:
            raise SourceError(_nothing_usable(wanted, result))
        for force, found in sorted(streets.items()):
            incident_rows.add_street_points(connection, pd.concat(found), force=force)
        stored = incident_rows.stored_months(connection)
        check_not_mixed(set(stored["force"]))
        months = {force: len(found) for force, found in sorted(result.months.items())}
        record(connection, database.actor, AuditAction.IMPORTED, "police data", months=months, kept=result.kept)
    for force in sorted(result.months):
        result.months[force].sort()
        result.own_extract.get(force, []).sort()
        result.missing_months[force] = missing_months(stored.loc[stored["force"] == force, "month"].tolist())
    return result


def _usable_months(
    files: Sequence[ArchiveFile],
    result: PoliceImport,
    *,
    limit: int,
    today: dt.date | None,
    advance: Callable[[int], None],
) -> Iterator[ForceMonthRows]:
    """Read the force-months that have a row to keep, each once; note in the result those that have none."""
    seen: dict[tuple[str, int], tuple[str, str]] = {}
    for file, rows in _force_months(files, limit=limit, today=today or dt.datetime.now(dt.UTC).date()):
        advance(file.size)
        if _is_second_copy(seen, rows, file.label):
            continue
        if rows.incidents.empty and rows.streets.empty:
            # An empty month must not take the place of a good one.
            result.empty.setdefault(rows.force, []).append(month_text(rows.month))
            result.add_rejected(rows)
            continue
        yield rows


def _store(connection: Connection, rows: ForceMonthRows) -> bool:
    """Put one force-month in place of what was stored for it; say whether the force's own extract stays."""
    return incident_rows.replace_force_month(
        connection,
        force=rows.force,
        month=rows.month,
        incidents=rows.incidents,
        asb_read=rows.read[Stream.ASB],
        criminal_damage_read=rows.read[Stream.CRIMINAL_DAMAGE],
        other_read=rows.other,
        fingerprint=rows.fingerprint,
    )


def missing_months(months: Sequence[int]) -> list[str]:
    """Name the months between the first and the last that are not there: missing, which is not zero."""
    if not months:
        return []
    return [month_text(number) for number in range(min(months), max(months)) if number not in set(months)]


def _force_months(
    files: Sequence[ArchiveFile], *, limit: int, today: dt.date
) -> Iterator[tuple[ArchiveFile, ForceMonthRows]]:
    """Read the files one after another; together they may not expand beyond `limit` bytes.

    The next file is read in a thread of its own while the caller stores the last one, which nearly halves the time.
    """
    this_month = today.year * 12 + today.month - 1

    def read(file: ArchiveFile, left: int) -> tuple[int, list[ForceMonthRows]]:
        content = read_file(file, limit=min(left, LARGEST_FILE))
        rows = read_force_months(file, content, this_month=this_month, area_of=plausible_area)
        return left - len(content), list(rows)

    with ThreadPoolExecutor(max_workers=1) as reader:
        reading = reader.submit(read, files[0], limit)
        for file, following in zip(files, [*files[1:], None], strict=True):
            left, found = reading.result()
            if following is not None:
                reading = reader.submit(read, following, left)
            for rows in found:
                yield file, rows


@cache
def plausible_area(force: str) -> BaseGeometry | None:
    """Give the area in which a point of the force is plausible (EPSG:27700), or None for a force not known."""
    area = police_force_area(force)
    if area is None:
        return None
    plausible = area.buffer(FORCE_MARGIN_M)
    shapely.prepare(plausible)
    return plausible


def _is_second_copy(seen: dict[tuple[str, int], tuple[str, str]], rows: ForceMonthRows, label: str) -> bool:
    """Say whether the same bytes came before; refuse two different files for one force-month."""
    first = seen.get((rows.force, rows.month))
    if first is None:
        seen[rows.force, rows.month] = (rows.fingerprint, label)
        return False
    if first[0] != rows.fingerprint:
        raise SourceError(
            f"{label}: {month_text(rows.month)} of {rows.force} is in {first[1]} as well, with other content: "
            "import only the one that is right"
        )
    return True


def _add(result: PoliceImport, rows: ForceMonthRows, *, keeps_extract: bool) -> None:
    """Add one force-month to the counts."""
    result.add_rejected(rows)
    kept = [stream for stream in rows.incidents["stream"].tolist() if not (keeps_extract and stream == Stream.ASB)]
    result.kept += len(kept)
    result.by_stream.update(kept)
    if keeps_extract:
        result.own_extract.setdefault(rows.force, []).append(month_text(rows.month))
    result.months.setdefault(rows.force, []).append(month_text(rows.month))


def _nothing_usable(files: Sequence[ArchiveFile], result: PoliceImport) -> str:
    """Say that no file had a row that can be used, and why not."""
    why = "; ".join(f"{count:,} rows: {reason}" for reason, count in sorted(result.rejected.items()))
    return f"{files[0].label}: no row can be used ({why or 'there are none'}): nothing was changed"


def check_not_mixed(forces: set[str]) -> None:
    """Refuse to put real data and the invented ones of the demonstration into one database: raises SourceError."""
    if FORCE_SLUG in forces and len(forces) > 1:
        raise SourceError(
            "This database would hold the demonstration and real police data: real and invented incidents are never "
            "mixed. Choose another with --database"
        )
