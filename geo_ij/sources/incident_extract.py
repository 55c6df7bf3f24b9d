"""Read a force's own extract of incidents (CSV or XLSX) by a mapping file, with type, category and day.

A row that cannot be used is left out with its reason; values that nothing translates are listed all at once.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo_ij.errors import SourceError
from geo_ij.projection import to_degrees, to_metres
from geo_ij.sources.cleaning import RULES, Rows, first_broken_rule, is_swapped
from geo_ij.sources.incident_mapping import IncidentMapping
from geo_ij.sources.record_cells import LONDON, Cells, Tally, as_number, shown
from geo_ij.sources.table_files import Record, Table, read_table
from geo_ij.sources.workbook_files import WORKBOOK_SUFFIXES, read_workbook

EARLIEST_YEAR = 2000

_SERIAL_START = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # what spreadsheets count days from, in nobody's zone
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""Day numbers of spreadsheets from 2000 to 2099: five digits, which no date in ISO 8601 has."""


@dataclass(frozen=True)
class ExtractRow:
    """One incident: its local day, type and category, and its point in metres (EPSG:27700) or NaN and its place.

    `uncertainty_m` is the radius within which it happened in 95 of 100 cases, 0 where nothing is said of that.
    """

    where: str
    line: int
    occurred_on: dt.date
    asb_type: str
    asb_qualifier: str
    reference: str | None
    easting: float
    northing: float
    uncertainty_m: float
    place: str | None

    @property
    def has_point(self) -> bool:
        """Say whether the extract gave a point, so that its words need not be looked up."""
        return not math.isnan(self.easting)


@dataclass
class Extract:
    """What an extract holds: rows that can be used so far, what was left out, and values that nothing translates.

    `untranslated` counts those values by list ("asb_type"); their rows are rejected. `by_default` counts the values
    that the mapping's default stands for.
    """

    rows: list[ExtractRow] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    untranslated: dict[str, Counter[str]] = field(default_factory=dict)
    by_default: dict[str, Counter[str]] = field(default_factory=dict)


def read_extract(path: Path, *, mapping: IncidentMapping, today: dt.date) -> Extract:
    """Read an extract's rows. Raises SourceError when the file as a whole is not what the mapping says it is."""
    headings = list(mapping.columns.values())
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        table = read_workbook(path, sheet=mapping.sheet, wanted=headings)
    else:
        table = read_table(path)
    _check_columns(table, mapping)
    extract = Extract(tally=Tally(read=len(table.records)))
    columns = {name: mapping.column(name) or "" for name in mapping.columns}
    meaning = cache(lambda name, text: mapping.meaning(name, text))  # noqa: PLW0108  # a mapping has no hash
    reader = _Reader(mapping, today, extract, meaning)
    references: dict[str, str] = {}
    for record in table.records:
        cells = Cells({name: record.cells.get(column, "") for name, column in columns.items()})
        row = _row(record, cells, reader)
        if row is not None and row.reference is not None:
            first = references.setdefault(row.reference, record.where)
            if first != record.where:
                cells.fault("repeats a reference", f"reference {row.reference} is in {first} already")
        if row is None or cells.faults:
            extract.tally.reject(record.where, record.line, cells.faults)
        else:
            extract.rows.append(row)
    return extract


def check_points(extract: Extract, *, force_area: BaseGeometry | None) -> None:
    """Leave out the rows whose point cannot be right: not in Great Britain, or far outside the force's area.

    `force_area` (EPSG:27700) is None where it is not known.
    """
    rows = extract.rows
    easting = np.array([row.easting for row in rows], dtype=float)
    northing = np.array([row.northing for row in rows], dtype=float)
    longitude, latitude = to_degrees(easting, northing)
    # A point that cannot be projected is one outside Great Britain.
    longitude, latitude = (np.where(np.isfinite(degrees), degrees, 180.0) for degrees in (longitude, latitude))
    nothing = np.zeros(len(rows), dtype=bool)
    broken = first_broken_rule(
        Rows(
            longitude=longitude,
            latitude=latitude,
            easting=easting,
            northing=northing,
            in_named_month=~nothing,
            repeats_id=nothing,
            force_area=force_area,
        )
    )
    extract.rows = []
    for row, rule in zip(rows, broken.tolist(), strict=True):
        if rule < 0:
            extract.rows.append(row)
            continue
        cells = Cells({})
        given = f"{row.easting:.0f}, {row.northing:.0f} in metres of the National Grid"
        cells.fault(RULES[rule].reason, f"{RULES[rule].reason} ({given})")
        extract.tally.reject(row.where, row.line, cells.faults)


def _check_columns(table: Table, mapping: IncidentMapping) -> None:
    missing = [
        f"{name} = {heading!r}"
        for name, heading in mapping.columns.items()
        if mapping.column(name) not in table.columns
    ]
    if missing:
        raise SourceError(
            f"{table.label}: has no column for {', '.join(missing)} of the mapping "
            f"(it has: {', '.join(table.columns) or 'none'})"
        )


