"""Make small worlds of incidents for the tests of the pure packages."""

import numpy as np
from hypothesis import strategies as st

from geo_ij.hotspots.points import WeightedPoints

ORIGIN = np.array([486_000.0, 278_000.0])


def points_at(positions: list[tuple[float, float]], counts: list[list[int]]) -> WeightedPoints:
    """Put points at offsets (metres) from a place in Kettering, each with its incidents by month."""
    return WeightedPoints(
        positions=ORIGIN + np.array(positions, dtype=float).reshape(-1, 2),
        monthly=np.array(counts, dtype=np.int64).reshape(len(positions), len(counts[0]) if counts else 1),
        force_of=np.zeros(len(positions), dtype=np.int64),
        forces=("northamptonshire",),
        uncertainty_m=np.zeros(len(positions)),
    )


@st.composite
def towns(draw: st.DrawFn, *, most: int = 60) -> WeightedPoints:
    """Draw up to `most` distinct points in a square kilometre with 1 to 30 incidents each, in one month."""
    offsets = draw(
        st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 1_000)), min_size=1, max_size=most, unique=True)
    )
    counts = draw(st.lists(st.integers(1, 30), min_size=len(offsets), max_size=len(offsets)))
    return points_at([(float(x), float(y)) for x, y in offsets], [[count] for count in counts])
