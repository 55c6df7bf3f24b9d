"""Choose discs, best first, so that the least ground covers the most evidence: the compiled heart of `coverage`.

A core (75 m) starts a place on free ground; cores and arms (50 m) that overlap a place may join it. Evidence is in
whole millionths, so that sums are exact and depend neither on the order of points nor on how a country is cut into
parts. Lengths are in metres, positions in EPSG:27700.

Three grids serve three questions: points are looked up in bins of 100 m (`bins`), discs in squares of 200 m
(`DiscIndex`), and ground is counted in cells of 10 m (`Ground`).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo_ij.hotspots.bins import Binned, free_inside
from geo_ij.hotspots.compiled import compiled
from geo_ij.hotspots.heap import pop, push
from geo_ij.hotspots.points import Flags, Floats, Integers

CELL_M = 10.0
"""The side of the cells in which ground is counted while choosing; final areas are exact."""

_SQUARE_M = 200.0
"""The side of the squares of a `DiscIndex`: at least as far as two discs can touch, so that a look round is enough."""

_NEVER, _LATER = 0, -1


class Candidates(NamedTuple):
    """Discs to choose from: their centres, the cell of each centre, and which are cores (the rest are arms)."""

    x: Floats
    y: Floats
    cell: Integers
    core: Flags


class Ground(NamedTuple):
    """Who has which cell (0: nobody yet), and the cells of a core and of an arm as steps from their middle."""

    owner: npt.NDArray[np.int32]
    core_cells: Integers
    arm_cells: Integers


class Limits(NamedTuple):
    """The law of shapes in metres and cells, and the rules of joining (see `coverage`)."""

    core_m: float
    arm_m: float
    apart_m: float
    largest_cells: float
    longest_m: float
    joins_at: float
    overlaps: float
    yields: float


class DiscIndex(NamedTuple):
    """Which discs stand where: the first disc of each square's chain, and the next of each disc (-1: none)."""

    first: Integers
    next: Integers
    left: float
    bottom: float
    columns: int
    rows: int


class Growing(NamedTuple):
    """Places in the making, numbered from 1: evidence and cells of each, its latest disc, and the disc before each."""

    evidence: Integers
    cells: Integers
    latest: Integers
    before: Integers


class _Met(NamedTuple):
    """The places under a disc and how many of its cells each has: room for as many as can be there."""

    place: Integers
    cells: Integers


class _Look(NamedTuple):
    """What taking a disc would bring: new evidence and incidents; its cells, the free ones, the places it meets."""

    gain: int
    incidents: int
    whole: int
    free: int
    found: int


@compiled
def choose(points: Binned, discs: Candidates, ground: Ground, limits: Limits) -> tuple[Integers, Integers]:
    """Give the discs taken, in order, and the place of each (numbered from 1); `ground.owner` is filled with places.

    Again and again the disc with the most new evidence for its new ground is taken. A candidate whose worth has fallen
    since it was put in line goes back to its new place there (lazy greedy, Minoux 1978).
    """
    count = len(discs.x)
    free = np.ones(len(points.x), dtype=np.bool_)
    worth, line, size = np.empty(count), np.empty(count, dtype=np.int64), 0
    met = _Met(np.zeros(32, dtype=np.int64), np.zeros(32, dtype=np.int64))
    for disc in range(count):
        look = _look(points, discs, disc, ground, free, met, limits)
        size = push(worth, line, size, look.gain / look.whole, disc)
    cores, waiting = _empty_index(discs.x, discs.y), _empty_index(discs.x, discs.y)
    growing = Growing(_zeros(count + 1), _zeros(count + 1), _zeros(count + 1) - 1, _zeros(count) - 1)
    taken, place_of, takes, started = _zeros(count), _zeros(count), 0, 0
    while size > 0:
        key, disc = worth[0], line[0]
        size = pop(worth, line, size)
        look = _look(points, discs, disc, ground, free, met, limits)
        if look.gain == 0 or look.free == 0:
            continue
        if look.gain / look.free < key:
            size = push(worth, line, size, look.gain / look.free, disc)
            continue
        place = _place_for(growing, discs, disc, look, met, cores, started + 1, limits)
        if place == _LATER:
            _add(waiting, discs, disc)
        if place <= 0:
            continue
        if place > started:
            started = place
            _add(cores, discs, disc)
        _take(points, discs, disc, ground, free, growing, place, look, limits)
        taken[takes], place_of[takes] = disc, place
        takes += 1
        size = _wake_arms(waiting, discs, disc, _radius(discs, disc, limits) + limits.arm_m, worth, line, size)
    return taken[:takes], place_of[:takes]


@compiled
def _zeros(count: int) -> Integers:
    return np.zeros(count, dtype=np.int64)


@compiled
def _radius(discs: Candidates, disc: int, limits: Limits) -> float:
    return limits.core_m if discs.core[disc] else limits.arm_m


@compiled
def _look(
    points: Binned, discs: Candidates, disc: int, ground: Ground, free: Flags, met: _Met, limits: Limits
) -> _Look:
    """See what taking a disc would bring, and list in `met` the places that it meets."""
    radius = _radius(discs, disc, limits)
    gain, incidents = free_inside(points, free, discs.x[disc], discs.y[disc], radius, False)
    cells = ground.core_cells if discs.core[disc] else ground.arm_cells
    free_cells = found = 0
    for step in cells:
        place = ground.owner[discs.cell[disc] + step]
        if place == 0:
            free_cells += 1
            continue
        known = 0
        while known < found and met.place[known] != place:
            known += 1
        if known < found:
            met.cells[known] += 1
        elif found < len(met.place):
            met.place[found], met.cells[found] = place, 1
            found += 1
    return _Look(gain, incidents, len(cells), free_cells, found)


