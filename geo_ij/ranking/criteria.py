"""List what makes a place worth working at: each criterion a function from evidence to 0..1, and its reasons in words.

A new criterion is a pair of functions and a line in `CRITERIA`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo_ij.ranking.nearness import Nearness, nearness

NAMED_HOTSPOTS = 3
"""How many hotspots the reasons name: those that count most."""

_INSIDE_M = 0.5
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What is known near the sites: hotspots (frames.HOTSPOTS), how near each is, and the most that is felt anywhere.

    `most_felt` is the greatest sum of weight x incidents at the middle of any hotspot: the measure of severity.
    """

    sites: gpd.GeoDataFrame
    hotspots: gpd.GeoDataFrame
    nearness: Nearness
    most_felt: float


def gather(sites: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame) -> Evidence:
    """Gather the evidence near the sites (both EPSG:27700)."""
    middles = gpd.GeoDataFrame(geometry=hotspots.geometry.representative_point(), crs=hotspots.crs)
    felt = nearness(middles, hotspots).weight @ hotspots["incidents"].to_numpy(dtype=float)
    return Evidence(sites, hotspots, nearness(sites, hotspots), float(felt.max(initial=0.0)))


class Criterion(NamedTuple):
    """A criterion: its column, its weight in the score, its scores and its reasons.

    `scores` takes the evidence and incident counts (draws x hotspots) and gives draws x sites, each 0..1.
    `reasons` takes the evidence and one site's position and gives sentences.
    """

    name: str
    weight: float
    scores: Callable[[Evidence, Scores], Scores]
    reasons: Callable[[Evidence, int], list[str]]


def hotspot_severity(evidence: Evidence, incidents: Scores) -> Scores:
    """Score how much is recorded in the hotspots near: the square root of sum(weight x incidents) over the most felt.

    The incidents of each hotspot within reach count by their distance (`nearness.weight_at`). The square root makes
    the noise of a Poisson count alike at all sizes (Bartlett 1936, "The square root transformation in analysis of
    variance", JRSS Supplement 3, 68-78), so that equal steps of the score are equal evidence. The middle of the
    hotspot where most is felt has 1, and no place has more.
    """
    if evidence.most_felt <= 0:
        return np.zeros((len(incidents), len(evidence.sites)))
    felt = (evidence.nearness.weight @ incidents.T).T
    return np.minimum(np.sqrt(felt / evidence.most_felt), 1.0)


def hotspot_persistence(evidence: Evidence, incidents: Scores) -> Scores:
    """Score how lasting the hotspots near are: the greatest weight x share of months with incidents.

    The counts are not used: months without an incident are, and they are not redrawn.
    """
    hotspots, weight = evidence.hotspots, evidence.nearness.weight
    if not weight.nnz:
        return np.zeros((len(incidents), len(evidence.sites)))
    share = hotspots["months_active"].to_numpy(dtype=float) / hotspots["months"].to_numpy(dtype=float)
    best = (weight * np.minimum(share, 1.0)[np.newaxis, :]).max(axis=1).toarray().ravel()
    return np.broadcast_to(best, (len(incidents), len(best)))


def severity_reasons(evidence: Evidence, site: int) -> list[str]:
    """Name the hotspots that count most at a site: how far, their rank and incidents, and how they behave."""
    named = _most_felt(evidence, site)
    if not named:
        return ["No hotspot lies within 1,000 m."]
    sentences = []
    for position, metres in named:
        spot = evidence.hotspots.iloc[position]
        where = "Inside" if metres < _INSIDE_M else f"{_metres(metres)} from"
        count = f"{spot['incidents']:,} incident{'' if spot['incidents'] == 1 else 's'} in {spot['months']} months"
        kind = str(spot["class"]).replace("_", " ")
        sentences.append(f"{where} {spot['name']}: rank {spot['rank']}, {count}, {kind}.")
    return sentences


def persistence_reasons(evidence: Evidence, site: int) -> list[str]:
    """Say how many months the hotspot that counts most at a site was active."""
    named = _most_felt(evidence, site)
    if not named:
        return []
    spot = evidence.hotspots.iloc[named[0][0]]
    return [f"{spot['name']} had incidents in {spot['months_active']} of {spot['months']} months."]


CRITERIA: tuple[Criterion, ...] = (
    Criterion("hotspot_severity", 0.7, hotspot_severity, severity_reasons),
    Criterion("hotspot_persistence", 0.3, hotspot_persistence, persistence_reasons),
)
"""The criteria in force; their weights add up to 1."""


def _most_felt(evidence: Evidence, site: int) -> list[tuple[int, float]]:
    """Give the positions and distances (metres) of the hotspots that count most at a site, most first."""
    near = evidence.nearness
    row = slice(near.weight.indptr[site], near.weight.indptr[site + 1])
    positions, weights = near.weight.indices[row], near.weight.data[row]
    distances = near.distance.data[near.distance.indptr[site] : near.distance.indptr[site + 1]]
    felt = weights * evidence.hotspots["incidents"].to_numpy(dtype=float)[positions]
    ranks = evidence.hotspots["rank"].to_numpy()[positions]
    order = np.lexsort((ranks, -felt))[:NAMED_HOTSPOTS]
    return [(int(positions[i]), float(distances[i])) for i in order]


def _metres(distance: float) -> str:
    """Say a distance no finer than snapped points allow: to 10 m."""
    return f"{max(10, round(distance / 10) * 10)} m"
