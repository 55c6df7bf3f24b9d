"""Find areas by name, and name the areas that points lie in: imported ones, or else those shipped."""

from difflib import get_close_matches

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.errors import NotFoundError
from geo_ij.sources.shipped import places, police_force_area, police_force_names, shipped_boundaries
from geo_ij.store import boundary_rows
from geo_ij.vocabulary import BoundaryKind, label

WIDEST_FIRST = (
    BoundaryKind.COUNTY,
    BoundaryKind.COUNCIL,
    BoundaryKind.POLICING_AREA,
    BoundaryKind.TOWN_CENTRE,
    BoundaryKind.CHB_AREA,
    BoundaryKind.WARD,
    BoundaryKind.LSOA,
)
"""The kind that a name means first when areas of several kinds have it."""


def areas(connection: Connection, *, kind: BoundaryKind) -> gpd.GeoDataFrame:
    """Give the areas of a kind: those that were imported, or else the shipped ones; there may be none.

    The columns are kind, code, name, source and the polygon or multipolygon (EPSG:27700), by code.
    """
    stored = boundary_rows.boundaries(connection, kind=kind)
    if len(stored):
        return stored
    shipped = shipped_boundaries()
    return shipped[shipped["kind"] == kind.value].reset_index(drop=True)


def area_named(connection: Connection, name: str) -> shapely.Geometry:
    """Find the polygon (EPSG:27700) of the area with a name or code, whatever the case.

    Imported and shipped areas come first, the wider kind before the narrower, then police force areas. Raises
    NotFoundError when there is none, naming the closest, or when several of one kind share the name.
    """
    known = _known_areas(connection)
    wanted = _folded(name)
    found = known[(known["name"].map(_folded) == wanted) | (known["code"].map(_folded) == wanted)]
    for kind in WIDEST_FIRST:
        matches = found[found["kind"] == kind.value]
        if len(matches) > 1:
            codes = ", ".join(sorted(matches["code"]))
            raise NotFoundError(
                f"{len(matches)} areas of the kind {kind.value} are called {name!r}: give a code, one of {codes}"
            )
        if len(matches) == 1:
            return _polygon(connection, kind=kind, code=matches["code"].iloc[0])
    for slug, force in police_force_names().items():
        area = police_force_area(slug)
        if area is not None and wanted in (_folded(slug), _folded(force)):
            return area
    raise NotFoundError(_nothing_called(connection, name, known))


def known_name(connection: Connection, name: str) -> str:
    """Give the name of the area that `area_named` finds, as its boundary has it; the code where the name is shared.

    Raises NotFoundError as `area_named` does.
    """
    area_named(connection, name)
    known, wanted = _known_areas(connection), _folded(name)
    by_name = known[known["name"].map(_folded) == wanted]
    by_code = known[known["code"].map(_folded) == wanted]
    if len(by_name):
        return str(by_name["name"].iloc[0])
    if len(by_code):
        return str(by_code["code"].iloc[0])
    slugs = {_folded(slug): force for slug, force in police_force_names().items()}
    return slugs.get(wanted, next((force for force in slugs.values() if _folded(force) == wanted), name))


def name_at(frame: gpd.GeoDataFrame, easting: npt.ArrayLike, northing: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Name the area of a frame (`areas`) that each point (EPSG:27700) lies in; None where it lies in none.

    On a shared border, and where areas overlap, the first area of the frame counts.
    """
    pairs = np.column_stack([np.ravel(easting).astype(float), np.ravel(northing).astype(float)])
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, area = tree.query(shapely.points(pairs), predicate="intersects")
    first = np.full(len(pairs), len(frame))
    np.minimum.at(first, point, area)
    names = np.array([*frame["name"], None], dtype=object)
    return np.asarray(names[first], dtype=object)


def _polygon(connection: Connection, *, kind: BoundaryKind, code: str) -> shapely.Geometry:
    stored = boundary_rows.boundary(connection, kind=kind, code=code)
    if stored.empty:
        shipped = shipped_boundaries()
        stored = shipped[(shipped["kind"] == kind.value) & (shipped["code"] == code)]
    polygon: shapely.Geometry = stored.geometry.iloc[0]
    return polygon


def _known_areas(connection: Connection) -> pd.DataFrame:
    """List kind, code and name of the imported areas and, for the kinds without any, of the shipped ones."""
    stored = boundary_rows.boundary_names(connection)
    shipped = pd.DataFrame(shipped_boundaries()[["kind", "code", "name"]], dtype=object)
    return pd.concat([stored, shipped[~shipped["kind"].isin(stored["kind"])]], ignore_index=True)


def _nothing_called(connection: Connection, name: str, known: pd.DataFrame) -> str:
    """Say that there is no such area, and which one may be meant."""
    towns = places()
    towns = towns[towns["name"].map(_folded) == _folded(name)].nlargest(1, "population")
    council = name_at(areas(connection, kind=BoundaryKind.COUNCIL), towns["easting"], towns["northing"])
    if len(council) and council[0] is not None:
        return (
            f"{name!r} is a town or village, and no boundary is known for it: it lies in {council[0]}. "
            "Name a council or ward, or import its boundary with geo-ij import boundaries"
        )
    names = {_folded(text): text for text in [*police_force_names().values(), *known["name"]]}
    close = [names[match] for match in get_close_matches(_folded(name), sorted(names), n=3)]
    if close:
        return f"There is no area called {name!r}. Did you mean {' or '.join(close)}?"
    kinds = ", ".join(label(BoundaryKind(kind)).lower() for kind in sorted(set(known["kind"])))
    return (
        f"There is no area called {name!r} among those known ({kinds}): "
        "import its boundary with geo-ij import boundaries"
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
