"""Write boundaries by their kind and code, and read them back as a frame."""

from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, RowMapping, Select, Table, delete, select

from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.store.database import bulk_insert
from geo_ij.store.models import Boundary
from geo_ij.vocabulary import BoundaryKind

_TABLE = cast(Table, Boundary.__table__)
_COLUMNS = ("kind", "code", "name", "source")
_KEYS_AT_ONCE = 1_000


def replace_boundaries(connection: Connection, frame: gpd.GeoDataFrame) -> int:
    """Put boundaries in place of those with the same kind and code; give how many were new or different.

    `frame` has kind, code, name, source and a polygon or multipolygon (EPSG:27700); each kind and code once.
    """
    shapes = shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1)
    wanted = dict(zip(zip(*(frame[name].astype(str) for name in _COLUMNS), strict=True), shapes, strict=True))
    stored: dict[tuple[str, ...], tuple[int, bytes]] = {}
    for kind in sorted(set(frame["kind"])):
        rows = connection.execute(select(_TABLE).where(Boundary.kind == str(kind))).mappings()
        stored |= {_key(row): (row["boundary_id"], bytes(row["geometry"])) for row in rows}
    changed = {key: shape for key, shape in wanted.items() if key not in stored or stored[key][1] != shape}
    codes = {key[:2] for key in changed}
    replaced = [number for key, (number, _) in stored.items() if key[:2] in codes]
    for start in range(0, len(replaced), _KEYS_AT_ONCE):
        chosen = replaced[start : start + _KEYS_AT_ONCE]
        connection.execute(delete(Boundary).where(Boundary.boundary_id.in_(chosen)))
    columns = {name: [key[place] for key in changed] for place, name in enumerate(_COLUMNS)}
    return bulk_insert(connection, _TABLE, {**columns, "geometry": list(changed.values())})


def boundaries(connection: Connection, *, kind: BoundaryKind | None = None) -> gpd.GeoDataFrame:
    """Read the stored boundaries, of one kind or all, by kind and code.

    The columns are kind, code, name, source and the polygon or multipolygon (EPSG:27700).
    """
    query = select(_TABLE)
    return _frame(connection, query if kind is None else query.where(Boundary.kind == kind.value))


def boundary_names(connection: Connection) -> pd.DataFrame:
    """List the stored boundaries without their polygons: kind, code, name, by kind and code."""
    query = select(Boundary.kind, Boundary.code, Boundary.name).order_by(Boundary.kind, Boundary.code)
    rows = connection.execute(query).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["kind", "code", "name"], dtype=object)


def boundary(connection: Connection, *, kind: str, code: str) -> gpd.GeoDataFrame:
    """Read the one boundary of a kind and code: one row, or none."""
    query = select(_TABLE).where(Boundary.kind == kind, Boundary.code == code)
    return _frame(connection, query)


def _frame(connection: Connection, query: Select[Any]) -> gpd.GeoDataFrame:
    rows = connection.execute(query.order_by(Boundary.kind, Boundary.code)).mappings().all()
    shapes = shapely.from_wkb(np.array([bytes(row["geometry"]) for row in rows], dtype=object))
    columns = {name: np.array([row[name] for row in rows], dtype=object) for name in _COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=NATIONAL_GRID_CRS)


def _key(row: RowMapping) -> tuple[str, ...]:
    return tuple(row[name] for name in _COLUMNS)
