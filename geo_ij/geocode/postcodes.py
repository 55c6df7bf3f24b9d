"""Find postcodes in a text, whole or in part, however they are spaced and mistyped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo_ij.geocode.index import Index, Postcode
from geo_ij.geocode.rows_of_words import is_road_number
from geo_ij.geocode.text import Word
from geo_ij.geocode.words import GRAMMAR

_DIGIT_FOR = str.maketrans("OILSBZQ", "0115820")
_LETTER_FOR = str.maketrans("01582", "OISBZ")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_SECTOR = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9]")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHARACTERS = _LETTERS + "0123456789"


@dataclass(frozen=True)
class PostcodeMention:
    """A postcode in a text: the words it takes, how it reads, and what it can be.

    `found` is the postcode itself where there is one; `guesses` are those that one slip of the fingers makes of it.
    `corrected` says that letters were read as figures or the other way round. `is_part` is true of a sector ("NN15 6")
    or a district ("NN15").
    """

    start: int
    end: int
    code: str
    found: Postcode | None
    guesses: tuple[Postcode, ...] = ()
    corrected: bool = False
    is_part: bool = False

    @property
    def place(self) -> Postcode:
        """Give the postcode that was found; a part of one is only mentioned when it was."""
        if self.found is None:
            raise LookupError(self.code)
        return self.found


def find_postcodes(words: Sequence[Word], index: Index) -> list[PostcodeMention]:
    """Find the postcodes among the words of a text; each word belongs to one at most."""
    if not any(character.isdecimal() for word in words for character in word.text):
        return []
    mentions: list[PostcodeMention] = []
    taken: set[int] = set()
    for whole in (_whole_postcodes(words, index), _parts_of_postcodes(words, index)):
        for mention in whole:
            if not taken & set(range(mention.start, mention.end)):
                mentions.append(mention)
                taken.update(range(mention.start, mention.end))
    return sorted(mentions, key=lambda mention: mention.start)


def _whole_postcodes(words: Sequence[Word], index: Index) -> Iterator[PostcodeMention]:
    readings: dict[tuple[int, int], list[str]] = {}
    slips: set[tuple[int, int]] = set()
    odd: set[tuple[int, int]] = set()
    for start in range(len(words)):
        for end in range(start + 1, min(start + 4, len(words)) + 1):
            text = "".join(word.text for word in words[start:end]).upper()
            if is_road_number(words[start].text) and (end == start + 1 or words[start + 1].text in GRAMMAR):
                continue  # "A45 by Rushden" is no A4 5BY
            if 5 <= len(text) <= 8 and text.isascii() and text.isalnum():
                exact_split = any(
                    len("".join(w.text for w in words[start:k])) == len(text) - 3 for k in range(start, end)
                )
                # Letters are read as figures within two words at most: "NN1 1 bag" is no postcode.
                is_apart = (exact_split or end == start + 1) and end - start <= 2
                if end - start > 2 and not exact_split:
                    odd.add((start, end))
                readings[start, end] = _readings(text, mend=is_apart)
                if is_apart and not readings[start, end] and _may_be_slip(text):
                    slips.add((start, end))
    known = index.postcodes({code for codes in readings.values() for code in codes})
    districts = index.postcodes({code[:-3] for codes in readings.values() for code in codes})
    in_reading_order = sorted(readings.items(), key=lambda item: (item[0][0], -item[0][1]))
    for (start, end), codes in in_reading_order:
        exact = "".join(word.text for word in words[start:end]).upper()
        for code in codes:
            if code in known:
                yield PostcodeMention(start, end, spaced(code), known[code], corrected=code != exact)
                break
    for (start, end), codes in in_reading_order:
        exact = "".join(word.text for word in words[start:end]).upper()
        # "o/s 14 St Marys Rd": three words that no postcode is parted into are one only if they are known as one.
        if (start, end) not in odd and not any(code in known for code in codes) and (codes or (start, end) in slips):
            near = districts.get(codes[0][:-3]) if codes else None
            guesses = _one_slip_away(exact, index)
            if near is not None or guesses or (codes and end - start == 2):
                yield PostcodeMention(start, end, spaced(exact), None, guesses)


def _readings(text: str, *, mend: bool) -> list[str]:
    """Give the postcodes that a text without spaces may be: as it stands, then with figures for letters and back."""
    outward, inward = text[:-3], text[-3:]
    if not any(character.isdigit() for character in text) or not text[0].isalpha() or len(outward) > 4:
        return []
    if not mend:
        return [text] if _OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward) else []
    mended_inward = inward[0].translate(_DIGIT_FOR) + inward[1:].translate(_LETTER_FOR)
    mended = [text]
    for letters in (2, 1):
        if len(outward) > letters:
            area = outward[:letters].translate(_LETTER_FOR)
            district = outward[letters:].translate(_DIGIT_FOR)
            mended.append(area + district + mended_inward)
            mended.append(area + district[:1] + outward[letters + 1 :] + mended_inward)
    fits = (code for code in mended if _OUTWARD.fullmatch(code[:-3]) and _INWARD.fullmatch(code[-3:]))
    return list(dict.fromkeys(fits))


def _may_be_slip(text: str) -> bool:
    """Say whether a text without spaces, which is no postcode, may have been meant for one: "NN15 6OP", "NN15 GDP"."""
    return text[0].isalpha() and any(key.isdigit() for key in text[1:])


def _one_slip_away(code: str, index: Index) -> tuple[Postcode, ...]:
    """Find the postcodes that two swapped characters make, else those that one wrong, lost or extra one makes."""
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)} - {code}
    found = index.postcodes(swapped)
    if not found:
        wrong = {code[:i] + new + code[i + 1 :] for i in range(len(code)) for new in _CHARACTERS}
        extra = {code[:i] + code[i + 1 :] for i in range(len(code))}
        lost = {code[:i] + new + code[i:] for i in range(len(code) + 1) for new in _CHARACTERS}
        found = index.postcodes({slip for slip in wrong | extra | lost if _INWARD.fullmatch(slip[-3:])})
    return tuple(found[code] for code in sorted(found))


def _parts_of_postcodes(words: Sequence[Word], index: Index) -> Iterator[PostcodeMention]:
    """Find sectors and districts; they need two letters, because M1 and A14 are roads."""
    for start, word in enumerate(words):
        district = word.text.upper()
        following = words[start + 1].text if start + 1 < len(words) else ""
        # "NN15 6D" is a postcode that lacks its last letter.
        sector = f"{district} {following[0]}" if following[:1].isdecimal() and len(following) <= 2 else ""
        if not (_OUTWARD.fullmatch(district) and district[1].isalpha()):
            continue
        known = index.postcodes({district, sector})
        if sector in known:
            yield PostcodeMention(start, start + 2, sector, known[sector], is_part=True)
        elif district in known:
            yield PostcodeMention(start, start + 1, district, known[district], is_part=True)
        elif _SECTOR.fullmatch(district):
            squashed = f"{district[:-1]} {district[-1]}"
            known = index.postcodes({squashed})
            if squashed in known:
                yield PostcodeMention(start, start + 1, squashed, known[squashed], is_part=True)


def spaced(code: str) -> str:
    """Write a whole postcode with its space."""
    return code if " " in code else f"{code[:-3]} {code[-3:]}"
