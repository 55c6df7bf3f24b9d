"""Measure how often a place lies within its stated uncertainty when the truth comes from a source the index never saw.

Bus stops say on which street of which town they stand, and many are named after the side street at which they stand.
They are the truth for an index without them (streets known from police archives alone), and half of them for an index
with the other half. Streets with buses are the longest there are, so the figures are worse than life.
"""

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from bench.open_data import archive
from geo_ij.geocode.location import Location
from geo_ij.geocode.names import name_of
from geo_ij.geocode.uncertainty import SHORT_TYPES
from geo_ij.geocode.words import SURE_STREET_TYPES
from geo_ij.projection import to_metres
from geo_ij.services.geocoder import PlaceFinder, open_geocoder
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_gazetteer import import_gazetteer
from geo_ij.settings import read_settings
from geo_ij.store.database import open_database
from geo_ij.vocabulary import GazetteerFormat, LocationStatus, Precision

TODAY = dt.date(2026, 3, 15)
GAZETTEER = "naptan-300-northamptonshire.csv"


def main() -> None:
    """Print the share of matches within their own uncertainty, by what was asked for."""
    path = archive()
    stops_path = None if path is None else path.parent.parent / "gazetteer" / GAZETTEER
    if path is None or stops_path is None or not stops_path.exists():
        print("geocoder_calibration: skipped, the open data are not here")
        return
    stops = _stops(stops_path)
    with tempfile.TemporaryDirectory() as folder:
        print("streets known from a police archive alone, truth: every stop")
        _print(_finder(Path(folder) / "alone.sqlite", path, None), stops)
        half = Path(folder) / "half.csv"
        raw = pd.read_csv(stops_path, dtype=str, keep_default_na=False)
        raw[~raw["ATCOCode"].isin(stops["code"][stops["is_truth"]])].to_csv(half, index=False)
        print("the same and half of the stops, truth: the other half")
        _print(_finder(Path(folder) / "half.sqlite", path, half), stops[stops["is_truth"]])


def _finder(database_path: Path, police: Path, gazetteer: Path | None) -> PlaceFinder:
    settings = read_settings({}, database_url=f"sqlite:///{database_path}")
    database = open_database(settings.database_url)
    import_police_archive(database, [police], settings=settings, today=TODAY)
    if gazetteer is not None:
        import_gazetteer(database, gazetteer, file_format=GazetteerFormat.NAPTAN)
    return open_geocoder(database, settings=settings)


def _stops(path: Path) -> pd.DataFrame:
    """Read the stops in use: code, name, street, town in words, easting, northing, and whether it is of the half."""
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    raw = raw[(raw["Status"] == "active") & (raw["BusStopType"] != "FLX") & (raw["Street"] != "")].reset_index(
        drop=True
    )
    easting, northing = to_metres(raw["Longitude"].astype(float), raw["Latitude"].astype(float))
    parent = raw["ParentLocalityName"]
    return pd.DataFrame(
        {
            "code": raw["ATCOCode"],
            "name": raw["CommonName"],
            "street": raw["Street"],
            "town": (raw["LocalityName"] + ", " + parent).str.removesuffix(", "),
            "easting": easting,
            "northing": northing,
            "is_truth": [sum(code.encode()) % 2 == 0 for code in raw["ATCOCode"]],
        }
    )


def _print(finder: PlaceFinder, stops: pd.DataFrame) -> None:
    print(f"{'asked for':<28}{'asked':>7}{'matched':>9}{'within':>8}{'median stated':>15}{'median error':>14}")
    rows = [*_street_rows(stops), *_junction_rows(stops)]
    answers = [(kind, *_answer(finder.locate, text, easting, northing)) for kind, text, easting, northing in rows]
    found = pd.DataFrame(answers, columns=["kind", "error", "stated"])
    for kind, group in found.groupby("kind", sort=False):
        hits = group.dropna()
        within = (hits["error"] <= hits["stated"]).mean()
        stated, error = hits["stated"].median(), hits["error"].median()
        print(f"{kind:<28}{len(group):>7,}{len(hits):>9,}{within:>8.1%}{stated:>13,.0f} m{error:>12,.0f} m")


def _street_rows(stops: pd.DataFrame) -> Iterator[tuple[str, str, float, float]]:
    """Ask for each street of a town once, and hold against it one of its stops."""
    for (street, town), group in stops.groupby(["street", "town"]):
        stop = group.sample(1, random_state=1).iloc[0]
        street_type = name_of(street).type
        kind = (
            "close, court, ..." if street_type in SHORT_TYPES else "road" if street_type == "road" else "other street"
        )
        yield kind, f"{street}, {town}", stop["easting"], stop["northing"]


def _junction_rows(stops: pd.DataFrame) -> Iterator[tuple[str, str, float, float]]:
    """Ask for each junction that stops are named after, and hold against it their middle."""
    named = stops[
        stops["name"].map(lambda name: name_of(name).type in SURE_STREET_TYPES)
        & stops["street"].map(lambda name: name_of(name).type in SURE_STREET_TYPES)
        & (stops["name"].map(name_of) != stops["street"].map(name_of))
    ]
    for (name, street, town), group in named.groupby(["name", "street", "town"]):
        middle = group[["easting", "northing"]].mean()
        yield "junction", f"junction of {street} and {name}, {town}", middle["easting"], middle["northing"]


def _answer(
    locate: Callable[[str], Location], text: str, easting: float, northing: float
) -> tuple[float | None, float | None]:
    """Give how far off a match was and what it said of itself; nothing for a text that was not matched finely."""
    location = locate(text)
    best = location.best
    fine = {Precision.STREET, Precision.JUNCTION, Precision.STOP}
    if location.status is not LocationStatus.MATCHED or best is None or best.precision not in fine:
        return None, None
    return math.hypot(best.easting - easting, best.northing - northing), best.uncertainty_m


if __name__ == "__main__":
    main()
