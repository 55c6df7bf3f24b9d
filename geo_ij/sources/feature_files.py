"""Read the features of a GeoJSON or GeoPackage file as records with a geometry in metres."""

import datetime as dt
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.errors import SourceError
from geo_ij.projection import GEOGRAPHIC_CRS, NATIONAL_GRID_CRS, to_degrees, to_metres
from geo_ij.sources.table_files import Record, Table, decode, is_nothing, read_bytes

FEATURE_SUFFIXES = frozenset({".geojson", ".json", ".gpkg"})
"""How the names of files with features end."""

_DEGREES = {"4326", "crs84", "84"}


@dataclass(frozen=True)
class Features:
    """A file's records and, for each, its geometry in EPSG:27700 or None."""

    table: Table
    geometries: tuple[BaseGeometry | None, ...]


def read_features(path: Path) -> Features:
    """Read the features of a file; columns are the properties' names, lists become words parted by semicolons.

    GeoJSON is in EPSG:4326 unless it names EPSG:27700; a GeoPackage says for itself.
    Raises SourceError when the file is not what its name says.
    """
    return _read_geopackage(path) if path.suffix.lower() == ".gpkg" else _read_geojson(path)


def _read_geojson(path: Path) -> Features:
    try:
        document = json.loads(decode(path, read_bytes(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceError(f"{path}: not a whole JSON file ({error}): write it again") from error
    if not isinstance(document, dict) or not isinstance(features := document.get("features"), list):
        raise SourceError(f"{path}: not a GeoJSON FeatureCollection: save it as one and import it again")
    in_metres = _is_in_metres(path, document)
    records, geometries = [], []
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise SourceError(f"{path}: feature {number} is not a GeoJSON feature")
        properties = feature.get("properties")
        records.append(_record(number, properties if isinstance(properties, dict) else {}))
        geometries.append(_geometry(path, number, feature.get("geometry"), in_metres=in_metres))
    return Features(Table(str(path), _columns(records), tuple(records)), tuple(geometries))


def _is_in_metres(path: Path, document: Mapping[str, Any]) -> bool:
    """Say whether the old `crs` member names the National Grid; without one GeoJSON is in degrees (RFC 7946)."""
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    code = name.casefold().replace("/", ":").split(":")[-1]
    if not name or code in _DEGREES:
        return False
    if code == NATIONAL_GRID_CRS.split(":")[1]:
        return True
    raise SourceError(f"{path}: its coordinates are in {name}: save it in {GEOGRAPHIC_CRS} or {NATIONAL_GRID_CRS}")


def _geometry(path: Path, number: int, geometry: object, *, in_metres: bool) -> BaseGeometry | None:
    if geometry is None:
        return None
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise SourceError(f"{path}: feature {number}: its geometry cannot be read ({error})") from error
    return _single(shape) if in_metres or shape is None else _single(project(shape))


def _single(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Unpack a collection of one (programs write a point as a MultiPoint); an empty geometry is None."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    return flat.geoms[0] if hasattr(flat, "geoms") and len(flat.geoms) == 1 else flat


def project(shape: BaseGeometry) -> BaseGeometry:
    """Project a geometry from degrees (EPSG:4326) to metres (EPSG:27700); heights are left out."""

    def metres(positions: np.ndarray) -> np.ndarray:
        return np.column_stack(to_metres(positions[:, 0], positions[:, 1]))

    return shapely.transform(shapely.force_2d(shape), metres)


def unproject(shape: BaseGeometry) -> BaseGeometry:
    """Project a geometry from metres (EPSG:27700) to degrees (EPSG:4326), rounded to 7 decimals (1 cm)."""

    def degrees(positions: np.ndarray) -> np.ndarray:
        return np.column_stack(to_degrees(positions[:, 0], positions[:, 1])).round(7)

    return shapely.transform(shape, degrees)


def _read_geopackage(path: Path) -> Features:
    read_bytes(path)
    try:
        with warnings.catch_warnings():
            # GDAL warns about details of other programs' files that change nothing we read.
            warnings.simplefilter("ignore")
            frame = gpd.read_file(path)
    except Exception as error:  # GDAL's own classes differ between versions
        raise SourceError(f"{path}: not a GeoPackage that can be read ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise SourceError(f"{path}: it has no layer with a coordinate reference system: save it in {GEOGRAPHIC_CRS}")
    in_metres = frame.crs.to_epsg() == int(NATIONAL_GRID_CRS.split(":")[1])
    if not in_metres and frame.crs.to_epsg() != int(GEOGRAPHIC_CRS.split(":")[1]):
        frame = frame.to_crs(GEOGRAPHIC_CRS)
    records = [
        _record(number, row)
        for number, row in enumerate(frame.drop(columns=frame.geometry.name).to_dict("records"), start=1)
    ]
    geometries = [_single(shape) if in_metres or shape is None else _single(project(shape)) for shape in frame.geometry]
    return Features(Table(str(path), _columns(records), tuple(records)), tuple(geometries))


def _record(number: int, properties: Mapping[str, Any]) -> Record:
    # A feature's own `id` is left aside: programs number them anew in every file, so it would join strangers.
    cells = {"_".join(str(name).casefold().split()): _text(value) for name, value in properties.items()}
    return Record(f"feature {number}", number, cells)


def _columns(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for record in records for name in record.cells))


def _text(value: object) -> str:
    if is_nothing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | np.ndarray):
        return ";".join(_text(part) for part in value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value).strip()
