"""Read areas (wards, councils, policing areas, town centres) from any vector file, checked and in metres."""

import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.errors import SourceError
from geo_ij.projection import (
    GEOGRAPHIC_CRS,
    GREAT_BRITAIN_DEGREES,
    GREAT_BRITAIN_METRES,
    NATIONAL_GRID_CRS,
    to_metres,
)
from geo_ij.vocabulary import BoundaryKind

LONGEST_CODE = 40
LONGEST_NAME = 120
LONGEST_SOURCE = 200

Shapes = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BoundaryFile:
    """What a file of boundaries holds.

    `boundaries` has kind, code, name, source and a valid Polygon or MultiPolygon (EPSG:27700), in the file's
    order; `read` counts its features, `rejected` those left out by reason, `repaired` those whose outline
    crossed itself.
    """

    boundaries: gpd.GeoDataFrame
    read: int
    rejected: dict[str, int]
    repaired: int


def read_boundaries(
    path: Path, *, kind: BoundaryKind, code_field: str, name_field: str, layer: str | None = None
) -> BoundaryFile:
    """Read the areas of a GeoJSON, GeoPackage or Shapefile (also zipped), or whatever else GDAL reads.

    Raises SourceError when the file as a whole cannot be used: not a vector file, no coordinate reference
    system, a field that it does not have, a code twice, swapped coordinates, or no usable area at all.
    """
    frame = _read(path, layer)
    if missing := [name for name in dict.fromkeys((code_field, name_field)) if name not in frame.columns]:
        have = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        raise SourceError(f"{path}: there is no field {name!r}; it has {have or 'none'}" for name in missing)
    in_degrees, shapes = _project(path, frame)
    codes, names = (_text(frame[field]) for field in (code_field, name_field))
    reasons = _reasons(codes, names, shapes)
    kept = reasons == ""
    rejected = dict(sorted(Counter(reasons[~kept].tolist()).items()))
    if not kept.any():
        raise SourceError(_why_nothing(path, len(frame), rejected, in_degrees))
    if (reasons == _OUTSIDE).any() and in_degrees is not None and _is_swapped(in_degrees).any():
        raise SourceError(_why_nothing(path, len(frame), rejected, in_degrees))
    _refuse_repeated(path, code_field, codes[kept])
    whole = shapely.is_valid(shapes[kept])
    boundaries = gpd.GeoDataFrame(
        {"kind": kind.value, "code": codes[kept], "name": names[kept], "source": path.name[:LONGEST_SOURCE]},
        geometry=np.where(whole, shapes[kept], _repaired(shapes[kept])),
        crs=NATIONAL_GRID_CRS,
    )
    return BoundaryFile(boundaries, len(frame), rejected, int((~whole).sum()))


