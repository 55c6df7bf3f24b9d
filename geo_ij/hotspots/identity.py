"""Keep a hotspot's id from run to run while it is the same place, because work is linked to it."""

import base64
import hashlib

import numpy as np
import shapely

from geo_ij.hotspots.shapes import Polygons

SAME_PLACE = 0.5
"""Two shapes are the same place when they share at least this much of the smaller one."""


def new_id(shape: shapely.Geometry) -> str:
    """Make an id from where the hotspot is, so that it tells neither how many there are nor in which order."""
    point = shapely.point_on_surface(shape)
    digest = hashlib.blake2b(f"{point.x:.0f} {point.y:.0f}".encode(), digest_size=5).digest()
    return "H" + base64.b32encode(digest).decode()


def assign_ids(shapes: Polygons, earlier_shapes: Polygons, earlier_ids: list[str]) -> list[str]:
    """Give each shape the id of the earlier hotspot that it is, or a new one.

    Pairs are settled from the largest shared share down (then the largest shared area), each shape and each id once:
    when a hotspot splits, the part that holds most of it keeps the id; when two merge, the larger part gives its id.
    """
    given: dict[int, str] = {}
    taken: set[str] = set()
    for _share, _area, now, before in sorted(_overlaps(shapes, earlier_shapes), reverse=True):
        if now not in given and earlier_ids[before] not in taken:
            given[now] = earlier_ids[before]
            taken.add(earlier_ids[before])
    taken |= set(earlier_ids)
    for position, shape in enumerate(shapes):
        if position not in given:
            given[position] = _unused(new_id(shape), taken)
            taken.add(given[position])
    return [given[position] for position in range(len(shapes))]


def _overlaps(shapes: Polygons, earlier: Polygons) -> list[tuple[float, float, int, int]]:
    if len(shapes) == 0 or len(earlier) == 0:
        return []
    now, before = shapely.STRtree(earlier).query(shapes, predicate="intersects")
    area = shapely.area(shapes[now])
    # From run to run most shapes stay as they are, and comparing is much quicker than intersecting.
    (changed,) = np.nonzero(~shapely.equals_exact(shapes[now], earlier[before]))
    area[changed] = shapely.area(shapely.intersection(shapes[now[changed]], earlier[before[changed]]))
    share = area / np.minimum(shapely.area(shapes[now]), shapely.area(earlier[before]))
    same = share >= SAME_PLACE
    return list(zip(share[same].round(6), area[same].round(1), now[same].tolist(), before[same].tolist(), strict=True))


def _unused(wanted: str, taken: set[str]) -> str:
    """Step aside from an id that an earlier hotspot at the same spot still holds."""
    candidate, step = wanted, 1
    while candidate in taken:
        step += 1
        candidate = f"{wanted}{step}"
    return candidate
