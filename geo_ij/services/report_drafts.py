"""Keep what somebody writes into the report form, page by page, until it is sent: nothing is lost on the way.

Whoever has the key in the address has the draft, so only its SHA-256 is kept. A draft that nobody has changed for a day
is gone, and so are its answers once it is sent.
"""

import datetime as dt
import hashlib
import json
import logging
import secrets
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from geo_ij.errors import InputError, LimitError, NotFoundError, StoreError
from geo_ij.services.kept_locations import moment
from geo_ij.services.receive_reports import Receipt, new_reference, submit_report
from geo_ij.services.report_answers import Answers, from_text, to_report, to_text
from geo_ij.services.report_ground import Ground
from geo_ij.settings import Settings
from geo_ij.sources.photographs import clean_photograph
from geo_ij.sources.sent_report import MOST_PHOTOGRAPHS
from geo_ij.store import draft_rows, photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.draft_rows import DraftPhotograph, DraftRow
from geo_ij.store.photograph_rows import NewPhotograph
from geo_ij.vocabulary import Alarm

KEPT_FOR = dt.timedelta(hours=24)
"""How long a draft is kept after it was changed."""

PATIENCE_S = 15.0
"""How many seconds somebody waits until their photograph is looked at; they wait with the page open."""

MOST_IN_DRAFTS = 1_000
"""How many photographs the drafts of all may have together: whoever sends none of them must not fill the disk."""

GONE = (
    "This report is not here any more. A report that is begun is kept for 24 hours, and only at the address that it "
    "was begun at."
)


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentDraft:
    """What is still known of a draft that was sent: its reference, what its words pointed to, whether an e-mail goes.

    `reference` is empty where it became a voice for somebody else's report instead: the one with the public id
    `supported`.
    """

    reference: str
    alarms: tuple[Alarm, ...] = ()
    is_told: bool = False
    supported: str = ""


@dataclass(frozen=True)
class Draft:
    """What a draft holds; once it is `sent`, nothing but that."""

    answers: Answers
    photographs: tuple[DraftPhotograph, ...] = ()
    sent: SentDraft | None = None


def begin_draft(database: Database, *, now: dt.datetime | None = None) -> str:
    """Begin a draft, and clear away those that are dead; give its key, which is kept nowhere."""
    key = secrets.token_urlsafe(24)
    with database.write(content=False) as connection:
        draft_rows.remove_older(connection, before=_oldest(now))
        draft_rows.add_draft(connection, _hash(key), at=moment(now))
    return key


def read_draft(database: Database, key: str, *, now: dt.datetime | None = None) -> Draft:
    """Give a draft by its key. Raises NotFoundError when there is none, or it has died."""
    with database.read() as connection:
        return _draft(connection, _row(connection, key, now=now))


def change_draft(database: Database, key: str, *, now: dt.datetime | None = None, **changes: Any) -> Draft:
    """Change answers of a draft; one that was sent stays as it is. Raises NotFoundError when there is none."""
    with database.write(content=False) as connection:
        row = _row(connection, key, now=now, locked=True)
        draft = _draft(connection, row)
        if draft.sent is not None:
            return draft
        answers = replace(draft.answers, **changes)
        draft_rows.change_draft(connection, row.key_hash, answers=to_text(answers), at=moment(now))
    return replace(draft, answers=answers)


def add_photograph(
    database: Database, key: str, content: bytes, *, settings: Settings, now: dt.datetime | None = None
) -> None:
    """Add a photograph to a draft, made safe, and remember where it was taken if it says so.

    Raises NotFoundError when there is no draft, SourceError when the photograph cannot be used, InputError when there
    are as many as a report may have, and LimitError when too many others send some.
    """
    # Before the photograph is looked at, because that costs time; and after it, because others may have been quicker.
    _check_room(read_draft(database, key, now=now))
    cleaned = clean_photograph(content, limit_megabytes=settings.photograph_limit_megabytes, patience_s=PATIENCE_S)
    with database.write(content=False) as connection:
        row = _row(connection, key, now=now, locked=True)
        draft = _draft(connection, row)
        if draft.sent is not None:
            return
        _check_room(draft)
        _make_room(connection, now=now)
        photograph_rows.add_photograph(
            connection,
            NewPhotograph(cleaned.jpeg, cleaned.width, cleaned.height),
            report_id=None,
            draft_hash=row.key_hash,
            at=moment(now),
        )
        answers = replace(draft.answers, taken_at=cleaned.position or draft.answers.taken_at)
        draft_rows.change_draft(connection, row.key_hash, answers=to_text(answers), at=moment(now))


def remove_photograph(database: Database, key: str, photograph_id: int, *, now: dt.datetime | None = None) -> None:
    """Remove a photograph of a draft, and with the last one where it was taken; one that is not there is no fault."""
    with database.write(content=False) as connection:
        row = _row(connection, key, now=now, locked=True)
        draft_rows.remove_photograph(connection, row.key_hash, photograph_id)
        draft = _draft(connection, row)
        if draft.sent is None and not draft.photographs:
            answers = to_text(replace(draft.answers, taken_at=None))
            draft_rows.change_draft(connection, row.key_hash, answers=answers, at=moment(now))


