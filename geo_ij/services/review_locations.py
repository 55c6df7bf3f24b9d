"""Let a person decide where a record is that the geocoder was not sure of, and remember the words for next time."""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection

from geo_ij.access.actor import Actor
from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.text import clean
from geo_ij.projection import to_degrees
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.kept_locations import (
    DECISIONS,
    KeptLocation,
    answer_fields,
    forget_words,
    from_row,
    moment,
)
from geo_ij.services.service_area import service_area
from geo_ij.services.typed_input import TypedInput
from geo_ij.settings import Settings
from geo_ij.sources.record_points import ServiceArea
from geo_ij.store import gazetteer_rows, location_rows
from geo_ij.store.database import Database
from geo_ij.store.models.gazetteer import NAME_LENGTH
from geo_ij.vocabulary import AuditAction, EntryKind, LocationStatus, Precision, ReviewState

PIN_UNCERTAINTY_M = 100.0
"""How far off a point that a person gave may be, in metres, where the person does not say."""

LABEL_LENGTH = 200
NOTE_LENGTH = 1_000


@dataclass(frozen=True)
class Decision:
    """What a person decided, and why its words are not remembered for next time; None where they are."""

    kept: KeptLocation
    not_remembered: str | None


def decide_location(
    database: Database,
    location_id: int,
    *,
    settings: Settings,
    choice: int | None = None,
    point: tuple[float, float] | None = None,
    not_a_place: bool = False,
    uncertainty_m: float | None = None,
    note: str = "",
    remember: bool = True,
    now: dt.datetime | None = None,
) -> Decision:
    """Put a person's decision in place of the answer: one of the `choices`, a point, or that the words name no place.

    `point` is an easting and a northing (EPSG:27700) in the service area. Unless `remember` is false, the same words
    are found there from now on: they become an entry of the gazetteer. `forget_decision` undoes all of it.

    Raises NotFoundError when there is no such location, InputError with the fault of each field, SettingsError when
    the service area is not known.
    """
    allow(database, Permission.MANAGE_PLACES)
    area = service_area(database, settings=settings)
    with database.write() as connection:
        return put_decision(
            connection,
            database.actor,
            location_id,
            area=area,
            choice=choice,
            point=point,
            not_a_place=not_a_place,
            uncertainty_m=uncertainty_m,
            note=note,
            remember=remember,
            now=now,
        )


def put_decision(
    connection: Connection,
    actor: Actor,
    location_id: int,
    *,
    area: ServiceArea,
    choice: int | None = None,
    point: tuple[float, float] | None = None,
    not_a_place: bool = False,
    uncertainty_m: float | None = None,
    note: str = "",
    remember: bool = True,
    now: dt.datetime | None = None,
) -> Decision:
    """Do what `decide_location` does in the caller's transaction, who has asked whether the actor may."""
    if [choice is not None, point is not None, not_a_place].count(True) != 1:
        raise InputError({"choice": "Say one thing: the number of a choice, a point, or that it is not a place"})
    kept = _existing(connection, location_id)
    typed = TypedInput()
    chosen = None
    if choice is not None:
        chosen = _choice(kept, choice, typed=typed)
    elif point is not None:
        chosen = _pin(kept, point)
    if chosen is not None:
        chosen = _checked(chosen, uncertainty_m, typed=typed, area=area)
    note = typed.words("note", note, called="The note", longest=NOTE_LENGTH, lines=True)
    typed.finish()
    location_rows.decide(connection, location_id, fields=_decided(chosen), decided_at=moment(now), note=note or None)
    forget_words(connection, location_id)
    not_remembered = _why_not_remembered(kept, chosen, remember=remember)
    if chosen is not None and not_remembered is None:
        _remember_words(connection, kept, chosen, decided_at=moment(now))
    decided = _existing(connection, location_id)
    record(connection, actor, AuditAction.CHANGED, f"location {location_id}", what="decided")
    return Decision(decided, not_remembered)


