"""Say how sure a figure is by drawing the 1 km squares of an area anew, a thousand times (block bootstrap).

Incidents near each other are not independent, so whole squares are drawn with what they hold at every cut-off
(Davison and Hinkley 1997, chapters 2 and 8). The draws have a fixed seed: the same data give the same interval.
"""

from dataclasses import dataclass

import numpy as np

from geo_ij.hotspots.points import Floats

DRAWS = 1_000

LEVEL = 0.95
"""The share of the draws that lie inside an interval."""

_SEED = 20_080
_DRAWS_AT_ONCE = 100


@dataclass(frozen=True)
class Estimate:
    """A figure with the lower and upper end of its interval."""

    value: float
    low: float
    high: float


def resampled(by_square: Floats) -> Floats:
    """Sum the columns over as many squares as there are, drawn with repeats: shape (DRAWS, columns).

    `by_square` has the shape (squares, columns). Columns that are compared with each other go in together, so that
    each draw is the same squares for all of them.
    """
    random = np.random.default_rng(_SEED)
    squares = len(by_square)
    even = np.full(squares, 1 / squares)
    # In parts: the times that each square is drawn would take a gigabyte for the country.
    drawn = [random.multinomial(squares, even, size=_DRAWS_AT_ONCE) @ by_square for _ in range(DRAWS // _DRAWS_AT_ONCE)]
    return np.vstack(drawn)


def ratio(above: float, below: float, drawn_above: Floats, drawn_below: Floats) -> Estimate | None:
    """Give a ratio with its percentile interval, both halves of each draw from the same squares; None for x / 0.

    The interval is widened where needed to hold the figure itself: of a few squares, draws alone may not.
    """
    if below <= 0:
        return None
    value = above / below
    known = drawn_below > 0
    low, high = np.quantile(drawn_above[known] / drawn_below[known], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(value), float(min(low, value)), float(max(high, value)))
