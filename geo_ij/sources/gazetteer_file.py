"""Hold what a reader of places gives: names with their points, and which rows were left out and why."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import to_degrees
from geo_ij.sources.cleaning import RULES, first_rule_broken_by_point
from geo_ij.sources.record_cells import Fault, Tally

LONGEST_NAME = 120
LONGEST_LABEL = 200
FARTHEST_M = 1e7
"""No place on Earth lies this far from the origin of the National Grid on it: such a point is not projected."""

NAMED_ROWS = 20
"""Of this many rows left out for one reason the report gives the lines; the others it only counts."""

_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_MARKUP = re.compile(r"<\s*[/!?a-z]|&#?\w+;", re.IGNORECASE)

Texts = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class GazetteerFile:
    """What a file of places holds: `entries` (frames.GAZETTEER), and what became of its rows."""

    entries: pd.DataFrame
    tally: Tally


def gazetteer_frame(rows: Iterable[dict[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Make the checked frame of names: texts without doubled spaces, each name of a thing once, points to 0.1 m."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=list(GAZETTEER.columns))
    frame = frame[list(GAZETTEER.columns)].copy()
    for name, kind in GAZETTEER.columns.items():
        if kind == "text":
            text = frame[name].astype(object)
            frame[name] = text.where(text.notna() & (text != ""), None).astype(object)
        else:
            frame[name] = frame[name].astype("float64").round(1)
    frame["label"] = frame["label"].str.slice(0, LONGEST_LABEL).astype(object)
    folded = pd.DataFrame({"reference": frame["reference"], "name": frame["name"].str.casefold()})
    frame = frame[~folded.duplicated()].reset_index(drop=True)
    check(frame, GAZETTEER)
    return frame


def tidy(texts: pd.Series) -> pd.Series:
    """Give texts without control characters, invisible marks or doubled spaces; a missing one becomes empty."""
    # Columns of millions of rows have few different texts.
    codes, values = pd.factorize(texts.fillna("").astype(object))
    plain = [" ".join(_UNWRITABLE.sub(" ", str(value)).split()) for value in values]
    return pd.Series(np.array(plain, dtype=object)[codes], index=texts.index)


def name_faults(names: pd.Series) -> Texts:
    """Say of each name why it cannot be one; an empty text means that it can."""
    codes, values = pd.factorize(names.astype(object))
    return np.array([name_fault(str(value)) for value in values], dtype=object)[codes]


def name_fault(name: str) -> str:
    """Say why a tidy text cannot be a name; an empty text means that it can."""
    if not name:
        return "no name"
    if len(name) > LONGEST_NAME:
        return f"name longer than {LONGEST_NAME} characters"
    if _MARKUP.search(name):
        return "name holds markup"
    return "" if any(letter.isalpha() for letter in name) else "name without a letter"


def unusable_text(text: str) -> str | None:
    """Say why a text that somebody typed is refused: control characters, markup or a formula; None if it is fine."""
    if _UNWRITABLE.search(text):
        return "holds control characters"
    if _MARKUP.search(text):
        return "holds markup"
    return "begins like a formula" if text[:1] in {"=", "+", "-", "@"} else None


def point_faults(easting: Numbers, northing: Numbers) -> Texts:
    """Say of each point in metres (EPSG:27700) why it cannot be used; an empty text means that it can."""
    missing = np.isnan(easting) | np.isnan(northing)
    near = ~missing & (np.abs(easting) < FARTHEST_M) & (np.abs(northing) < FARTHEST_M)
    longitude, latitude = to_degrees(np.where(near, easting, 0.0), np.where(near, northing, 0.0))
    # What is too far to be projected lies on the other side of the Earth, as far as Great Britain is concerned.
    longitude = np.where(missing, np.nan, np.where(near, longitude, 180.0))
    broken = first_rule_broken_by_point(longitude, latitude, easting=easting, northing=northing)
    reasons = np.array([*(rule.reason for rule in RULES), ""], dtype=object)
    return np.asarray(reasons[broken])


def first_reason(*reasons: Texts) -> Texts:
    """Give for each row the first reason that is not empty."""
    found = reasons[0].copy()
    for later in reasons[1:]:
        found = np.where(found == "", later, found)
    return found.astype(object)


def count_rows(tally: Tally, reasons: Texts, *, lines: Sequence[int] | npt.NDArray[np.int64], where: str = "") -> None:
    """Count every row as kept, or as left out for its reason; of each reason the first rows are named by line.

    `where` says in which of several files the rows are.
    """
    tally.read += len(reasons)
    counted = Counter(reasons.tolist())
    tally.kept += counted.pop("", 0)
    for reason in sorted(counted):
        named = NAMED_ROWS - tally.rejected[reason]
        for row in np.flatnonzero(reasons == reason)[: max(named, 0)]:
            place = f"{where} line {lines[row]}".strip()
            tally.reject(place, int(lines[row]), [Fault(reason, reason)])
            counted[reason] -= 1
        tally.rejected[reason] += counted[reason]
