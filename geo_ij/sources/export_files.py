"""Write records with a place each as CSV, GeoJSON or GeoPackage, which the imports read again, or as a workbook."""

import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo_ij.errors import OutputError
from geo_ij.sources.feature_files import unproject
from geo_ij.sources.sheet_files import write_sheet
from geo_ij.sources.table_files import is_nothing, write_bytes, write_table

EXPORT_SUFFIXES = (".csv", ".geojson", ".gpkg", ".xlsx")
"""How the name of an export may end."""


def write_records(path: Path, records: gpd.GeoDataFrame, *, layer: str) -> None:
    """Write records (EPSG:27700) in the format that the file's name ends with.

    CSV and XLSX have no geometry; GeoJSON is in EPSG:4326 with 7 decimals; a GeoPackage is in EPSG:27700. The same
    records give the same bytes in all but the GeoPackage. Raises OutputError when the format is not known or the file
    cannot be written.
    """
    suffix = path.suffix.lower()
    table = records.drop(columns="geometry")
    rows = table.itertuples(index=False, name=None)
    if suffix == ".csv":
        write_table(path, list(table.columns), rows)
    elif suffix == ".xlsx":
        write_sheet(path, list(table.columns), rows, name=layer)
    elif suffix == ".geojson":
        write_bytes(path, _geojson(records).encode())
    elif suffix == ".gpkg":
        write_bytes(path, _geopackage(records, layer=layer))
    else:
        raise OutputError(f"{path}: choose a name that ends in one of {', '.join(EXPORT_SUFFIXES)}")


def _geojson(records: gpd.GeoDataFrame) -> str:
    features = []
    for properties, geometry in zip(records.drop(columns="geometry").to_dict("records"), records.geometry, strict=True):
        shape = None if geometry is None else json.loads(shapely.to_geojson(unproject(geometry)))
        cells = {name: _plain(value) for name, value in properties.items()}
        features.append({"type": "Feature", "properties": cells, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def _geopackage(records: gpd.GeoDataFrame, *, layer: str) -> bytes:
    # Written elsewhere first, so that a full disk or a wrong place leaves no half file behind.
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"{layer}.gpkg"
        records.to_file(made, layer=layer, driver="GPKG", engine="pyogrio")
        return made.read_bytes()


def _plain(value: Any) -> Any:
    if is_nothing(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
