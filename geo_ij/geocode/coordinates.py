"""Find coordinates in a text: degrees, eastings and northings, Ordnance Survey grid references, plus codes, map links.

Each says how exact it is by how it was written, so that 52.39 is not taken for 52.39000.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from geo_ij.geocode.plus_codes import read_plus_code
from geo_ij.projection import GREAT_BRITAIN_DEGREES, to_degrees, to_metres
from geo_ij.vocabulary import Precision

LEAST_UNCERTAINTY_M = 20.0
"""A point by a telephone or a mouse is hardly better than this, however many digits it has."""

Middle = tuple[float, float] | None

_METRES_A_DEGREE = 111_000
_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARES_AND_WORDS = frozenset({"NO", "SO", "ST"})
_LARGEST_EASTING, _LARGEST_NORTHING = 700_000, 1_300_000


class Coordinate(NamedTuple):
    """A point that a text gives in figures: metres (EPSG:27700), or None where it is nowhere in Great Britain.

    `is_bare` says that nothing in the figures tells that they are a point: two numbers of six digits, "TL 0280".
    """

    easting: float | None
    northing: float | None
    uncertainty_m: float
    precision: Precision
    written: str
    note: str = ""
    is_bare: bool = False


_PLAIN = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?<=\d)\s?deg(?:rees?)?\b\.?", "\u00b0"),
        (r"(?<=\d)\s?min(?:utes?|s)?\b\.?", "'"),
        (r"(?<=\d)\s?sec(?:onds?|s)?\b\.?", '"'),
        (r"(?<!\w)[\u2212\u2013\u2014](?=\d)", "-"),
        # Decimal commas: two numbers with four figures or more behind each.
        (r"(?<![\d,.])(-?\d{1,2}),(\d{4,})(\s*[;/\s]\s*)(-?\d{1,2}),(\d{4,})(?![\d,.])", r"\1.\2\3\4.\5"),
        # Thousands: "487,010 277,300".
        (r"(?<![\d,.])(\d{3}),(\d{3})(\s*[,;/\s]\s*)(\d{3}),(\d{3})(?![\d,.])", r"\1\2\3\4\5"),
    )
)
_NUMBER = r"[-+\u2212]?\d{1,3}\.\d{2,}"
_SEPARATOR = r"\s*(?:[,;/|]|\s|and)\s*(?:lon(?:g(?:itude)?)?|lng|lat(?:itude)?|east|west|north|by)?[:=\s]*"
_PAIR = re.compile(
    rf"(?<![\d.])(?P<a1>(?<![a-z])[NSEW])?\s?(?P<a>{_NUMBER})\s?\u00b0?\s?(?P<a2>[NSEW]\b)?{_SEPARATOR}"
    rf"(?P<b1>(?<![a-z])[NSEW])?\s?(?P<b>{_NUMBER})\s?\u00b0?\s?(?P<b2>[NSEW]\b)?(?![\d.])",
    re.IGNORECASE,
)
_ANGLE = (
    r"(?P<{0}1>[NSEW])?\s?(?P<{0}d>\d{{1,3}})\s?[\u00b0\u00bad\s]\s?(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s?['\u2032m\s]?\s?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s?(?:\"|''|\u2033|s)?)?\s?(?P<{0}2>[NSEW])?"
)
_SEXAGESIMAL = re.compile(_ANGLE.format("a") + r"\s*[,;\s]\s*" + _ANGLE.format("b") + r"\b", re.IGNORECASE)
_LINK = re.compile(
    r"(?:@|[?&](?:q|ll|query|center|mlat|daddr)=|#map=[\d.]+/|geo:|!3d)(?P<a>-?\d{1,2}\.\d+)"
    r"(?:,|%2C|/|&mlon=|!4d)(?P<b>-?\d{1,3}\.\d+)",
    re.IGNORECASE,
)
_GRID_METRES = re.compile(
    r"(?<![\d.])(?:(?<![a-z])(?:e(?:asting)?|x|(?P<label>n(?:orthing)?|y))[:=\s]*)?(?P<e>\d{6}(?:\.\d+)?)\s*(?:m|e)?\s*[,;/\s]\s*(?:(?:n(?:orthing)?|y|e(?:asting)?|x)[:=\s]*)?"
    # Five figures that begin with 0 are the code of a telephone number.
    r"(?P<n>(?!0\d{4}(?:\D|$))\d{5,7}(?:\.\d+)?)(?![\d.])",
    re.IGNORECASE,
)
_GRID_REFERENCE = re.compile(r"\b(?P<square>[HJNOST][A-HJ-Z])\s?(?P<e>\d{2,5})\s?(?P<n>\d{2,5})\b", re.IGNORECASE)
_PLUS_CODE = re.compile(r"(?<![\w+])(?P<code>[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,4})(?!\w)", re.I)


def find_coordinates(text: str, *, middle: Middle = None) -> list[Coordinate]:
    """Find every point that a cleaned text gives in figures, in the order of the ways they are written.

    `middle` (metres, EPSG:27700) is what a short plus code is read from.
    """
    if "+" not in text and not any(character.isdigit() for character in text):
        return []
    plain = _plain_figures(text)
    for find in _FINDERS:
        if found := list(find(plain, middle)):
            return found
    return []


def _plain_figures(text: str) -> str:
    """Write figures in one way: degrees as signs, plain minus signs, no commas within numbers."""
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    return text


def _links(text: str, _middle: Middle) -> Iterator[Coordinate]:
    for match in _LINK.finditer(text):
        yield _from_degrees(float(match["a"]), float(match["b"]), _decimals(match["a"], match["b"]), match.group())


def _pairs(text: str, _middle: Middle) -> Iterator[Coordinate]:
    for match in _PAIR.finditer(text):
        if _is_other_figures(match):
            continue
        first = _signed(match["a"], match["a1"] or match["a2"])
        second = _signed(match["b"], match["b1"] or match["b2"])
        if (match["a1"] or match["a2"] or "").upper() in {"E", "W"}:
            first, second = second, first
        yield _from_degrees(first, second, _decimals(match["a"], match["b"]), match.group().strip())


def _is_other_figures(match: re.Match[str]) -> bool:
    """Say whether two numbers are no degrees but times or sums of money: "between 18.30 and 19.30"."""
    if match["a1"] or match["a2"] or match["b1"] or match["b2"] or "\u00b0" in match.group():
        return False
    one, other = _signed(match["a"], None), _signed(match["b"], None)
    somewhere = _in_great_britain(one, other) or _in_great_britain(other, one)
    return not somewhere and _decimals(match["a"], match["b"]) >= 0.01


def _sexagesimals(text: str, _middle: Middle) -> Iterator[Coordinate]:
    for match in _SEXAGESIMAL.finditer(text):
        letters = [(match[f"{side}1"] or match[f"{side}2"] or "").upper() for side in "ab"]
        marked = any(mark in match.group() for mark in "\u00b0\u00ba")
        # Without a letter or a degree sign a row of small numbers may be anything, a telephone number too.
        if not (marked or (letters[0] in {"N", "S"} and letters[1] in {"E", "W"})):
            continue
        angles = []
        for side, letter in zip("ab", letters, strict=True):
            value = float(match[f"{side}d"]) + float(match[f"{side}m"]) / 60 + float(match[f"{side}s"] or 0) / 3600
            angles.append(-value if letter in {"S", "W"} else value)
        if letters[0] in {"E", "W"}:
            angles.reverse()
        seconds = match["as"] or ""
        exact = _decimals(seconds) / 3600 if seconds else _decimals(match["am"]) / 60
        yield _from_degrees(angles[0], angles[1], exact, match.group().strip())


def _plus_codes(text: str, middle: Middle) -> Iterator[Coordinate]:
    near = None
    if middle is not None:
        longitude, latitude = to_degrees(*middle)
        near = (float(latitude), float(longitude))
    for match in _PLUS_CODE.finditer(text):
        cell = read_plus_code(match["code"].upper(), near=near)
        if cell is not None:
            yield _from_degrees(cell.latitude, cell.longitude, cell.height, match["code"])


def _grid_references(text: str, _middle: Middle) -> Iterator[Coordinate]:
    for match in _GRID_REFERENCE.finditer(text):
        east, north = match["e"], match["n"]
        digits = east + north
        # "At no 12 14", "Gold St 2025": only capitals and a finer place make a square of a word.
        if match["square"].upper() in _SQUARES_AND_WORDS and (not match["square"].isupper() or len(digits) < 6):
            continue
        if len(digits) % 2 or (len(east) != len(north) and " " in match.group()[2:].strip()):
            continue
        half = len(digits) // 2
        square = _square_corner(match["square"].upper())
        if square is None or half < 2:
            continue
        size = 10 ** (5 - half)
        easting = square[0] + int(digits[:half]) * size + size / 2
        northing = square[1] + int(digits[half:]) * size + size / 2
        found = _from_metres(easting, northing, size, Precision.GRID_REFERENCE, match.group())
        yield found._replace(is_bare=half == 2)


def _grid_metres(text: str, _middle: Middle) -> Iterator[Coordinate]:
    for match in _GRID_METRES.finditer(text):
        easting, northing = float(match["e"]), float(match["n"])
        if match["label"]:
            easting, northing = northing, easting
        if easting < _LARGEST_EASTING and northing < _LARGEST_NORTHING:
            found = _from_metres(easting, northing, 1, Precision.GRID_REFERENCE, match.group().strip())
            yield found._replace(is_bare=not re.search("[a-z]", match.group(), re.IGNORECASE))


def _square_corner(letters: str) -> tuple[int, int] | None:
    """Give the south-west corner of a 100 km square of the National Grid, or None for a square it does not have.

    The letters number squares of 500 km, then of 100 km, row by row from the north-west, without I; the grid begins
    at SV (Ordnance Survey, "Using the National Grid").
    """
    first, second = (_SQUARES.index(letter) for letter in letters)
    east = (first % 5 - 2) * 5 + second % 5
    north = (3 - first // 5) * 5 + (4 - second // 5)
    if not (0 <= east < 7 and 0 <= north < 13):
        return None
    return east * 100_000, north * 100_000


def _from_degrees(latitude: float, longitude: float, exact: float, written: str) -> Coordinate:
    """Make a coordinate from degrees given to `exact` degrees, in either order: only one can be in Great Britain."""
    note = ""
    if not _in_great_britain(latitude, longitude) and _in_great_britain(longitude, latitude):
        latitude, longitude = longitude, latitude
        note = "longitude and latitude were given the other way round"
    uncertainty = max(LEAST_UNCERTAINTY_M, exact * _METRES_A_DEGREE / 2 * math.sqrt(2))
    if not _in_great_britain(latitude, longitude):
        return Coordinate(None, None, uncertainty, Precision.COORDINATE, written)
    easting, northing = (float(value) for value in to_metres(longitude, latitude))
    return Coordinate(easting, northing, uncertainty, Precision.COORDINATE, written, note)


def _from_metres(easting: float, northing: float, size: float, precision: Precision, written: str) -> Coordinate:
    uncertainty = max(LEAST_UNCERTAINTY_M, size / 2 * math.sqrt(2))
    return Coordinate(easting, northing, uncertainty, precision, written)


def _in_great_britain(latitude: float, longitude: float) -> bool:
    west, south, east, north = GREAT_BRITAIN_DEGREES
    return west <= longitude <= east and south <= latitude <= north


def _signed(number: str, letter: str | None) -> float:
    value = float(number.replace("\u2212", "-"))
    return -abs(value) if (letter or "").upper() in {"S", "W"} else value


def _decimals(*numbers: str) -> float:
    """Give how many degrees the last written decimal of the roughest number is worth."""
    return 10.0 ** -min(len(number.partition(".")[2]) for number in numbers)


_FINDERS: tuple[Callable[[str, Middle], Iterator[Coordinate]], ...] = (
    _links,
    _pairs,
    _sexagesimals,
    _plus_codes,
    _grid_references,
    _grid_metres,
)