def forget_decision(database: Database, location_id: int) -> KeptLocation:
    """Undo a decision: the geocoder's answer stands again, and the words are no longer remembered.

    Raises NotFoundError when there is no such location or nothing was decided about it.
    """
    allow(database, Permission.MANAGE_PLACES)
    with database.write() as connection:
        _existing(connection, location_id)
        if not location_rows.forget(connection, location_id):
            raise NotFoundError(f"Nothing was decided about location {location_id}: there is nothing to forget")
        forget_words(connection, location_id)
        record(connection, database.actor, AuditAction.CHANGED, f"location {location_id}", what="decision forgotten")
        return _existing(connection, location_id)


def words_of(text: str) -> str:
    """Give a record's words as they are remembered: cleaned, on one line."""
    return " ".join(clean(text).split())


def _existing(connection: Connection, location_id: int) -> KeptLocation:
    row = location_rows.location(connection, location_id)
    if row is None:
        raise NotFoundError(f"There is no location {location_id}: geo-ij locations lists those that wait")
    return from_row(row)


def _choice(kept: KeptLocation, choice: int, *, typed: TypedInput) -> Candidate | None:
    if 1 <= choice <= len(kept.choices):
        return kept.choices[choice - 1]
    there_is = f"from 1 to {len(kept.choices)}" if kept.choices else "none: give a point"
    typed.faults["choice"] = f"There is no choice {choice} for location {kept.location_id}: there is {there_is}"
    return None


def _pin(kept: KeptLocation, point: tuple[float, float]) -> Candidate:
    name = words_of(kept.location.text)[:LABEL_LENGTH]
    return Candidate(*point, PIN_UNCERTAINTY_M, Precision.COORDINATE, name, DECISIONS, confidence=1.0)


def _checked(chosen: Candidate, uncertainty_m: float | None, *, typed: TypedInput, area: ServiceArea) -> Candidate:
    """Check where a chosen place lies and how well it is known; it is now as sure as a person can be."""
    longitude, latitude = to_degrees(chosen.easting, chosen.northing)
    typed.point(round(float(longitude), 6), round(float(latitude), 6), area=area, fields=("point", "point"))
    if uncertainty_m is not None:
        chosen = replace(chosen, uncertainty_m=typed.uncertainty("uncertainty_m", uncertainty_m))
    return replace(chosen, confidence=1.0)


def _decided(chosen: Candidate | None) -> dict[str, object]:
    if chosen is None:
        return answer_fields(
            None,
            status=LocationStatus.NOT_FOUND,
            reason="A person decided that the words name no place.",
            state=ReviewState.DECIDED,
        )
    return answer_fields(
        chosen,
        status=LocationStatus.MATCHED,
        reason="A person decided where it is.",
        state=ReviewState.DECIDED,
    )


def _why_not_remembered(kept: KeptLocation, chosen: Candidate | None, *, remember: bool) -> str | None:
    words = words_of(kept.location.text)
    if not remember:
        return "you asked for this one record only"
    if chosen is None:
        return "they name no place"
    if not any(letter.isalnum() for letter in words):
        return "they have no letter or digit"
    if len(words) > NAME_LENGTH:
        return f"they are longer than the {NAME_LENGTH} characters of a name"
    return None


def _remember_words(connection: Connection, kept: KeptLocation, chosen: Candidate, *, decided_at: str) -> None:
    """Make the words of a location a name of the chosen place."""
    entry = {
        "reference": str(kept.location_id),
        "name": words_of(kept.location.text),
        "label": chosen.name[:LABEL_LENGTH],
        "kind": EntryKind.LOCAL_PLACE.value,
        "easting": chosen.easting,
        "northing": chosen.northing,
        "extent_m": chosen.uncertainty_m,
        "locality": None,
        "street": None,
        "weight": 0.0,
        "added_at": decided_at,
    }
    gazetteer_rows.replace_entries(connection, DECISIONS, pd.DataFrame([entry]))
