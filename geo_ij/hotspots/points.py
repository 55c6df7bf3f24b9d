"""Hold incidents as weighted unique points: every method works on these, never on rows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WeightedPoints:
    """Unique points in metres (EPSG:27700) with how many incidents each had in each month.

    `positions` has the shape (points, 2), eastings first; `monthly` the shape (points, months), oldest month first;
    `force_of` the number of the force that recorded each point's incidents, in the order of `forces`.
    """

    positions: Floats
    monthly: Integers
    force_of: Integers
    forces: tuple[str, ...]

    @property
    def incidents(self) -> Integers:
        """How many incidents each point had in all months together."""
        return np.asarray(self.monthly.sum(axis=1))

    def __len__(self) -> int:
        return len(self.positions)


def weighted_points(counts: pd.DataFrame, *, first_month: int, last_month: int) -> WeightedPoints:
    """Pivot frames.INCIDENT_COUNTS into weighted unique points for the months given, inclusive, in a fixed order."""
    inside = counts.loc[counts["month"].between(first_month, last_month)]
    forces = tuple(sorted(inside["force"].unique().tolist()))
    places = inside["easting"].to_numpy() + 1j * inside["northing"].to_numpy()
    distinct, first, point_of = np.unique(places, return_index=True, return_inverse=True)
    monthly = np.zeros((len(distinct), last_month - first_month + 1), dtype=np.int64)
    np.add.at(monthly, (point_of, inside["month"].to_numpy() - first_month), inside["incidents"].to_numpy())
    force_of = np.searchsorted(np.array(forces, dtype=object), inside["force"].to_numpy(dtype=object)[first])
    return WeightedPoints(
        positions=np.column_stack([distinct.real, distinct.imag]),
        monthly=monthly,
        force_of=np.asarray(force_of, dtype=np.int64),
        forces=forces,
    )
