"""A small ground to place reports on: a geocoder that knows four texts, three streets, and the shipped county."""

import numpy as np
from scipy.spatial import cKDTree

from geo_ij.services.areas import areas
from geo_ij.services.remembered_words import remembered_words
from geo_ij.services.report_ground import Ground
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import BoundaryKind
from tests.services.known_places import Known

STREETS = {
    "Spring Rise, Kettering": (487_040.0, 277_312.0),
    "Highfield Road, Kettering": (487_140.0, 277_312.0),
    "Studfall Avenue, Corby": (488_700.0, 288_500.0),
}


def small_ground(database: Database, *, settings: Settings) -> Ground:
    """Give the ground of a database, without the seconds that a real index takes."""
    kinds = (BoundaryKind.WARD, BoundaryKind.COUNCIL, BoundaryKind.POLICING_AREA)
    with database.read() as connection:
        boundaries = tuple(areas(connection, kind=kind) for kind in kinds)
    return Ground(
        Known(remembered_words(database)),  # type: ignore[arg-type]  # it is asked for nothing but `locate`
        service_area(database, settings=settings),
        boundaries,
        tuple(STREETS),
        cKDTree(np.array(list(STREETS.values()))),
    )
