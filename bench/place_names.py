"""Make up the streets of a country, to measure the search of names at its size.

What is imitated was measured on the street names in the police archives of four forces for 2025: 22,951 distinct names,
of which one in two of a force is in none of the others. Letters follow one another as in the rarer of these names,
lengths are theirs, and a name before its type ("Mill" of "Mill Lane") has as many types as theirs have. Real names stay
as they are, with more types. By the growth from one force to four, Britain has about 290,000 distinct names of streets:
900,000 distinct ones are three Britains.
"""

import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from bench.open_data import FORCES, archive
from geo_ij.geocode.names import folded_words
from geo_ij.geocode.words import STREET_TYPES
from geo_ij.sources.police_archive import GENERIC_LABELS
from geo_ij.sources.shipped import places

COUNTRY_NAMES = 900_000

_FORCES_IN_COUNTRY = 18
"""How many times as many people live in the country as in the areas of the four forces."""

_MORE_TYPES = 4
"""How many times as many types a real name has in the country as in four forces."""

_LETTERS_BEFORE = 3
_LETTERS = np.array(["", " ", *"abcdefghijklmnopqrstuvwxyz"])
_SHORTEST, _LONGEST = 3, 20
_AT_ONCE = 400_000


@dataclass(frozen=True)
class Country:
    """Streets of a country: `names` are distinct; `streets` has name, locality, easting and northing."""

    names: list[str]
    streets: pd.DataFrame


@dataclass(frozen=True)
class _Real:
    """Names of streets in the archives: for each its parts, in how many forces it is, and at how many points."""

    forces: Counter[tuple[str, str]]
    points: Counter[tuple[str, str]]


def country(spots: npt.NDArray[np.float64], *, names: int = COUNTRY_NAMES, seed: int = 0) -> Country | None:
    """Make so many distinct names, each with streets at some of the spots (n, 2); None without the archives."""
    real = _real_names()
    if real is None:
        return None
    random = np.random.default_rng(seed)
    chosen = _names(real, random, names)
    # A real name is the name of more streets, as "High Street" is.
    bearers = [1 + _FORCES_IN_COUNTRY * (real.points[name] - 1) if real.points[name] else 1 for name in chosen]
    texts = [_title(name) for name in chosen]
    at = spots[random.integers(0, len(spots), sum(bearers))]
    streets = pd.DataFrame(
        {
            "name": np.repeat(np.array(texts, dtype=object), bearers),
            "locality": nearest_towns(at),
            "easting": at[:, 0],
            "northing": at[:, 1],
        }
    )
    return Country(texts, streets)


