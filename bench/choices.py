"""Measure what each step of the default and each figure in its rule is worth, and what choosing them on others gives.

The figures are module constants; they are set for a variant and put back. That takes about half an hour, so
`make bench` leaves it out: `python -m bench choices`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import product
from types import ModuleType
from unittest import mock

import numpy as np

from bench import blocks, snapping
from bench.trials import MONTHS, Trial, best_peer_hits, points_here, ratios, trials_here
from geo_ij.hotspots import coverage, discs, evidence
from geo_ij.hotspots.points import Floats, WeightedPoints
from geo_ij.hotspots.shapes import DRAWN_RADIUS_M, RADIUS_M, Places

Rule = Mapping[str, float]

FIGURES: dict[str, tuple[tuple[ModuleType, str], ...]] = {
    "known point": ((evidence, "KNOWN_POINT"),),
    "damage": ((evidence, "CRIMINAL_DAMAGE"),),
    "neighbour": ((evidence, "NEIGHBOUR"),),
    "reach": ((evidence, "NEIGHBOUR_REACH_M"),),
    "joins": ((coverage, "JOINS_AT_DENSITY"),),
    "arm": ((coverage, "ARM_RADIUS_M"), (discs, "ARM_RADIUS_M"), (discs, "_DRAWN_ARM_RADIUS_M")),
}
"""Where each figure of the rule is kept."""

ARM_IS_DRAWN_WIDER_BY_M = DRAWN_RADIUS_M - RADIUS_M

RANGES: dict[str, Sequence[float]] = {
    "known point": (0.25, 1),
    "damage": (0, 0.2, 0.6),
    "neighbour": (0, 0.01, 0.04),
    "reach": (300,),
    "joins": (0.15, 0.2, 0.33, 0.5),
}

GRID: dict[str, Sequence[float]] = {
    "known point": (0.25, 0.5, 1),
    "damage": (0.2, 0.4, 0.6),
    "neighbour": (0.01, 0.02, 0.04),
    "joins": (0.25, 0.33, 0.5),
}
"""What is chosen from when a force is left out."""

FIXED = (0.5, 0.4, 0.02, 0.25)
"""The fixed rule, in the order of GRID."""

PLAIN = {"known point": 0, "damage": 0, "neighbour": 0}

Peers = dict[str, Floats]


@contextmanager
def rule(figures: Rule) -> Iterator[None]:
    """Set figures of the rule, and put them back."""
    with ExitStack() as stack:
        for name, value in figures.items():
            for module, constant in FIGURES[name]:
                wider = ARM_IS_DRAWN_WIDER_BY_M if constant.startswith("_DRAWN") else 0.0
                stack.enter_context(mock.patch.object(module, constant, value + wider))
        yield


def asb_only(known: WeightedPoints) -> Places:
    """Find places from what the peers see: anti-social behaviour at the points where it was recorded."""
    seen = known.at(known.incidents > 0)
    return coverage.find_places(replace(seen, criminal_damage=np.zeros_like(seen.criminal_damage)))


STEPS: tuple[tuple[str, Callable[[WeightedPoints], Places], Rule], ...] = (
    ("whole 75 m discs, plain counts", asb_only, {**PLAIN, "arm": RADIUS_M}),
    ("with 50 m arms", asb_only, PLAIN),
    ("and counts shrunk towards their neighbourhood (what peers see)", asb_only, {}),
    ("and known points without incidents", coverage.find_places, {"damage": 0}),
    ("and criminal damage: the default", coverage.find_places, {}),
    ("the default with whole discs for arms", coverage.find_places, {"arm": RADIUS_M}),
)


def main() -> None:
    """Print what the rule is made of, what it is worth, and how sure that is."""
    trials = trials_here()
    if not trials:
        print("choices: skipped, the open data are not here")
        return
    for force, points in points_here().items():
        weigh(force, points)
    blocks.main()
    snapping.main()
    peers = {force: best_peer_hits(trials[force]) for force in trials}
    for name, method, figures in STEPS:
        print_row(name, figures, trials, peers, method=method)
    for figure, values in RANGES.items():
        for value in values:
            print_row(f"{figure} {value:g}", {figure: value}, trials, peers)
    if len(trials) > 1:
        leave_one_out(trials, peers)


def weigh(force: str, points: WeightedPoints) -> None:
    """Print how much of a year's evidence is not ASB, and what points without ASB have."""
    points = points.latest(MONTHS)
    weight = evidence.evidence(points)
    damage = points.criminal_damage.sum(axis=1)
    parts = {
        "ASB": points.incidents.sum(),
        "damage": evidence.CRIMINAL_DAMAGE * damage.sum(),
        "known points": evidence.KNOWN_POINT * len(points),
    }
    parts["neighbours"] = weight.sum() - sum(parts.values())
    print(f"choices: {force}: " + ", ".join(f"{name} {part / weight.sum():.1%}" for name, part in parts.items()))
    without = points.incidents == 0
    for name, chosen in (("no ASB", without), ("neither ASB nor damage", without & (damage == 0))):
        quantiles = np.quantile(weight[chosen], [0, 0.5, 0.9, 0.99, 1])
        print(
            f"choices: {force}: {chosen.sum():,} of {len(points):,} points have {name}, and "
            f"{weight[chosen].sum() / weight.sum():.1%} of the evidence: "
            f"least, half, nine in ten, 99 in 100, most {quantiles.round(2).tolist()}"
        )


