"""Let staff name the places that no map names, or that people here call by another name, so that they are found."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.geocode.text import fold
from geo_ij.projection import to_degrees
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record
from geo_ij.services.service_area import service_area
from geo_ij.services.typed_input import TypedInput
from geo_ij.settings import Settings
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.store.models.gazetteer import NAME_LENGTH
from geo_ij.vocabulary import AuditAction, EntryKind

SOURCE = "staff"
"""The source of these names among the gazetteer's entries."""

TOWN_LENGTH = 60
NOTE_LENGTH = 1_000
MOST_ALIASES = 20


@dataclass(frozen=True)
class TypedName:
    """What somebody typed about a place: degrees (EPSG:4326), metres, and words; `town` may be empty."""

    name: str
    longitude: float
    latitude: float
    uncertainty_m: float
    town: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class LocalName:
    """A place that staff named: a point in metres and degrees, and how far from it the place may lie.

    `label` is what answers call it: its name and, where one is known, its town. `aliases` are its other names.
    """

    reference: str
    name: str
    town: str | None
    label: str
    easting: float
    northing: float
    longitude: float
    latitude: float
    uncertainty_m: float
    aliases: tuple[str, ...]
    note: str | None
    added_at: str


def local_names(database: Database) -> list[LocalName]:
    """List the names that staff added, in the order of the alphabet."""
    allow(database, Permission.MANAGE_PLACES)
    with database.read() as connection:
        return _stored(connection)


def local_name(database: Database, reference: str) -> LocalName:
    """Give one of them. Raises NotFoundError when there is none of that reference."""
    allow(database, Permission.MANAGE_PLACES)
    with database.read() as connection:
        return _one(connection, reference)


def add_local_name(
    database: Database, typed: TypedName, *, settings: Settings, now: dt.datetime | None = None
) -> LocalName:
    """Add a place with its names; give it as it was stored.

    Raises InputError with the fault of each field, SettingsError when the service area is not known.
    """
    allow(database, Permission.MANAGE_PLACES)
    rows = _checked(database, typed, settings=settings)
    added_at = (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
    with database.write() as connection:
        known = _stored(connection)
        reference = _free_reference(rows["name"].iloc[0], {one.reference for one in known})
        _write(connection, rows, reference=reference, added_at=added_at, others=known)
        record(connection, database.actor, AuditAction.ADDED, f"local name {reference}", names=rows["name"].tolist())
        return _one(connection, reference)


def change_local_name(database: Database, reference: str, typed: TypedName, *, settings: Settings) -> LocalName:
    """Put what was typed in place of what is stored under a reference; give it as it is now.

    Raises NotFoundError when there is no such place, else as `add_local_name`.
    """
    allow(database, Permission.MANAGE_PLACES)
    _refuse_others(database, local_name(database, reference))
    rows = _checked(database, typed, settings=settings)
    with database.write() as connection:
        before = _one(connection, reference)
        others = [one for one in _stored(connection) if one.reference != reference]
        _write(connection, rows, reference=reference, added_at=before.added_at, others=others)
        names, names_before = rows["name"].tolist(), [before.name, *before.aliases]
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"local name {reference}",
            names=names,
            names_before=names_before,
        )
        return _one(connection, reference)


def remove_local_name(database: Database, reference: str) -> LocalName:
    """Remove a place with all its names; give what it was. Raises NotFoundError when there is no such place."""
    allow(database, Permission.MANAGE_PLACES)
    _refuse_others(database, local_name(database, reference))
    with database.write() as connection:
        removed = _one(connection, reference)
        gazetteer_rows.remove_entries(connection, source=SOURCE, references=[reference])
        record(connection, database.actor, AuditAction.REMOVED, f"local name {reference}", label=removed.label)
    return removed


