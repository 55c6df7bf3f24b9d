"""Take e-mails in as reports: from files, or one by one as a mailbox has them; none is lost, none is taken twice."""

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.exc import DataError, SQLAlchemyError

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError, StoreError
from geo_ij.geocode.location import Location
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.checked_reports import checked, plain_words
from geo_ij.services.kept_locations import moment
from geo_ij.services.mail_photographs import photographs_among
from geo_ij.services.own_report import answer_question, normal_reference
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.receive_reports import keep_report
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.settings import Settings
from geo_ij.sources.mail_files import mail_files, messages_of
from geo_ij.sources.mail_parts import LARGEST_MESSAGE
from geo_ij.sources.report_email import SAID_LENGTH, ReadMail, key_of_head, read_mail
from geo_ij.sources.sent_report import Contact, SentReport
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, LocationStatus, MailState

HEAD_BYTES = 64 * 1024
"""What is kept of a message that is too large: its headers and how it begins."""

OTHER_WORDS = "It says the same id as an earlier message, with other words"

log = logging.getLogger(__name__)

_REFERENCE = re.compile(r"\b[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}\b")
"""As the subjects of our e-mails have it."""

_ORDER = (LocationStatus.MATCHED, LocationStatus.AMBIGUOUS, LocationStatus.OUTSIDE_AREA, LocationStatus.NOT_FOUND)


@dataclass(frozen=True)
class TakenMail:
    """What became of one message: a report with this reference, or set aside or unreadable and why.

    `is_new` is false where it had come in before: nothing was changed then.
    """

    key: str
    state: MailState
    reason: str
    reference: str | None
    is_new: bool


@dataclass
class MailImport:
    """What became of many messages; `read` is `kept`, `known` and all `rejected`, which count by reason.

    `references` are the reports of `kept` and `known` in the order of the messages; `waiting` are those that wait for a
    person, each by where it is and why.
    """

    read: int = 0
    kept: int = 0
    known: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    references: list[str] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)

    def count(self, taken: TakenMail, *, where: str = "") -> None:
        """Count one message; `where` is the file that it came from."""
        self.read += 1
        if taken.reference is None:
            self.rejected[taken.reason] += 1
            if taken.state is MailState.UNREADABLE:
                self.waiting.append((where, taken.reason))
            return
        self.kept += taken.is_new
        self.known += not taken.is_new
        self.references.append(taken.reference)


def take_message(
    database: Database,
    raw: bytes,
    *,
    settings: Settings,
    ground: Ground,
    is_limited: bool = False,
    now: dt.datetime | None = None,
) -> TakenMail:
    """Take one message in; it is on the disk when this returns, as a report or as one that a person must read.

    Whatever goes wrong with one message leaves it to a person. Raises StoreError or OSError when the database or the
    disk is what goes wrong: then it must come again. `is_limited` lets one address send no more reports in an hour than
    the form does: what is more waits for a person.
    """
    allow(database, Permission.IMPORT_DATA)
    now = now or dt.datetime.now(dt.UTC)
    read = read_mail(raw, now=now, own_address=settings.mail_from)
    before = known_message(database, read.key)
    if before is not None:
        return before
    try:
        return _take(database, read, raw, settings=settings, ground=ground, is_limited=is_limited, now=now)
    except Exception as error:
        if isinstance(error, (StoreError, SQLAlchemyError, OSError)) and not isinstance(error.__cause__, DataError):
            raise
        # One that nothing can be done with must not keep the others waiting, again and again.
        log.error("an e-mail could not be taken in: %s", type(error).__name__)
        reason = f"It could not be taken in ({type(error).__name__})"
        return _keep_unread(database, replace(read, state=MailState.UNREADABLE, reason=reason), raw, now=now)


