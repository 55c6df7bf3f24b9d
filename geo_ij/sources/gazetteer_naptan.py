"""Read bus stops, stations and the localities they serve from NaPTAN, the national list of stops (CSV)."""

import io
import re
from csv import reader
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from geo_ij.errors import SourceError
from geo_ij.projection import to_metres
from geo_ij.sources.gazetteer_file import (
    Flags,
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
from geo_ij.sources.table_files import decode, read_bytes
from geo_ij.vocabulary import EntryKind

_REQUIRED = ("ATCOCode", "CommonName", "NptgLocalityCode", "LocalityName", "Status")
_POSITIONS = (("Easting", "Northing"), ("Longitude", "Latitude"))
_OPTIONAL = (
    "ShortCommonName", "Landmark", "Street", "ParentLocalityName", "GridType", "StopType", "BusStopType",
    "Modification",
)  # fmt: skip
_DOWNLOAD = "download the CSV of stops from the NaPTAN pages of the Department for Transport"

STOP_WORDS = {
    "AIR": "airport", "GAT": "airport", "BCE": "bus station", "BCS": "bus station", "BCQ": "bus station",
    "BST": "bus station", "BCT": "bus stop", "FBT": "ferry", "FER": "ferry", "FTD": "ferry", "MET": "tram stop",
    "PLT": "tram stop", "TMU": "tram stop", "RLY": "railway station", "RPL": "railway station",
    "RSE": "railway station", "STR": "taxi rank", "TXR": "taxi rank",
}  # fmt: skip
"""What a stop's type is called in an answer; one that is not listed is a "stop"."""

FARTHEST_APART_M = 1_000.0
"""A stop whose eastings and longitudes lie farther apart than this is wrong in one of them, nobody knows which."""

LEAST_RADIUS_M = 400.0
"""A locality is at least this large, in metres."""

FEW_STOPS = 2
LEAST_RADIUS_OF_FEW_STOPS_M = 600.0
"""A locality known by few stops, one or two, is at least this large.

Measured: half of them lie 330 m or more from the middle of the place.
"""

RADIUS_SHARE = 0.9
"""The share of a locality's stops that its radius holds."""

# What people write in a column of names although it names nothing.
_NO_NAME = re.compile(
    r"(no|num|number)\b\.?(\s*\d.*)?|\d+\w?(\s.*)?|hail (&|and) ride|shelter|bus shelter|bus stop|"
    r"demand responsive area|entrance|arrivals|in|out|none|n/?a|unknown|turning circle|roundabout|crossroads|\W*",
    re.IGNORECASE,
)
_DEMAND_RESPONSIVE = re.compile(r"demand responsive.*", re.IGNORECASE)
_SIDE = re.compile(
    r"^(adj|opp|nr|near|outside|opposite|o/s|os)\b\.?\s+|\s+\(?(adj|opp|nr|o/s|os)\.?\)?$", re.IGNORECASE
)
_STREET = re.compile(
    r".*\b(road|rd|street|st|avenue|ave|close|drive|lane|way|crescent|grove|rise|terrace|gardens|walk|parade)"
    r"( (north|south|east|west))?",
    re.IGNORECASE,
)


def read_naptan(path: Path) -> GazetteerFile:
    """Read the stops in use, by the names people call them, and the localities of all stops.

    Raises SourceError when the file as a whole is not NaPTAN's CSV.
    """
    table = _read(path)
    easting, northing, reasons = _points(table)
    deleted = (table["Modification"].str.casefold() == "delete") | (table["Status"].str.casefold() == "deleted")
    unused = np.where(table["Status"].str.casefold().isin(["active", "new", ""]) & ~deleted, "", "not in use")
    demand = (table["BusStopType"] == "FLX").to_numpy() | _matches(table["CommonName"], _DEMAND_RESPONSIVE)
    reasons = first_reason(unused.astype(object), reasons, np.where(demand, "", name_faults(table["CommonName"])))
    reasons = first_reason(reasons, np.where(table["ATCOCode"] == "", "no ATCOCode", ""))
    repeated = (pd.Series(reasons) == "") & table["ATCOCode"].where(reasons == "").duplicated()
    reasons = first_reason(reasons, np.where(repeated, "repeats an earlier ATCOCode", ""))
    tally = Tally()
    count_rows(tally, reasons, lines=np.arange(2, len(table) + 2))
    placed = table.assign(easting=easting, northing=northing)
    located = (point_faults(easting, northing) == "") & ~deleted.to_numpy()
    stops = _stops(placed[(reasons == "") & ~demand])
    localities = _localities(placed[located], in_use=(reasons == "")[located])
    return GazetteerFile(gazetteer_frame(pd.concat([stops, localities], ignore_index=True)), tally)


def _read(path: Path) -> pd.DataFrame:
    """Read the columns we use as tidy texts."""
    content = read_bytes(path)
    text = decode(path, content)
    header = next(reader(io.StringIO(text[: text.find("\n") + 1 or None])))
    missing = [name for name in _REQUIRED if name not in header]
    if not any(set(pair) <= set(header) for pair in _POSITIONS):
        missing.append("Longitude and Latitude")
    if missing:
        raise SourceError(f"{path}: not NaPTAN's list of stops: no column {', '.join(missing)}: {_DOWNLOAD}")
    wanted = [*_REQUIRED, *_OPTIONAL, *_POSITIONS[0], *_POSITIONS[1]]
    options = csv.ConvertOptions(
        include_columns=wanted,
        include_missing_columns=True,
        column_types=dict.fromkeys(wanted, pa.string()),
        strings_can_be_null=False,
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    try:
        table = csv.read_csv(pa.BufferReader(text.encode()), convert_options=options, parse_options=parse)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{path}: not a whole CSV file ({error}): {_DOWNLOAD}") from error
    if not len(table):
        raise SourceError(f"{path}: it holds no stop: {_DOWNLOAD}")
    return pd.DataFrame({name: tidy(table[name].to_pandas()) for name in wanted})


def _points(table: pd.DataFrame) -> tuple[Numbers, Numbers, Texts]:
    """Give each stop's point in metres, from degrees where there are no metres, and why it has none."""
    number = {name: pd.to_numeric(table[name], errors="coerce").to_numpy(float) for pair in _POSITIONS for name in pair}
    # Northern Ireland's eastings are on another grid: read as British ones they would fall into the sea.
    has_metres = (number["Easting"] > 0) & (number["Northing"] > 0)
    has_metres &= ~table["GridType"].str.casefold().str.startswith("irish").to_numpy(dtype=bool)
    has_degrees = np.isfinite(number["Longitude"]) & np.isfinite(number["Latitude"])
    has_degrees &= (number["Longitude"] != 0) | (number["Latitude"] != 0)
    x, y = to_metres(np.where(has_degrees, number["Longitude"], -2.0), np.where(has_degrees, number["Latitude"], 53.0))
    apart = np.hypot(x - number["Easting"], y - number["Northing"]) > FARTHEST_APART_M
    unclear = np.where(has_metres & has_degrees & apart, "its two positions lie more than 1 km apart", "")
    nowhere = np.where(has_degrees, 0.0, np.nan)
    easting = np.where(has_metres, number["Easting"], x + nowhere)
    northing = np.where(has_metres, number["Northing"], y + nowhere)
    return easting, northing, first_reason(unclear.astype(object), point_faults(easting, northing))


def _matches(texts: pd.Series, pattern: re.Pattern[str]) -> Flags:
    codes, values = pd.factorize(texts.astype(object))
    return np.array([pattern.fullmatch(value) is not None for value in values], dtype=bool)[codes]


def _are_streets(texts: pd.Series) -> Flags:
    return _matches(texts, _STREET) & ~_matches(texts, _NO_NAME)


def _stops(table: pd.DataFrame) -> pd.DataFrame:
    """Give the names of each stop: what it is called, shorter, and after its landmark."""
    street = table["Street"].mask(_matches(table["Street"], _DEMAND_RESPONSIVE), "")
    short, landmark = table["ShortCommonName"], table["Landmark"]
    for other in (landmark, short):
        # New stops often have their street in the landmark or the short name.
        street = street.mask((street == "") & _are_streets(other) & (other != table["CommonName"]), other)
    named = table.assign(
        name=table["CommonName"].str.replace(_SIDE, "", regex=True),
        street=street,
        reference=table["ATCOCode"],
        kind=EntryKind.STOP.value,
        extent_m=0.0,
        locality=table["LocalityName"],
        weight=0.0,
    )
    named["label"] = _labels(named)
    also = []
    for column in (short, landmark):
        alias = column.str.replace(_SIDE, "", regex=True)
        fine = (name_faults(alias) == "") & ~_matches(alias, _NO_NAME) & ~_are_streets(alias)
        differs = alias.str.casefold() != named["name"].str.casefold()
        also.append(named.assign(name=alias)[fine & differs])
    names: pd.DataFrame = pd.concat([named, *also])
    return names


def _labels(stops: pd.DataFrame) -> Texts:
    """Say a stop in full: "Landcross Drive (bus stop), Billing Road East, Abington Vale, Northampton"."""
    labels = []
    columns = ("name", "StopType", "street", "LocalityName", "ParentLocalityName")
    for name, stop_type, *where in zip(*(stops[column] for column in columns), strict=True):
        word = STOP_WORDS.get(stop_type, "stop")
        said = name if word.split()[-1] in name.casefold() else f"{name} ({word})"
        parts = dict.fromkeys(part for part in where if part and part.casefold() != name.casefold())
        labels.append(", ".join([said, *parts]))
    return np.array(labels, dtype=object)


def _localities(table: pd.DataFrame, *, in_use: Flags) -> pd.DataFrame:
    """Give one settlement a locality: in the middle of its stops in use, or of its former ones if it has no other."""
    table = table.assign(in_use=in_use)
    table = table[(table["NptgLocalityCode"] != "") & (name_faults(table["LocalityName"]) == "")]
    any_in_use = table.groupby("NptgLocalityCode")["in_use"].transform("any")
    # By name of the code, so that the order of the file's rows does not matter.
    table = table[table["in_use"] | ~any_in_use].sort_values(["NptgLocalityCode", "ATCOCode"])
    found = table.groupby("NptgLocalityCode")
    x, y = (found[name].transform("median") for name in ("easting", "northing"))
    table["radius"] = np.hypot(table["easting"] - x, table["northing"] - y)
    least = np.where(found.size() > FEW_STOPS, LEAST_RADIUS_M, LEAST_RADIUS_OF_FEW_STOPS_M)
    first = found[["LocalityName", "ParentLocalityName"]].first()
    name, parent = first["LocalityName"], first["ParentLocalityName"]
    settlements = pd.DataFrame(
        {
            "name": name,
            "label": name.where(parent == "", name + ", " + parent),
            "kind": EntryKind.SETTLEMENT.value,
            "easting": found["easting"].median(),
            "northing": found["northing"].median(),
            "extent_m": np.maximum(table.groupby("NptgLocalityCode")["radius"].quantile(RADIUS_SHARE), least),
            "locality": parent,
            "street": "",
            "weight": 0.0,
        }
    )
    return settlements.rename_axis("reference").reset_index()
