"""Measure how much of the lead rests on snapping: move later incidents to a random spot round their point.

The places stay as they were found. A spot is uniform over a disc, so the mean distance is two thirds of its radius.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bench.trials import PUBLISHED, Taken, Trial, peer_places, taken_by, tested, trials_here
from geo_ij.hotspots.captures import square_of
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.points import Floats
from geo_ij.hotspots.resampling import DRAWS, resampled
from geo_ij.services.backtest_hotspots import USUAL_SHARES

RADII_M = (0.0, 25.0, 50.0, 75.0, 100.0)
REDRAWS = 5

TOLD_RADII_M = (50.0, 75.0)
"""The radii of which the default is told, too; its spread points take long."""

NINETEEN_IN_TWENTY = 0.95
"""Of the spots in a disc this share lies within its square root of the radius: what `uncertainty_m` means."""

SHARE = USUAL_SHARES.index(0.0025)
METHODS = ("coverage", *PUBLISHED)
COUNTS = METHODS.index("counts, 150 m cells")


def main() -> None:
    """Print hit rates and ratios for each radius."""
    trials = trials_here()
    if not trials:
        print("snapping: skipped, the open data are not here")
        return
    taken = {force: [_all_methods(trial) for trial in trials[force]] for force in trials}
    for radius in RADII_M:
        print_row(radius, trials, taken)
    for radius in TOLD_RADII_M:
        print_told(radius, trials, taken)


def moved(positions: Floats, radius_m: float, *, random: np.random.Generator) -> Floats:
    """Move each position (n, 2) to a spot drawn evenly from the disc of this radius round it."""
    away = radius_m * np.sqrt(random.uniform(0, 1, len(positions)))
    turn = random.uniform(0, 2 * np.pi, len(positions))
    return np.asarray(positions + away[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))


def print_row(radius_m: float, trials: Mapping[str, Sequence[Trial]], taken: Mapping[str, list[list[Taken]]]) -> None:
    """Print one radius; intervals are of 1 km squares drawn anew, of the mean over the redraws of the spots.

    Hit rates are means of forces. Each ratio is the quotient of two such means; "best peer" is the best for each force
    at this radius, chosen anew for every share and after the event.
    """
    by_force, between = [], []
    for force in trials:
        whole, drawn, each = _caught(radius_m, trials[force], taken[force])
        by_force.append((whole / tested(trials[force]), drawn / tested(trials[force])))
        between.append(each / tested(trials[force]))
    rates = np.array([whole for whole, _ in by_force])  # forces, methods, shares
    best = rates[:, 1:].max(axis=1)
    mean = rates.mean(axis=0)[:, SHARE]
    ratio = mean[0] / mean[COUNTS]
    drawn_mean = np.mean([drawn for _, drawn in by_force], axis=0)[..., SHARE]
    low, high = np.quantile(drawn_mean[:, 0] / drawn_mean[:, COUNTS], [0.025, 0.975])
    redraws = np.mean(between, axis=0)[..., SHARE]
    spread = redraws[:, 0] / redraws[:, COUNTS]
    to_counts, to_best = rates[:, 0] / rates[:, COUNTS], rates[:, 0] / best
    worst = list(trials)[int(to_counts[:, SHARE].argmin())]
    strongest = 1 + int(mean[1:].argmax())
    print(
        f"snapping: {radius_m:>3.0f} m: at 0.25 %: default {mean[0]:.3f}, counts {mean[COUNTS]:.3f}, best peer "
        f"{best[:, SHARE].mean():.3f} (strongest: {METHODS[strongest]}, {mean[strongest]:.3f}); to counts {ratio:.3f} "
        f"({low:.3f} to {high:.3f}; redraws {spread.min():.3f} to {spread.max():.3f}), worst force "
        f"{to_counts[:, SHARE].min():.3f} ({worst}); to the best peer {mean[0] / best[:, SHARE].mean():.3f}, worst "
        f"force {to_best[:, SHARE].min():.3f}; mean of all shares: to counts {to_counts.mean():.3f}, to the best peer "
        f"{to_best.mean():.3f} (worst {to_best.min():.3f})",
        flush=True,
    )


def print_told(radius_m: float, trials: Mapping[str, Sequence[Trial]], taken: Mapping[str, list[list[Taken]]]) -> None:
    """Print what the default catches of moved incidents if it is told how far off points are, at the last cut-off."""
    rates = []
    for force in trials:
        trial = trials[force][-1]
        known = replace(trial.known, uncertainty_m=np.full(len(trial.known), radius_m * np.sqrt(NINETEEN_IN_TWENTY)))
        methods = [taken_by(find_places(known), trial), *taken[force][-1]]
        whole, _, _ = _caught(radius_m, [trial], [methods])
        rates.append(whole / tested([trial]))
    told, usual, best = np.array(rates)[:, 0], np.array(rates)[:, 1], np.array(rates)[:, 2:].max(axis=1)
    print(
        f"snapping: {radius_m:>3.0f} m, last cut-off, at 0.25 %: default {usual.mean(axis=0)[SHARE]:.3f}, told of it "
        f"{told.mean(axis=0)[SHARE]:.3f}, best peer {best.mean(axis=0)[SHARE]:.3f}; told to the best peer, mean of all "
        f"shares {(told / best).mean():.3f} (worst {(told / best).min():.3f}), untold {(usual / best).mean():.3f}",
        flush=True,
    )


def _all_methods(trial: Trial) -> list[Taken]:
    places = [find_places(trial.known), *(peer_places(name, trial.known) for name in PUBLISHED)]
    return [taken_by(found, trial) for found in places]


def _caught(radius_m: float, trials: Sequence[Trial], taken: list[list[Taken]]) -> tuple[Floats, Floats, Floats]:
    """Count what every method catches: mean of the redraws (methods, shares), the same drawn anew, and each redraw."""
    random = np.random.default_rng(7)
    squares = np.unique(np.concatenate([square_of(trial.later.positions) for trial in trials]))
    redraws = REDRAWS if radius_m else 1
    found = np.zeros((redraws, len(squares), len(taken[0]), len(USUAL_SHARES)))
    for redraw in range(redraws):
        for trial, methods in zip(trials, taken, strict=True):
            home = np.repeat(trial.later.positions, trial.later.incidents, axis=0)
            spots = moved(home, radius_m, random=random)
            # An incident stays in the block that it was recorded in, wherever it is moved to.
            row = np.searchsorted(squares, square_of(home))
            for number, method in enumerate(methods):
                np.add.at(found[redraw, :, number], row, method.caught(spots, np.ones(len(spots), dtype=np.int64)))
    mean = found.mean(axis=0)
    drawn = resampled(mean.reshape(len(squares), -1)).reshape(DRAWS, *mean.shape[1:])
    return mean.sum(axis=0), drawn, found.sum(axis=1)


if __name__ == "__main__":
    main()
