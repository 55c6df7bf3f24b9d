"""Keep and show the audit log: who did what, when and why, in a chain in which nothing can be changed unseen."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geo_ij.access.actor import Actor
from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow
from geo_ij.sources.table_files import write_table
from geo_ij.store import audit_rows
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction

AUDIT_COLUMNS = ("number", "at", "actor", "action", "subject", "details", "request_id", "entry_hash")
"""The columns of the log as a file."""

MOST_FAULTS = 20
"""Faults of the chain that a check tells; after the first it is broken in any case."""


@dataclass(frozen=True)
class Entry:
    """One entry of the log as people read it; `at` is in UTC."""

    number: int
    at: dt.datetime
    actor: str
    action: AuditAction
    subject: str
    details: Mapping[str, Any]
    request_id: str | None


@dataclass(frozen=True)
class AuditCheck:
    """What a check of the chain found: how many entries, the last one's hash, and every fault in words."""

    entries: int
    last_hash: str
    faults: tuple[str, ...]


def record(
    connection: Connection,
    actor: Actor,
    action: AuditAction,
    subject: str,
    /,
    *,
    now: dt.datetime | None = None,
    **details: Any,
) -> None:
    """Add an entry in the transaction of what it tells of, so that both are kept or neither is.

    `subject` is a noun with its reference ("local name the-rec"); `details` say what and why, and are never what was
    secret about it: no password, no key, nobody's contact.
    """
    audit_rows.append(
        connection,
        at=(now or dt.datetime.now(dt.UTC)).isoformat(timespec="microseconds"),
        actor=actor.name,
        action=action.value,
        subject=subject,
        details={name: value for name, value in details.items() if value not in (None, "", [], {})},
        request_id=actor.request_id,
    )


def record_alone(database: Database, action: AuditAction, subject: str, /, **details: Any) -> None:
    """Add an entry about something that changed nothing else: what was read, or refused."""
    with database.write(content=False) as connection:
        record(connection, database.actor, action, subject, **details)


def audit_entries(database: Database, wanted: AuditFilter, *, page: int, rows: int) -> tuple[list[Entry], int]:
    """Give one page of the log, the latest first, and how many entries there are in all.

    Reading the log is itself an entry. Raises AccessError unless the actor may see it.
    """
    allow(database, Permission.SEE_AUDIT)
    record_alone(database, AuditAction.READ, "audit log", page=page, **wanted._asdict())
    with database.read() as connection:
        found = audit_rows.entries(connection, wanted, first=(page - 1) * rows, most=rows)
        total = audit_rows.count(connection, wanted)
    return [_entry(row) for row in found], total


def export_audit(database: Database, path: Path, wanted: AuditFilter) -> int:
    """Write the entries of a filter to a CSV file, the latest first; give how many there are.

    Details stand in it as they are kept, in JSON, and moments in UTC. That it leaves is itself an entry, which the file
    does not hold. Raises AccessError unless the actor may see the log, OutputError when the file cannot be written.
    """
    allow(database, Permission.SEE_AUDIT)
    with database.read() as connection:
        found = audit_rows.entries(connection, wanted, most=None)
    record_alone(database, AuditAction.EXPORTED, "audit log", entries=len(found), **wanted._asdict())
    write_table(path, AUDIT_COLUMNS, [[getattr(row, name) for name in AUDIT_COLUMNS] for row in found])
    return len(found)


def audit_actors(database: Database) -> list[str]:
    """Name everybody who is in the log. Raises AccessError unless the actor may see it."""
    allow(database, Permission.SEE_AUDIT)
    with database.read() as connection:
        return audit_rows.actors(connection)


def check_audit(database: Database, *, known_hash: str | None = None) -> AuditCheck:
    """Check that every entry is as it was written and that none is missing between the first and the last.

    A log that was cut off at its end looks whole: `known_hash`, noted after an earlier check, must still be in it.
    """
    allow(database, Permission.SEE_AUDIT)
    faults: list[str] = []
    entries, number, previous, is_known = 0, 0, audit_rows.FIRST_HASH, known_hash in (None, audit_rows.FIRST_HASH)
    with database.read() as connection:
        for row in audit_rows.every_entry(connection):
            if row.number != number + 1:
                faults.append(f"after entry {number} comes entry {row.number}: entries are missing")
            elif row.previous_hash != previous:
                faults.append(f"entry {row.number} does not follow from the one before it")
            if audit_rows.hash_of(row) != row.entry_hash:
                faults.append(f"entry {row.number} was changed after it was written")
            entries, number, previous = entries + 1, row.number, row.entry_hash
            is_known = is_known or known_hash == row.entry_hash
    if not is_known:
        faults.append(f"no entry has the hash {known_hash}: the log was cut off or replaced")
    return AuditCheck(entries, previous, tuple(faults[:MOST_FAULTS]))


def _entry(row: audit_rows.AuditRow) -> Entry:
    return Entry(
        row.number,
        dt.datetime.fromisoformat(row.at),
        row.actor,
        AuditAction(row.action),
        row.subject,
        json.loads(row.details),
        row.request_id,
    )
