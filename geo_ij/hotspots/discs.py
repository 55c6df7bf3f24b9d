"""Draw places as unions of discs, cut where they meet, and check each against the law of shapes."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.hotspots.points import Flags, Floats, Integers
from geo_ij.hotspots.shapes import (
    DRAWN_RADIUS_M,
    GAP_M,
    LARGEST_AREA_M2,
    LARGEST_LENGTH_M,
    OPENING_KEEPS,
    OPENING_RADIUS_M,
    RADIUS_M,
    SEGMENTS,
    Polygons,
    is_whole_and_compact,
    lengths,
)

ARM_RADIUS_M = OPENING_RADIUS_M + 0.5
"""Radius of an arm: what opening leaves whole, with half a metre to spare for rounding."""

_DRAWN_ARM_RADIUS_M = ARM_RADIUS_M + DRAWN_RADIUS_M - RADIUS_M
_LARGEST_FILLED_M2 = np.pi * RADIUS_M**2
"""A smaller hole cannot hold another place, so it is filled."""


@dataclass(frozen=True)
class Discs:
    """Discs in the order in which they were chosen: centres (discs, 2), the place of each, and which are cores.

    Places are numbered from 0; the first disc of each is a core that no other core touches.
    """

    centres: Floats
    place: Integers
    is_core: Flags

    @property
    def radius(self) -> Floats:
        """The radius at which each is drawn, in metres."""
        return np.asarray(np.where(self.is_core, DRAWN_RADIUS_M, _DRAWN_ARM_RADIUS_M))


def draw_places(discs: Discs) -> Polygons:
    """Draw each place, in the order of their numbers.

    Where two places meet, the first core of a place keeps its ground, and else the disc chosen first does. A place
    whose shape would break a rule leaves out each disc that breaks it.
    """
    drawn, is_cut = _drawn(discs)
    count = int(discs.place.max()) + 1 if len(discs.place) else 0
    order = np.argsort(discs.place, kind="stable")
    starts = np.searchsorted(discs.place[order], np.arange(count + 1))
    shapes = np.asarray(drawn[order[starts[:-1]]])
    (several,) = np.nonzero(np.diff(starts) > 1)
    pieces = [drawn[order[starts[place] : starts[place + 1]]] for place in several]
    shapes[several] = [_with_first(shapely.union_all(part), part[0]) for part in pieces]
    unsure = np.zeros(count, dtype=bool)
    unsure[discs.place[is_cut]] = True
    unsure[shapely.area(shapes) > LARGEST_AREA_M2] = True
    left, low, right, high = shapely.bounds(shapes).reshape(-1, 4).T
    unsure[np.hypot(right - left, high - low) > LARGEST_LENGTH_M] = True
    (unsure_at,) = np.nonzero(unsure[several])
    for position in unsure_at[~_lawful(shapes[several[unsure_at]])]:
        shapes[several[position]] = _largest_lawful(pieces[position])
    return shapes


def _drawn(discs: Discs) -> tuple[Polygons, Flags]:
    """Draw every disc, cut by the discs of other places that come before it, and say which were cut."""
    points = np.asarray(shapely.points(discs.centres))
    drawn = np.asarray(shapely.buffer(points, discs.radius, quad_segs=SEGMENTS))
    first = np.zeros(len(points), dtype=bool)
    first[np.unique(discs.place, return_index=True)[1]] = True
    reach = 2 * DRAWN_RADIUS_M + GAP_M
    cut, by = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach)
    apart = np.hypot(*(discs.centres[cut] - discs.centres[by]).T)
    meets = (discs.place[cut] != discs.place[by]) & (apart < discs.radius[cut] + discs.radius[by] + GAP_M)
    yields = ~first[cut] & (first[by] | (by < cut))
    cut, by = cut[meets & yields], by[meets & yields]
    order = np.lexsort((by, cut))
    cut, by = cut[order], by[order]
    ground = shapely.buffer(points[by], discs.radius[by] + GAP_M, quad_segs=SEGMENTS)
    which, starts = np.unique(cut, return_index=True)
    taken = np.array([shapely.union_all(part) for part in np.split(ground, starts[1:])][: len(which)], dtype=object)
    drawn[which] = shapely.difference(drawn[which], taken)
    return drawn, np.isin(np.arange(len(points)), which)


def _with_first(shape: BaseGeometry, core: BaseGeometry) -> shapely.Polygon:
    """Keep the part of a union that holds the core, without small holes."""
    if isinstance(shape, shapely.Polygon) and not shape.interiors:
        return shape
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    kept = parts[int(np.argmax(shapely.area(shapely.intersection(parts, core))))]
    holes = [ring for ring in kept.interiors if shapely.Polygon(ring).area >= _LARGEST_FILLED_M2]
    return shapely.Polygon(kept.exterior, holes) if len(holes) < len(kept.interiors) else kept


def _lawful(shapes: Polygons) -> Flags:
    """Say which shapes keep the rules; each holds a whole core, so its width needs no look.

    Only shapes with a cut disc, or large or long ones, need to be asked: a union of whole discs has no thin parts.
    """
    opened = shapely.buffer(shapely.buffer(shapes, -OPENING_RADIUS_M), OPENING_RADIUS_M)
    return np.asarray(
        shapely.is_valid(shapes)
        & (shapely.area(shapes) <= LARGEST_AREA_M2)
        & (lengths(shapes) <= LARGEST_LENGTH_M)
        & (shapely.area(opened) >= OPENING_KEEPS * shapely.area(shapes))
    )


def _largest_lawful(pieces: Polygons) -> shapely.Polygon:
    """Join pieces one after another, leaving out each that would break a rule."""
    shape: shapely.Polygon = pieces[0]
    for piece in pieces[1:]:
        joined = _with_first(shapely.union(shape, piece), pieces[0])
        if is_whole_and_compact(joined):
            shape = joined
    return shape
