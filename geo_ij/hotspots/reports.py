"""Count residents' and officers' reports at hotspots, each household once, and say where residents see more.

Reports are a stream of their own: they are weighed beside incidents when hotspots are looked for, and counted beside
them in what a hotspot is said to hold, never added to them.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from geo_ij.hotspots.classes import DISPERSION
from geo_ij.hotspots.history import YEAR, hotspot_at
from geo_ij.hotspots.points import Floats, Integers
from geo_ij.hotspots.shapes import Polygons
from geo_ij.vocabulary import ReporterKind, Voice

SAME_PLACE_M = 150.0
"""Reports of one household within this of its first one are about one place, in metres."""

FEWEST_HOUSEHOLDS = 3
"""Fewer households than this at a hotspot are not said to see more than the police."""

SURPRISE = 0.01
"""So rarely would chance alone put as many of a place's voices on the residents' side."""

ENOUGH_REPORTS = 30
"""With fewer households in the whole area, that nobody reported a place says nothing."""

BUSIEST_SHARE = 0.1
"""The share of hotspots, by incidents, among which silence of residents is worth a word."""

EXPECTED = 1.0
"""Where fewer households than this would be expected by its incidents, that none reported a hotspot says nothing."""


@dataclass(frozen=True)
class ReportsHeld:
    """What hotspots hold of reports, one entry each: `reports` are all, `officer_reports` those of officers among them.

    `households` counts residents once each, `all_households` those of the whole area; `issues` how many reports name
    each issue.
    """

    reports: Integers
    households: Integers
    officer_reports: Integers
    issues: list[dict[str, int]]
    all_households: int


def voices(reports: pd.DataFrame, *, last_month: int) -> pd.DataFrame:
    """Keep of each household, place and year only the first report: ten reports of one are not ten households.

    `reports` (frames.COUNTED_REPORTS) is in any order; years are counted back from `last_month` (a month number).
    Whatever came from no known household is a household of its own. The first one stands for the rest, so that what
    comes later never changes what was known before.
    """
    ordered = reports.sort_values(["received_at", "report_id"], kind="stable").reset_index(drop=True)
    year = (last_month - ordered["month"].to_numpy(dtype=np.int64)) // YEAR
    places = ordered[["easting", "northing"]].to_numpy(dtype=float)
    first_ones: dict[tuple[str, int], list[int]] = {}
    kept = []
    for row, household in enumerate(ordered["household"]):
        if isinstance(household, str):  # what pandas has for nothing depends on the rest of the column
            heard = first_ones.setdefault((household, int(year[row])), [])
            if any(np.hypot(*(places[row] - places[other])) <= SAME_PLACE_M for other in heard):
                continue
            heard.append(row)
        kept.append(row)
    return ordered.iloc[kept].reset_index(drop=True)


def reports_held(reports: pd.DataFrame, shapes: Polygons, *, last_month: int) -> ReportsHeld:
    """Count what each shape holds of reports (frames.COUNTED_REPORTS), by each report's own point.

    A voice that only supports another's report is a household and no report.
    """
    heard = voices(reports, last_month=last_month)
    own = reports.loc[~reports["is_support"]]
    inside = _inside(own, shapes)
    officers = (own["reporter_kind"] == ReporterKind.POLICE.value).to_numpy()
    residents = heard.loc[heard["reporter_kind"] != ReporterKind.POLICE.value]
    named: list[Counter[str]] = [Counter() for _ in shapes]
    for hotspot, issues in zip(inside, own["issues"], strict=True):
        if hotspot >= 0:
            named[hotspot].update(issues.split(";"))
    return ReportsHeld(
        reports=_counted(inside, len(shapes)),
        households=_counted(_inside(residents, shapes), len(shapes)),
        officer_reports=_counted(inside[officers], len(shapes)),
        issues=[dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))) for counts in named],
        all_households=len(residents),
    )


def who_says_more(
    incidents: Integers, households: Integers, *, all_incidents: int, all_households: int
) -> list[Voice | None]:
    """Say of each hotspot whether residents see more than the police data show, or the reverse, or neither.

    Residents do where at least three households reported it and so large a share of its voices (incidents and
    households together) would be theirs by chance less than once in a hundred times, given their share in the whole
    area: the binomial tail as in `classes.py`, halved in weight because both come in clusters. The police do where a
    hotspot is among the busiest tenth by incidents, at least one household would be expected there if they reported
    as they do elsewhere, and none did.
    """
    everything = all_incidents + all_households
    if not everything or not all_households:
        return [None] * len(incidents)
    share = all_households / everything
    chance = np.ones(len(incidents))
    said = households > 0
    chance[said] = special.betainc(households[said] / DISPERSION, incidents[said] / DISPERSION + 1, share)
    more = (households >= FEWEST_HOUSEHOLDS) & (chance < SURPRISE)
    busiest = incidents >= max(1.0, float(np.quantile(incidents, 1 - BUSIEST_SHARE))) if len(incidents) else said
    expected = incidents * (all_households / max(1, all_incidents))
    less = busiest & (households == 0) & (expected >= EXPECTED) & (all_households >= ENOUGH_REPORTS)
    return [
        Voice.RESIDENTS_SAY_MORE if is_more else Voice.POLICE_SAY_MORE if is_less else None
        for is_more, is_less in zip(more, less, strict=True)
    ]


def _inside(reports: pd.DataFrame, shapes: Polygons) -> Integers:
    places: Floats = reports[["easting", "northing"]].to_numpy(dtype=float).reshape(-1, 2)
    return hotspot_at(places, shapes)


def _counted(inside: Integers, shapes: int) -> Integers:
    return np.bincount(inside[inside >= 0], minlength=shapes).astype(np.int64)
