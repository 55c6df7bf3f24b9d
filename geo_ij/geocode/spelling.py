"""Find names that differ by a letter or two, by the deletions that two spellings have in common.

After the symmetric-delete idea of Wolf Garbe (SymSpell): two words one edit apart share a word that is either of them
or either with one letter left out. A short core is kept with every one and two letters left out. A long one is kept by
its two halves with one letter left out of each: two edits leave one half with at most one.
"""

from collections.abc import Iterator
from zlib import crc32

from rapidfuzz.distance import OSA

LONGEST_WHOLE = 9
"""Cores up to this length are kept whole; longer ones by their halves."""

_OTHER_LETTERS = 26

LONGEST_HALF = 7
"""Letters of a half that count: more would cost room and find nothing new."""


def index_keys(core: str) -> set[int]:
    """Give the numbers under which an index keeps a core."""
    if len(core) <= LONGEST_WHOLE:
        return {_number("w", text) for text in _shortened(core, 2)}
    return set(_half_keys(core, len(core)))


def query_keys(core: str, *, edits: int = 2) -> set[int]:
    """Give the numbers under which an index may keep the cores that are at most two edits from this one."""
    keys: set[int] = set()
    if len(core) <= LONGEST_WHOLE + edits:
        keys.update(_number("w", text) for text in _shortened(core, edits))
    for length in range(max(LONGEST_WHOLE + 1, len(core) - edits), len(core) + edits + 1):
        keys.update(_half_keys(core, length))
    return keys


def letters_in(core: str) -> int:
    """Give the letters of a core as a set of bits, one for each of a to z and one for everything else."""
    letters = 0
    for letter in core:
        letters |= 1 << (ord(letter) - ord("a") if "a" <= letter <= "z" else _OTHER_LETTERS)
    return letters


def edits_between(one: str, other: str, *, most: int) -> int:
    """Count the letters to change, add, drop or swap with their neighbour; `most` + 1 when it is more than that."""
    return int(OSA.distance(one, other, score_cutoff=most))


def most_edits(core: str) -> int:
    """Say how many edits a core of this length may have before it is another name: none, one or two."""
    if len(core) < 4:
        return 0
    return 1 if len(core) < 8 else 2


def sounds_alike(one: str, other: str) -> bool:
    """Say whether two cores have the same consonants, doubled or not: "catrick" and "catterick"."""
    return _consonants(one) == _consonants(other)


def _consonants(core: str) -> str:
    kept = core[:1] + "".join(letter for letter in core[1:] if letter not in "aeiouyhw")
    return "".join(letter for place, letter in enumerate(kept) if kept[place - 1 : place] != letter)


def _half_keys(core: str, length: int) -> Iterator[int]:
    """Give the keys of both halves, were the core `length` letters long.

    The length is part of the key: thousands of cores end in the same letters, and those of other lengths are not near.
    """
    half = min(LONGEST_HALF, length // 2)
    for side, text in (("a", core[:half]), ("z", core[-half:])):
        for shortened in _shortened(text, 1):
            yield _number(f"{side}{length}", shortened)


def _shortened(text: str, most: int, first: int = 0) -> Iterator[str]:
    """Give the text with none, one, ... `most` of the letters from the place `first` on left out, but never all."""
    yield text
    if most and len(text) > 1:
        for gone in range(first, len(text)):
            yield from _shortened(text[:gone] + text[gone + 1 :], most - 1, gone)


def _number(kind: str, text: str) -> int:
    # Two texts with one number do no harm: what is found is compared letter by letter.
    return crc32(f"{kind}:{text}".encode())
