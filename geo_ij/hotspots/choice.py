"""Choose discs, best first, so that the least ground covers the most evidence: the compiled heart of `coverage`.

A core (75 m) starts a place on free ground; cores and arms (50 m) that overlap a place may join it. Evidence is in
whole millionths, so that sums are exact and depend neither on the order of points nor on how a country is cut into
parts. Lengths are in metres, positions in EPSG:27700.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo_ij.hotspots.bins import Binned, Flags, Floats, Integers, free_inside
from geo_ij.hotspots.compiled import compiled
from geo_ij.hotspots.heap import pop, push

CELL_M = 10.0
"""The side of the cells in which ground is counted while choosing; final areas are exact."""

_YARD_M = 200.0
"""The side of the squares by which discs find each other; at least the farthest that two can touch."""

_NEVER, _LATER = 0, -1


class Candidates(NamedTuple):
    """Discs to choose from: their centres, the raster cell of each centre, and which are cores (the rest are arms)."""

    x: Floats
    y: Floats
    cell: Integers
    core: Flags


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


class Yards(NamedTuple):
    """Which discs stand where: for each square the first disc of a chain, and the next of each disc (-1: none)."""

    first: Integers
    next: Integers
    left: float
    bottom: float
    columns: int
    rows: int


class Places(NamedTuple):
    """The places in the making: evidence and cells of each (numbered from 1), its latest disc, and the one before."""

    evidence: Integers
    cells: Integers
    latest: Integers
    before: Integers


@compiled
def _yards(x: Floats, y: Floats) -> Yards:
    left, bottom = x.min(), y.min()
    columns, rows = int((x.max() - left) / _YARD_M) + 1, int((y.max() - bottom) / _YARD_M) + 1
    return Yards(np.full(columns * rows, -1), np.full(len(x), -1), left, bottom, columns, rows)


@compiled
def _enter(yards: Yards, disc: int, x: float, y: float) -> None:
    """Put a disc at the head of its square's chain."""
    yard = int((x - yards.left) / _YARD_M) * yards.rows + int((y - yards.bottom) / _YARD_M)
    yards.next[disc] = yards.first[yard]
    yards.first[yard] = disc


@compiled
def _squares(yards: Yards, x: float, y: float) -> tuple[int, int, int, int]:
    """Give the columns and rows (last excluded) of a disc's own square and those round it."""
    column, row = int((x - yards.left) / _YARD_M), int((y - yards.bottom) / _YARD_M)
    return max(column - 1, 0), min(column + 2, yards.columns), max(row - 1, 0), min(row + 2, yards.rows)


@compiled
def _is_clear(cores: Yards, discs: Candidates, disc: int, apart_m: float) -> bool:
    """Say whether no core stands so near that a new one would be cut."""
    x, y = discs.x[disc], discs.y[disc]
    c0, c1, r0, r1 = _squares(cores, x, y)
    for column in range(c0, c1):
        for row in range(r0, r1):
            other = cores.first[column * cores.rows + row]
            while other >= 0:
                if (discs.x[other] - x) ** 2 + (discs.y[other] - y) ** 2 < apart_m**2:
                    return False
                other = cores.next[other]
    return True


@compiled
def _call(waiting: Yards, discs: Candidates, disc: int, reach: float, worth: Floats, line: Integers, size: int) -> int:
    """Put the arms that wait within reach of a taken disc back in line, to be judged at once."""
    x, y = discs.x[disc], discs.y[disc]
    c0, c1, r0, r1 = _squares(waiting, x, y)
    for column in range(c0, c1):
        for row in range(r0, r1):
            yard = column * waiting.rows + row
            previous, arm = -1, waiting.first[yard]
            while arm >= 0:
                following = waiting.next[arm]
                if (discs.x[arm] - x) ** 2 + (discs.y[arm] - y) ** 2 < reach**2:
                    if previous < 0:
                        waiting.first[yard] = following
                    else:
                        waiting.next[previous] = following
                    size = push(worth, line, size, np.inf, arm)
                else:
                    previous = arm
                arm = following
    return size


@compiled
def _look(owner: npt.NDArray[np.int32], at: int, stencil: Integers, met: Integers, counts: Integers) -> tuple[int, int]:
    """Count the free cells under a disc, and list the places met there with their cells."""
    free = found = 0
    for offset in stencil:
        place = owner[at + offset]
        if place == 0:
            free += 1
            continue
        known = False
        for position in range(found):
            if met[position] == place:
                counts[position] += 1
                known = True
                break
        if not known and found < len(met):
            met[found], counts[found] = place, 1
            found += 1
    return free, found


