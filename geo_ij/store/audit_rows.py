"""Add to the audit log and read it: each entry holds the hash of the one before, so that none can be changed unseen."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, Table, func, insert, select

from geo_ij.store.models import AuditEntry

_TABLE = cast(Table, AuditEntry.__table__)

_LONDON = ZoneInfo("Europe/London")

FIRST_HASH = "0" * 64
"""What the first entry names as the hash of the one before."""


class AuditRow(NamedTuple):
    """One entry, column by column (models.audit.AuditEntry); `details` as JSON text."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    details: str
    request_id: str | None
    previous_hash: str
    entry_hash: str


class AuditFilter(NamedTuple):
    """Which entries are asked for; None leaves a thing open.

    `since` and `until` are days (ISO 8601) as people in Great Britain count them, both included.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: str | None = None
    until: str | None = None


def hash_of(row: AuditRow) -> str:
    """Give the SHA-256 of everything in an entry but its own hash."""
    body = json.dumps(list(row[:-1]), ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(body.encode()).hexdigest()


def append(
    connection: Connection,
    *,
    at: str,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    request_id: str | None,
) -> AuditRow:
    """Add an entry behind the last one, within the transaction of what it tells of."""
    if connection.dialect.name == "postgresql":
        # One after the other: two entries behind the same one would break the chain. SQLite writes so in any case.
        connection.exec_driver_sql("LOCK TABLE audit_entries IN EXCLUSIVE MODE")
    last = connection.execute(
        select(_TABLE.c.number, _TABLE.c.entry_hash).order_by(_TABLE.c.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (1, FIRST_HASH) if last is None else (last.number + 1, last.entry_hash)
    told = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    row = AuditRow(number, at, actor[:120], action, subject[:200], told, request_id, previous, "")
    row = row._replace(entry_hash=hash_of(row))
    connection.execute(insert(_TABLE).values(row._asdict()))
    return row


def entries(connection: Connection, wanted: AuditFilter, *, first: int = 0, most: int | None = 100) -> list[AuditRow]:
    """Read entries, the latest first, from the position `first` on; `most` None means all of them."""
    query = _filtered(_ROWS, wanted).order_by(_TABLE.c.number.desc()).offset(first).limit(most)
    return [AuditRow(*row) for row in connection.execute(query)]


def count(connection: Connection, wanted: AuditFilter) -> int:
    """Count the entries of a filter."""
    return int(connection.scalar(_filtered(select(func.count()).select_from(_TABLE), wanted)) or 0)


def every_entry(connection: Connection) -> Iterator[AuditRow]:
    """Read every entry from the first to the last, without holding them all."""
    for row in connection.execution_options(yield_per=1000).execute(_ROWS.order_by(_TABLE.c.number)):
        yield AuditRow(*row)


def actors(connection: Connection) -> list[str]:
    """Name everybody who is in the log, in the order of the alphabet."""
    return list(connection.scalars(select(_TABLE.c.actor).distinct().order_by(_TABLE.c.actor)))


_ROWS: Select[Any] = select(*(_TABLE.c[name] for name in AuditRow._fields))


def _filtered(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    if wanted.actor is not None:
        query = query.where(_TABLE.c.actor == wanted.actor)
    if wanted.action is not None:
        query = query.where(_TABLE.c.action == wanted.action)
    if wanted.subject is not None:
        query = query.where(_TABLE.c.subject.icontains(wanted.subject, autoescape=True))
    if wanted.since is not None:
        query = query.where(_TABLE.c.at >= _moment(wanted.since, dt.time.min))
    if wanted.until is not None:
        query = query.where(_TABLE.c.at <= _moment(wanted.until, dt.time.max))
    return query


def _moment(day: str, time: dt.time) -> str:
    """Write a time of a day in Great Britain as entries are, in UTC: then the order of the texts is that of time."""
    local = dt.datetime.combine(dt.date.fromisoformat(day), time, _LONDON)
    return local.astimezone(dt.UTC).isoformat(timespec="microseconds")
