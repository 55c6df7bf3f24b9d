"""Import boundaries: check the whole file, then replace the areas that have the same kind and code."""

from dataclasses import dataclass
from pathlib import Path

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.progress import Progress, Silent
from geo_ij.sources.boundaries import read_boundaries
from geo_ij.store import boundary_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, BoundaryKind


@dataclass(frozen=True)
class BoundaryImport:
    """What an import read, kept, left out by reason and repaired; `changed` counts areas new or different."""

    read: int
    kept: int
    rejected: dict[str, int]
    repaired: int
    changed: int


def import_boundaries(
    database: Database,
    path: Path,
    *,
    kind: BoundaryKind,
    code_field: str,
    name_field: str,
    layer: str | None = None,
    progress: Progress | None = None,
) -> BoundaryImport:
    """Import the areas of one file; importing the same file again changes nothing.

    Raises SourceError naming what is wrong with the file; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    progress = progress or Silent()
    progress.say(f"Reading {path.name}")
    file = read_boundaries(path, kind=kind, code_field=code_field, name_field=name_field, layer=layer)
    with database.write() as connection:
        changed = boundary_rows.replace_boundaries(connection, file.boundaries)
        kept = len(file.boundaries)
        record(connection, database.actor, AuditAction.IMPORTED, f"boundaries {kind}", file=path.name, kept=kept)
    return BoundaryImport(file.read, len(file.boundaries), file.rejected, file.repaired, changed)
