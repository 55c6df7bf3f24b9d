"""Keep the reports of a file: new ones as they came, stored ones changed only where the file says something else."""

import datetime as dt
import json
import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection

from geo_ij.geocode.location import Location
from geo_ij.projection import to_metres
from geo_ij.services.checked_reports import household_of
from geo_ij.services.kept_locations import keep_location, moment
from geo_ij.services.receive_reports import SUBJECT_KIND, keep_report, placed
from geo_ij.services.report_ground import Ground
from geo_ij.settings import Settings
from geo_ij.sources.report_files import CONTACT_COLUMNS, FiledReport
from geo_ij.sources.sent_report import Contact
from geo_ij.store import report_rows
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.alarms import alarms_in
from geo_ij.vocabulary import ENDED_STATUSES, ReportEvent, ReportSource, ReportStatus

_SAME_M = 1.0
"""Points nearer to one another than this are the same point, written and read again."""


class Become(Enum):
    """What became of a row of a file."""

    NEW = auto()
    CHANGED = auto()
    KNOWN = auto()


@dataclass(frozen=True)
class Keeper:
    """Keeps the reports of one file in the caller's transaction.

    `known` holds the references among them that are stored already; `actor` is whoever imports the file.
    """

    ground: Ground
    known: Set[str]
    settings: Settings
    actor: str
    file: str
    now: dt.datetime

    def keep(self, connection: Connection, filed: FiledReport, *, location: Location) -> Become:
        """Keep a checked report; the same row again changes nothing, whatever was decided about it since."""
        row = report_rows.report_of(connection, filed.reference) if filed.reference in self.known else None
        if row is None:
            self._add(connection, filed, location=location)
            return Become.NEW
        if row.received_key == filed.sent.received_key:
            return Become.KNOWN
        values = self._changes(filed, row)
        contact = _changed_contact(connection, filed, row)
        if is_elsewhere(filed, row):
            values |= {"place_text": filed.sent.place_text, **placed(location, ground=self.ground)}
            keep_location(
                connection,
                location,
                subject_kind=SUBJECT_KIND,
                subject_reference=filed.reference,
                unknown_waits=True,
                now=self.now,
            )
        if contact is not None:
            values["household"] = household_of(contact) or row.household
            report_rows.set_contact(
                connection, row.report_id, name=contact.name, email=contact.email, phone=contact.phone
            )
        if not values:
            return Become.KNOWN
        if {"description", "place_text", "activity_text"} & set(values):
            texts = [str(values.get(name, getattr(row, name))) for name in ("description", "place_text")]
            values["alarms"] = ";".join(alarms_in(*texts, str(values.get("activity_text", row.activity_text))))
        if row.source == ReportSource.FILE:
            values["received_key"] = filed.sent.received_key
        report_rows.change_report(connection, row.report_id, values)
        event = _EVENTS[filed.sent.status] if "status" in values else ReportEvent.NOTED
        self._add_step(connection, row.report_id, event, at=self._decided_at(filed))
        return Become.CHANGED

    def _add(self, connection: Connection, filed: FiledReport, *, location: Location) -> None:
        sent, contact = filed.sent, filed.sent.contact
        # Without the contact, so that nobody is sent a confirmation of what they reported long ago.
        receipt = keep_report(
            connection,
            replace(sent, contact=None),
            location=location,
            ground=self.ground,
            settings=self.settings,
            now=self.now,
        )
        if contact is not None:
            report_rows.set_contact(
                connection, receipt.report_id, name=contact.name, email=contact.email, phone=contact.phone
            )
        if filed.decided_at is not None and sent.status in ENDED_STATUSES:
            report_rows.change_report(connection, receipt.report_id, {"ended_at": self._decided_at(filed)})
        if sent.status is not ReportStatus.RECEIVED:
            self._add_step(connection, receipt.report_id, _EVENTS[sent.status], at=self._decided_at(filed))

    def _changes(self, filed: FiledReport, row: ReportRow) -> dict[str, Any]:
        """Give the columns in which the row of the file differs from what is stored; an empty cell of a list is none.

        What a person chose from a list stays where the cell is empty.
        """
        sent, cells = filed.sent, filed.cells
        said: dict[str, Any] = {"issues": ";".join(sent.issues)}
        if sent.received_at is not None:
            said["received_at"] = moment(sent.received_at.astimezone(dt.UTC))
        written = {
            "description": sent.description,
            "activity_text": sent.activity_text,
            "activities": ";".join(sent.activities),
        }
        said |= {name: value for name, value in written.items() if name in cells}
        chosen: dict[str, Any] = {
            "status": sent.status.value,
            "reporter_kind": sent.reporter_kind.value,
            "how_often": sent.how_often.value,
            "wants_updates": sent.wants_updates,
        }
        said |= {name: value for name, value in chosen.items() if cells.get(name)}
        extra = json.loads(row.extra)
        if {**extra, **sent.extra} != extra:
            said["extra"] = json.dumps({**extra, **sent.extra}, ensure_ascii=False, sort_keys=True)
        changes = {name: value for name, value in said.items() if getattr(row, name) != value}
        status = ReportStatus(changes.get("status", row.status))
        if row.duplicate_of is not None and status is not ReportStatus.DUPLICATE:
            changes["duplicate_of"] = None
        ended_at = row.ended_at
        if filed.decided_at is not None or "status" in changes:
            ended_at = self._decided_at(filed) if status in ENDED_STATUSES else None
        return changes | ({} if ended_at == row.ended_at else {"ended_at": ended_at})

    def _decided_at(self, filed: FiledReport) -> str:
        return moment((filed.decided_at or self.now).astimezone(dt.UTC))

    def _add_step(self, connection: Connection, report_id: int, event: ReportEvent, *, at: str) -> None:
        report_rows.add_step(connection, report_id, at=at, actor=self.actor, event=event, details={"file": self.file})


