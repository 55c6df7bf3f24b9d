"""Spread the weight of points that are only roughly known over the ground where they may really be."""

import numpy as np

from geo_ij.hotspots.points import Floats, WeightedPoints

SPREAD_FROM_M = 25.0
"""Below this a point stays whole: it is no rougher than police points, which are snapped to the middle of a street."""

RADIUS_TO_SIGMA = float(np.sqrt(-2 * np.log(0.05)))
"""How many standard deviations the circle has that holds 95 of 100 draws of a round normal distribution."""

_RINGS = (1, 6, 12)
"""How many parts stand at the middle and on each ring round it; every part has the same weight."""


def spread(points: WeightedPoints, weights: Floats) -> tuple[Floats, Floats]:
    """Give the positions (parts, 2) and weights (parts,) of all points, rough ones in nineteen equal parts.

    A rough point is taken for a round normal distribution whose 95 % circle is its uncertainty. Each ring stands at the
    median distance of the share of draws that it speaks for. Methods find places on what this gives; what a place is
    then said to hold are whole incidents at their own points.
    """
    rough = points.uncertainty_m > SPREAD_FROM_M
    if not rough.any():
        return points.positions, weights
    offsets = _unit_offsets()
    sigma = points.uncertainty_m[rough] / RADIUS_TO_SIGMA
    parts = points.positions[rough][:, None, :] + sigma[:, None, None] * offsets[None]
    shared = np.repeat(weights[rough] / len(offsets), len(offsets))
    return np.vstack([points.positions[~rough], parts.reshape(-1, 2)]), np.concatenate([weights[~rough], shared])


def _unit_offsets() -> Floats:
    """Place the parts for a standard deviation of 1: shape (19, 2), symmetric about the middle."""
    total = sum(_RINGS)
    offsets = [np.zeros((1, 2))]
    before = _RINGS[0]
    for ring, parts in enumerate(_RINGS[1:], start=1):
        # The share of draws within r of the middle is 1 - exp(-r^2 / 2).
        radius = np.sqrt(-2 * np.log(1 - (before + parts / 2) / total))
        angle = 2 * np.pi * (np.arange(parts) + 0.5 * (ring % 2)) / parts
        offsets.append(radius * np.column_stack([np.cos(angle), np.sin(angle)]))
        before += parts
    return np.vstack(offsets)