def _read(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Read one layer with its geometry and its coordinate reference system."""
    import pyogrio

    if not path.exists():
        raise SourceError(f"{path}: there is no such file")
    try:
        with warnings.catch_warnings():
            # GDAL warns about details of other programs' files that change nothing we read.
            warnings.simplefilter("ignore")
            layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
            if layers and layer is None and len(layers) > 1:
                raise SourceError(f"{path}: it has several layers: choose one with --layer: {', '.join(layers)}")
            if layer is not None and layer not in layers:
                raise SourceError(f"{path}: there is no layer {layer!r}; it has {', '.join(layers) or 'none'}")
            frame = pyogrio.read_dataframe(path, layer=layer) if layers else None
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise SourceError(
            f"{path}: not a file with areas that can be read: give a GeoJSON, GeoPackage or zipped Shapefile"
        ) from error
    if frame is None or not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError(f"{path}: it has no geometry: give a GeoJSON, GeoPackage or zipped Shapefile")
    if frame.empty:
        raise SourceError(f"{path}: it is empty")
    if frame.crs is None:
        raise SourceError(
            f"{path}: it does not say its coordinate reference system (a Shapefile needs its .prj file): "
            f"save it in {GEOGRAPHIC_CRS} or {NATIONAL_GRID_CRS}"
        )
    return frame


def _project(path: Path, frame: gpd.GeoDataFrame) -> tuple[Shapes | None, Shapes]:
    """Give the flat shapes in degrees (None if the file is on the National Grid) and in metres."""
    flat = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
    if frame.crs.to_epsg() == int(NATIONAL_GRID_CRS.removeprefix("EPSG:")):
        return None, flat.geometry.to_numpy()
    if frame.crs.to_epsg() != int(GEOGRAPHIC_CRS.removeprefix("EPSG:")):
        try:
            flat = flat.to_crs(GEOGRAPHIC_CRS)
        except Exception as error:  # pyproj's own classes, for a reference system that it cannot convert
            raise SourceError(f"{path}: its coordinates cannot be converted: save it in {GEOGRAPHIC_CRS}") from error
    in_degrees = flat.geometry.to_numpy()
    return in_degrees, shapely.transform(in_degrees, lambda pairs: np.column_stack(to_metres(*pairs.T)))


_OUTSIDE = "outside Great Britain"


def _reasons(codes: Shapes, names: Shapes, shapes: Shapes) -> Shapes:
    """Say for each row why it cannot be used; an empty text means that it can. The first reason counts."""
    polygonal = np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    outside = ~_inside(shapely.bounds(shapes), GREAT_BRITAIN_METRES)
    # What lies outside may have infinite coordinates, which cannot be repaired.
    measurable = shapes.copy()
    measurable[outside] = None
    areas = shapely.area(_repaired(measurable))
    checks: list[tuple[str, Flags]] = [
        ("no code", codes == ""),
        ("no name", names == ""),
        (f"code longer than {LONGEST_CODE} characters", _longer(codes, LONGEST_CODE)),
        (f"name longer than {LONGEST_NAME} characters", _longer(names, LONGEST_NAME)),
        ("no geometry", shapely.is_missing(shapes) | shapely.is_empty(shapes)),
        ("not a polygon", ~polygonal),
        (_OUTSIDE, outside),
        ("no area", ~(areas > 0)),
    ]
    return np.select([broken for _, broken in checks], [reason for reason, _ in checks], default="").astype(object)


def _longer(texts: Shapes, limit: int) -> Flags:
    return np.array([len(text) > limit for text in texts], dtype=bool)


def _inside(bounds: npt.NDArray[np.float64], box: tuple[float, float, float, float]) -> Flags:
    west, south, east, north = bounds.T
    return np.asarray((west >= box[0]) & (south >= box[1]) & (east <= box[2]) & (north <= box[3]))


def _is_swapped(in_degrees: Shapes) -> Flags:
    """Say which shapes would lie in Great Britain if latitude and longitude changed places."""
    return _inside(shapely.bounds(in_degrees)[:, [1, 0, 3, 2]], GREAT_BRITAIN_DEGREES)


def _why_nothing(path: Path, read: int, rejected: dict[str, int], in_degrees: Shapes | None) -> str:
    """Say in one sentence why none of the file can be used, and what to do."""
    if set(rejected) == {"not a polygon"}:
        return f"{path}: its features are not polygons: boundaries must be areas"
    if _OUTSIDE in rejected and in_degrees is not None:
        bounds = shapely.bounds(in_degrees)
        if _is_swapped(in_degrees).any():
            return f"{path}: latitude and longitude are swapped: longitude comes first in a vector file"
        if np.nanmax(np.abs(bounds)) > 360:
            return (
                f"{path}: its coordinates are metres, but it says they are degrees: "
                f"save it in {GEOGRAPHIC_CRS}, or with its true coordinate reference system"
            )
    counted = ", ".join(f"{reason}: {count}" for reason, count in rejected.items())
    return f"{path}: none of its {read} features can be used ({counted})"


def _refuse_repeated(path: Path, code_field: str, codes: Shapes) -> None:
    counts = Counter(codes.tolist())
    repeated = sorted(code for code, count in counts.items() if count > 1)
    if repeated:
        shown = ", ".join(repeated[:5]) + (f" and {len(repeated) - 5} more" if len(repeated) > 5 else "")
        raise SourceError(
            f"{path}: {code_field} holds {shown} more than once: join the parts of an area into one feature, "
            "or choose the field that tells areas apart"
        )


def _repaired(shapes: Shapes) -> Shapes:
    """Make every polygon valid, keeping only what is an area."""
    invalid = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    result = shapes.copy()
    result[invalid] = [_areas_of(shape) for shape in shapely.make_valid(shapes[invalid])]
    return result


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a repaired shape: a spike becomes a line, and a line is no area."""
    if shapely.get_type_id(shape) != shapely.GeometryType.GEOMETRYCOLLECTION:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _text(column: pd.Series) -> Shapes:
    """Give a column as trimmed text; a whole number keeps no decimals, a missing value is empty."""

    def one(value: object) -> str:
        if pd.isna(value):  # type: ignore[call-overload]  # any single value
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return " ".join(str(value).split())

    return np.array([one(value) for value in column], dtype=object)