@compiled
def _fits(places: Places, place: int, discs: Candidates, disc: int, limits: Limits) -> bool:
    """Say whether the place stays short enough with the disc."""
    mine = limits.core_m if discs.core[disc] else limits.arm_m
    other = places.latest[place]
    while other >= 0:
        reach = mine + (limits.core_m if discs.core[other] else limits.arm_m)
        if np.hypot(discs.x[other] - discs.x[disc], discs.y[other] - discs.y[disc]) + reach > limits.longest_m:
            return False
        other = places.before[other]
    return True


@compiled
def _place_to_join(
    places: Places, discs: Candidates, disc: int, gain: int, free: int, whole: int,
    met: Integers, counts: Integers, found: int, limits: Limits,
) -> int:  # fmt: skip
    """Give the place that the disc may join, the one it overlaps most first; else whether it may ever."""
    for _ in range(found):
        best = 0
        for position in range(1, found):
            if counts[position] > counts[best] or (counts[position] == counts[best] and met[position] < met[best]):
                best = position
        place, cells = met[best], counts[best]
        counts[best] = -1
        if whole - free - cells > limits.yields * whole:
            return _NEVER
        if cells < limits.overlaps * whole:
            return _LATER
        if (
            places.cells[place] + free <= limits.largest_cells
            and gain * places.cells[place] >= limits.joins_at * places.evidence[place] * free
            and _fits(places, place, discs, disc, limits)
        ):
            return int(place)
    return _NEVER


@compiled
def choose(
    points: Binned,
    discs: Candidates,
    owner: npt.NDArray[np.int32],
    core_cells: Integers,
    arm_cells: Integers,
    limits: Limits,
) -> tuple[Integers, Integers]:
    """Give the discs taken, in order, and the place of each (numbered from 1).

    Again and again the disc with the most new evidence for its new ground is taken; `owner` is the raster of the
    ground, all zeros, which is filled with place numbers. A candidate whose worth has fallen goes back in line (lazy
    greedy, Minoux 1978).
    """
    count = len(discs.x)
    free_points = np.ones(len(points.x), dtype=np.bool_)
    worth, line, size = np.empty(count), np.empty(count, dtype=np.int64), 0
    for disc in range(count):
        radius, whole = (limits.core_m, len(core_cells)) if discs.core[disc] else (limits.arm_m, len(arm_cells))
        gain, _ = free_inside(points, free_points, discs.x[disc], discs.y[disc], radius, False)
        size = push(worth, line, size, gain / whole, disc)
    cores, waiting = _yards(discs.x, discs.y), _yards(discs.x, discs.y)
    places = Places(
        np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64),
        np.full(count + 1, -1), np.full(count, -1),
    )  # fmt: skip
    met, counts = np.zeros(32, dtype=np.int64), np.zeros(32, dtype=np.int64)
    taken, place_of, takes, started = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64), 0, 0
    while size > 0:
        key, disc = worth[0], line[0]
        size = pop(worth, line, size)
        x, y, core = discs.x[disc], discs.y[disc], discs.core[disc]
        radius = limits.core_m if core else limits.arm_m
        stencil = core_cells if core else arm_cells
        gain, incidents = free_inside(points, free_points, x, y, radius, False)
        free, found = _look(owner, discs.cell[disc], stencil, met, counts)
        if gain == 0 or free == 0:
            continue
        if gain / free < key:
            size = push(worth, line, size, gain / free, disc)
            continue
        if found > 0:
            place = _place_to_join(places, discs, disc, gain, free, len(stencil), met, counts, found, limits)
        elif core:
            place = _NEVER
            if incidents > 0 and _is_clear(cores, discs, disc, limits.apart_m):
                started += 1
                place = started
                _enter(cores, disc, x, y)
        else:
            place = _LATER
        if place == _LATER and not core:
            _enter(waiting, disc, x, y)
        if place <= 0:
            continue
        free_inside(points, free_points, x, y, radius, True)
        for offset in stencil:
            if owner[discs.cell[disc] + offset] == 0:
                owner[discs.cell[disc] + offset] = place
        places.evidence[place] += gain
        places.cells[place] += free
        places.before[disc] = places.latest[place]
        places.latest[place] = disc
        taken[takes], place_of[takes] = disc, place
        takes += 1
        size = _call(waiting, discs, disc, radius + limits.arm_m, worth, line, size)
    return taken[:takes], place_of[:takes]
