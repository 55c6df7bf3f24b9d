"""Read parks, playing fields, cemeteries and other named green places from OS Open Greenspace or a file like it."""

import re
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_ij.errors import SourceError
from geo_ij.projection import GEOGRAPHIC_CRS, NATIONAL_GRID_CRS, to_metres
from geo_ij.sources.gazetteer_file import (
    GazetteerFile,
    Texts,
    count_rows,
    first_reason,
    gazetteer_frame,
    name_fault,
    name_faults,
    point_faults,
    tidy,
)
from geo_ij.sources.record_cells import Tally
from geo_ij.sources.shipped import place_names
from geo_ij.sources.site_files import derived_id
from geo_ij.vocabulary import EntryKind

ONE_PLACE_M = 300.0
"""Areas of one name no farther apart than this are one place: a park that a road cuts in two."""

LARGEST_ARCHIVE = 6_000_000_000
_NAME_FIELD = re.compile(r"(dist(inctive)?_?name_?[1-4]|site_?name|name_?1?)", re.IGNORECASE)
_WANTED = "give the file of sites (GreenspaceSite) as GeoJSON, GeoPackage or zipped Shapefile"

Shapes = npt.NDArray[np.object_]


def read_greenspace(path: Path) -> GazetteerFile:
    """Read the named sites: each at a point inside it, with the radius about the point that holds all of it.

    Raises SourceError when the file as a whole cannot be used: not areas, no names, no coordinate reference system.
    """
    frame = _read(path)
    fields = sorted(str(name) for name in frame.columns if _NAME_FIELD.fullmatch(str(name)))
    kinds = set(frame.geom_type.dropna())
    if kinds <= {"Point", "MultiPoint"} or any("access" in str(name).casefold() for name in frame.columns):
        raise SourceError(f"{path}: these are access points, the gates of the sites: {_WANTED}")
    if not fields:
        raise SourceError(f"{path}: it has no field with names (distName1, site_name): {_WANTED}")
    names = pd.DataFrame({name: tidy(frame[name]) for name in fields})
    shapes = _in_metres(path, frame)
    reasons = first_reason(_name_reasons(names), _shape_reasons(shapes))
    tally = Tally()
    count_rows(tally, reasons, lines=np.arange(1, len(frame) + 1), where="feature in")
    for number, row in enumerate(tally.rejected_rows):
        tally.rejected_rows[number] = row._replace(where=f"feature {row.line}")
    if not tally.kept and {"outside Great Britain", "longitude and latitude swapped"} & set(tally.rejected):
        raise SourceError(
            f"{path}: none of its {tally.read} features lies in Great Britain: longitude comes before latitude, "
            f"and the file must say its true coordinate reference system"
        )
    kept = reasons == ""
    ids = _ids(frame)[kept]
    return GazetteerFile(_entries(names[kept].reset_index(drop=True), shapes[kept], ids), tally)


def _read(path: Path) -> gpd.GeoDataFrame:
    """Read the layer of sites."""
    import pyogrio

    if not path.is_file():
        raise SourceError(f"{path}: there is no such file")
    try:
        with warnings.catch_warnings():
            # GDAL warns about details of other programs' files that change nothing we read.
            warnings.simplefilter("ignore")
            source = _shapefile_in(path) if path.suffix.lower() == ".zip" else str(path)
            layers = [str(name) for name, geometry in pyogrio.list_layers(source) if geometry is not None]
            sites = [name for name in layers if "site" in name.casefold()] or layers
            frame = pyogrio.read_dataframe(source, layer=sites[0]) if sites else None
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{path}: not a file with areas that can be read: {_WANTED}") from error
    except ValueError as error:
        raise SourceError(f"{path}: not a file with areas that can be read ({error}): {_WANTED}") from error
    if frame is None or not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError(f"{path}: it has no geometry: {_WANTED}")
    if frame.empty:
        raise SourceError(f"{path}: it is empty: {_WANTED}")
    if frame.crs is None:
        raise SourceError(
            f"{path}: it does not say its coordinate reference system (a Shapefile needs its .prj file): "
            f"save it in {GEOGRAPHIC_CRS} or {NATIONAL_GRID_CRS}"
        )
    return frame


