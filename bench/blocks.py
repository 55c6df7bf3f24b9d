"""Measure how wide the intervals of `capture` become when squares of 2 and 5 km are drawn anew instead of 1 km."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from bench.trials import PUBLISHED, Trial, peer_places, taken_by, trials_here
from geo_ij.hotspots.captures import square_of
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.points import Floats
from geo_ij.hotspots.resampling import Estimate, ratio, resampled
from geo_ij.services.backtest_hotspots import USUAL_SHARES

SIDES_M = (1_000.0, 2_000.0, 5_000.0)
METHODS = ("coverage", *PUBLISHED)
COUNTS = METHODS.index("counts, 150 m cells")
SHARE = USUAL_SHARES.index(0.0025)

PLACEMENTS = tuple(product((0.0, 0.5), repeat=2))
"""Where the squares may begin, in sides: an interval should not hang on that."""


def main() -> None:
    """Print, by force and side, the hit rate at 0.25 % and the ratios to counts and to the best peer."""
    trials = trials_here()
    if not trials:
        print("blocks: skipped, the open data are not here")
    for force in trials:
        positions, incidents, caught = _caught(trials[force])
        for side in SIDES_M:
            placed = [estimates(positions + side * np.array(shift), side, incidents, caught) for shift in PLACEMENTS]
            words = [f"{name} {_words([found[name] for found in placed])}" for name in placed[0]]
            print(f"blocks: {force}, squares of {side / 1000:g} km: " + "; ".join(words), flush=True)


def estimates(positions: Floats, side_m: float, incidents: Floats, caught: Floats) -> dict[str, Estimate]:
    """Give the hit rate and the ratios of one force, with intervals by squares of one side.

    `positions` (n, 2), `incidents` (n,) and what each method catches of them, `caught` (n, methods, shares).
    """
    squares, row = np.unique(square_of(positions, side_m=side_m), return_inverse=True)
    sums = np.zeros((len(squares), 1 + caught[0].size))
    np.add.at(sums, row, np.column_stack([incidents, caught.reshape(len(caught), -1)]))
    drawn = resampled(sums)
    whole, drawn_total = caught.sum(axis=0), drawn[:, 0]
    drawn = drawn[:, 1:].reshape(-1, *whole.shape)
    found = {"hit rate": ratio(whole[0, SHARE], float(incidents.sum()), drawn[:, 0, SHARE], drawn_total)}
    for share, fraction in enumerate(USUAL_SHARES):
        best = 1 + int(whole[1:, share].argmax())
        for name, other in (("counts", COUNTS), ("best peer", best)):
            pair = drawn[:, 0, share], drawn[:, other, share]
            found[f"to {name} at {100 * fraction:g} %"] = ratio(whole[0, share], whole[other, share], *pair)
    return {name: estimate for name, estimate in found.items() if estimate is not None}


def _words(placed: Sequence[Estimate]) -> str:
    """Say a figure, its interval, and how low and high the ends come as the squares are placed elsewhere."""
    usual, low, high = placed[0], min(found.low for found in placed), max(found.high for found in placed)
    return f"{usual.value:.3f} ({usual.low:.3f} to {usual.high:.3f}; any placement {low:.3f} to {high:.3f})"


def _caught(trials: Sequence[Trial]) -> tuple[Floats, Floats, Floats]:
    """Give where later incidents are recorded at every cut-off, how many, and what each method catches of them.

    Shapes (n, 2), (n,) and (n, methods, shares).
    """
    caught = []
    for trial in trials:
        places = [find_places(trial.known), *(peer_places(name, trial.known) for name in PUBLISHED)]
        later = trial.later
        found = [taken_by(place, trial).caught(later.positions, later.incidents) for place in places]
        caught.append(np.stack(found, axis=1))
    positions = np.vstack([trial.later.positions for trial in trials])
    incidents = np.concatenate([trial.later.incidents for trial in trials]).astype(np.float64)
    return positions, incidents, np.concatenate(caught)


if __name__ == "__main__":
    main()
