"""Keep where each record was found to be, list what waits for a person, and keep what the person decided."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, Table, insert, or_, select, update

from geo_ij.store.models import KeptLocation, Report
from geo_ij.vocabulary import COUNTED_STATUSES, WAITING_STATUSES, ReviewState

_TABLE = cast(Table, KeptLocation.__table__)

ANSWER_FIELDS = (
    "text",
    "status",
    "reason",
    "easting",
    "northing",
    "uncertainty_m",
    "precision",
    "matched_name",
    "source",
    "confidence",
    "alternatives",
    "state",
    "located_at",
)
"""What an answer consists of; a decision changes those of `DECIDED_FIELDS` and keeps what they were before."""

DECIDED_FIELDS = (
    "status",
    "reason",
    "easting",
    "northing",
    "uncertainty_m",
    "precision",
    "matched_name",
    "source",
    "confidence",
    "state",
)


class LocationRow(NamedTuple):
    """One row of the table, column by column; points in metres (EPSG:27700), `alternatives` as JSON."""

    location_id: int
    subject_kind: str
    subject_reference: str
    text: str
    status: str
    reason: str
    easting: float | None
    northing: float | None
    uncertainty_m: float | None
    precision: str | None
    matched_name: str | None
    source: str | None
    confidence: float | None
    alternatives: str
    state: str
    located_at: str
    decided_at: str | None
    decided_note: str | None
    before_decision: str | None


def keep(connection: Connection, *, subject_kind: str, subject_reference: str, fields: Mapping[str, Any]) -> int:
    """Keep the answer (`ANSWER_FIELDS`) to a record's words in place of an earlier one; give its location id.

    What a person decided about the same words stays; other words are a new question. The same answer again changes
    nothing, not even the time.
    """
    answer = {name: fields[name] for name in ANSWER_FIELDS}
    before = location_of(connection, subject_kind=subject_kind, subject_reference=subject_reference)
    if before is None:
        values = {"subject_kind": subject_kind, "subject_reference": subject_reference, **answer}
        return int(connection.execute(insert(_TABLE).returning(_TABLE.c.location_id), values).scalar_one())
    decided = before.state == ReviewState.DECIDED and before.text == answer["text"]
    same = all(getattr(before, name) == value for name, value in answer.items() if name != "located_at")
    if not decided and not same:
        _change(connection, before.location_id, answer | _UNDECIDED)
    return before.location_id


def waiting(connection: Connection, *, reports_kind: str) -> list[LocationRow]:
    """Read what waits for a person, the longest waiting first.

    `reports_kind` is what reports are called among the subjects. Of one that was withdrawn, joined with another or
    turned away nobody need know where it is; opened again, it waits again.
    """
    matters = {status.value for status in WAITING_STATUSES | COUNTED_STATUSES}
    over = select(Report.reference).where(Report.status.not_in(matters))
    query = _ROWS.where(KeptLocation.state == ReviewState.WAITING.value).where(
        or_(KeptLocation.subject_kind != reports_kind, KeptLocation.subject_reference.not_in(over))
    )
    return _read(connection, query.order_by(KeptLocation.located_at, KeptLocation.location_id))


def location(connection: Connection, location_id: int) -> LocationRow | None:
    """Read one location by its id, or give None."""
    return _one(connection, _ROWS.where(KeptLocation.location_id == location_id))


def location_of(connection: Connection, *, subject_kind: str, subject_reference: str) -> LocationRow | None:
    """Read the location of one record, or give None where it has none."""
    query = _ROWS.where(KeptLocation.subject_kind == subject_kind, KeptLocation.subject_reference == subject_reference)
    return _one(connection, query)


def locations(connection: Connection, *, subject_kind: str) -> list[LocationRow]:
    """Read the locations of every record of a kind, in the order of their ids."""
    return _read(connection, _ROWS.where(KeptLocation.subject_kind == subject_kind).order_by(KeptLocation.location_id))


def decide(
    connection: Connection, location_id: int, *, fields: Mapping[str, Any], decided_at: str, note: str | None
) -> None:
    """Put a person's decision (`DECIDED_FIELDS`) in place of the answer, which is kept aside for `forget`."""
    before = _stored(connection, location_id)
    aside = before.before_decision or json.dumps({name: getattr(before, name) for name in DECIDED_FIELDS})
    decision = {name: fields[name] for name in DECIDED_FIELDS}
    _change(
        connection,
        location_id,
        decision | {"decided_at": decided_at, "decided_note": note, "before_decision": aside},
    )


def forget(connection: Connection, location_id: int) -> bool:
    """Put the answer that a decision replaced back; say whether there was a decision."""
    before = _stored(connection, location_id)
    if before.before_decision is None:
        return False
    _change(connection, location_id, json.loads(before.before_decision) | _UNDECIDED)
    return True


_ROWS: Select[Any] = select(*(_TABLE.c[name] for name in LocationRow._fields))
_UNDECIDED = dict.fromkeys(("decided_at", "decided_note", "before_decision"))


def _read(connection: Connection, query: Select[Any]) -> list[LocationRow]:
    return [LocationRow(*row) for row in connection.execute(query)]


def _one(connection: Connection, query: Select[Any]) -> LocationRow | None:
    found = _read(connection, query)
    return found[0] if found else None


def _stored(connection: Connection, location_id: int) -> LocationRow:
    found = location(connection, location_id)
    if found is None:
        raise LookupError(f"there is no location {location_id}")
    return found


def _change(connection: Connection, location_id: int, values: Mapping[str, Any]) -> None:
    connection.execute(update(_TABLE).where(_TABLE.c.location_id == location_id).values(**values))
