"""Import a gazetteer: read the whole file, then replace the places that have the same references."""

from dataclasses import dataclass
from pathlib import Path

from geo_ij.access.permissions import Permission
from geo_ij.errors import SourceError
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.progress import Progress, Silent
from geo_ij.sources.gazetteers import READERS
from geo_ij.sources.record_cells import Tally
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, GazetteerFormat


@dataclass(frozen=True)
class GazetteerImport:
    """What became of a file's rows, how many names they gave, and how many things were new or different."""

    tally: Tally
    names: int
    changed: int


def import_gazetteer(
    database: Database, path: Path, *, file_format: GazetteerFormat, progress: Progress | None = None
) -> GazetteerImport:
    """Import the places of one file for the geocoder; importing the same file again changes nothing.

    Each format is a source of its own, so that places of different formats stand side by side. Raises SourceError when
    the file cannot be used or none of its rows can; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    progress = progress or Silent()
    progress.say(f"Reading {path.name}")
    file = READERS[file_format](path)
    if file.entries.empty:
        counted = ", ".join(f"{reason}: {count:,}" for reason, count in sorted(file.tally.rejected.items()))
        raise SourceError(f"{path}: none of its {file.tally.read:,} rows can be used ({counted or 'it is empty'})")
    progress.say(f"Storing {len(file.entries):,} names")
    with database.write() as connection:
        changed = gazetteer_rows.replace_entries(connection, file_format.value, file.entries)
        kept = len(file.entries)
        record(connection, database.actor, AuditAction.IMPORTED, f"gazetteer {file_format}", file=path.name, kept=kept)
    return GazetteerImport(file.tally, len(file.entries), changed)