class _Reader(NamedTuple):
    """What reading a row needs: the mapping, the last day there can be, what is gathered, and what values mean."""

    mapping: IncidentMapping
    today: dt.date
    extract: Extract
    meaning: Callable[[str, str], str | None]


def _row(record: Record, cells: Cells, reader: _Reader) -> ExtractRow | None:
    """Read one row; None, with its faults in `cells`, where it cannot be used."""
    if record.has_spare_cells:
        cells.fault("more cells than columns")
    mapping = reader.mapping
    day = _day(cells, mapping, today=reader.today)
    kinds = {name: _meaning(cells, name, reader) for name in ("asb_type", "asb_qualifier")}
    reference = cells.text("reference", longest=60)
    easting, northing = _point(cells, mapping)
    place = cells.text("place", longest=300)
    if math.isnan(easting) and place is None and not cells.faults:
        cells.fault("no point and no place", "it has no point and no place: nothing says where it happened")
    if cells.faults or day is None:
        return None
    return ExtractRow(
        where=record.where,
        line=record.line,
        occurred_on=day,
        asb_type=kinds["asb_type"] or "",
        asb_qualifier=kinds["asb_qualifier"] or "",
        reference=reference,
        easting=easting,
        northing=northing,
        uncertainty_m=mapping.uncertainty_m,
        place=place,
    )


def _meaning(cells: Cells, name: str, reader: _Reader) -> str | None:
    """Read a type or a category; note the value where nothing translates it."""
    text = cells.text(name, longest=200) or ""
    found = reader.meaning(name, text)
    if found is not None:
        return found
    default = reader.mapping.otherwise.get(name)
    unsaid = reader.extract.untranslated if default is None else reader.extract.by_default
    unsaid.setdefault(name, Counter())[text] += 1
    if default is None:
        cells.fault(f"{name} is not known", f"{name} is {shown(text)}, which the mapping does not translate")
    return default


def _day(cells: Cells, mapping: IncidentMapping, *, today: dt.date) -> dt.date | None:
    """Read on which day, in London, an incident happened."""
    text = cells.cells.get("occurred_at", "")
    if not text:
        cells.fault("occurred_at is empty")
        return None
    moment = _moment(text, mapping.date_format)
    if moment is None:
        wanted = mapping.date_format or "2025-03-31 or 2025-03-31T14:05"
        hint = "" if mapping.date_format else "; a date_format in the mapping says how the file writes dates"
        cells.fault("occurred_at is not a date", f"occurred_at is {shown(text)}, not like {wanted}{hint}")
        return None
    try:
        day = (moment if moment.tzinfo is None else moment.astimezone(LONDON)).date()
    except OverflowError:
        day = moment.date()
    if day > today:
        cells.fault("occurred_at lies in the future", f"occurred_at {day.isoformat()} lies in the future")
    elif day.year < EARLIEST_YEAR:
        cells.fault("occurred_at is too long ago", f"occurred_at is in the year {day.year}: is the year right?")
    return day


def _moment(text: str, date_format: str | None) -> dt.datetime | None:
    """Read a date by the mapping's format, else in ISO 8601, else as the day number of a spreadsheet."""
    if date_format is not None:
        try:
            return dt.datetime.strptime(text, date_format)  # noqa: DTZ007  # London's, unless the format has a zone
        except ValueError:
            pass
    serial = as_number(text)
    if serial is not None and _FIRST_SERIAL <= serial < _LAST_SERIAL:
        return _SERIAL_START + dt.timedelta(days=serial)
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _point(cells: Cells, mapping: IncidentMapping) -> tuple[float, float]:
    """Read a point in metres, to 10 cm; NaN where there is none, as 0 and 0 are none."""
    pair = ("longitude", "latitude") if "longitude" in mapping.columns else ("easting", "northing")
    first, second = (_number(cells, name) for name in pair)
    if first is None or second is None:
        if (first is None) != (second is None) and not cells.faults:
            cells.fault("half a point", f"only one of {pair[0]} and {pair[1]} is given")
        return math.nan, math.nan
    if first == 0 and second == 0:
        return math.nan, math.nan
    if pair[0] == "longitude" or mapping.in_degrees:
        longitude, latitude = np.array([first]), np.array([second])
        if is_swapped(longitude, latitude).any():
            cells.fault("longitude and latitude swapped")
            return math.nan, math.nan
        east, north = to_metres(longitude, latitude)
        first, second = float(east[0]), float(north[0])
        if not (math.isfinite(first) and math.isfinite(second)):
            cells.fault("outside Great Britain")
            return math.nan, math.nan
    return round(first, 1), round(second, 1)


def _number(cells: Cells, name: str) -> float | None:
    text = cells.cells.get(name, "")
    if not text:
        return None
    # People write eastings with a comma between the thousands.
    value = as_number(text.replace(",", "") if name in ("easting", "northing") else text)
    if value is None:
        cells.fault(f"{name} is not a number", f"{name} is {shown(text)}, not a number")
    return value
