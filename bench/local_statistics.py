"""Compare Gi* of a whole grid with esda's G_Local on the same counts: time, and equality."""

import time

import numpy as np
from esda.getisord import G_Local
from libpysal.weights import WSP, WSP2W, fill_diagonal, lat2SW

from bench.timing import compare
from geo_ij.hotspots.cells import local_statistics_of_grid

SIDE = 1_000
EQUAL_TO = 1e-9


def main() -> None:
    """Print the figures, and stop if a value differs."""
    counts = made_up_counts(SIDE)
    started = time.perf_counter()
    weights = fill_diagonal(WSP2W(WSP(lat2SW(SIDE, SIDE, criterion="queen", row_st=False))), 1.0)
    building = time.perf_counter() - started
    differs = np.abs(local_statistics_of_grid(counts).ravel() - by_esda(counts, weights)).max()
    if not differs <= EQUAL_TO:
        raise SystemExit(f"local statistics: Gi* differs from esda's by {differs:.1e}")
    compared = compare(lambda: local_statistics_of_grid(counts), lambda: by_esda(counts, weights), runs=3)
    print(
        compared.line(f"local statistics: Gi* of {counts.size:,} cells", "esda"),
        f"({1 / compared.ratio:.0f} times as fast, without the {building:.0f} s that its weights took to build);"
        f" greatest difference {differs:.0e}",
    )


def made_up_counts(side: int) -> np.ndarray:
    """Draw skewed counts, most of them zero, as a grid over a county has."""
    random = np.random.default_rng(0)
    return random.poisson(random.gamma(0.2, 3.0, (side, side))).astype(float)


def by_esda(counts: np.ndarray, weights: object) -> np.ndarray:
    """Calculate Gi* with esda, without simulations."""
    return np.asarray(G_Local(counts.ravel(), weights, transform="B", star=True, permutations=0).Zs)


if __name__ == "__main__":
    main()
