"""Turn the points that police files give to street names into labels that tell where streets are and nothing else."""

import numpy as np
import pandas as pd

from geo_ij.frames import STREET_POINTS, check

APART_M = 250
"""A street is labelled at most once in each square of this side."""

GRID_M = 50
"""Labels stand on a grid of this step, so that none marks a recorded point."""


def street_labels(streets: pd.DataFrame) -> pd.DataFrame:
    """Give frames.STREET_LABELS for frames.STREET_POINTS, ordered by name: no count, and no point where a row was."""
    check(streets, STREET_POINTS)
    squares = streets.assign(
        column=streets["easting"] // APART_M,
        row=streets["northing"] // APART_M,
    )
    middles = squares.groupby(["name", "column", "row"], sort=True)[["easting", "northing"]].mean().reset_index()
    for axis in ("easting", "northing"):
        middles[axis] = np.rint(middles[axis] / GRID_M) * GRID_M
    return middles[["name", "easting", "northing"]].drop_duplicates(ignore_index=True)
