"""Find the real open data that the benchmarks read, beside the clone or where GEO_IJ_OPEN_DATA says."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from geo_ij.hotspots.points import WeightedPoints
from geo_ij.projection import to_metres

NORTHAMPTONSHIRE = "police/northamptonshire-2025.zip"
ASB, DAMAGE = "Anti-social behaviour", "Criminal damage and arson"
FORCES = ("northamptonshire", "leicestershire", "bedfordshire", "lincolnshire")


def archive(name: str = NORTHAMPTONSHIRE) -> Path | None:
    """Give the path of an archive, or None where the data are not there."""
    folder = Path(os.environ.get("GEO_IJ_OPEN_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = folder / name
    return path if path.exists() else None


def points_of(path: Path) -> WeightedPoints:
    """Read one force's archive as weighted points: ASB and criminal damage by month, and since when each is known."""
    columns = ["Month", "Longitude", "Latitude", "Crime type"]
    with zipfile.ZipFile(path) as zipped:
        files = [name for name in zipped.namelist() if name.endswith("-street.csv")]
        rows = pd.concat([pd.read_csv(zipped.open(name), usecols=columns) for name in files])
    rows = rows[rows["Longitude"].notna()]
    metres = np.column_stack(to_metres(rows["Longitude"], rows["Latitude"])).round(1)
    positions, point_of = np.unique(metres, axis=0, return_inverse=True)
    months, month_of = np.unique(rows["Month"].to_numpy(dtype=str), return_inverse=True)
    counts = {stream: np.zeros((len(positions), len(months)), dtype=np.int64) for stream in (ASB, DAMAGE)}
    for stream, monthly in counts.items():
        of_stream = (rows["Crime type"] == stream).to_numpy()
        np.add.at(monthly, (point_of.ravel()[of_stream], month_of[of_stream]), 1)
    since = np.full(len(positions), len(months), dtype=np.int64)
    np.minimum.at(since, point_of.ravel(), month_of)
    return WeightedPoints(
        positions=positions,
        monthly=counts[ASB],
        force_of=np.zeros(len(positions), dtype=np.int64),
        forces=(path.stem,),
        uncertainty_m=np.zeros(len(positions)),
        criminal_damage=counts[DAMAGE],
        known_since=since,
    )