def _shapefile_in(path: Path) -> str:
    """Find the Shapefile of sites in a zip, in whatever folder, without unpacking it to disk."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > LARGEST_ARCHIVE:
        raise SourceError(
            f"{path}: unpacks to more than {LARGEST_ARCHIVE // 1_000_000:,} MB, which looks like a zip bomb: {_WANTED}"
        )
    found = sorted(
        entry.filename for entry in entries if entry.filename.lower().endswith((".shp", ".gpkg", ".geojson"))
    )
    sites = [name for name in found if "site" in name.casefold()] or found
    if not sites:
        raise SourceError(f"{path}: no Shapefile is in it: {_WANTED}")
    if "access" in sites[0].casefold():
        raise SourceError(f"{path}: these are access points, the gates of the sites: {_WANTED}")
    return f"/vsizip/{path.resolve()}/{sites[0]}"


def _in_metres(path: Path, frame: gpd.GeoDataFrame) -> Shapes:
    """Give the flat shapes in metres (EPSG:27700), by the pinned transformation."""
    shapes: Shapes = shapely.force_2d(frame.geometry.to_numpy())
    if frame.crs.to_epsg() == int(NATIONAL_GRID_CRS.removeprefix("EPSG:")):
        return shapes
    try:
        in_degrees = frame.set_geometry(shapes, crs=frame.crs).to_crs(GEOGRAPHIC_CRS).geometry.to_numpy()
    except Exception as error:  # pyproj's own classes, for a reference system that it cannot convert
        raise SourceError(f"{path}: its coordinates cannot be converted: save it in {GEOGRAPHIC_CRS}") from error
    return np.asarray(shapely.transform(in_degrees, lambda pairs: np.column_stack(to_metres(*pairs.T))))


def _name_reasons(names: pd.DataFrame) -> Texts:
    """Say for each site why none of its names can be used; of several the first reason counts."""
    reasons = np.column_stack([name_faults(names[field]) for field in names])
    worst = first_reason(*(np.where(column == "no name", "", column).astype(object) for column in reasons.T))
    return np.where((reasons == "").any(axis=1), "", np.where(worst == "", "no name", worst)).astype(object)


def _shape_reasons(shapes: Shapes) -> Texts:
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    areal = np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    middle = shapely.centroid(shapes)
    outside = point_faults(np.asarray(shapely.get_x(middle)), np.asarray(shapely.get_y(middle)))
    wrong = np.select([missing, ~areal], ["no geometry", "not an area"], default="").astype(object)
    return first_reason(wrong, outside)


def _ids(frame: gpd.GeoDataFrame) -> Texts:
    """Give each site's own id, or an empty text where the file has none."""
    field = next((name for name in frame.columns if str(name).casefold() in {"id", "gml_id", "objectid"}), None)
    return np.full(len(frame), "", dtype=object) if field is None else tidy(frame[field]).to_numpy(object)


def _entries(names: pd.DataFrame, shapes: Shapes, ids: Texts) -> pd.DataFrame:
    """Give one place for each name and neighbourhood, with all its names."""
    main = names.replace("", pd.NA).bfill(axis=1).iloc[:, 0].astype(str)
    rows = []
    for place in _one_place_each(main.str.casefold().to_numpy(object), shapes):
        whole = shapely.union_all(shapely.make_valid(shapes[place]))
        point = shapely.centroid(whole)
        if not shapely.contains_properly(whole, point):
            point = shapely.point_on_surface(whole)
        x, y = float(shapely.get_x(point)), float(shapely.get_y(point))
        title = main.iloc[place[0]]
        row = {
            "reference": min(filter(None, ids[place]), default=derived_id("G", title.casefold(), round(x), round(y))),
            "kind": EntryKind.OPEN_SPACE.value,
            "easting": x,
            "northing": y,
            "extent_m": float(shapely.hausdorff_distance(point, whole)),
            "locality": None,
            "street": None,
            "weight": 0.0,
        }
        known = sorted({name for name in names.iloc[place].to_numpy().ravel() if not name_fault(name)})
        rows += [row | {"name": name, "label": title} for name in dict.fromkeys([title, *known])]
    frame = pd.DataFrame(rows)
    if len(frame):
        towns = pd.Series(place_names(frame["easting"], frame["northing"]), index=frame.index)
        frame["label"] = frame["label"].where(towns.isna(), frame["label"] + ", " + towns.fillna("").astype(str))
    return gazetteer_frame(frame.sort_values(["reference", "name"]) if len(frame) else [])


def _one_place_each(titles: Texts, shapes: Shapes) -> list[npt.NDArray[np.int64]]:
    """Group the areas of one name that lie near each other; give the rows of each group."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=ONE_PLACE_M)
    same = titles[first] == titles[second]
    count = len(shapes)
    joined = coo_array((np.ones(int(same.sum())), (first[same], second[same])), shape=(count, count))
    labels = connected_components(joined, directed=False)[1] if count else np.empty(0, dtype=int)
    order = np.argsort(labels, kind="stable")
    return list(np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)) if count else []