def is_elsewhere(filed: FiledReport, row: ReportRow) -> bool:
    """Say whether a row of a file names another place than the one that is stored, or gives another point."""
    sent = filed.sent
    if "place" in filed.cells and sent.place_text != row.place_text:
        return True
    if sent.point is None:
        return False
    if row.easting is None or row.northing is None:
        return True
    easting, northing = (float(value) for value in to_metres(sent.point.longitude, sent.point.latitude))
    return math.hypot(easting - row.easting, northing - row.northing) > _SAME_M


def point_to_originals(connection: Connection, reports: Sequence[FiledReport]) -> None:
    """Point the reports that repeat another to it, after all of a file are kept."""
    for filed in reports:
        if filed.duplicate_of is None:
            continue
        row = report_rows.report_of(connection, filed.reference)
        original = report_rows.report_of(connection, filed.duplicate_of)
        if row is not None and original is not None and row.duplicate_of is None:
            report_rows.change_report(connection, row.report_id, {"duplicate_of": original.report_id})


def _changed_contact(connection: Connection, filed: FiledReport, row: ReportRow) -> Contact | None:
    """Give how to reach whoever sent it as it is from now on, or None where that does not change."""
    if not set(CONTACT_COLUMNS[:3]) & set(filed.cells):
        return None
    stored = report_rows.contact(connection, row.report_id)
    before = Contact() if stored is None else Contact(stored.name, stored.email, stored.phone)
    said = filed.sent.contact or Contact()
    after = Contact(
        said.name if "contact_name" in filed.cells else before.name,
        said.email if "contact_email" in filed.cells else before.email,
        said.phone if "contact_phone" in filed.cells else before.phone,
    )
    return None if after == before else after


_EVENTS = {
    **{ReportStatus(event.value): event for event in ReportEvent if event.value in set(ReportStatus)},
    ReportStatus.DUPLICATE: ReportEvent.MERGED,
    ReportStatus.NEEDS_INFORMATION: ReportEvent.ASKED,
    ReportStatus.UNDER_REVIEW: ReportEvent.NOTED,
}
"""What a status in a file is called in the history of a report."""
