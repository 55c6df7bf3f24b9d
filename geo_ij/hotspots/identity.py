"""Keep a hotspot's id while it is the same place, and say what became of every id, because work is linked to it.

Each run is compared with the last known shape of every id ever given, so a place that vanishes gets its id back when
it returns. The rules are explained in `docs/explanation/hotspots.md`.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.hotspots.points import Floats, Integers
from geo_ij.hotspots.shapes import Polygons
from geo_ij.vocabulary import IdentityEvent, IdentityState

SAME_PLACE = 0.5
"""Two shapes are the same place when they share at least this much of the smaller one."""

TAKEN_OVER = 0.5
"""A hotspot is part of others when at least this share of its ground lies in them together."""


@dataclass(frozen=True)
class Identity:
    """One id: the months (month numbers) it was first and last found for, its last known shape, what became of it.

    `merged_into` is set while the state is MERGED; `split_from` says which id it was born from, if it was. ASKED is an
    id that only a question about other months or an earlier month ever found.
    """

    hotspot_id: str
    shape: BaseGeometry
    state: IdentityState
    first_as_of: int
    last_as_of: int
    merged_into: str | None = None
    split_from: str | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened to an id; `other_id` is the id it split from, merged into or came back out of."""

    hotspot_id: str
    event: IdentityEvent
    other_id: str | None = None


@dataclass(frozen=True)
class Identified:
    """The id of each shape in their order, what happened, and all ids as they are known afterwards, by id."""

    ids: list[str]
    events: list[Event]
    identities: list[Identity]


@dataclass(frozen=True)
class _Overlaps:
    """Pairs of a shape of this run and a known one that share ground: numbers, square metres, share of the smaller."""

    now: Integers
    before: Integers
    area: Floats
    share: Floats


def new_id(shape: BaseGeometry) -> str:
    """Make an id from where the hotspot is, so that it tells neither how many there are nor in which order."""
    point = shapely.point_on_surface(shape)
    digest = hashlib.blake2b(f"{point.x:.0f} {point.y:.0f}".encode(), digest_size=5).digest()
    return "H" + base64.b32encode(digest).decode()


def identify(shapes: Polygons, *, known: Sequence[Identity], as_of: int, usual: bool) -> Identified:
    """Give each shape (EPSG:27700, none overlapping another) the id of the place that it is, or a new one.

    Pairs that are the same place are settled from the most shared ground down, each shape and each id once, ids that
    are found now before those that are not: when a hotspot splits, the part that holds most of it keeps the id; when
    two merge, the id that brings most ground stays.

    A `usual` run of the latest month or a later one is followed: it moves the last known shapes and says what happened
    to every id. Any other run is a question: it reads ids, keeps the new ones aside as ASKED, and nothing happens.
    """
    shapes = np.asarray(shapes, dtype=object)
    overlaps = _overlaps(shapes, np.array([identity.shape for identity in known], dtype=object))
    given = _settled(overlaps, known, _order(shapes))
    ids = _ids(shapes, known, given)
    latest = max((identity.last_as_of for identity in known if identity.state != IdentityState.ASKED), default=as_of)
    if usual and as_of >= latest:
        return _followed(shapes, ids, known=known, overlaps=overlaps, as_of=as_of)
    return Identified(ids, [], _sorted(_asked(shapes, ids, known=known, as_of=as_of)))


def _overlaps(shapes: Polygons, earlier: Polygons) -> _Overlaps:
    now, before = np.empty((2, 0), dtype=np.int64)
    if len(shapes) and len(earlier):
        now, before = shapely.STRtree(earlier).query(shapes, predicate="intersects")
    area = shapely.area(shapes[now])
    # From run to run most shapes stay as they are, and comparing is much quicker than intersecting.
    (changed,) = np.nonzero(~shapely.equals_exact(shapes[now], earlier[before]))
    area[changed] = shapely.area(shapely.intersection(shapes[now[changed]], earlier[before[changed]]))
    share = area / np.minimum(shapely.area(shapes[now]), shapely.area(earlier[before]))
    return _Overlaps(now, before, area.round(1), share.round(6))


def _order(shapes: Polygons) -> Integers:
    """Give each shape's place in an order by where they are: ties must not depend on the order they are given in."""
    outlines = shapely.to_wkb(shapely.normalize(shapes))
    order = np.empty(len(shapes), dtype=np.int64)
    order[sorted(range(len(shapes)), key=lambda number: bytes(outlines[number]))] = np.arange(len(shapes))
    return order


_SETTLED_IN_ORDER = {IdentityState.FOUND: 0, IdentityState.ASKED: 2}
"""Ids in use come first; then those that may return; an id that only a question gave never stands in their way."""


def _settled(overlaps: _Overlaps, known: Sequence[Identity], order: Integers) -> dict[int, int]:
    """Pair shapes with known ids: give the number of the id of each shape that has one."""
    pairs = []
    for pair in np.flatnonzero(overlaps.share >= SAME_PLACE):
        now, before = int(overlaps.now[pair]), int(overlaps.before[pair])
        identity = known[before]
        preference = (
            _SETTLED_IN_ORDER.get(identity.state, 1),
            -float(overlaps.area[pair]),
            -identity.last_as_of,
            identity.hotspot_id,
            int(order[now]),
        )
        pairs.append((preference, now, before))
    given: dict[int, int] = {}
    taken: set[int] = set()
    for _preference, now, before in sorted(pairs):
        if now not in given and before not in taken:
            given[now] = before
            taken.add(before)
    return given