def _checked(database: Database, typed: TypedName, *, settings: Settings) -> pd.DataFrame:
    """Check every field and give a row for each name, the place's own first (frames.GAZETTEER and `note`)."""
    checks = TypedInput()
    area = service_area(database, settings=settings)
    name = checks.name("name", typed.name, called="The name", longest=NAME_LENGTH)
    town = checks.words("town", typed.town, called="The town or village", longest=TOWN_LENGTH)
    written = [one for one in typed.aliases if one.strip()]
    aliases = [checks.name("aliases", one, called="Each other name", longest=NAME_LENGTH) for one in written]
    if len(aliases) > MOST_ALIASES:
        checks.faults.setdefault("aliases", f"There can be {MOST_ALIASES} other names at most")
    easting, northing = checks.point(typed.longitude, typed.latitude, area=area, fields=("longitude", "latitude"))
    if "longitude" not in checks.faults and not _is_within(limit_of(database), easting, northing):
        checks.faults["longitude"] = "This place lies outside the areas that you look after"
    uncertainty_m = checks.uncertainty("uncertainty_m", typed.uncertainty_m)
    note = checks.words("note", typed.note, called="The note", longest=NOTE_LENGTH, lines=True)
    checks.finish()
    names: dict[str, str] = {}
    for one in (name, *aliases):
        names.setdefault(fold(one), one)
    nothing = [None] * (len(names) - 1)
    return pd.DataFrame(
        {"name": list(names.values()), "note": pd.Series([note or None, *nothing], dtype=object)}
    ).assign(
        label=f"{name}, {town}" if town else name,
        kind=EntryKind.LOCAL_PLACE.value,
        easting=easting,
        northing=northing,
        extent_m=uncertainty_m,
        locality=town or None,
        street=None,
        weight=0.0,
    )


def _is_within(limit: shapely.Geometry | None, easting: float, northing: float) -> bool:
    return limit is None or bool(shapely.intersects_xy(limit, easting, northing))


def _refuse_others(database: Database, one: LocalName) -> None:
    """Refuse to change or remove a place outside the areas that the actor is limited to."""
    if not _is_within(limit_of(database), one.easting, one.northing):
        raise AccessError("This place lies outside the areas that you look after.")


def _write(
    connection: Connection,
    rows: pd.DataFrame,
    *,
    reference: str,
    added_at: str,
    others: Sequence[LocalName],
) -> None:
    """Store the names of one place; refuse one that is there already under the same name and town."""
    name, label = rows["name"].iloc[0], rows["label"].iloc[0]
    if any((fold(one.name), fold(one.label)) == (fold(name), fold(label)) for one in others):
        raise InputError(
            {"name": f"“{label}” is on the list already: change that one, or say in which town this one is"}
        )
    # Only the place's own name says when it was added: that tells it from its other names.
    moments = pd.Series([added_at, *[None] * (len(rows) - 1)], dtype=object)
    frame = rows.assign(reference=reference, added_at=moments)
    gazetteer_rows.replace_entries(connection, SOURCE, frame)


def _free_reference(name: str, taken: set[str]) -> str:
    """Make a reference that can stand in an address: "the-rec", or "the-rec-2" where that is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60] or "place"
    return next(one for number in count(1) if (one := words if number == 1 else f"{words}-{number}") not in taken)


def _stored(connection: Connection) -> list[LocalName]:
    found = gazetteer_rows.entries_by_hand(connection, source=SOURCE)
    names = [_local_name(str(reference), rows) for reference, rows in found.groupby("reference", sort=False)]
    return sorted(names, key=lambda one: (fold(one.label), one.reference))


def _one(connection: Connection, reference: str) -> LocalName:
    found = next((one for one in _stored(connection) if one.reference == reference), None)
    if found is None:
        raise NotFoundError(f"There is no local name {reference!r}: it may have been removed")
    return found


def _local_name(reference: str, rows: pd.DataFrame) -> LocalName:
    own = rows[rows["added_at"].notna()].iloc[0]
    longitude, latitude = to_degrees(own["easting"], own["northing"])
    return LocalName(
        reference=reference,
        name=own["name"],
        town=own["locality"],
        label=own["label"],
        easting=float(own["easting"]),
        northing=float(own["northing"]),
        longitude=round(float(longitude), 6),
        latitude=round(float(latitude), 6),
        uncertainty_m=float(own["extent_m"]),
        aliases=tuple(rows.loc[rows["added_at"].isna(), "name"]),
        note=own["note"],
        added_at=own["added_at"],
    )
