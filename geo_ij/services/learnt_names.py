"""List the words that moderators' decisions made a name of a place, and let them be forgotten."""

from dataclasses import dataclass

import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import NotFoundError
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record
from geo_ij.services.kept_locations import DECISIONS, forget_words
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction


@dataclass(frozen=True)
class LearntName:
    """Words of a report that are found at one place since somebody decided so; `location_id` is whose words they are.

    `added_at` is when it was decided (ISO 8601 in UTC).
    """

    location_id: int
    words: str
    place: str
    uncertainty_m: float
    added_at: str


def learnt_names(database: Database) -> list[LearntName]:
    """List them in the areas that the actor is limited to, the latest first.

    They are people's own words, as they were sent: only moderators read them.
    """
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    with database.read() as connection:
        return _stored(connection, limit)


def learnt_name(database: Database, location_id: int) -> LearntName:
    """Give one of them. Raises NotFoundError when there is none of that id that the actor sees."""
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    with database.read() as connection:
        return _one(connection, limit, location_id)


def forget_learnt_name(database: Database, location_id: int) -> LearntName:
    """Let the words mean that place no longer; where their report is stays decided. Gives what it was.

    Raises NotFoundError as `learnt_name`.
    """
    allow(database, Permission.MODERATE_REPORTS)
    limit = limit_of(database)
    with database.write() as connection:
        forgotten = _one(connection, limit, location_id)
        forget_words(connection, location_id)
        record(connection, database.actor, AuditAction.CHANGED, f"location {location_id}", what="words forgotten")
    return forgotten


def _stored(connection: Connection, limit: shapely.Geometry | None) -> list[LearntName]:
    entries = gazetteer_rows.entries_by_hand(connection, source=DECISIONS).to_dict("records")
    found = [
        LearntName(int(one["reference"]), one["name"], one["label"], float(one["extent_m"]), one["added_at"])
        for one in entries
        if limit is None or shapely.intersects_xy(limit, one["easting"], one["northing"])
    ]
    return sorted(found, key=lambda one: (one.added_at, one.location_id), reverse=True)


def _one(connection: Connection, limit: shapely.Geometry | None, location_id: int) -> LearntName:
    found = next((one for one in _stored(connection, limit) if one.location_id == location_id), None)
    if found is None:
        raise NotFoundError("Nothing is remembered of these words: they may have been forgotten already")
    return found
