"""Make the geocoder ready: bring its search index up to date with everything it may know, and open it."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import shapely
from platformdirs import user_cache_path

from geo_ij import __version__
from geo_ij.geocode.context import Area
from geo_ij.geocode.index import Index
from geo_ij.geocode.index_file import Layer, LayerContent, code_digest, is_current, update_index
from geo_ij.geocode.location import Location
from geo_ij.geocode.online.geocoder import OnlineGeocoder
from geo_ij.geocode.resolver import Geocoder
from geo_ij.services.kept_locations import DECISIONS
from geo_ij.services.online_places import online_geocoder
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.remembered_words import RememberedWords, remembered_words
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings, file_of_database, shipped_data_folder
from geo_ij.sources.postcodes import postcode_districts, postcodes_near
from geo_ij.sources.shipped import place_names, shipped_settlements
from geo_ij.sources.shipped_names import shipped_local_names
from geo_ij.store import gazetteer_rows, incident_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import EntryKind, LocationStatus

POSTCODE_MARGIN_M = 10_000
"""How far around the service area single postcodes are known; beyond it only their districts."""


class PlaceFinder:
    """Find places in the service area: by what people decided before, by the index, then by an online geocoder if set.

    Threads may share it.
    """

    def __init__(self, remembered: RememberedWords, geocoder: Geocoder, online: OnlineGeocoder | None) -> None:
        self.remembered = remembered
        self.geocoder = geocoder
        self.online = online

    def locate(self, text: str) -> Location:
        """Find the place that a text means. Every text has an answer; none raises an error."""
        remembered = self.remembered.locate(text)
        if remembered is not None:
            return remembered
        location = self.geocoder.locate(text)
        if self.online is None or location.status is not LocationStatus.NOT_FOUND:
            return location
        return self._online(location, self.online)

    def _online(self, location: Location, online: OnlineGeocoder) -> Location:
        """Ask the online geocoder for a place that nothing here knows; a person looks at what it finds."""
        reply = online.ask(location.text)
        if reply.trouble:
            return replace(location, reason=f"{location.reason} {reply.trouble}")
        area = self.geocoder.area
        inside = area.inside(reply.places)
        if inside:
            reason = f"Found {inside[0].name} by {online.provider.label}: check it."
            return Location(location.text, LocationStatus.MATCHED, reason, inside[0], tuple(inside[1:]))
        if reply.places:
            reason = f"{reply.places[0].name} is outside {area.name}."
            return Location(location.text, LocationStatus.OUTSIDE_AREA, reason, reply.places[0], location.alternatives)
        return location


def open_geocoder(
    database: Database, *, settings: Settings, progress: Progress | None = None, postcodes: bool = True
) -> PlaceFinder:
    """Give a geocoder for the settings' service area that knows all that is stored and shipped.

    The index is a file beside the database (or in the user's cache folder for PostgreSQL). It is made on first use,
    in some seconds for a county; later only what changed is made anew. Without `postcodes` it knows none, and is made
    in one.

    Raises SettingsError when the service area has no boundary or an online geocoder's settings cannot be used.
    """
    progress = progress or Silent()
    area = service_area(database, settings=settings)
    online = online_geocoder(database, settings=settings, progress=progress)
    with database.read() as connection:
        versions = gazetteer_rows.layer_versions(connection)
    layers = _layers(database, area.name, area.polygon, versions, postcodes=postcodes)
    path = index_path(settings.database_url)
    if not is_current(path, layers):
        progress.say("Bringing the search index of the geocoder up to date")
        update_index(path, layers, advance=lambda layer: progress.say(f"  {layer}"))
    index = Index(path, bounds=tuple(shapely.bounds(area.polygon)))
    return PlaceFinder(remembered_words(database), Geocoder(index, Area(area.name, area.polygon)), online)


def index_path(database_url: str) -> Path:
    """Give the file of the index that belongs to a database: beside a SQLite file, else in the user's cache folder."""
    return file_of_database(database_url, "geocoder.sqlite", otherwise=user_cache_path("geo-ij", appauthor=False))


def _layers(
    database: Database, name: str, shape: shapely.Geometry, versions: dict[str, int], *, postcodes: bool
) -> list[Layer]:
    """List the gazetteers of the index; what stands first is found first where all else is equal."""
    area = hashlib.sha256(shapely.to_wkb(shape) + name.encode()).hexdigest()[:16]
    # Streets are given their town from the shipped names, and every name is written in the program's own way.
    program = f"{__version__} {code_digest()} {_version_of_files('places.csv', 'local_names.csv')}"
    layers = [Layer("shipped names", program, _shipped_names)]
    if postcodes:
        layers += [
            Layer("postcodes", f"{program} {area}", partial(_postcodes, shape)),
            Layer("postcode districts", program, lambda: LayerContent(postcodes=postcode_districts())),
        ]
    for source, version in versions.items():
        if source == DECISIONS:
            continue  # remembered words mean a place only as a whole, and are looked up before the index
        load = partial(_police_streets, database) if source == gazetteer_rows.POLICE_LAYER else None
        layers.append(Layer(source, f"{program} {version}", load or partial(_stored_entries, database, source)))
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