def print_row(
    name: str,
    figures: Rule,
    trials: Mapping[str, Sequence[Trial]],
    peers: Peers,
    *,
    method: Callable[[WeightedPoints], Places] = coverage.find_places,
) -> None:
    """Print the mean and the worst ratio of a variant, and the force and share that it is worst at."""
    with rule(figures):
        found = ratios(method, trials, peers)
    print(
        f"choices: {name:<64} mean {found.mean():.3f}  worst {found.min():.3f} ({worst_at(found, trials)})", flush=True
    )


def worst_at(found: Floats, forces: Mapping[str, Sequence[Trial]]) -> str:
    """Name the force and the number of the share with the least ratio."""
    force, share = np.unravel_index(found.argmin(), found.shape)
    return f"{list(forces)[force]}, share {share + 1}"


def leave_one_out(trials: Mapping[str, Sequence[Trial]], peers: Peers) -> None:
    """Choose the rule on all forces but one, and print what it gives on that one."""
    grid = list(product(*GRID.values()))
    found = []
    for number, values in enumerate(grid):
        with rule(dict(zip(GRID, values, strict=True))):
            found.append(ratios(coverage.find_places, trials, peers))
        if number % 9 == 8:
            print(f"choices: {number + 1} of {len(grid)} combinations tried", flush=True)
    table = np.array(found)
    overall = table.mean(axis=(1, 2))
    fixed = grid.index(FIXED)
    print(
        f"choices: all forces: fixed rule {overall[fixed]:.3f}, number {(overall > overall[fixed]).sum() + 1} of "
        f"{len(grid)}; combinations from {overall.min():.3f} to {overall.max():.3f} (best {grid[overall.argmax()]})"
    )
    chosen = best_without(table)
    for number, force in enumerate(trials):
        there, rule_there = table[chosen[number], number], table[fixed, number]
        print(
            f"choices: {force} left out: the others choose {dict(zip(GRID, grid[chosen[number]], strict=True))}; it "
            f"gives mean {there.mean():.3f} {there.round(3)} there, the fixed rule {rule_there.mean():.3f}, "
            f"any combination {table[:, number].mean(axis=1).min():.3f} to {table[:, number].mean(axis=1).max():.3f}"
        )
    left_out = np.array([table[chosen[number], number] for number in range(len(chosen))])
    print(f"choices: each force by the others' choice: mean {left_out.mean():.3f}, worst {left_out.min():.3f}")


def best_without(table: Floats) -> list[int]:
    """Give, for each force left out, the number of the combination with the best mean on the others.

    `table` has the shape (combinations, forces, shares). The first wins where two are level.
    """
    forces = table.shape[1]
    return [int(np.delete(table, force, axis=1).mean(axis=(1, 2)).argmax()) for force in range(forces)]


if __name__ == "__main__":
    main()
