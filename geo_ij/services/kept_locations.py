"""Keep where each record was found to be, with what else its words could mean, and say what waits for a person."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.access import allow
from geo_ij.store import gazetteer_rows, location_rows
from geo_ij.store.database import Database
from geo_ij.store.location_rows import LocationRow
from geo_ij.vocabulary import LocationStatus, Precision, ReviewState

DECISIONS = "decisions"
"""The source, among the gazetteer's entries, of words that a person decided about."""

REPORTS = "report"
"""What reports are called among the kept locations; their subject is the reference."""


@dataclass(frozen=True)
class KeptLocation:
    """Where one record was found to be, and whether a person must look at it or has.

    `choices` are the places that the geocoder thought of, which a person may choose from: numbered from 1 in this
    order. A decision does not change them.
    """

    location_id: int
    subject_kind: str
    subject_reference: str
    location: Location
    choices: tuple[Candidate, ...]
    state: ReviewState
    located_at: str
    decided_at: str | None
    decided_note: str | None


def keep_location(
    connection: Connection,
    location: Location,
    *,
    subject_kind: str,
    subject_reference: str,
    unknown_waits: bool = False,
    now: dt.datetime | None = None,
) -> int:
    """Keep the answer to the words of a record (a report, a referral) in the caller's transaction; give its id.

    An answer that needs review waits for a person, and with `unknown_waits` one without any place as well. A person's
    decision about the same words stays; other words are a new question, and what was decided about the old ones is
    forgotten.
    """
    before = location_rows.location_of(connection, subject_kind=subject_kind, subject_reference=subject_reference)
    if before is not None and before.state == ReviewState.DECIDED and before.text != location.text:
        forget_words(connection, before.location_id)
    waits = location.needs_review or (unknown_waits and location.status is not LocationStatus.MATCHED)
    state = ReviewState.WAITING if waits else ReviewState.ACCEPTED
    return location_rows.keep(
        connection,
        subject_kind=subject_kind,
        subject_reference=subject_reference,
        fields={
            "text": location.text,
            **answer_fields(location.best, status=location.status, reason=location.reason, state=state),
            "alternatives": json.dumps([asdict(one) for one in location.alternatives], ensure_ascii=False),
            "located_at": moment(now),
        },
    )


def kept_location(connection: Connection, *, subject_kind: str, subject_reference: str) -> KeptLocation | None:
    """Give where a record was found to be, or None if nobody asked yet."""
    row = location_rows.location_of(connection, subject_kind=subject_kind, subject_reference=subject_reference)
    return None if row is None else from_row(row)


def waiting_locations(database: Database) -> list[KeptLocation]:
    """List what waits for a person, the longest waiting first; of reports those alone whose place still matters."""
    allow(database, Permission.MANAGE_PLACES)
    with database.read() as connection:
        return [from_row(row) for row in location_rows.waiting(connection, reports_kind=REPORTS)]


def forget_words(connection: Connection, location_id: int) -> None:
    """Let the words of a location no longer mean what was decided about them."""
    gazetteer_rows.remove_entries(connection, source=DECISIONS, references=[str(location_id)])


def answer_fields(best: Candidate | None, *, status: LocationStatus, reason: str, state: ReviewState) -> dict[str, Any]:
    """Give the columns of an answer or a decision; those of the point are empty without a place."""
    return {
        "status": status.value,
        "reason": reason,
        "easting": None if best is None else float(best.easting),
        "northing": None if best is None else float(best.northing),
        "uncertainty_m": None if best is None else float(best.uncertainty_m),
        "precision": None if best is None else best.precision.value,
        "matched_name": None if best is None else best.name,
        "source": None if best is None else best.source,
        "confidence": None if best is None else float(best.confidence),
        "state": state.value,
    }


def from_row(row: LocationRow) -> KeptLocation:
    """Turn a row of the store into a location."""
    best = _best(row._asdict())
    automatic = best if row.before_decision is None else _best(json.loads(row.before_decision))
    alternatives = tuple(
        Candidate(**{**one, "precision": Precision(one["precision"])}) for one in json.loads(row.alternatives)
    )
    return KeptLocation(
        location_id=row.location_id,
        subject_kind=row.subject_kind,
        subject_reference=row.subject_reference,
        location=Location(row.text, LocationStatus(row.status), row.reason, best, alternatives),
        choices=alternatives if automatic is None else (automatic, *alternatives),
        state=ReviewState(row.state),
        located_at=row.located_at,
        decided_at=row.decided_at,
        decided_note=row.decided_note,
    )


def moment(now: dt.datetime | None) -> str:
    """Say a moment, or this one, as ISO 8601 to the second."""
    return (now or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")


def _best(columns: Mapping[str, Any]) -> Candidate | None:
    if columns["easting"] is None:
        return None
    return Candidate(
        easting=columns["easting"],
        northing=columns["northing"],
        uncertainty_m=columns["uncertainty_m"],
        precision=Precision(columns["precision"]),
        name=columns["matched_name"],
        source=columns["source"],
        confidence=columns["confidence"],
    )
