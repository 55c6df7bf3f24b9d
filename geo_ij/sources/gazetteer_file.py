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
from geo_ij.sources.cleaning import RULES, Rows, first_broken_rule
from geo_ij.sources.record_cells import Fault, Tally

LONGEST_NAME = 120
LONGEST_LABEL = 200
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
    plain = texts.fillna("").astype(str).str.replace(_UNWRITABLE, " ", regex=True)
    return plain.str.replace(r"\s+", " ", regex=True).str.strip().astype(object)


def name_faults(names: pd.Series) -> Texts:
    """Say of each name why it cannot be one; an empty text means that it can."""
    folded = names.astype(str)
    checks = [
        ("no name", (folded == "").to_numpy()),
        (f"name longer than {LONGEST_NAME} characters", (folded.str.len() > LONGEST_NAME).to_numpy()),
        ("name holds markup", folded.str.contains(_MARKUP).to_numpy(dtype=bool)),
        ("name without a letter", ~folded.str.contains(r"[^\W\d_]", regex=True).to_numpy(dtype=bool)),
    ]
    return np.select([broken for _, broken in checks], [reason for reason, _ in checks], default="").astype(object)


def unusable_text(text: str) -> str | None:
    """Say why a text that somebody typed is refused: control characters, markup or a formula; None if it is fine."""
    if _UNWRITABLE.search(text):
        return "holds control characters"
    if _MARKUP.search(text):
        return "holds markup"
    return "begins like a formula" if text[:1] in {"=", "+", "-", "@"} else None


def point_faults(easting: Numbers, northing: Numbers) -> Texts:
    """Say of each point in metres (EPSG:27700) why it cannot be used; an empty text means that it can."""
    # What is missing or lies far outside is not projected: it would only become infinite.
    usable = np.isfinite(easting) & np.isfinite(northing) & (np.abs(easting) < 1e7) & (np.abs(northing) < 1e7)
    longitude, latitude = to_degrees(np.where(usable, easting, 0.0), np.where(usable, northing, 0.0))
    nothing = np.zeros(len(easting), dtype=bool)
    broken = first_broken_rule(
        Rows(
            longitude=np.where(usable, longitude, np.nan),
            latitude=np.where(usable, latitude, np.nan),
            easting=easting,
            northing=northing,
            in_named_month=~nothing,
            repeats_id=nothing,
            force_area=None,
        )
    )
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
