"""Read a list of local names that people keep by hand (CSV): what places are called and where they are."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geo_ij.projection import to_degrees
from geo_ij.sources.gazetteer_file import (
    FARTHEST_M,
    LONGEST_LABEL,
    LONGEST_NAME,
    GazetteerFile,
    gazetteer_frame,
    unusable_text,
)
from geo_ij.sources.record_cells import Cells, Fault, Tally, as_number, shown
from geo_ij.sources.record_points import Points, check_points, read_points
from geo_ij.sources.table_files import Record, read_table, require_columns
from geo_ij.vocabulary import EntryKind

GAZETTEER_COLUMNS = (
    "reference",
    "name",
    "label",
    "kind",
    "longitude",
    "latitude",
    "easting",
    "northing",
    "uncertainty_m",
    "locality",
    "street",
    "aliases",
    "note",
)
"""The columns of a file of local names; others are tolerated."""

DEFAULT_UNCERTAINTY_M = 250.0
"""How far off a place may be, in metres, when its row does not say."""

_WIDEST_M = 20_000.0
_TEXT_COLUMNS = ("reference", "name", "label", "locality", "street", "aliases")


def read_gazetteer_csv(path: Path) -> GazetteerFile:
    """Read local names with their aliases; a row that cannot be used is left out with its line and reason.

    Raises SourceError when the file as a whole is not a list of names with positions.
    """
    table = read_table(path)
    require_columns(
        table, [["name", "longitude", "latitude"], ["name", "easting", "northing"]], what="names for the geocoder"
    )
    return read_name_records(table.records)


def read_name_records(records: Sequence[Record]) -> GazetteerFile:
    """Read local names from records whose columns are GAZETTEER_COLUMNS; positions are in degrees or metres."""
    tally = Tally(read=len(records))
    points = _points(records)
    lines: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    for index, record in enumerate(records):
        cells = Cells(record.cells)
        for column in _TEXT_COLUMNS:
            if reason := unusable_text(record.cells.get(column, "")):
                cells.fault(f"{column} {reason}", f"{column} {reason}: write it in plain words")
        names, row = _place(cells)
        if fault := points.faults[index]:
            cells.faults.append(fault)
        if record.has_spare_cells:
            cells.fault("more cells than columns")
        if (earlier := lines.get(row["reference"])) is not None and not cells.faults:
            cells.fault(
                "repeats an earlier place",
                f"the same name and locality as line {earlier}: give each a locality or a reference of its own",
            )
        if cells.faults:
            tally.reject(record.where, record.line, cells.faults)
            continue
        lines[row["reference"]] = record.line
        row |= {"easting": float(points.easting[index]), "northing": float(points.northing[index])}
        rows += [row | {"name": name} for name in names]
    tally.kept = len(lines)
    return GazetteerFile(gazetteer_frame(rows), tally)


def _place(cells: Cells) -> tuple[list[str], dict[str, Any]]:
    """Read one row: all its names, and what they have in common, without its point."""
    name = cells.text("name", longest=LONGEST_NAME, required=True) or ""
    if name and not any(letter.isalpha() for letter in name):
        cells.fault("name without a letter", f"name is {shown(name)}: it needs a letter")
    locality = cells.text("locality", longest=LONGEST_NAME)
    label = cells.text("label", longest=LONGEST_LABEL) or _full_name(name, locality)
    aliases = cells.words("aliases", longest=2_000).split(";")
    if any(len(alias) > LONGEST_NAME for alias in aliases):
        cells.fault("an alias is too long", f"an alias has more than {LONGEST_NAME} characters")
    uncertainty = cells.number("uncertainty_m", least=1, most=_WIDEST_M)
    row = {
        "reference": cells.text("reference", longest=LONGEST_NAME) or _derived_reference(name, locality or ""),
        "label": label,
        "kind": cells.choice("kind", EntryKind, default=EntryKind.LOCAL_PLACE).value,
        "extent_m": DEFAULT_UNCERTAINTY_M if uncertainty is None else uncertainty,
        "locality": locality,
        "street": cells.text("street", longest=LONGEST_LABEL),
        "weight": 0.0,
    }
    return [name, *filter(None, aliases)], row


def _full_name(name: str, locality: str | None) -> str:
    """Say a place with its town, once.

    >>> _full_name("Spring Rise Park", "Kettering"), _full_name("Kettering Library", "Kettering")
    ('Spring Rise Park, Kettering', 'Kettering Library')
    """
    return f"{name}, {locality}" if locality and locality.casefold() not in name.casefold() else name


def _derived_reference(name: str, locality: str) -> str:
    """Make an id that stays when the position is mended: from the name and the town."""
    text = f"{name.casefold()}\x1f{locality.casefold()}"
    return f"N-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def _points(records: Sequence[Record]) -> Points:
    """Find each row's point by its longitude and latitude, or by its easting and northing where it has neither."""
    cells = [record.cells for record in records]
    by_degrees = read_points(cells, area=None)
    in_metres = [
        bool((row.get("easting") or row.get("northing")) and not (row.get("longitude") or row.get("latitude")))
        for row in cells
    ]
    numbers = [[as_number(row.get(name, "")) for name in ("easting", "northing")] for row in cells]
    metres = np.array(numbers, dtype=float).reshape(-1, 2)
    usable = np.isfinite(metres).all(axis=1) & (np.abs(metres) < FARTHEST_M).all(axis=1)
    longitude, latitude = to_degrees(*np.where(usable[:, None], metres, 0.0).T)
    by_metres = check_points(np.where(usable, longitude, np.nan), np.where(usable, latitude, np.nan), area=None)
    faults = [
        _metres_fault(metres[index], by_metres.faults[index]) if in_metres[index] else by_degrees.faults[index]
        for index in range(len(records))
    ]
    return Points(
        np.where(in_metres, metres[:, 0], by_degrees.easting),
        np.where(in_metres, metres[:, 1], by_degrees.northing),
        tuple(faults),
    )


def _metres_fault(pair: np.ndarray, fault: Fault | None) -> Fault | None:
    if not np.isfinite(pair).all():
        return Fault("easting or northing is not a number", "easting or northing is not a number like 487082")
    given = f"(given: {pair[0]:g} and {pair[1]:g})"
    if (np.abs(pair) <= 360).all():
        reason = "easting and northing are degrees"
        return Fault(reason, f"{reason} {given}: call the columns longitude and latitude")
    if (np.abs(pair) >= FARTHEST_M).any():
        return Fault("outside Great Britain", f"outside Great Britain {given}")
    return fault and Fault(fault.reason, f"{fault.reason} {given}")
