"""Spread the weight of points that are only roughly known over the ground where they may really be."""

import numpy as np

from geo_ij.hotspots.history import hotspot_at
from geo_ij.hotspots.points import Floats, WeightedPoints
from geo_ij.hotspots.shapes import Polygons

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


def uncertain_shares(points: WeightedPoints, shapes: Polygons) -> Floats:
    """Give the share (0 to 1) of the weight in each shape that comes from rough points.

    Each part of a rough point counts where it stands, so a hotspot may rest on incidents recorded outside it, and does
    not rest on the parts of its own that fall outside.
    """
    rough = points.uncertainty_m > SPREAD_FROM_M
    if not rough.any():
        return np.zeros(len(shapes))
    positions, weights = spread(points, points.incidents + points.report_weight)
    hotspot = hotspot_at(positions, shapes)
    held = hotspot >= 0
    from_rough = np.arange(len(positions)) >= np.count_nonzero(~rough)  # spread gives the parts after the whole points
    total = np.bincount(hotspot[held], weights=weights[held], minlength=len(shapes))
    uncertain = np.bincount(hotspot[held], weights=(weights * from_rough)[held], minlength=len(shapes))
    return np.divide(uncertain, total, out=np.zeros(len(shapes)), where=total > 0)


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
