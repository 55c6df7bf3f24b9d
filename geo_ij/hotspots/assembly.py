"""Put the facts of each hotspot together and rank them, best first."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ij.frames import COUNTED_REPORTS, month_text, no_rows
from geo_ij.hotspots.breakdown import breakdowns
from geo_ij.hotspots.classes import classify
from geo_ij.hotspots.held import places_by_score
from geo_ij.hotspots.history import histories, trends
from geo_ij.hotspots.methods import METHODS
from geo_ij.hotspots.points import Integers, WeightedPoints
from geo_ij.hotspots.reports import reports_held, who_says_more
from geo_ij.hotspots.shapes import SQUARE_METRES_PER_HECTARE, Places, Polygons, lengths, widths
from geo_ij.hotspots.significance import q_values
from geo_ij.hotspots.uncertainty import SPREAD_FROM_M, uncertain_shares
from geo_ij.projection import NATIONAL_GRID_CRS


@dataclass(frozen=True)
class Window:
    """The months that a run looks at: `months` of them up to and including `as_of` (a month number)."""

    as_of: int
    months: int

    @property
    def first(self) -> int:
        """The first month of the window."""
        return self.as_of - self.months + 1


def rank_places(places: Places, incidents: Integers) -> Integers:
    """Order places by score, then incidents, then position: the same input gives the same order."""
    corner = shapely.bounds(places.shapes)
    return np.asarray(np.lexsort((corner[:, 1], corner[:, 0], -incidents, -places.scores.round(9))))


def find(points: WeightedPoints, *, window: Window, method: str) -> Places:
    """Find the places of one method in the window; `points` may hold earlier months as well."""
    recent = points.latest(window.months)
    return METHODS[method](recent)


def assemble(
    points: WeightedPoints,
    places: Places,
    *,
    window: Window,
    method: str,
    present: np.ndarray,
    reports: pd.DataFrame | None = None,
    kinds: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Measure, test, classify and rank the places: frames.HOTSPOTS without ids and names, `monthly` and `breakdown`.

    `points` holds the window and the twelve months before it; `present` (forces, the same months) says which
    force-months are stored. `reports` (frames.COUNTED_REPORTS) are those of the window; `kinds` its incidents by type
    and qualifier, where a force says so. Places with neither a whole incident nor a report are left out: a method may
    find one where only parts of roughly known points meet.
    """
    recent = points.latest(window.months)
    places = places_by_score(recent, places.shapes, places.scores)
    shapes = places.shapes
    history = histories(points, shapes, present=present, months=window.months)
    change, compared = trends(history)
    incidents = history.incidents
    precise = points.positions[points.is_known & (points.uncertainty_m <= SPREAD_FROM_M)]
    held = reports_held(no_rows(COUNTED_REPORTS) if reports is None else reports, shapes, last_month=window.as_of)
    said = who_says_more(
        incidents,
        held.households,
        all_incidents=int(recent.incidents.sum()),
        all_households=held.all_households,
    )
    area = shapely.area(shapes) / SQUARE_METRES_PER_HECTARE
    frame = gpd.GeoDataFrame(
        {
            "score": places.scores.round(3),
            "incidents": incidents,
            "reports": held.reports,
            "households": held.households,
            "officer_reports": held.officer_reports,
            "voice": pd.Series([None if voice is None else voice.value for voice in said], dtype=object),
            "months_active": history.months_active,
            "class": [value.value for value in classify(history)],
            "trend": change.round(3),
            "q_value": q_values(recent, shapes, incidents, known=precise),
            "area_ha": area.round(3),
            "width_m": widths(shapes).round(1),
            "length_m": lengths(shapes).round(1),
            "as_of": month_text(window.as_of),
            "months": window.months,
            "method": method,
            "compared_with": pd.Series(
                [None if against is None else against.value for against in compared], dtype=object
            ),
            "uncertain_share": uncertain_shares(recent, shapes).round(3),
            "monthly": [
                [int(count) if seen else None for count, seen in zip(row, mask, strict=True)]
                for row, mask in zip(history.monthly, history.observed, strict=True)
            ],
            "breakdown": [
                {**counts, "issues": issues}
                for counts, issues in zip(_kinds_held(kinds, shapes), held.issues, strict=True)
            ],
        },
        geometry=list(shapes),
        crs=NATIONAL_GRID_CRS,
    )
    frame = frame.iloc[rank_places(places, incidents)].reset_index(drop=True)
    frame.insert(0, "rank", np.arange(1, len(frame) + 1))
    return frame


def _kinds_held(kinds: pd.DataFrame | None, shapes: Polygons) -> list[dict[str, dict[str, int]]]:
    return [{} for _ in shapes] if kinds is None else breakdowns(kinds, shapes)