def _take(
    database: Database,
    read: ReadMail,
    raw: bytes,
    *,
    settings: Settings,
    ground: Ground,
    is_limited: bool,
    now: dt.datetime,
) -> TakenMail:
    if read.state is not MailState.SET_ASIDE and _is_other(database, read):
        return _keep_unread(database, replace(read, state=MailState.UNREADABLE, reason=OTHER_WORDS), raw, now=now)
    if read.sent is None:
        return _keep_unread(database, read, raw, now=now)
    try:
        sent = _checked(read.sent)
    except InputError as error:
        return _keep_unread(database, replace(read, state=MailState.UNREADABLE, reason=str(error)), raw, now=now)
    if is_limited and _is_flood(database, sent, settings=settings, now=now):
        reason = "More reports came from this address than one may send in an hour"
        return _keep_unread(database, replace(read, state=MailState.UNREADABLE, reason=reason), raw, now=now)
    answered = _answer(database, read, sent, raw, settings=settings, now=now)
    return answered or _keep(database, read, sent, settings=settings, ground=ground, now=now)


def take_too_large(database: Database, head: bytes, *, now: dt.datetime | None = None) -> TakenMail:
    """Note a message of which only the head was read, because the whole is too large: a person must read it."""
    allow(database, Permission.IMPORT_DATA)
    now = now or dt.datetime.now(dt.UTC)
    reason = f"It is larger than {LARGEST_MESSAGE // 1024 // 1024} MB"
    read = read_mail(head, now=now)
    read = replace(read, key=key_of_head(read, raw=head), state=MailState.UNREADABLE, reason=reason)
    return known_message(database, read.key) or _keep_unread(database, read, head, now=now)


def known_message(database: Database, key: str) -> TakenMail | None:
    """Say what became of a message that came in before, or give None."""
    allow(database, Permission.IMPORT_DATA)
    with database.read() as connection:
        row = incoming_rows.incoming(connection, key)
    if row is None:
        return None
    return TakenMail(key, MailState(row.state), row.reason, row.report_reference, is_new=False)


def import_mail(
    database: Database,
    paths: Sequence[Path],
    *,
    settings: Settings,
    progress: Progress | None = None,
    now: dt.datetime | None = None,
) -> MailImport:
    """Take in the messages of `.eml` and `.mbox` files and of folders of them; again changes nothing.

    Raises SourceError when a path is no file of e-mail, or cannot be read; what was taken before stays.
    """
    allow(database, Permission.IMPORT_DATA)
    files = mail_files(paths)
    ground = open_ground(database, settings=settings)
    result = MailImport()
    with (progress or Silent()).bar("Reading e-mails", total=len(files), unit="file") as advance:
        for file in files:
            is_one = file.suffix.casefold() == ".eml"
            for number, raw in enumerate(messages_of(file), start=1):
                where = file.name if is_one else f"{file.name} message {number}"
                result.count(take_message(database, raw, settings=settings, ground=ground, now=now), where=where)
            advance(1)
    if result.kept:
        with database.write(content=False) as connection:
            names = ", ".join(path.name for path in paths)
            record(connection, database.actor, AuditAction.IMPORTED, "e-mails", files=names, kept=result.kept)
    return result


def best_place(ground: Ground, places: Sequence[str]) -> tuple[str, Location]:
    """Choose the words that the geocoder is surest of, the first where it is sure of none; ask no one outside twice."""
    finder = ground.finder
    tried = [(words, finder.remembered.locate(words) or finder.geocoder.locate(words)) for words in places]
    words, found = min(tried, key=lambda one: _doubt(one[1]))
    return words, ground.locate(words) if found.status is LocationStatus.NOT_FOUND else found


def _doubt(location: Location) -> tuple[int, float]:
    sure = location.best.confidence if location.best is not None else 0.0
    return _ORDER.index(location.status), -round(sure, 1)