def draft_photograph(database: Database, key: str, photograph_id: int, *, now: dt.datetime | None = None) -> bytes:
    """Give a photograph of a draft as JPEG. Raises NotFoundError when it is not there."""
    with database.read() as connection:
        row = _row(connection, key, now=now)
        found = draft_rows.picture(connection, row.key_hash, photograph_id)
    if found is None:
        raise NotFoundError("This photograph is not here any more.")
    return found


def send_draft(
    database: Database,
    key: str,
    *,
    settings: Settings,
    ground: Ground,
    household: str | None = None,
    now: dt.datetime | None = None,
) -> SentDraft:
    """Send a draft; sent again it gives what it gave the first time, and only one report is kept.

    What no person can have filled in is answered in the same way, and nothing of it is kept. Raises NotFoundError when
    there is no draft, and InputError with the fault of each field.
    """
    draft = read_draft(database, key, now=now)
    if draft.sent is not None:
        return draft.sent
    if draft.answers.is_decoy:
        with database.write(content=False) as connection:
            return _close(connection, key, SentDraft(new_reference(connection)), now=now)
    sent = to_report(draft.answers, household=household, received_key=draft_received_key(key))
    told = sent.contact is not None and bool(sent.contact.email)

    def hand_over(connection: Connection, receipt: Receipt) -> None:
        if receipt.is_new:
            photograph_rows.move_from_draft(connection, draft_hash=_hash(key), report_id=receipt.report_id)
            _close(connection, key, SentDraft(receipt.reference, receipt.alarms, told), now=now)

    try:
        receipt = submit_report(database, sent, settings=settings, ground=ground, along=hand_over, now=now)
    except StoreError:
        # PostgreSQL refuses the second of two that are sent at one moment: the first has the report.
        reference = _received(database, key)
        if reference is None:
            raise
        return SentDraft(reference)
    return SentDraft(receipt.reference, receipt.alarms, told)


def draft_received_key(key: str) -> str:
    """Give what the report that a draft becomes is known again by."""
    return f"draft {_hash(key)}"


def close_draft(database: Database, key: str, *, supported: str = "", now: dt.datetime | None = None) -> None:
    """End a draft that became a voice for somebody else's report: its answers and photographs are gone."""
    with database.write(content=False) as connection:
        row = _row(connection, key, now=now, locked=True)
        if row.sent_as is None:
            _close(connection, key, SentDraft("", supported=supported), now=now)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _oldest(now: dt.datetime | None) -> str:
    return moment((now or dt.datetime.now(dt.UTC)) - KEPT_FOR)


def _row(connection: Connection, key: str, *, now: dt.datetime | None, locked: bool = False) -> DraftRow:
    row = draft_rows.draft(connection, _hash(key), changed_since=_oldest(now), locked=locked)
    if row is None:
        raise NotFoundError(GONE)
    return row


def _draft(connection: Connection, row: DraftRow) -> Draft:
    if row.sent_as is not None:
        said = json.loads(row.answers)
        alarms = tuple(Alarm(one) for one in said.get("alarms", ()))
        told, supported = bool(said.get("is_told")), str(said.get("supported", ""))
        return Draft(Answers(), sent=SentDraft(row.sent_as, alarms, told, supported))
    return Draft(from_text(row.answers), tuple(draft_rows.photographs(connection, row.key_hash)))


def _check_room(draft: Draft) -> None:
    if len(draft.photographs) >= MOST_PHOTOGRAPHS:
        raise InputError({"photographs": f"A report can have {MOST_PHOTOGRAPHS} photographs. Remove one first"})


def _make_room(connection: Connection, *, now: dt.datetime | None) -> None:
    """Clear dead drafts away where the photographs of drafts are many. Raises LimitError where they still are."""
    if draft_rows.count_photographs(connection) < MOST_IN_DRAFTS:
        return
    draft_rows.remove_older(connection, before=_oldest(now))
    if draft_rows.count_photographs(connection) >= MOST_IN_DRAFTS:
        log.warning("drafts hold %d photographs: no more are taken until some are sent or a day old", MOST_IN_DRAFTS)
        raise LimitError("We cannot take photographs just now. Go on without", wait_s=3600)


def _close(connection: Connection, key: str, sent: SentDraft, *, now: dt.datetime | None) -> SentDraft:
    draft_rows.remove_photographs(connection, _hash(key))
    answers = json.dumps({"alarms": sent.alarms, "is_told": sent.is_told, "supported": sent.supported})
    draft_rows.change_draft(connection, _hash(key), answers=answers, at=moment(now), sent_as=sent.reference)
    return sent


def _received(database: Database, key: str) -> str | None:
    with database.read() as connection:
        row = report_rows.report_received_as(connection, draft_received_key(key))
    return None if row is None else row.reference
