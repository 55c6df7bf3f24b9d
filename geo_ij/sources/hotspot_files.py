"""Write hotspots to the formats that others open: GeoJSON for the web, GeoPackage for QGIS, CSV and XLSX for tables."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo_ij.errors import OutputError
from geo_ij.frames import HOTSPOTS
from geo_ij.projection import to_degrees
from geo_ij.sources.sheet_files import write_sheet
from geo_ij.sources.table_files import write_bytes, write_table

DECIMALS = 7
"""Decimals of a degree in GeoJSON, about 1 cm: fewer make some polygons invalid."""

Q_VALUE_DIGITS = 6
"""Significant digits of a q-value that is written: more say nothing and cannot be read."""


def write_hotspots(hotspots: gpd.GeoDataFrame, path: Path) -> None:
    """Write frames.HOTSPOTS to `path`, in the format that its ending names; the same hotspots give the same bytes.

    `.geojson` is in EPSG:4326 with 7 decimals, `.gpkg` in EPSG:27700; `.csv` and `.xlsx` have the middle of each
    hotspot in both. Raises OutputError for another ending or a place that cannot be written; nothing half-written stays
    behind.
    """
    writers = {".geojson": _write_geojson, ".gpkg": _write_geopackage, ".csv": _write_csv, ".xlsx": _write_xlsx}
    check_ending(path)
    writers[path.suffix.lower()](_readable(_with_kinds(hotspots)), path)


KINDS = ("qualifiers", "types", "issues")
"""What a file says besides the properties, where it is known: how many of which kind, like "noise:4;trespass:1"."""


def _with_kinds(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = hotspots[[*HOTSPOTS.columns, "geometry"]]
    if "breakdown" not in hotspots:
        return frame
    said = {
        kind: [
            ";".join(f"{name}:{count}" for name, count in one.get(kind, {}).items()) for one in hotspots["breakdown"]
        ]
        for kind in KINDS
    }
    return frame.assign(**said)


def check_ending(path: Path) -> None:
    """Refuse an output file whose ending names no format that can be written."""
    if path.suffix.lower() not in (".geojson", ".gpkg", ".csv", ".xlsx"):
        raise OutputError(f"{path}: end the name in .geojson, .gpkg, .csv or .xlsx")


def to_features(hotspots: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give GeoJSON features in EPSG:4326, coordinates with 7 decimals, every value a plain one and nothing NaN."""
    shapes = to_rounded_degrees(hotspots.geometry.to_numpy())
    rows = _readable(hotspots).drop(columns="geometry").to_dict("records")
    return [
        {
            "type": "Feature",
            "properties": {name: _plain(value) for name, value in row.items()},
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]


def to_rounded_degrees(shapes: np.ndarray) -> np.ndarray:
    """Project polygons (EPSG:27700) to degrees with 7 decimals, anticlockwise outside as RFC 7946 asks."""
    degrees = shapely.transform(
        shapely.orient_polygons(shapes), lambda pairs: np.column_stack(to_degrees(*pairs.T)).round(DECIMALS)
    )
    return np.asarray(shapely.make_valid(degrees))


def _readable(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Round q-values, where there are any; what is stored keeps all its digits."""
    if "q_value" not in hotspots:
        return hotspots
    return hotspots.assign(q_value=[float(f"{value:.{Q_VALUE_DIGITS}g}") for value in hotspots["q_value"]])


def _write_geojson(hotspots: gpd.GeoDataFrame, path: Path) -> None:
    collection = {"type": "FeatureCollection", "features": to_features(hotspots)}
    write_bytes(path, json.dumps(collection, ensure_ascii=False, allow_nan=False).encode())


def _write_geopackage(hotspots: gpd.GeoDataFrame, path: Path) -> None:
    """Write beside the target first: GDAL would append to a file that exists, and leave half of one on a full disk."""
    frame = hotspots.astype({"trend": float, "ward": object, "council": object, "compared_with": object})
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            unfinished = Path(folder) / "hotspots.gpkg"
            # Without this the file would hold the time of day and differ from run to run.
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
            try:
                pyogrio.write_dataframe(frame, unfinished, layer="hotspots", driver="GPKG")
            finally:
                pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
            os.replace(unfinished, path)  # noqa: PTH105  # atomic on one file system
    except (OSError, pyogrio.errors.DataSourceError) as error:
        reason = str(error).splitlines()[0][:120]
        raise OutputError(f"{path}: cannot be written ({reason}): choose another place") from error


def _write_csv(hotspots: gpd.GeoDataFrame, path: Path) -> None:
    columns, rows = _table(hotspots)
    write_table(path, columns, rows)


def _write_xlsx(hotspots: gpd.GeoDataFrame, path: Path) -> None:
    columns, rows = _table(hotspots)
    write_sheet(path, columns, rows, name="hotspots")


def _table(hotspots: gpd.GeoDataFrame) -> tuple[list[str], list[list[Any]]]:
    """Give columns and rows, with the middle of each hotspot in degrees and in metres."""
    middles = shapely.get_coordinates(shapely.point_on_surface(hotspots.geometry.to_numpy()))
    longitude, latitude = to_degrees(middles[:, 0], middles[:, 1])
    frame = hotspots.drop(columns="geometry").assign(
        longitude=longitude.round(DECIMALS),
        latitude=latitude.round(DECIMALS),
        easting=middles[:, 0].round(1),
        northing=middles[:, 1].round(1),
    )
    return list(frame.columns), [[_plain(value) for value in row] for row in frame.itertuples(index=False)]


def _plain(value: Any) -> Any:
    """Give a value as JSON knows it: numbers, text, None."""
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, list) and pd.isna(value):
        return None
    return value
