"""Weigh how much speaks for anti-social behaviour at each known point: what was recorded there, and round it."""

import numpy as np

from geo_ij.hotspots.bins import binned, neighbourhood
from geo_ij.hotspots.points import Floats, WeightedPoints

KNOWN_POINT = 0.5
"""What every point at which any crime was ever recorded has to begin with, in incidents."""

CRIMINAL_DAMAGE = 0.4
"""What one recorded criminal damage or arson counts for, in incidents."""

NEIGHBOUR = 0.02
"""What a neighbour's incident lends, in incidents, before it fades with distance."""

NEIGHBOUR_REACH_M = 500.0
"""Where it has faded away (biweight kernel)."""

MILLIONTHS = 1_000_000
"""Evidence is kept in whole millionths, so that sums are exact in any order."""


def evidence(points: WeightedPoints) -> Floats:
    """Give the evidence at each point, in incidents over the months that `points` holds, reports at their weight.

    The mean of a Poisson rate given a count n under a gamma prior of mean m is proportional to n + b m (empirical
    Bayes; Clayton and Kaldor 1987). Here b m is a constant and a little for what happened near, so that a point with
    one incident in a busy street is worth more than one in a field, and a known point with none more than nothing. The
    four figures are one rule for all forces; docs/explanation/hotspots.md shows how little hangs on them.
    """
    if len(points) == 0:
        return np.empty(0)
    recorded = points.incidents + CRIMINAL_DAMAGE * points.criminal_damage.sum(axis=1) + points.report_weight
    none = np.zeros(len(points), dtype=np.int64)
    near = binned(points.positions, none, none, side_m=NEIGHBOUR_REACH_M)
    lent = np.empty(len(points))
    lent[near.order] = neighbourhood(near, recorded[near.order], NEIGHBOUR_REACH_M)
    total = recorded + KNOWN_POINT * points.is_known + NEIGHBOUR * lent
    return np.asarray(np.round(total * MILLIONTHS) / MILLIONTHS)
