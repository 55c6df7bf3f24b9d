"""Take one e-mail apart: its headers, its words and its pictures, whatever state it is in."""

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import EmailPolicy
from email.utils import parseaddr

from geo_ij.errors import SourceError
from geo_ij.sources.mail_pages import LONGEST_HTML, lines_of_html

LARGEST_MESSAGE = 25 * 1024 * 1024
"""Bytes of a message, attachments and all: what most servers let through."""

MOST_PARTS, DEEPEST = 100, 20
LONGEST_HEADER = 4_000
MOST_HEADERS = 500
LONGEST_TEXT = 20_000
LONGEST_LINE = 1_000
MOST_EMPTY_LINES = 3
MOST_PICTURES = 10
SMALLEST_PICTURE = 10 * 1024
"""Bytes; less than that is the logo of a signature or an icon."""

_TYPE_HEADER = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)
_MARKED = re.compile(rb"^>+From ", re.MULTILINE)
_SECRET_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_ARMOURED = "-----BEGIN PGP MESSAGE-----"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_LONG_WORD = re.compile(r"(\S{200})(?=\S)")


class _Careful(EmailPolicy):
    """The usual policy, with headers cut: the time to read one grows with the square of its length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


_POLICY = _Careful(raise_on_defect=False)


@dataclass
class MailParts:
    """What a message holds: headers by their small names, the words and the pictures.

    `sender` is the name and the address that it says it is from. `unreadable` is why there are no words that a person
    wrote: encrypted, or in a format of one program. `content` is the same for the same subject, words and attachments.
    """

    headers: dict[str, str] = field(default_factory=dict)
    sender: tuple[str, str] = ("", "")
    text: str = ""
    pictures: list[bytes] = field(default_factory=list)
    unreadable: str = ""
    is_delivery_report: bool = False
    content: str = ""


def open_mail(raw: bytes) -> MailParts:
    """Take a message apart. Raises SourceError in one plain sentence when it is too large, nested or broken."""
    if len(raw) > LARGEST_MESSAGE:
        raise SourceError(f"It is larger than {LARGEST_MESSAGE // 1024 // 1024} MB")
    if len(_TYPE_HEADER.findall(raw)) > MOST_PARTS:
        raise SourceError(f"It has more than {MOST_PARTS} parts")
    try:
        message = message_from_bytes(raw, policy=_POLICY)
        parts = MailParts(headers=_headers(message), sender=_sender(message))
        parts.is_delivery_report = message.get_content_type() == "multipart/report"
        _Words(parts).take(message)
        parts.content = _content(message, parts.headers)
    except SourceError:
        raise
    except Exception as error:
        # What the library raises for hostile headers is of a dozen kinds (IndexError, AttributeError, RecursionError).
        raise SourceError(f"Its form is broken ({type(error).__name__})") from error
    return parts


def _content(message: Message, headers: dict[str, str]) -> str:
    """Give a hash of what a message says and brings, whichever way it came and however it was encoded for that."""
    told = hashlib.sha256(headers.get("subject", "").encode("utf-8", errors="surrogatepass"))
    for part in message.walk():
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(content, bytes):
            # Programs put a mark before lines that begin so in a file of many messages.
            told.update(b"\n" + b"".join(_MARKED.sub(b"From ", content).split()))
    return told.hexdigest()


def headers_of(raw: bytes) -> dict[str, str]:
    """Give the headers alone, by their small names; none when they cannot be read."""
    head = re.split(rb"\r?\n\r?\n", raw[: 64 * 1024], maxsplit=1)[0]
    try:
        return _headers(message_from_bytes(head + b"\n\n", policy=_POLICY))
    except Exception:  # as above
        return {}


class _Words:
    """Gather words and pictures part by part; plain words stand before those of a page."""

    def __init__(self, parts: MailParts) -> None:
        self.parts = parts
        self._seen = 0
        self._longest_html = LONGEST_HTML

    def take(self, message: Message) -> None:
        plain, pages = self._walk(message, 0)
        text = "\n\n".join(one for one in plain if one.strip())
        if not text.strip():
            text = "\n\n".join(lines_of_html(one) for one in pages)
        if _ARMOURED in text:
            self.parts.unreadable, text = "It is encrypted", text.partition(_ARMOURED)[0]
        self.parts.text = _trimmed(text)

    def _walk(self, part: Message, depth: int) -> tuple[list[str], list[str]]:
        self._seen += 1
        if depth > DEEPEST or self._seen > 5 * MOST_PARTS:
            raise SourceError("Its parts are nested too deeply or too many")
        kind = part.get_content_type()
        if kind in _SECRET_TYPES and part.get_param("smime-type") != "certs-only":
            self.parts.unreadable = "It is encrypted"
            return [], []
        if kind in _TNEF_TYPES:
            self.parts.unreadable = self.parts.unreadable or "It is in Outlook's own format (winmail.dat)"
            return [], []
        if part.is_multipart():
            return self._many(part, kind, depth)
        if kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
            text = _decoded(part)
            if kind == "text/plain":
                return [text], []
            page = text[: self._longest_html]
            self._longest_html -= len(page)
            return [], [page]
        self._picture(part, kind)
        return [], []

    def _many(self, part: Message, kind: str, depth: int) -> tuple[list[str], list[str]]:
        plain: list[str] = []
        pages: list[str] = []
        for one in part.get_payload():
            if not isinstance(one, Message):
                continue
            found_plain, found_pages = self._walk(one, depth + 1)
            if kind == "multipart/alternative":
                # The same words in several forms: the first of each will do.
                found_plain = found_plain if not any(text.strip() for text in plain) else []
            elif not found_plain or not any(text.strip() for text in found_plain):
                # A page that stands alone among other parts is words of its own.
                found_plain = [lines_of_html(page) for page in found_pages]
                found_pages = []
            plain += found_plain
            pages += found_pages
        return plain, pages

    def _picture(self, part: Message, kind: str) -> None:
        if not (kind.startswith("image/") or kind == "application/octet-stream"):
            return
        content = part.get_payload(decode=True)
        if (
            isinstance(content, bytes)
            and len(content) >= SMALLEST_PICTURE
            and len(self.parts.pictures) < MOST_PICTURES
            and _is_picture(content)
        ):
            self.parts.pictures.append(content)


def _is_picture(content: bytes) -> bool:
    """Say whether a file begins as JPEG, PNG, WebP or HEIC do: its name and type may say anything."""
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")
        or (content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"})
    )


def _decoded(part: Message) -> str:
    """Give the words of a part in the character set that it names, or else in the likeliest."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    named = (part.get_content_charset() or "").strip().casefold()
    # What is called Latin-1 or ASCII is Windows-1252 in truth, which has letters where the others have none.
    first = {"iso-8859-1": "utf-8", "latin-1": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8"}.get(named, named)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        first = "utf-16"
    for name in (first, "utf-8-sig", "windows-1252"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _headers(message: Message) -> dict[str, str]:
    """Read the headers, the first of each name, in one line each; one that cannot be decoded stays as it was sent."""
    found: dict[str, str] = {}
    for name, value in list(message.raw_items())[:MOST_HEADERS]:
        small = name.casefold()
        if small not in found:
            try:
                text = str(_POLICY.header_fetch_parse(name, value))
            except Exception:  # of many kinds, as above
                text = str(value)
            found[small] = " ".join(text.split())[:LONGEST_HEADER]
    return found


def _sender(message: Message) -> tuple[str, str]:
    """Give the name and the address that answers go to."""
    for name in ("reply-to", "from"):
        try:
            read = [(one.display_name, one.addr_spec) for one in getattr(message.get(name), "addresses", ())]
        except Exception:  # of many kinds, as above: then the address alone, for the name is what is hostile
            raw = next((str(value) for header, value in message.raw_items() if header.casefold() == name), "")
            read = [("", parseaddr(raw)[1])]
        for called, address in read:
            if "@" in address:
                return " ".join(called.split()), address
    return "", ""


def _trimmed(text: str) -> str:
    """Leave out what nobody sees, cut what is too long, and part endless lines: patterns take long over those."""
    lines: list[str] = []
    empty = 0
    # A character set of e-mail (UTF-7) has halves of letters, which nothing else takes.
    text = _INVISIBLE.sub("", text.encode("utf-8", errors="replace").decode())
    for line in text.replace("\r\n", "\n").replace("\r", "\n")[: 2 * LONGEST_TEXT].split("\n"):
        empty = 0 if line.strip() else empty + 1
        if empty > MOST_EMPTY_LINES:
            continue
        rest = _LONG_WORD.sub(r"\1 ", line)
        while len(rest) > LONGEST_LINE:
            # There may be no blank among them but tabs.
            end = rest.rfind(" ", 1, LONGEST_LINE)
            end = end if end > 0 else LONGEST_LINE
            lines.append(rest[:end])
            rest = rest[end:].removeprefix(" ")
        lines.append(rest)
    return "\n".join(lines)[:LONGEST_TEXT]
