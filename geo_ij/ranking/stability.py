"""Redraw a ranking many times, to say how much of the order is evidence and how much is luck."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

INTERVAL = (0.05, 0.95)
"""The share of redraws below the low and the high end of the interval: 90 % lie between."""

TOP = 5


class Stability(NamedTuple):
    """For each site: the interval of its rank (whole numbers) and the share of redraws with it in the top five."""

    rank_low: npt.NDArray[np.int64]
    rank_high: npt.NDArray[np.int64]
    top5_share: npt.NDArray[np.float64]


def redraw_counts(incidents: npt.NDArray[np.float64], *, draws: int, seed: int) -> npt.NDArray[np.float64]:
    """Draw counts that might as well have been recorded, draws x hotspots: Poisson about those that were."""
    # RandomState's stream is frozen for good (NEP 19), so every version of numpy gives the same intervals.
    return np.random.RandomState(seed).poisson(incidents, size=(draws, len(incidents))).astype(float)


def ranks_of(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Rank each row of scores, 1 for the highest; of equal scores the earlier column comes first."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[np.newaxis, :], axis=1)
    return ranks


def stability(ranks: npt.NDArray[np.int64], drawn: npt.NDArray[np.int64]) -> Stability:
    """Summarise the ranks in the redraws (draws x sites); the interval is widened to include the rank itself."""
    low, high = np.quantile(drawn, INTERVAL, axis=0, method="inverted_cdf").astype(np.int64)
    return Stability(
        rank_low=np.minimum(low, ranks),
        rank_high=np.maximum(high, ranks),
        top5_share=(drawn <= TOP).mean(axis=0),
    )
