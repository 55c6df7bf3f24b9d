"""The classes tell something about what comes next, on a year of real data."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo_ij.frames import month_number
from geo_ij.services.find_hotspots import find_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.store.incident_rows import read_counts


@pytest.mark.parametrize("force", ["northamptonshire", "lincolnshire"])
def test_persistent_places_hold_on_and_temporary_ones_fade(
    sqlite_database: Database, open_data: Path, force: str
) -> None:
    path = open_data / "police" / f"{force}-2025.zip"
    import_police_archive(sqlite_database, [path], settings=read_settings({}), today=dt.date(2026, 3, 15))
    found = find_hotspots(sqlite_database, as_of="2025-09", months=9)
    with sqlite_database.read() as connection:
        first, last = month_number("2025-10"), month_number("2025-12")
        later = read_counts(connection, stream="asb", first_month=first, last_month=last)
    tree = shapely.STRtree(found.geometry.to_numpy())
    point, hotspot = tree.query(shapely.points(later[["easting", "northing"]].to_numpy()), predicate="intersects")
    held = np.bincount(hotspot, weights=later["incidents"].to_numpy()[point], minlength=len(found))
    by_class = pd.DataFrame({"class": found["class"], "now": found["incidents"], "next": held, "again": held > 0})
    by_class["places"] = 1
    sums = by_class.groupby("class").sum()
    again, kept = sums["again"] / sums["places"], sums["next"] / sums["now"]
    assert again["persistent"] > again["temporary"] + 0.1  # measured in four forces: 0.80 to 0.86 against 0.54 to 0.74
    assert kept["persistent"] > kept["temporary"]
    assert (found["class"] == "persistent").mean() < 0.5  # or the word would say nothing
