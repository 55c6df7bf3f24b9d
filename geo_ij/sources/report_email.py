"""Read an e-mail as a resident's report: the two answers, the place, the pictures and who sent it.

Nothing is refused for what it holds: what cannot be read says why, so that a person can look at it.
"""

import datetime as dt
import hashlib
import logging
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from geo_ij.errors import SourceError
from geo_ij.sources.issue_words import activities_in, issues_in
from geo_ij.sources.mail_answers import answers_in
from geo_ij.sources.mail_parts import LARGEST_MESSAGE, MailParts, headers_of, open_mail
from geo_ij.sources.mail_places import place_choices, topic_of
from geo_ij.sources.sent_report import (
    LONGEST_ACTIVITY_TEXT,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    Contact,
    SentReport,
)
from geo_ij.vocabulary import Issue, MailState, ReportSource

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""A message that says it is older has a wrong clock."""

SAID_LENGTH = 32
"""Letters of the key that stand for what a message says it is: messages with the same are told apart by the others."""

LONGEST_SUBJECT = 200
CUT = " […]"

log = logging.getLogger(__name__)

_FORWARDED = re.compile(r"^\s*(?:(?:re|aw)\s*:\s*)*(?:fwd?|wg|pd|ymlaen)\s*:", re.IGNORECASE)
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:re:\s*)?(?:auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office|ateb awtomatig"
    r"|abwesenheitsnotiz|undeliver(?:able|ed)|mail delivery (?:failed|failure|subsystem)"
    r"|delivery (?:status notification|failure)|returned mail|failure notice|read:|not read:|automatyczna odpowiedź)",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"^(?:mailer-daemon|postmaster|bounces?)([+=-].*)?@", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class ReadMail:
    """What one message is: a report (`sent`), or set aside or unreadable, and then why.

    `key` knows the message again. `places` are the words that may say where, the likeliest first: `sent` has the first.
    `pictures` are more than a report may have, because some may be logos.
    """

    key: str
    state: MailState
    reason: str
    received_at: dt.datetime
    subject: str
    sender: Contact | None
    sent: SentReport | None = None
    places: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()


def read_mail(raw: bytes, *, now: dt.datetime, own_address: str = "") -> ReadMail:
    """Read a message. Every sequence of bytes has an answer; none raises an error.

    `own_address` is what the service sends its own e-mails from: they are no reports.
    """
    try:
        return _read(raw, now=now, own_address=own_address)
    except Exception as error:  # whatever it is, a person can look at the message
        log.error("an e-mail could not be read: %s", type(error).__name__)
        reason = f"It could not be read ({type(error).__name__})"
        return ReadMail(
            key=hashlib.sha256(raw).hexdigest(),
            state=MailState.UNREADABLE,
            reason=reason,
            received_at=now,
            subject="",
            sender=None,
        )


def _read(raw: bytes, *, now: dt.datetime, own_address: str) -> ReadMail:
    try:
        parts = open_mail(raw)
        fault = ""
    except SourceError as error:
        is_whole = len(raw) <= LARGEST_MESSAGE
        parts = MailParts(headers=headers_of(raw), content=hashlib.sha256(raw if is_whole else b"").hexdigest())
        fault = str(error)
    subject = topic_of(_visible(parts.headers.get("subject", "")))
    found = ReadMail(
        key=_key(raw, parts),
        state=MailState.UNREADABLE,
        reason=fault,
        received_at=_received_at(parts.headers.get("date", ""), now=now),
        subject=_cut(subject, LONGEST_SUBJECT),
        sender=_contact(parts.sender),
    )
    if fault:
        return found
    if not {"from", "date", "message-id"} & set(parts.headers):
        return replace(found, reason="It says neither who sent it nor when, so it may be no e-mail")
    automatic = _automatic(parts, own_address=own_address)
    if automatic:
        return replace(found, state=MailState.SET_ASIDE, reason=automatic)
    return _as_report(found, parts)


def words_of(raw: bytes) -> str:
    """Give the words of a message for a person to look at, whatever state it is in."""
    try:
        return open_mail(raw).text
    except SourceError:
        return raw[:20_000].decode("utf-8", errors="replace")


def _as_report(found: ReadMail, parts: MailParts) -> ReadMail:
    answers = answers_in(parts.text, passed_on=bool(_FORWARDED.match(parts.headers.get("subject", ""))))
    issue = answers.issue or (found.subject if _has_words(found.subject) else "")
    if not _has_words(answers.issue) and (parts.unreadable or not _has_words(issue)):
        reason = parts.unreadable or ("There are only pictures in it" if parts.pictures else "There are no words in it")
        return replace(found, reason=reason)
    places = place_choices(issue, subject=found.subject)
    issues = issues_in(issue) or issues_in(found.subject)
    asked = answers.activities if answers.asked else f"{answers.issue}\n{found.subject}"
    sent = SentReport(
        issues=issues or (Issue.OTHER,),
        description=_cut(issue, LONGEST_DESCRIPTION),
        place_text=places[0] if places else "",
        activities=activities_in(asked),
        activity_text=_cut(answers.activities, LONGEST_ACTIVITY_TEXT),
        contact=found.sender,
        source=ReportSource.EMAIL,
        received_at=found.received_at,
        received_key=f"mail {found.key}",
    )
    return replace(found, state=MailState.TAKEN, sent=sent, places=places, pictures=tuple(parts.pictures))


def _automatic(parts: MailParts, *, own_address: str) -> str:
    """Say why a message was written by no person for us, or nothing."""
    headers = parts.headers
    address = parts.sender[1].casefold()
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().casefold()
    answers = any(name in headers for name in ("x-autoreply", "x-autorespond", "x-auto-reply"))
    reasons = {
        "It says that a message could not be delivered": parts.is_delivery_report
        or headers.get("return-path") == "<>"
        or _MACHINE.match(address),
        "This service sent it": own_address and own_address.casefold() in headers.get("from", "").casefold(),
        "It is an automatic reply": answers or _AUTOMATIC_SUBJECT.match(headers.get("subject", "")),
        "A program sent it, not a person": submitted != "no",
        "It went to a mailing list": headers.get("precedence", "").casefold() in {"bulk", "list", "junk", "auto_reply"}
        or "list-id" in headers,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _key(raw: bytes, parts: MailParts) -> str:
    """Know a message by what it says it is, and then by its content; by all its bytes where it does not say."""
    named = [parts.headers.get(name, "") for name in ("message-id", "date", "from")]
    if not all(named):
        return hashlib.sha256(raw).hexdigest()
    said = hashlib.sha256("\n".join(named).encode("utf-8", errors="surrogatepass")).hexdigest()
    return said[:SAID_LENGTH] + parts.content[:SAID_LENGTH]


def key_of_head(read: ReadMail, *, raw: bytes) -> str:
    """Give the key of a message of which only the head was read: no other that is too large is told from it."""
    if read.key == hashlib.sha256(raw).hexdigest():
        return read.key
    return read.key[:SAID_LENGTH] + hashlib.sha256(b"").hexdigest()[:SAID_LENGTH]


def _received_at(text: str, *, now: dt.datetime) -> dt.datetime:
    try:
        sent = parsedate_to_datetime(text)
        moment = sent.replace(tzinfo=dt.UTC) if sent.tzinfo is None else sent.astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return moment if EARLIEST <= moment <= now else now


def _contact(sender: tuple[str, str]) -> Contact | None:
    name, address = (_visible(part) for part in sender)
    if not address:
        return None
    return Contact(name=name[:LONGEST_NAME].strip() or None, email=address)


def _visible(text: str) -> str:
    return " ".join(_INVISIBLE.sub(" ", text.encode("utf-8", errors="replace").decode()).split())


def _has_words(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) >= 3


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - len(CUT)].rstrip() + CUT