def nearest_towns(at: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """Give the name of the town or village that is nearest to each position (n, 2)."""
    towns = places()
    nearest = np.asarray(cKDTree(towns[["easting", "northing"]].to_numpy()).query(at)[1])
    return np.asarray(towns["name"].to_numpy(dtype=object)[nearest])


def _names(real: _Real, random: np.random.Generator, names: int) -> list[tuple[str, str]]:
    """Give distinct names, each in two parts: the real ones, those with more types, and made-up ones."""
    types_of: dict[str, set[str]] = {}
    for core, kind in real.forces:
        types_of.setdefault(core, set()).add(kind)
    often = Counter(kind for _, kind in real.forces if kind)
    kinds, share = list(often), np.array(list(often.values())) / often.total()
    chosen = dict.fromkeys(real.forces)
    for core, known in types_of.items():
        more = random.choice(len(kinds), len(known) * (_MORE_TYPES - 1), p=share)
        chosen |= dict.fromkeys((core, kinds[number]) for number in more)
    how_many = np.array([len(known) for known in types_of.values()])
    rare = [core for core, count in Counter(core for core, _ in real.forces).items() if count == 1]
    wanted = max(0, round((names - len(chosen)) / how_many.mean() * 1.12))
    squashed = {core.replace(" ", "") for core in types_of}
    for core in _made_up(rare, random, wanted, without=squashed):
        first = random.choice(len(kinds), random.choice(how_many), p=share)
        chosen |= dict.fromkeys((core, kinds[number]) for number in first)
        if len(chosen) >= names:
            break
    return list(chosen)[:names]


def _made_up(known: Sequence[str], random: np.random.Generator, wanted: int, *, without: set[str]) -> list[str]:
    """Make up so many words with the lengths of known ones and their letters in rows (a Markov chain)."""
    lengths = Counter(len(text.replace(" ", "")) for text in known)
    room = {length: round(wanted * count / len(known)) for length, count in lengths.items()}
    chain = _Chain(known)
    found: dict[str, str] = {}
    tried = 0
    while len(found) < wanted:
        tried += 1
        for text in chain.words(random, _AT_ONCE):
            core = text.replace(" ", "")
            # Words of some lengths run out; then any length will do.
            is_welcome = room.get(len(core), 0) > 0 or tried > 8
            if is_welcome and _SHORTEST <= len(core) <= _LONGEST and core not in without and core not in found:
                found[core] = text
                room[len(core)] = room.get(len(core), 0) - 1
    return list(found.values())[:wanted]


class _Chain:
    """Which letter follows which three, for many words at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        number = {letter: code for code, letter in enumerate(_LETTERS)}
        follows: Counter[tuple[int, int]] = Counter()
        for text in texts:
            state = 0
            for letter in (*text, ""):
                follows[state, number[letter]] += 1
                state = self._next(state, number[letter])
        rows = sorted(follows)
        self._state = np.array([state for state, _ in rows])
        self._letter = np.array([letter for _, letter in rows])
        self._sums = np.cumsum([follows[row] for row in rows])

    @staticmethod
    def _next(state: int, letter: int) -> int:
        return (state * len(_LETTERS) + letter) % len(_LETTERS) ** _LETTERS_BEFORE

    def words(self, random: np.random.Generator, count: int) -> list[str]:
        """Make up words, some of them alike."""
        state = np.zeros(count, dtype=np.int64)
        letters = np.zeros((count, _LONGEST + 2), dtype=np.int64)
        going = np.arange(count)
        for place in range(letters.shape[1] - 1):
            first = np.searchsorted(self._state, state[going], side="left")
            last = np.searchsorted(self._state, state[going], side="right") - 1
            below = np.where(first > 0, self._sums[first - 1], 0)
            drawn = below + random.integers(0, self._sums[last] - below)
            letter = self._letter[np.searchsorted(self._sums, drawn, side="right")]
            letters[going, place] = letter
            state[going] = (state[going] * len(_LETTERS) + letter) % len(_LETTERS) ** _LETTERS_BEFORE
            going = going[letter > 0]
        whole = letters[letters[:, -2] == 0]
        return ["".join(row).strip() for row in _LETTERS[whole]]


def _real_names() -> _Real | None:
    """Read the names of streets from the archives; None where one is not here."""
    paths = [archive(f"police/{force}-2025.zip") for force in FORCES]
    forces: Counter[tuple[str, str]] = Counter()
    points: Counter[tuple[str, str]] = Counter()
    for path in paths:
        if path is None:
            return None
        with zipfile.ZipFile(path) as zipped:
            rows = pd.concat(
                pd.read_csv(zipped.open(name), usecols=["Location", "Longitude", "Latitude"])
                for name in zipped.namelist()
                if name.endswith("-street.csv")
            )
        rows = rows.dropna().drop_duplicates()
        rows["Location"] = rows["Location"].str.removeprefix("On or near ")
        rows = rows[~rows["Location"].isin(GENERIC_LABELS)]
        part = {text: _parts(text) for text in rows["Location"].unique()}
        counted = Counter(part[text] for text in rows["Location"])
        points.update({name: count for name, count in counted.items() if name is not None})
        forces.update({name for name in part.values() if name is not None})
    return _Real(forces, points)


def _parts(text: str) -> tuple[str, str] | None:
    """Split a name into what stands before its type, with spaces, and the type; None for one with other letters."""
    words = folded_words(text)
    is_plain = bool(words) and set("".join(words)) <= set(_LETTERS)
    if not is_plain or len("".join(words)) < _SHORTEST:
        return None
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 and words[-1] in STREET_TYPES else (" ".join(words), "")


def _title(name: tuple[str, str]) -> str:
    return " ".join(name).strip().title()