def _keep(
    database: Database, read: ReadMail, sent: SentReport, *, settings: Settings, ground: Ground, now: dt.datetime
) -> TakenMail:
    place, location = best_place(ground, [plain_words(words) for words in read.places] or [sent.place_text])
    photographs, left_out = photographs_among(read.pictures, settings=settings)
    extra = {"photographs_left_out": "; ".join(left_out)} if left_out else {}
    sent = replace(sent, place_text=place, extra=extra)
    with database.write(content=False, durable=True) as connection:
        is_new = incoming_rows.add_incoming(connection, read.key, received_at=moment(now), state=MailState.TAKEN)
        if is_new:
            receipt = keep_report(
                connection, sent, location=location, ground=ground, photographs=photographs, settings=settings, now=now
            )
            incoming_rows.decide(connection, read.key, state=MailState.TAKEN, report_reference=receipt.reference)
    if not is_new:
        # Another process took the same message in the meantime.
        before = known_message(database, read.key)
        assert before is not None  # noqa: S101  # its row was in the way
        return before
    return TakenMail(read.key, MailState.TAKEN, "", receipt.reference, receipt.is_new)


def _is_other(database: Database, read: ReadMail) -> bool:
    """Say whether a message came in that says it is this one: its key is the same but for the content."""
    with database.read() as connection:
        return incoming_rows.other_begins(connection, read.key, letters=SAID_LENGTH)


def _answer(
    database: Database, read: ReadMail, sent: SentReport, raw: bytes, *, settings: Settings, now: dt.datetime
) -> TakenMail | None:
    """Take a reply to one of our e-mails as what it is, if it comes from the address that the e-mail went to.

    It is the answer where one is waited for; otherwise a person reads it. None says that it is a report of its own.
    """
    named = _REFERENCE.search(read.subject)
    if named is None or sent.contact is None or sent.contact.email is None:
        return None
    reference = normal_reference(named.group())
    with database.read() as connection:
        report = report_rows.report_of(connection, reference)
        contact = None if report is None else report_rows.contact(connection, report.report_id)
    if report is None or contact is None or (contact.email or "").casefold() != sent.contact.email.casefold():
        return None
    try:
        answer_question(database, reference, sent.description, settings=settings, now=now)
    except (InputError, NotFoundError):
        reason = f"It answers an e-mail about report {reference}"
        return _keep_unread(database, replace(read, state=MailState.UNREADABLE, reason=reason), raw, now=now)
    # A process that dies here finds the question answered the next time, and leaves the message to a person.
    with database.write(content=False, durable=True) as connection:
        incoming_rows.add_incoming(connection, read.key, received_at=moment(now), state=MailState.TAKEN)
        incoming_rows.decide(connection, read.key, state=MailState.TAKEN, report_reference=reference)
    return TakenMail(read.key, MailState.TAKEN, "", reference, is_new=True)


def _keep_unread(database: Database, read: ReadMail, raw: bytes, *, now: dt.datetime) -> TakenMail:
    waits = read.state is MailState.UNREADABLE
    kept = raw if len(raw) <= LARGEST_MESSAGE else raw[:HEAD_BYTES]
    with database.write(content=False, durable=True) as connection:
        is_new = incoming_rows.add_incoming(
            connection,
            read.key,
            received_at=moment(now),
            state=read.state,
            reason=read.reason,
            raw=kept if waits else None,
        )
    return TakenMail(read.key, read.state, read.reason, None, is_new)


def _checked(sent: SentReport) -> SentReport:
    """Check a report; an address that is none is left out, for the report counts without it."""
    try:
        return checked(sent)
    except InputError as error:
        if not any(name.startswith("contact_") for name in error.fields) or sent.contact is None:
            raise
        name = None if "contact_name" in error.fields else sent.contact.name
        email = None if "contact_email" in error.fields else sent.contact.email
        return checked(replace(sent, contact=Contact(name=name, email=email)))


def _is_flood(database: Database, sent: SentReport, *, settings: Settings, now: dt.datetime) -> bool:
    if sent.household is None:
        return False
    since = moment(now - dt.timedelta(hours=1))
    with database.read() as connection:
        count = incoming_rows.reports_by_mail_since(connection, sent.household, moment=since)
    return count >= settings.reports_an_hour