@compiled
def _place_for(
    growing: Growing, discs: Candidates, disc: int, look: _Look, met: _Met, cores: DiscIndex, new: int, limits: Limits
) -> int:
    """Give the place that the disc becomes part of: one that it may join, or a new one; else _LATER or _NEVER.

    Only an arm waits: there may be a place for it to reach out from later. What a core covers alone is covered by the
    arms that lie within it as well.
    """
    if look.found > 0:
        place = _place_to_join(growing, discs, disc, look, met, limits)
        return _NEVER if place == _LATER and discs.core[disc] else place
    if not discs.core[disc]:
        return _LATER
    return new if look.incidents > 0 and _is_clear(cores, discs, disc, limits.apart_m) else _NEVER


@compiled
def _place_to_join(growing: Growing, discs: Candidates, disc: int, look: _Look, met: _Met, limits: Limits) -> int:
    """Give the first place that takes the disc, asking the one that it overlaps most first."""
    for _ in range(look.found):
        best = 0
        for other in range(1, look.found):
            if met.cells[other] > met.cells[best] or (
                met.cells[other] == met.cells[best] and met.place[other] < met.place[best]
            ):
                best = other
        place, cells = met.place[best], met.cells[best]
        met.cells[best] = -1
        if look.whole - look.free - cells > limits.yields * look.whole:
            return _NEVER
        if cells < limits.overlaps * look.whole:
            return _LATER
        if (
            growing.cells[place] + look.free <= limits.largest_cells
            and look.gain * growing.cells[place] >= limits.joins_at * growing.evidence[place] * look.free
            and _stays_short(growing, place, discs, disc, limits)
        ):
            return int(place)
    return _NEVER


@compiled
def _stays_short(growing: Growing, place: int, discs: Candidates, disc: int, limits: Limits) -> bool:
    """Say whether the place is short enough with the disc."""
    other = growing.latest[place]
    while other >= 0:
        reach = _radius(discs, disc, limits) + _radius(discs, other, limits)
        if np.hypot(discs.x[other] - discs.x[disc], discs.y[other] - discs.y[disc]) + reach > limits.longest_m:
            return False
        other = growing.before[other]
    return True


@compiled
def _take(
    points: Binned, discs: Candidates, disc: int, ground: Ground, free: Flags, growing: Growing, place: int,
    look: _Look, limits: Limits,
) -> None:  # fmt: skip
    """Give the disc's free ground and points to the place."""
    free_inside(points, free, discs.x[disc], discs.y[disc], _radius(discs, disc, limits), True)
    for step in ground.core_cells if discs.core[disc] else ground.arm_cells:
        if ground.owner[discs.cell[disc] + step] == 0:
            ground.owner[discs.cell[disc] + step] = place
    growing.evidence[place] += look.gain
    growing.cells[place] += look.free
    growing.before[disc] = growing.latest[place]
    growing.latest[place] = disc


@compiled
def _empty_index(x: Floats, y: Floats) -> DiscIndex:
    left, bottom = x.min(), y.min()
    columns, rows = int((x.max() - left) / _SQUARE_M) + 1, int((y.max() - bottom) / _SQUARE_M) + 1
    return DiscIndex(_zeros(columns * rows) - 1, _zeros(len(x)) - 1, left, bottom, columns, rows)


@compiled
def _square(index: DiscIndex, discs: Candidates, disc: int) -> tuple[int, int]:
    return int((discs.x[disc] - index.left) / _SQUARE_M), int((discs.y[disc] - index.bottom) / _SQUARE_M)


@compiled
def _add(index: DiscIndex, discs: Candidates, disc: int) -> None:
    """Put a disc at the head of its square's chain."""
    column, row = _square(index, discs, disc)
    index.next[disc] = index.first[column * index.rows + row]
    index.first[column * index.rows + row] = disc


@compiled
def _is_clear(cores: DiscIndex, discs: Candidates, disc: int, apart_m: float) -> bool:
    """Say whether no first core stands so near that it and this one would cut each other."""
    column, row = _square(cores, discs, disc)
    for near_column in range(max(column - 1, 0), min(column + 2, cores.columns)):
        for near_row in range(max(row - 1, 0), min(row + 2, cores.rows)):
            other = cores.first[near_column * cores.rows + near_row]
            while other >= 0:
                if (discs.x[other] - discs.x[disc]) ** 2 + (discs.y[other] - discs.y[disc]) ** 2 < apart_m**2:
                    return False
                other = cores.next[other]
    return True


@compiled
def _wake_arms(
    waiting: DiscIndex, discs: Candidates, disc: int, reach: float, worth: Floats, line: Integers, size: int
) -> int:
    """Put the arms that wait within reach of a taken disc at the head of the line, to be judged anew."""
    column, row = _square(waiting, discs, disc)
    for near_column in range(max(column - 1, 0), min(column + 2, waiting.columns)):
        for near_row in range(max(row - 1, 0), min(row + 2, waiting.rows)):
            square = near_column * waiting.rows + near_row
            previous, arm = -1, waiting.first[square]
            while arm >= 0:
                following = waiting.next[arm]
                if (discs.x[arm] - discs.x[disc]) ** 2 + (discs.y[arm] - discs.y[disc]) ** 2 < reach**2:
                    if previous < 0:
                        waiting.first[square] = following
                    else:
                        waiting.next[previous] = following
                    size = push(worth, line, size, np.inf, arm)
                else:
                    previous = arm
                arm = following
    return size
