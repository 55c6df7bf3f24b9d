"""Read streets, settlements and named places from OS Open Names: the zip of CSV tiles, or one CSV file."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from geo_ij.errors import SourceError
from geo_ij.sources.archive_files import ArchiveFile, read_file
from geo_ij.sources.gazetteer_file import (
    GazetteerFile,
    Numbers,
    Texts,
    count_rows,
    first_reason,
    gazetteer_frame,
    name_faults,
    point_faults,
    tidy,
)
from geo_ij.sources.record_cells import Tally
from geo_ij.sources.table_files import decode
from geo_ij.vocabulary import EntryKind

COLUMNS = (
    "ID", "NAMES_URI", "NAME1", "NAME1_LANG", "NAME2", "NAME2_LANG", "TYPE", "LOCAL_TYPE", "GEOMETRY_X", "GEOMETRY_Y",
    "MOST_DETAIL_VIEW_RES", "LEAST_DETAIL_VIEW_RES", "MBR_XMIN", "MBR_YMIN", "MBR_XMAX", "MBR_YMAX",
    "POSTCODE_DISTRICT", "POSTCODE_DISTRICT_URI", "POPULATED_PLACE", "POPULATED_PLACE_URI", "POPULATED_PLACE_TYPE",
    "DISTRICT_BOROUGH", "DISTRICT_BOROUGH_URI", "DISTRICT_BOROUGH_TYPE", "COUNTY_UNITARY", "COUNTY_UNITARY_URI",
    "COUNTY_UNITARY_TYPE", "REGION", "REGION_URI", "COUNTRY", "COUNTRY_URI", "RELATED_SPATIAL_OBJECT",
    "SAME_AS_DBPEDIA", "SAME_AS_GEONAMES",
)  # fmt: skip
"""The columns of every tile, in the order that Ordnance Survey documents; a tile has no header row."""

_USED = (
    "ID", "NAME1", "NAME2", "TYPE", "LOCAL_TYPE", "GEOMETRY_X", "GEOMETRY_Y", "MBR_XMIN", "MBR_YMIN", "MBR_XMAX",
    "MBR_YMAX", "POPULATED_PLACE", "DISTRICT_BOROUGH", "COUNTY_UNITARY",
)  # fmt: skip

LARGEST_TILE = 500_000_000
LARGEST_ARCHIVE = 6_000_000_000
"""Great Britain's tiles come to about a fifth of this many bytes; a zip that claims more is no gazetteer."""

WIDEST_M = 20_000.0
"""What reaches farther than this from its middle (a bay, a range of hills) says nothing of where something is."""

_KINDS = {
    "named road": EntryKind.STREET,
    "section of named road": EntryKind.STREET,
    "railway station": EntryKind.STOP,
    "tube station": EntryKind.STOP,
    "light rail station": EntryKind.STOP,
    "tram station": EntryKind.STOP,
    "bus station": EntryKind.STOP,
    "coach station": EntryKind.STOP,
    "woodland or forest": EntryKind.OPEN_SPACE,
    "urban greenspace": EntryKind.OPEN_SPACE,
    "greenspace": EntryKind.OPEN_SPACE,
}
"""What each LOCAL_TYPE is to us; the others are settlements by their TYPE, or local places."""

_LEFT_OUT = {
    "postcode": "a postcode: they come with the program",
    "numbered road": "a road with a number only",
    "section of numbered road": "a road with a number only",
}
_DOWNLOAD = "download the CSV of OS Open Names from the Ordnance Survey and give its zip as it is"


def read_open_names(path: Path) -> GazetteerFile:
    """Read streets, settlements, stations, open spaces and other named places; postcodes are left out.

    Raises SourceError when the file as a whole is not OS Open Names, is damaged, or unpacks to too much.
    """
    tally = Tally()
    frames = []
    for file in _files(path):
        table = _read(file)
        easting, northing = (_number(table, name) for name in ("GEOMETRY_X", "GEOMETRY_Y"))
        extent = _extents(table, easting, northing)
        reasons = first_reason(
            table["LOCAL_TYPE"].str.casefold().map(_LEFT_OUT).fillna("").to_numpy(object),
            name_faults(table["NAME1"]),
            np.where(table["ID"] == "", "no ID", "").astype(object),
            point_faults(easting, northing),
            np.where(extent > WIDEST_M, "reaches farther than 20 km", "").astype(object),
        )
        lines = np.arange(1, len(table) + 1) + table.attrs["header"]
        count_rows(tally, reasons, lines=lines, where=file.member or "")
        placed = table.assign(easting=easting, northing=northing, extent_m=extent)
        frames.append(_entries(placed[reasons == ""]))
    if not tally.read:
        raise SourceError(f"{path}: it holds no names: {_DOWNLOAD}")
    entries = pd.concat(frames, ignore_index=True).sort_values(["reference", "name"])
    return GazetteerFile(gazetteer_frame(entries), tally)


