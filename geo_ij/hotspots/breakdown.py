"""Count of what kinds the incidents inside each hotspot are, where a force's own extract says so."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from geo_ij.hotspots.history import hotspot_at
from geo_ij.hotspots.shapes import Polygons
from geo_ij.vocabulary import AsbQualifier, AsbType

Breakdown = dict[str, dict[str, int]]
"""How many incidents of each type (`types`) and category (`qualifiers`) are known, the most first."""

_SORTS: tuple[tuple[str, str, type[StrEnum], StrEnum], ...] = (
    ("types", "asb_type", AsbType, AsbType.UNSPECIFIED),
    ("qualifiers", "asb_qualifier", AsbQualifier, AsbQualifier.UNKNOWN),
)
"""The sorts of kinds: their name, their column, their list, and the value that says nothing."""


def breakdowns(kinds: pd.DataFrame, shapes: Polygons) -> list[Breakdown]:
    """Count the incidents of each type and category inside each shape (EPSG:27700).

    `kinds` has a row for each point and kind: easting, northing, asb_type, asb_qualifier, incidents. What is not known
    is not counted: the rest of a hotspot's incidents have no type, or no category.
    """
    hotspot = hotspot_at(kinds[["easting", "northing"]].to_numpy(dtype=float), shapes)
    incidents = kinds["incidents"].to_numpy(dtype=np.int64)
    found: list[Breakdown] = [{name: {} for name, *_ in _SORTS} for _ in range(len(shapes))]
    for name, column, members, unsaid in _SORTS:
        known = [member for member in members if member is not unsaid]
        number = pd.Index([member.value for member in known]).get_indexer(pd.Index(kinds[column].astype(object)))
        counted = (hotspot >= 0) & (number >= 0)
        counts = np.zeros((len(shapes), len(known)), dtype=np.int64)
        np.add.at(counts, (hotspot[counted], number[counted]), incidents[counted])
        for row, breakdown in zip(counts, found, strict=True):
            breakdown[name] = _most_first(known, row.tolist())
    return found


def _most_first(known: Sequence[StrEnum], counts: Sequence[int]) -> dict[str, int]:
    """Leave out what there is none of; equal counts stay in the order of the list."""
    present = [(member.value, count) for member, count in zip(known, counts, strict=True) if count]
    return dict(sorted(present, key=lambda pair: -pair[1]))
