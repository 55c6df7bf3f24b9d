"""Find the area that sites and work must lie in."""

from geo_ij.errors import NotFoundError, SettingsError
from geo_ij.services.areas import area_named
from geo_ij.settings import SETTINGS, Settings
from geo_ij.sources.record_points import ServiceArea
from geo_ij.store.database import Database


def service_area(database: Database, *, settings: Settings) -> ServiceArea:
    """Give the boundary that the setting names: an imported one if there is one, else the shipped one.

    Raises SettingsError when there is no boundary of that name.
    """
    try:
        with database.read() as connection:
            return ServiceArea(settings.service_area, area_named(connection, settings.service_area))
    except NotFoundError as error:
        raise SettingsError(f"{SETTINGS['service_area'].variable}: {error}") from error
