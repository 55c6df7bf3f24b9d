"""Mask what must not be shown to others: e-mail addresses, telephone numbers and registration plates."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from phonenumbers import Leniency, PhoneNumberMatcher

from geo_ij.triage.plates import plates_in


class Masked(NamedTuple):
    """A stretch of a text that is masked: from `start` up to `end`, and what it was ("telephone number")."""

    start: int
    end: int
    what: str


EMAIL = "e-mail address"
TELEPHONE = "telephone number"
PLATE = "registration plate"
HANDLE = "name on social media"


def masked_stretches(text: str) -> tuple[Masked, ...]:
    """Find the stretches to mask, in order, none overlapping another."""
    seen, positions = _as_it_looks(text)
    found: list[tuple[int, int, str]] = []
    while new := _without_overlaps(seen):
        found += new
        for start, end, _ in new:
            # What stands next to a masked stretch is looked at again as it will be read then.
            seen = seen[:start] + "[" + " " * (end - start - 2) + "]" + seen[end:]
    return tuple(Masked(positions[start], positions[end - 1] + 1, what) for start, end, what in sorted(found))


def mask(text: str) -> str:
    """Put "[telephone number removed]" and the like in place of every stretch to mask."""
    parts: list[str] = []
    end = 0
    for stretch in masked_stretches(text):
        parts += [text[end : stretch.start], f"[{stretch.what} removed]"]
        end = stretch.end
    return "".join([*parts, text[end:]])


def _as_it_looks(text: str) -> tuple[str, list[int]]:
    """Give the text with its letters in their plain form and without invisible ones, and where each letter stood."""
    letters: list[str] = []
    positions: list[int] = []
    for position, letter in enumerate(text):
        if unicodedata.category(letter) == "Cf":
            continue
        letters.append(letter if letter.isascii() else _plain(letter))
        positions.append(position)
    return "".join(letters), positions


def _plain(letter: str) -> str:
    """Give the one plain letter that another stands for, else the letter itself; figures of any script are figures."""
    plain = unicodedata.normalize("NFKC", letter)
    if len(plain) != 1:
        return letter
    figure = unicodedata.decimal(plain, None)
    return "-" if unicodedata.category(plain) == "Pd" else plain if figure is None else str(figure)


def _without_overlaps(text: str) -> list[tuple[int, int, str]]:
    """Find stretches of every kind; where two overlap, the kind that is looked for first has its way."""
    found: list[tuple[int, int, str]] = []
    for what, finder in _FINDERS:
        for start, end in finder(text):
            if all(end <= other_start or other_end <= start for other_start, other_end, _ in found):
                found.append((start, end, what))
    return found


_WORD = r"[^\W_]"
_LOCAL = r"(?<![\w.+%-])[\w+%](?:[\w.+%'-]{0,62}[\w+%-])?"
_PROVIDER = (
    "gmail|googlemail|hotmail|outlook|yahoo|ymail|btinternet|btopenworld|icloud|live|aol|sky|talktalk|ntlworld|"
    "virginmedia|protonmail|proton|msn|me|mail|gmx|tiscali|blueyonder|plusnet"
)
_AT = r"[ \t]{0,3}(?:@|[(\[{<][ \t]?(?:at|@)[ \t]?[)\]}>])[ \t]{0,3}"
_DOT = r"(?:[ \t]{0,2}\.[ \t]?|[ \t]{0,2}[(\[{<][ \t]?dot[ \t]?[)\]}>][ \t]{0,2}|[ \t]{1,3}dot[ \t]{1,3})"
_LABEL = rf"{_WORD}(?:[^\W_]|-){{0,62}}"
_EMAILS = (
    # Written as it should be, or with spaces, or with (at) and (dot).
    re.compile(
        rf"{_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?{_DOT}(?:co{_DOT}uk|[^\W\d_]{{2,24}}(?!{_WORD}))"
        rf"(?:\.[^\W\d_]{{2,24}}(?!{_WORD})){{0,2}}",
        re.I,
    ),
    # In words: "name at example dot org", "j dot smith at example dot org".
    re.compile(
        rf"(?<![\w.])[\w+%](?:[\w.+%'-]{{0,62}}[\w+%-])?(?:[ \t]dot[ \t][\w-]{{1,30}}){{0,2}}[ \t]{{1,3}}at[ \t]{{1,3}}"
        rf"{_LABEL}(?:[ \t]{{1,3}}dot[ \t]{{1,3}}{_LABEL}){{1,3}}",
        re.I,
    ),
    # "name at gmail.com", but not "look at northampton.gov.uk".
    re.compile(rf"{_LOCAL}[ \t]{{1,3}}at[ \t]{{1,3}}(?:{_PROVIDER})\.(?:co\.uk|com|net|org|uk|me)(?!{_WORD})", re.I),
    re.compile(rf"{_LOCAL}@(?:{_PROVIDER})(?!{_WORD})", re.I),
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _EMAILS:
        for match in pattern.finditer(text):
            yield match.span()


_SEPARATED = re.compile(
    r"(?<![\w.,])(?:\(?(?:\+|00)[ .-]?4[ .-]?4\)?[ .-]{0,2}(?:\(0\))?|\(?[0oO])(?:[ .()/-]{0,3}[0-9oO]){9,10}(?![0-9])"
)
"""A number of the United Kingdom, however it is parted, also with the letter O for the figure 0."""

_BARE = re.compile(
    r"\b(?:tele?(?:phone)?|phone|landline|(?:ring|call|text)(?: me| us)|mob(?:ile)?|contact)\b"
    r"[^\n\[\]\d]{0,15}?[ :.]((?:\(?[0-9][ -]?){6,7}|7[0-9 ]{9,11})(?<=[0-9])(?![0-9])",
    re.I,
)
"""A number without its area, where the text says that one follows."""

_FIGURE = "zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine"
_TIMES = {"double": 1, "treble": 2, "triple": 2}
_IN_WORDS = re.compile(
    r"(?<!\w)(?:zero|oh|nought|naught|0[0-9]{0,5})"
    rf"(?:[ \t,-]{{1,3}}(?:{_FIGURE}|{'|'.join(_TIMES)}|[0-9]{{1,6}})(?!\w)){{3,12}}",
    re.I,
)
"""A number with figures in words among it: "oh seven seven double oh ...", "07700 900 one two three"."""

_DATE = re.compile(r"[0-3]?[0-9][./ -][01]?[0-9][./ -](?:19|20)[0-9]{2}(?![0-9])")
_AREA_CODE = re.compile(r"0(?:1[1-9]|2[0-9]|3[0-9]|5[56]|7[0-9]|8[0-9]|9[0-9])")


def _telephones(text: str) -> Iterator[tuple[int, int]]:
    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        if _is_telephone(match.raw_string):
            yield match.start, match.end
    for found in _SEPARATED.finditer(text):
        if _is_telephone(found[0].replace("o", "0").replace("O", "0")):
            yield found.span()
    for found in _BARE.finditer(text):
        if not _DATE.match(found[1]):
            yield found.span(1)
    for found in _IN_WORDS.finditer(text):
        words = re.findall(r"[0-9]+|[a-z]+", found[0].casefold())
        figures = sum(len(word) if word.isdecimal() else _TIMES.get(word, 1) for word in words)
        if figures in (10, 11) and not all(word.isdecimal() for word in words):
            yield found.span()


def _is_telephone(raw: str) -> bool:
    """Tell a number that somebody can ring from dates, times, coordinates and numbers of cases."""
    digits = "".join(letter for letter in raw if letter.isdigit())
    if raw.lstrip("( [").startswith("+") or digits.startswith("00"):
        return len(digits) >= 9
    is_national = 10 <= len(digits.split("x")[0]) <= 14 and _AREA_CODE.match(digits) is not None
    short_freephone = digits.startswith(("0800", "0845")) and len(digits) >= 8
    return (is_national or short_freephone) and _DATE.match(raw) is None


_HANDLES = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|twitter|tiktok|facebook|fb)\b[^\n@\[\]]{0,12}(@[\w.]{2,30})(?<!\.)", re.I
)


def _handles(text: str) -> Iterable[tuple[int, int]]:
    return (match.span(1) for match in _HANDLES.finditer(text))


_FINDERS: tuple[tuple[str, Callable[[str], Iterable[tuple[int, int]]]], ...] = (
    (HANDLE, _handles),
    (EMAIL, _emails),
    (TELEPHONE, _telephones),
    (PLATE, plates_in),
)
"""What is looked for, in order."""
