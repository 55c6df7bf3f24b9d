"""Turn frames of places with a point each into rows of a table, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Integer, Table, select

from geo_ij.frames import Shape, check
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.store.database import insert_rows
from geo_ij.store.incident_rows import cell_key

_NOT_IN_FRAME = ("easting", "northing", "cell")


def upsert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is new and change those that differ; a row that is the same is left alone."""
    (key,) = table.primary_key.columns
    stored = {row[key.name]: dict(row) for row in connection.execute(select(table)).mappings()}
    new = []
    for row in rows:
        before = stored.get(row[key.name])
        if before is None:
            new.append(row)
        elif before != row:
            connection.execute(table.update().where(key == row[key.name]).values(**row))
    insert_rows(connection, table, new)


def to_rows(frame: gpd.GeoDataFrame, table: Table) -> list[dict[str, Any]]:
    """Turn a frame with a point each (EPSG:27700) into rows with every column of the table."""
    easting, northing = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    places = zip(easting.tolist(), northing.tolist(), cell_key(easting, northing).tolist(), strict=True)
    rows = []
    for values, place in zip(frame.drop(columns="geometry").to_dict("records"), places, strict=True):
        row = {column.name: _cell(values.get(column.name), column.type) for column in table.columns}
        rows.append(row | dict(zip(_NOT_IN_FRAME, place, strict=True)))
    return rows


def to_frame(rows: Iterable[Mapping[Any, Any]], table: Table, shape: Shape) -> gpd.GeoDataFrame:
    """Turn rows of the table into a frame of the shape, with the table's further columns after its own."""
    names = [column.name for column in table.columns]
    # Kept as objects, so that an empty text stays None and does not become a number that is not one.
    frame = pd.DataFrame([dict(row) for row in rows], columns=names, dtype=object)
    for name, kind in shape.columns.items():
        if kind == "number":
            frame[name] = frame[name].astype("float64")
    points = gpd.points_from_xy(frame["easting"].astype("float64"), frame["northing"].astype("float64"))
    further = [name for name in names if name not in shape.columns and name not in _NOT_IN_FRAME]
    found = gpd.GeoDataFrame(frame[[*shape.columns, *further]], geometry=points, crs=NATIONAL_GRID_CRS)
    check(found, shape)
    return found


def _cell(value: Any, kind: Any) -> Any:
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(value)
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return int(value) if isinstance(kind, Integer) else value
