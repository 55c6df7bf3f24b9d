"""Read texts whose true place somebody has written down, to score a geocoder on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo_ij.errors import SourceError
from geo_ij.sources.record_cells import as_number, shown
from geo_ij.sources.table_files import read_table, require_columns
from geo_ij.vocabulary import LocationStatus, from_text

COLUMNS = ("text", "expected_status", "easting", "northing", "tolerance_m", "kind")
"""The columns of such a file; others are allowed."""

SMALLEST_TOLERANCE_M = 1.0


def read_labelled_places(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a file: text, statuses (a set), easting, northing (None where none is right), tolerance_m, kind.

    Raises SourceError that names every row that cannot be used: a score of a part would flatter.
    """
    table = read_table(path)
    require_columns(table, [list(COLUMNS)], what="labelled places")
    faults: list[str] = []
    rows = []
    for record in table.records:
        row = _row(record.cells, faults, f"{path.name}, line {record.line}")
        rows.append(row)
    if faults:
        raise SourceError(faults)
    if not rows:
        raise SourceError(f"{path.name}: there are no rows in it: add labelled places")
    return rows


def _row(cells: Mapping[str, str], faults: list[str], where: str) -> dict[str, Any]:
    texts = cells["expected_status"].split("|")
    statuses = {status for text in texts if (status := from_text(LocationStatus, text)) is not None}
    if len(statuses) != len(texts):
        known = ", ".join(LocationStatus)
        faults.append(f"{where}: expected_status is {shown(cells['expected_status'])}: give {known}, joined by |")
    numbers = {name: as_number(cells[name]) for name in ("easting", "northing", "tolerance_m")}
    for name, number in numbers.items():
        if number is None and cells[name].strip():
            faults.append(f"{where}: {name} is {shown(cells[name])}: give a number in metres")
    has_point = numbers["easting"] is not None and numbers["northing"] is not None
    if LocationStatus.MATCHED in statuses and not (has_point and (numbers["tolerance_m"] or 0) >= SMALLEST_TOLERANCE_M):
        faults.append(f"{where}: a place that may be matched needs easting, northing and tolerance_m")
    return {
        "text": cells["text"],
        "statuses": frozenset(statuses),
        "easting": numbers["easting"] if has_point else None,
        "northing": numbers["northing"] if has_point else None,
        "tolerance_m": numbers["tolerance_m"] or 0.0,
        "kind": cells["kind"] or "other",
    }