def _files(path: Path) -> Iterator[ArchiveFile]:
    """Find the CSV files, without that which only names the columns."""
    if not path.is_file():
        raise SourceError(f"{path}: there is no such file: {_DOWNLOAD}")
    if path.suffix.lower() != ".zip":
        yield ArchiveFile(str(path), path, None, path.stat().st_size, None, None)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if item.filename.lower().endswith(".csv")]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{path}: not a whole zip archive ({error}): {_DOWNLOAD}") from error
    tiles = sorted((item for item in members if "header" not in item.filename.lower()), key=lambda item: item.filename)
    if not tiles:
        raise SourceError(f"{path}: no CSV file is in it: {_DOWNLOAD}")
    if any(item.flag_bits & 1 for item in tiles):
        raise SourceError(f"{path}: encrypted: unpack it with its password, and zip it again without one")
    if sum(item.file_size for item in tiles) > LARGEST_ARCHIVE:
        raise SourceError(
            f"{path}: unpacks to more than {LARGEST_ARCHIVE // 1_000_000:,} MB, which looks like a zip bomb: "
            f"{_DOWNLOAD}"
        )
    for item in tiles:
        yield ArchiveFile(f"{path}:{item.filename}", path, item.filename, item.file_size, None, None)


def _read(file: ArchiveFile) -> pd.DataFrame:
    """Read the columns we use of one tile as tidy texts; `attrs["header"]` says how many lines its header has."""
    content = read_file(file, limit=LARGEST_TILE)
    if not content.strip():
        table = pd.DataFrame({name: pd.Series(dtype=object) for name in _USED})
        table.attrs["header"] = 0
        return table
    text = decode(Path(file.label), content)
    header = text.lstrip('"')[:3].upper().startswith("ID,") or text.startswith('"ID"')
    options = csv.ConvertOptions(
        include_columns=list(_USED), column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
    )
    reading = csv.ReadOptions(column_names=list(COLUMNS), skip_rows=int(header))
    try:
        found = csv.read_csv(pa.BufferReader(text.encode()), read_options=reading, convert_options=options)
    except pa.ArrowInvalid as error:
        raise SourceError(
            f"{file.label}: not a tile of OS Open Names, which has {len(COLUMNS)} columns ({error}): {_DOWNLOAD}"
        ) from error
    table = pd.DataFrame({name: tidy(found[name].to_pandas()) for name in _USED})
    if len(table) and not np.isfinite(_number(table, "GEOMETRY_X")).any():
        raise SourceError(f"{file.label}: no row has an easting in column 9: not OS Open Names: {_DOWNLOAD}")
    table.attrs["header"] = int(header)
    return table


def _number(table: pd.DataFrame, name: str) -> Numbers:
    return pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)


def _extents(table: pd.DataFrame, easting: Numbers, northing: Numbers) -> Numbers:
    """Give the distance from each point to the farthest corner of its box; 0 where there is no box."""
    west, south, east, north = (_number(table, f"MBR_{side}") for side in ("XMIN", "YMIN", "XMAX", "YMAX"))
    across = np.maximum(east - easting, easting - west)
    along = np.maximum(north - northing, northing - south)
    return np.nan_to_num(np.hypot(across, along))


def _entries(table: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each name; a place in two languages has two."""
    local = table["LOCAL_TYPE"].str.casefold()
    is_settlement = (table["TYPE"].str.casefold() == "populatedplace").to_numpy()
    other = np.where(is_settlement, EntryKind.SETTLEMENT.value, EntryKind.LOCAL_PLACE.value)
    kind = np.where(local.isin(_KINDS), local.map(_KINDS).astype(str), other)
    place = table["POPULATED_PLACE"].where(table["POPULATED_PLACE"] != table["NAME1"], "")
    wider = table["DISTRICT_BOROUGH"].where(table["DISTRICT_BOROUGH"] != "", table["COUNTY_UNITARY"])
    named = pd.DataFrame(
        {
            "reference": table["ID"],
            "name": _station_names(table["NAME1"], local),
            "kind": kind,
            "easting": table["easting"],
            "northing": table["northing"],
            "extent_m": table["extent_m"],
            "locality": place,
            "street": "",
            "weight": 0.0,
        }
    )
    where = place.where(place != "", wider)
    named["label"] = named["name"].where(where == "", named["name"] + ", " + where)
    second = _station_names(table["NAME2"], local)
    both: pd.DataFrame = pd.concat([named, named.assign(name=second)[name_faults(table["NAME2"]) == ""]])
    return both


def _station_names(names: pd.Series, local_type: pd.Series) -> Texts:
    """Call a station a station: "Kettering" alone is the town."""
    is_station = local_type.str.endswith(" station") & ~names.str.casefold().str.contains("station") & (names != "")
    return np.asarray(names.where(~is_station, names + " " + local_type), dtype=object)
