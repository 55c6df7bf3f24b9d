"""Part an e-mail into the messages that it holds, and leave out of one its greeting, signature and disclaimer."""

import re
from typing import Any, NamedTuple

from mailparser_reply.parser import EmailMessage as Reply

LANGUAGES = ("en", "pl", "de", "fr", "es", "it", "nl")
"""Of what mail programs write above a quoted message; there are no Welsh ones among the library's."""

LONGEST_SIGNATURE = 700
LONGEST_SIGNATURE_LINE = 45

_NOTICE = re.compile(
    r"""
    ^[ \t]* (?:
        (?:this|the\ (?:information|contents?)\ (?:in|of)\ this)\ (?:e-?mail|message|communication)\b .{0,200}?
            (?:confidential|intended|privileged|virus)
      | if\ you\ (?:are\ not|have\ received)\ (?:the\ intended|this)
      | (?:external|caution|warning)\b .{0,60} (?:e-?mail|sender|outside|originated)
      | please\ consider\ the\ environment
      | you\ don['\u2019]?t\ often\ get\ (?:e-?mail|mail)\ from
      | virus[- ]free | scanned\ by | sent\ from | get\ outlook\ for | wysłane\ z | anfonwyd\ o
    )
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_GREETING = re.compile(
    r"""
    \A\s* (?:hi|hello|hey|dear|good\ (?:morning|afternoon|evening|day)|to\ whom\ it\ may\ concern
      |annwyl|helo|bore\ da|prynhawn\ da|dzień\ dobry|szanowni\ państwo|witam)\b
    [^\n.!?:,]{0,60}? (?:[,.!:]+[ \t]* | [ \t]*(?=\n))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THANKS = re.compile(
    r"""
    \n[ \t]* (?:
        (?:many\ |kind\ |best\ |warm(?:est)?\ )? (?:thanks?(?:\ you)?|regards|wishes)
        (?:\ (?:again|so\ much|very\ much|in\ advance|for\ (?:your|all|any|the)\ [^\n.]{0,40}))?
      | cheers | yours\ (?:sincerely|faithfully|truly) | sincerely
      | diolch(?:\ yn\ fawr)? | cofion(?:\ gorau)? | yn\ gywir | pozdrawiam | z\ poważaniem | dziękuję
    ) [ \t]*[,.!]*[ \t]* (?:\n|\Z)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CARD_LINE = re.compile(
    r"\b(?:tel|telephone|phone|mob|mobile|fax)\b[.:]?\s*[+(\d]|\b[+(]?0\d[\d\s()]{8,}|\w@\w|\bwww\.|\b(?:ltd|limited|plc|llp)\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    re.IGNORECASE,
)
MOST_CARD_LINES = 8


class Message(NamedTuple):
    """One of the messages that an e-mail holds: its words, and the lines above it that say whose it was."""

    words: str
    headers: str


def messages_in(text: str) -> list[Message]:
    """Part the words of an e-mail into messages, the newest first."""
    return [Message(one.content, one.headers or "") for one in _read(text)]


def without_farewell(text: str) -> str:
    """Leave out the greeting, and the signature and everything small that stands below it."""
    text = _GREETING.sub("", text.strip(), count=1).strip()
    # A line of a disclaimer ends what a person wrote, wherever it stands; one above everything is left out by itself.
    notice = _NOTICE.search(text)
    while notice is not None and not text[: notice.start()].strip():
        text = _GREETING.sub("", text[notice.start() :].partition("\n")[2].strip(), count=1).strip()
        notice = _NOTICE.search(text)
    if notice is not None:
        text = text[: notice.start()].rstrip()
    thanks = _THANKS.search(f"{text}\n")
    if thanks is not None and len(text) - thanks.start() <= LONGEST_SIGNATURE and text[: thanks.start()].strip():
        text = text[: thanks.start()]
    replies = _read(text)
    if len(replies) == 1 and _is_signature(replies[0].signatures or "", text):
        text = replies[0].body
    return _without_card(text.strip())


def _without_card(text: str) -> str:
    """Leave out the address and numbers that stand last, as on a card: their street is not the place in question."""
    before, _, last = text.rpartition("\n\n")
    lines = last.split("\n")
    is_card = (
        bool(before.strip())
        and 1 < len(lines) <= MOST_CARD_LINES
        and all(
            len(line) <= LONGEST_SIGNATURE_LINE + 15 and not line.rstrip().endswith((".", "?", "!")) for line in lines
        )
        and sum(bool(_CARD_LINE.search(line)) for line in lines) > 1
    )
    return before.strip() if is_card else text


def _is_signature(found: str, text: str) -> bool:
    """Say whether what the library takes for a signature is one: "Thanks, the bins are full" is none."""
    opening = found.strip().partition("\n")[0]
    return bool(found) and len(opening) <= LONGEST_SIGNATURE_LINE and len(found) < len(text.strip())


def _read(text: str) -> list[Any]:
    # Without the last argument, every list with hyphens would be a signature.
    found: list[Any] = Reply(text=text, languages=list(LANGUAGES), keep_hyphen_lists=True).read().replies
    return found
