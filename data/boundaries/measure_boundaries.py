"""Measure the shipped boundaries against official ones and police archives; SOURCES.md has the figures.

Run `python data/boundaries/measure_boundaries.py FOLDER`, where the folder holds
`boundaries/ltla24_northants.geojson` (Office for National Statistics) and `police/*.zip` (data.police.uk).
"""

import json
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo_ij.projection import to_metres
from geo_ij.sources.shipped import police_force_area, shipped_boundaries

LEAST_NEAR = 0.985
"""The share of an archive's points that must lie in or within 2 km of the force's area."""


def main() -> None:
    """Measure the councils, the county and four forces."""
    folder = Path(sys.argv[1])
    compare_councils(folder / "boundaries" / "ltla24_northants.geojson")
    compare_archives(folder / "police")


def compare_councils(path: Path) -> None:
    """Say how far the councils and the county are from the official, generalised boundaries."""
    official = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        official[feature["properties"]["ltla24_name"]] = shapely.transform(
            shape, lambda pairs: np.column_stack(to_metres(pairs[:, 0], pairs[:, 1]))
        )
    official["Northamptonshire"] = shapely.union_all(list(official.values()))
    shipped = shipped_boundaries().set_index("name").geometry
    for name, true in official.items():
        made = shipped[name]
        along = shapely.get_coordinates(shapely.segmentize(shapely.boundary(made), 100))
        offset = shapely.distance(shapely.points(along), shapely.boundary(true))
        differs = shapely.area(shapely.symmetric_difference(made, true)) / shapely.area(true)
        farthest = shapely.hausdorff_distance(shapely.boundary(made), shapely.boundary(true))
        print(
            f"{name}: {made.area / 1e6:.0f} km2, official {shapely.area(true) / 1e6:.0f} km2; "
            f"{differs:.1%} differs; border offset: median {np.median(offset):.0f} m, "
            f"90 % within {np.quantile(offset, 0.9):.0f} m, Hausdorff distance {farthest:.0f} m"
        )


def compare_archives(folder: Path) -> None:
    """Count the points of each archive that lie in or near its force's area; stop when there are too few."""
    for path in sorted(folder.glob("*.zip")):
        counts: Counter[str] = Counter()
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.namelist()):
                area = police_force_area(Path(member).stem.removesuffix("-street")[len("2025-01-") :])
                with archive.open(member) as file:
                    rows = pd.read_csv(file, usecols=["Longitude", "Latitude"]).dropna()
                distance = shapely.distance(area, shapely.points(*to_metres(rows["Longitude"], rows["Latitude"])))
                counts.update(rows=len(rows), inside=int((distance == 0).sum()), near=int((distance <= 2000).sum()))
        inside, near = counts["inside"] / counts["rows"], counts["near"] / counts["rows"]
        print(f"{path.stem}: {inside:.2%} inside, {near:.2%} inside or within 2 km")
        if near < LEAST_NEAR:
            sys.exit(f"{path.name}: too many points lie outside the force's area")


if __name__ == "__main__":
    main()
