"""Turn whatever people type into plain words, harmlessly: nothing in the text is run, kept as markup or trusted."""

import html
import re
import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 2_000
"""Characters of a text that are looked at; a place is said in a few words, and a report has 1,000."""

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_BREAKS = frozenset(',;:()[]\n|!?\u2013\u2014"')
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:/(?=w\b)[^\W_]+)?|[&+/,;:()\[\]\n|!?.\u2013\u2014\"-]")
_MARKS = frozenset("&+/")


@dataclass(frozen=True)
class Word:
    """One word of a text, folded: small letters without accents or apostrophes.

    `broken` says that a comma or the like stands before it, so that no name runs across. `capital` says that it was
    written with a capital first letter, `shouted` that it was in capitals throughout.
    """

    text: str
    broken: bool
    capital: bool
    shouted: bool = False


def clean(text: str) -> str:
    """Give the text without markup, control characters and invisible marks, with plain quotes and single spaces.

    Line ends stay, because a name does not run across them.
    """
    text = html.unescape(text[: LONGEST_TEXT * 2])[:LONGEST_TEXT]
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", text))
    kept = text
    if not (text.isascii() and text.isprintable()):
        kept = "".join(
            letter if letter in "\n\t " or unicodedata.category(letter)[0] not in "CZ" else _in_place_of(letter)
            for letter in text
        )
    kept = re.sub(r"[\u2018\u2019\u02bc\u00b4`\u2032]", "'", kept)
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", kept)).strip()


def fold(text: str) -> str:
    """Give small letters without accents and apostrophes, as all names are compared."""
    if text.isascii():
        return text.lower().replace("'", "")
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("'", "")


def words(cleaned: str) -> list[Word]:
    """Split a cleaned text into its words; "&", "+" and "/" are words, because they join the names of streets."""
    found: list[Word] = []
    broken = False
    for match in _WORD.finditer(cleaned.replace("\u2019", "'")):
        piece = match.group()
        if piece in _BREAKS:
            broken = True
        elif piece == ".":
            # "St. Peter's Rd. Corby" is one line; a full stop before a space and a capital ends a sentence.
            broken = broken or (_ends_sentence(cleaned, match.start()) and not _is_short(found))
        elif piece != "-":
            folded = fold(piece) if piece not in _MARKS else piece
            shouted = len(piece) > 1 and piece.isupper()
            found.append(Word(folded, broken or not found, piece[:1].isupper(), shouted))
            broken = False
    return found


def _in_place_of(letter: str) -> str:
    """Give a space for a space-like character, and nothing for an invisible one."""
    return " " if unicodedata.category(letter)[0] == "Z" or letter in "\r\v\f" else ""


def _ends_sentence(text: str, position: int) -> bool:
    after = text[position + 1 : position + 3]
    return len(after) == 2 and after[0] in " \n" and after[1].isupper()


def _is_short(found: list[Word]) -> bool:
    return bool(found) and len(found[-1].text) <= 4