def _ids(shapes: Polygons, known: Sequence[Identity], given: dict[int, int]) -> list[str]:
    taken = {identity.hotspot_id for identity in known}
    ids = {now: known[before].hotspot_id for now, before in given.items()}
    for now in sorted(set(range(len(shapes))) - set(ids)):
        ids[now] = _unused(new_id(shapes[now]), taken)
        taken.add(ids[now])
    return [ids[now] for now in range(len(shapes))]


def _unused(wanted: str, taken: set[str]) -> str:
    """Step aside from an id that another place bears, which was once at the same spot."""
    candidate, step = wanted, 1
    while candidate in taken:
        step += 1
        candidate = f"{wanted}{step}"
    return candidate


def _followed(
    shapes: Polygons, ids: list[str], *, known: Sequence[Identity], overlaps: _Overlaps, as_of: int
) -> Identified:
    """Move the last known shapes to this run's and say what happened to every id."""
    after = {identity.hotspot_id: identity for identity in known}
    given = set(ids)
    events = []
    living = [identity.hotspot_id if identity.state == IdentityState.FOUND else None for identity in known]
    kept = [name if name in given else None for name in living]
    parents = _holders(overlaps.now, overlaps.before, overlaps.area, grounds=shapely.area(shapes), names=kept)
    for now, (hotspot_id, shape) in enumerate(zip(ids, shapes, strict=True)):
        before = after.get(hotspot_id)
        event = _arrival(hotspot_id, before, parents.get(now))
        events += [] if event is None else [event]
        born_from = event.other_id if event is not None and event.event == IdentityEvent.SPLIT_FROM else None
        after[hotspot_id] = Identity(
            hotspot_id,
            shape,
            IdentityState.FOUND,
            first_as_of=as_of if before is None else min(before.first_as_of, as_of),
            last_as_of=as_of,
            split_from=born_from if before is None else before.split_from or born_from,
        )
    grounds = np.array([identity.shape.area for identity in known])
    heirs = _holders(overlaps.before, overlaps.now, overlaps.area, grounds=grounds, names=ids)
    for number, identity in enumerate(known):
        if living[number] is not None and identity.hotspot_id not in given:
            heir = heirs.get(number)
            state = IdentityState.GONE if heir is None else IdentityState.MERGED
            event_kind = IdentityEvent.GONE if heir is None else IdentityEvent.MERGED_INTO
            after[identity.hotspot_id] = replace(identity, state=state, merged_into=heir)
            events.append(Event(identity.hotspot_id, event_kind, heir))
    return Identified(ids, sorted(events, key=lambda event: event.hotspot_id), _sorted(after))


def _holders(
    parts: Integers, wholes: Integers, area: Floats, *, grounds: Floats, names: Sequence[str | None]
) -> dict[int, str]:
    """Name, for each part that lies at least half in the named wholes together, the whole that holds most of it."""
    held: dict[int, list[tuple[float, str]]] = {}
    for part, whole, shared in zip(parts.tolist(), wholes.tolist(), area.tolist(), strict=True):
        name = names[whole]
        if name is not None:
            held.setdefault(part, []).append((shared, name))
    return {
        part: max(shares)[1]
        for part, shares in held.items()
        if sum(shared for shared, _name in shares) >= TAKEN_OVER * grounds[part]
    }


def _arrival(hotspot_id: str, before: Identity | None, parent: str | None) -> Event | None:
    """Say how a shape came by its id, unless it had it already."""
    if before is not None and before.state == IdentityState.FOUND:
        return None
    if before is not None and before.state in (IdentityState.GONE, IdentityState.MERGED):
        return Event(hotspot_id, IdentityEvent.RETURNED, before.merged_into)
    if parent is not None:
        return Event(hotspot_id, IdentityEvent.SPLIT_FROM, parent)
    return Event(hotspot_id, IdentityEvent.APPEARED)


def _asked(shapes: Polygons, ids: list[str], *, known: Sequence[Identity], as_of: int) -> dict[str, Identity]:
    """Keep what a question found: new ids so that no other place gets them, and for the others their earliest month."""
    after = {identity.hotspot_id: identity for identity in known}
    for hotspot_id, shape in zip(ids, shapes, strict=True):
        before = after.get(hotspot_id)
        if before is None:
            after[hotspot_id] = Identity(hotspot_id, shape, IdentityState.ASKED, first_as_of=as_of, last_as_of=as_of)
        elif before.state == IdentityState.ASKED and as_of >= before.last_as_of:
            after[hotspot_id] = replace(before, shape=shape, last_as_of=as_of)
        else:
            after[hotspot_id] = replace(before, first_as_of=min(before.first_as_of, as_of))
    return after


def _sorted(identities: dict[str, Identity]) -> list[Identity]:
    return [identities[hotspot_id] for hotspot_id in sorted(identities)]
