"""Read completed work from CSV files; a row that cannot be used is left out with its reason.

The columns are those of `docs/reference/file-formats.md`. Columns that it does not name are kept beside the work.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from geo_ij.frames import WORK, check
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.sources.record_cells import Cells, Tally
from geo_ij.sources.record_points import Points, ServiceArea, read_points
from geo_ij.sources.site_files import derived_id, extra_json
from geo_ij.sources.table_files import Record, read_table, require_columns
from geo_ij.vocabulary import Activity

WORK_COLUMNS = (
    "work_id",
    "site_id",
    "place",
    "longitude",
    "latitude",
    "start",
    "end",
    "activities",
    "hours",
    "people",
    "bags",
    "area_m2",
    "partners",
    "notes",
)
"""The columns of a file of completed work, in the order in which they are exported."""

_LONGEST = dt.timedelta(days=31)
_EARLIEST_YEAR = 2000


class KnownSite(NamedTuple):
    """What work at a site takes from it: its name, and its entry point in metres (EPSG:27700)."""

    name: str
    easting: float
    northing: float


@dataclass(frozen=True)
class WorkFile:
    """What a file of completed work holds: `work` (frames.WORK with `extra`), and what was left out."""

    work: gpd.GeoDataFrame
    tally: Tally


def read_work_file(
    path: Path, *, sites: Mapping[str, KnownSite], now: dt.datetime, area: ServiceArea | None
) -> WorkFile:
    """Read a file of completed work; `sites` are those that a `site_id` may name.

    Work has ended: a row whose end lies after `now` is left out. `published_at` is left empty: approval is the
    importer's to give. Raises SourceError when the file as a whole is not one of completed work.
    """
    table = read_table(path)
    times = ["start", "end", "hours"]
    groups = [["site_id", *times], ["longitude", "latitude", "place", *times]]
    require_columns(table, groups, what="completed work")
    return _read(table.records, sites=sites, now=now, area=area)


def _read(
    records: Sequence[Record], *, sites: Mapping[str, KnownSite], now: dt.datetime, area: ServiceArea | None
) -> WorkFile:
    tally = Tally(read=len(records))
    points = read_points([record.cells for record in records], area=area)
    rows: dict[str, dict[str, Any]] = {}
    for index, record in enumerate(records):
        cells = Cells(record.cells)
        row = _place(cells, points, index, sites=sites) | _work(cells, now=now)
        if record.has_spare_cells:
            cells.fault("more cells than columns")
        row["extra"] = extra_json(record.cells, WORK_COLUMNS)
        row["work_id"] = row["work_id"] or derived_id(
            "W", row["site_id"] or (row["easting"], row["northing"]), row["start"], row["end"]
        )
        if row["work_id"] in rows and not cells.faults:
            cells.fault("repeats a work_id", f"work_id {row['work_id']} is in the file already")
        if cells.faults:
            tally.reject(record.where, record.line, cells.faults)
        else:
            rows[row["work_id"]] = row
    tally.kept = len(rows)
    return WorkFile(work_frame(rows.values()), tally)


def work_frame(rows: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Make the frame of completed work (frames.WORK, and the column `extra`) from rows in metres."""
    frame = pd.DataFrame(list(rows), columns=[*WORK.columns, "easting", "northing", "extra"], dtype=object)
    for name, kind in WORK.columns.items():
        if kind == "number":
            frame[name] = frame[name].astype("float64")
    points = gpd.points_from_xy(frame.pop("easting").astype("float64"), frame.pop("northing").astype("float64"))
    work = gpd.GeoDataFrame(frame, geometry=points, crs=NATIONAL_GRID_CRS)
    check(work, WORK)
    return work


def _place(cells: Cells, points: Points, index: int, *, sites: Mapping[str, KnownSite]) -> dict[str, Any]:
    """Find where the work was done: the row's own point and words, else those of its site."""
    site_id = cells.text("site_id", longest=60)
    site = sites.get(site_id) if site_id else None
    if site_id and site is None:
        cells.fault(
            "site_id is not known",
            f"site_id {site_id} is not known: import the sites first, or give longitude, latitude and place instead",
        )
    has_point = bool(cells.cells.get("longitude") or cells.cells.get("latitude"))
    easting, northing = float(points.easting[index]), float(points.northing[index])
    if site is not None and not has_point:
        easting, northing = site.easting, site.northing
    elif fault := points.faults[index]:
        cells.faults.append(fault)
    place = cells.text("place", longest=200, required=site_id is None)
    return {
        "site_id": site_id,
        "place": place or (site.name if site else None),
        "easting": easting,
        "northing": northing,
    }


def _work(cells: Cells, *, now: dt.datetime) -> dict[str, Any]:
    """Read what was done, and when."""
    start, end = cells.moment("start"), cells.moment("end")
    if start is not None and start.year < _EARLIEST_YEAR:
        cells.fault("start is too long ago", f"start is in the year {start.year}: is the year right?")
    if start is not None and end is not None:
        # In world time: within one zone Python compares the faces of clocks, which repeat an hour in autumn.
        if end.astimezone(dt.UTC) <= start.astimezone(dt.UTC):
            cells.fault("end is not after start", f"end {end.isoformat()} is not after start {start.isoformat()}")
        elif end - start > _LONGEST:
            cells.fault("longer than a month", "end lies more than a month after start: is the year right?")
        elif end > now:
            cells.fault("has not ended yet", f"end {end.isoformat()} lies in the future: only completed work is kept")
    return {
        "work_id": cells.text("work_id", longest=60),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "activities": cells.choices("activities", Activity),
        "hours": cells.number("hours", least=0, most=10_000, required=True),
        "people": cells.number("people", least=0, most=1_000, whole=True),
        "bags": cells.number("bags", least=0, most=100_000, whole=True),
        "area_m2": cells.number("area_m2", least=0, most=10_000_000),
        "partners": cells.text("partners", longest=1_000),
        "notes": cells.text("notes", longest=5_000),
        "published_at": None,
    }
