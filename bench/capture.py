"""Compare what the default and the published peers catch of the ASB of the months after, on four forces.

Every peer chooses ground of the same least width, 150 m, and is given the same share of the force's area. Several
cut-offs are pooled; ratios come with a bootstrap interval (see geo_ij.hotspots.resampling).
"""

from collections.abc import Callable

import numpy as np

from bench.open_data import FORCES, archive, points_of
from bench.peers import PEERS, Found
from geo_ij.hotspots.backtest import backtest, plan_cutoffs
from geo_ij.hotspots.backtest_results import BackTest
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import Places
from geo_ij.services.backtest_hotspots import USUAL_CUTOFFS, USUAL_SHARES

AREA_KM2 = {"northamptonshire": 2_364, "leicestershire": 2_538, "bedfordshire": 1_235, "lincolnshire": 5_921}
"""Areas of the forces (Office for National Statistics)."""

WORST_GOAL, MEAN_GOAL = 1.10, 1.25

NOT_IN_THE_GOALS = ("greedy 75 m discs", "random forest, 150 m cells", "HDBSCAN hulls")
"""The peers that the default must merely beat; the others it must beat by the goals."""


def _as_places(peer: Callable[[WeightedPoints], Found]) -> Callable[[WeightedPoints], Places]:
    return lambda points: Places(*peer(points.at(points.incidents > 0)))


METHODS: dict[str, Callable[[WeightedPoints], Places]] = {
    "coverage": find_places,
    **{name: _as_places(peer) for name, peer in PEERS.items()},
}


def main() -> None:
    """Print a table for each force, then the worst and the mean ratio."""
    ratios = []
    for force in FORCES:
        path = archive(f"police/{force}-2025.zip")
        if path is None:
            print(f"capture: {force} skipped, the open data are not here")
            continue
        found = test(points_of(path), AREA_KM2[force] * 1e6)
        print_table(force, found)
        ratios += best_peer_ratios(found)
    if ratios:
        worst, mean = f"{min(ratios):.3f} (goal {WORST_GOAL:.2f})", f"{np.mean(ratios):.3f} (goal {MEAN_GOAL:.2f})"
        print(f"capture: against the best of counts, kernel densities and Gi*: worst {worst}, mean {mean}")


def test(points: WeightedPoints, area_m2: float) -> BackTest:
    """Back-test all methods on one force at the usual cut-offs and shares."""
    months = points.monthly.shape[1]
    plan = plan_cutoffs(np.ones(months, dtype=bool), first_month=0, months=12, cutoffs=USUAL_CUTOFFS)
    return backtest(
        points, plan=plan, first_month=0, months=12, area_m2=area_m2, methods=METHODS, default="coverage",
        shares=USUAL_SHARES,
    )  # fmt: skip


def print_table(force: str, found: BackTest) -> None:
    """Print hit rates and how often more the default caught."""
    for name in found.methods:
        cells = []
        for score in found.scores:
            if score.method == name:
                against = score.default_against
                times = (
                    ""
                    if against is None or name == "coverage"
                    else (f" ({against.value:.2f}, {against.low:.2f} to {against.high:.2f})")
                )
                cells.append(f"{score.hit_rate.value:.3f}{times}")
        print(f"capture: {force:<16} {name:<34} " + "  ".join(cell.ljust(26) for cell in cells).rstrip())


def best_peer_ratios(found: BackTest) -> list[float]:
    """Give, for each share, what the default caught for each incident that the best published peer caught."""
    published = [score for score in found.scores if score.method not in (*NOT_IN_THE_GOALS, "coverage")]
    return [
        min(
            score.default_against.value
            for score in published
            if score.area_share == share and score.default_against is not None
        )
        for share in USUAL_SHARES
    ]


if __name__ == "__main__":
    main()
