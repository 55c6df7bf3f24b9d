"""Make the geocoder ready: bring its search index up to date with everything it may know, and open it."""

import hashlib
from functools import partial
from pathlib import Path

import pandas as pd
import shapely
from platformdirs import user_cache_path
from sqlalchemy.engine import make_url

from geo_ij import __version__
from geo_ij.geocode.context import Area
from geo_ij.geocode.index import Index
from geo_ij.geocode.index_file import Layer, LayerContent, is_current, update_index
from geo_ij.geocode.resolver import Geocoder
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings, shipped_data_folder
from geo_ij.sources.postcodes import postcode_districts, postcodes_near
from geo_ij.sources.shipped import place_names, shipped_settlements
from geo_ij.sources.shipped_names import shipped_local_names
from geo_ij.store import gazetteer_rows, incident_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import EntryKind

POSTCODE_MARGIN_M = 10_000
"""How far around the service area single postcodes are known; beyond it only their districts."""


def open_geocoder(database: Database, *, settings: Settings, progress: Progress | None = None) -> Geocoder:
    """Give a geocoder for the settings' service area that knows all that is stored and shipped.

    The index is a file beside the database (or in the user's cache folder for PostgreSQL). It is made on first use,
    in some seconds for a county; later only what changed is made anew.

    Raises SettingsError when the service area has no boundary.
    """
    progress = progress or Silent()
    area = service_area(database, settings=settings)
    with database.read() as connection:
        versions = gazetteer_rows.layer_versions(connection)
    layers = _layers(database, area.name, area.polygon, versions)
    path = index_path(settings.database_url)
    if not is_current(path, layers):
        progress.say("Bringing the search index of the geocoder up to date")
        update_index(path, layers, advance=lambda layer: progress.say(f"  {layer}"))
    return Geocoder(Index(path), Area(area.name, area.polygon))


def index_path(database_url: str) -> Path:
    """Give the file of the index that belongs to a database."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        path = Path(url.database)
        return path.with_name(f"{path.stem}.geocoder.sqlite")
    digest = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return user_cache_path("geo-ij", appauthor=False) / f"{digest}.geocoder.sqlite"


def _layers(database: Database, name: str, shape: shapely.Geometry, versions: dict[str, int]) -> list[Layer]:
    """List the gazetteers of the index; what stands first is found first where all else is equal."""
    area = hashlib.sha256(shapely.to_wkb(shape) + name.encode()).hexdigest()[:16]
    layers = [
        Layer("shipped names", _version_of_files("places.csv", "local_names.csv"), _shipped_names),
        Layer("postcodes", f"{__version__} {area}", partial(_postcodes, shape)),
        Layer("postcode districts", __version__, lambda: LayerContent(postcodes=postcode_districts())),
    ]
    for source, version in versions.items():
        load = partial(_police_streets, database) if source == gazetteer_rows.POLICE_LAYER else None
        layers.append(Layer(source, f"{__version__} {version}", load or partial(_stored_entries, database, source)))
    return layers


def _version_of_files(*names: str) -> str:
    folder = shipped_data_folder() / "places"
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()[:16]


def _shipped_names() -> LayerContent:
    return LayerContent(entries=pd.concat([shipped_local_names(), shipped_settlements()], ignore_index=True))


def _postcodes(shape: shapely.Geometry) -> LayerContent:
    return LayerContent(postcodes=postcodes_near(shape, margin_m=POSTCODE_MARGIN_M))


def _police_streets(database: Database) -> LayerContent:
    with database.read() as connection:
        points = incident_rows.street_points(connection)
    return LayerContent(street_points=_with_towns(points[["name", "easting", "northing"]]))


def _stored_entries(database: Database, source: str) -> LayerContent:
    """Read a gazetteer; the streets on which its stops and places stand are streets as well."""
    with database.read() as connection:
        entries = gazetteer_rows.entries(connection, source=source)
    on_street = entries.loc[entries["street"].notna(), ["street", "easting", "northing"]]
    streets = on_street.rename(columns={"street": "name"}).drop_duplicates().reset_index(drop=True)
    return LayerContent(entries=entries.drop(columns="source"), street_points=_with_towns(streets))


def _with_towns(points: pd.DataFrame) -> pd.DataFrame:
    """Add to points of streets the town or village that each lies in, as `locality`."""
    known = _shipped_names().entries
    settlements = known[known["kind"] == EntryKind.SETTLEMENT.value]
    towns = place_names(points["easting"], points["northing"], settlements=settlements)
    return points.assign(locality=towns)
