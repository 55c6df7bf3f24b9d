"""Hold incidents as weighted unique points: every method works on these, never on rows."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class WeightedPoints:
    """Unique points in metres (EPSG:27700) with how many incidents each had in each month.

    `positions` has the shape (points, 2), eastings first; `monthly` the shape (points, months), oldest month first;
    `force_of` the number of the force that recorded each point's incidents, in the order of `forces`; `uncertainty_m`
    the radius in metres round each point within which its incidents happened in 95 of 100 cases (0: as good as a
    snapped police point, which nothing is told about).

    Three things more may be known. `criminal_damage` (points, months) counts the second stream; a point may have none
    of either, because only other crimes were recorded there. `reported` (points, months) is the weight of residents'
    and officers' reports, in incidents. `known_since` (points,) is the column of the first month in which police
    recorded anything at each point, negative when that was earlier than the first column, and the number of columns at
    a point that is known from reports alone.
    """

    positions: Floats
    monthly: Integers
    force_of: Integers
    forces: tuple[str, ...]
    uncertainty_m: Floats
    criminal_damage: Integers = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    known_since: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    reported: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        """Fill in what was not given: no criminal damage, and points known from the first month."""
        if self.criminal_damage.size == 0:
            object.__setattr__(self, "criminal_damage", np.zeros_like(self.monthly))
        if self.reported.size == 0:
            object.__setattr__(self, "reported", np.zeros(self.monthly.shape))
        if self.known_since.size == 0:
            object.__setattr__(self, "known_since", np.zeros(len(self.positions), dtype=np.int64))

    @property
    def incidents(self) -> Integers:
        """How many incidents each point had in all months together."""
        return np.asarray(self.monthly.sum(axis=1))

    @property
    def report_weight(self) -> Floats:
        """What the reports at each point weigh in all months together, in incidents."""
        return np.asarray(self.reported.sum(axis=1))

    @property
    def is_known(self) -> Flags:
        """Say at which points police have recorded anything by the last month."""
        return np.asarray(self.known_since < self.monthly.shape[1])

    def __len__(self) -> int:
        return len(self.positions)

    def latest(self, months: int) -> "WeightedPoints":
        """Give the same points with only their latest months."""
        left_out = max(0, self.monthly.shape[1] - months)
        return replace(
            self,
            monthly=self.monthly[:, left_out:],
            criminal_damage=self.criminal_damage[:, left_out:],
            reported=self.reported[:, left_out:],
            known_since=self.known_since - left_out,
        )

    def until(self, months: int) -> "WeightedPoints":
        """Give what was known after the first so many months: their counts, at the points known by then."""
        then = replace(
            self,
            monthly=self.monthly[:, :months],
            criminal_damage=self.criminal_damage[:, :months],
            reported=self.reported[:, :months],
            known_since=np.minimum(self.known_since, months),
        )
        return then.at(then.is_known | then.reported.any(axis=1))

    def at(self, chosen: Flags | Integers) -> "WeightedPoints":
        """Give some of the points, by mask or by number, in that order."""
        return replace(
            self,
            positions=self.positions[chosen],
            monthly=self.monthly[chosen],
            force_of=self.force_of[chosen],
            uncertainty_m=self.uncertainty_m[chosen],
            criminal_damage=self.criminal_damage[chosen],
            reported=self.reported[chosen],
            known_since=self.known_since[chosen],
        )


def weighted_points(
    counts: pd.DataFrame,
    *,
    first_month: int,
    last_month: int,
    criminal_damage: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
) -> WeightedPoints:
    """Pivot frames.INCIDENT_COUNTS into weighted unique points for the months given, inclusive, in a fixed order.

    `criminal_damage` is the same for the second stream; `known` (frames.KNOWN_POINTS) lists the points at which any
    crime was recorded; `reports` has easting, northing, uncertainty_m, month, force and weight (in incidents).
    Incidents at one place with different uncertainties are different points.
    """
    streams = [
        frame.loc[frame["month"].between(first_month, last_month)]
        for frame in (counts, criminal_damage)
        if frame is not None
    ]
    everything = [frame[["easting", "northing", "uncertainty_m", "force", "month"]] for frame in streams]
    if known is not None:
        there = known.loc[known["first_month"] <= last_month].rename(columns={"first_month": "month"})
        everything.append(there[["easting", "northing", "force", "month"]].assign(uncertainty_m=0.0))
    by_police = sum(len(frame) for frame in everything)
    if reports is not None:
        reports = reports.loc[reports["month"].between(first_month, last_month)]
        everything.append(reports[["easting", "northing", "uncertainty_m", "force", "month"]])
    rows = pd.concat(everything, ignore_index=True) if len(everything) > 1 else everything[0].reset_index(drop=True)
    forces = tuple(sorted(rows["force"].unique().tolist()))
    places = rows["easting"].to_numpy() + 1j * rows["northing"].to_numpy()
    doubts, doubt_of = np.unique(rows["uncertainty_m"].to_numpy(dtype=float), return_inverse=True)
    distinct, place_of = np.unique(places, return_inverse=True)
    keys, first, point_of = np.unique(place_of * max(1, len(doubts)) + doubt_of, return_index=True, return_inverse=True)
    since = np.full(len(keys), last_month + 1, dtype=np.int64)
    np.minimum.at(since, point_of[:by_police], rows["month"].to_numpy(dtype=np.int64)[:by_police])
    tables, start = [], 0
    for frame in streams:
        table = np.zeros((len(keys), last_month - first_month + 1), dtype=np.int64)
        at = (point_of[start : start + len(frame)], frame["month"].to_numpy() - first_month)
        np.add.at(table, at, frame["incidents"].to_numpy())
        tables.append(table)
        start += len(frame)
    reported = np.zeros((len(keys), last_month - first_month + 1))
    if reports is not None:
        at = (point_of[by_police:], reports["month"].to_numpy(dtype=np.int64) - first_month)
        np.add.at(reported, at, reports["weight"].to_numpy(dtype=float))
    found = distinct[place_of[first]]
    return WeightedPoints(
        positions=np.column_stack([found.real, found.imag]),
        monthly=tables[0],
        force_of=np.searchsorted(np.array(forces, dtype=object), rows["force"].to_numpy(dtype=object)[first]),
        forces=forces,
        uncertainty_m=doubts[doubt_of[first]],
        criminal_damage=tables[1] if len(tables) > 1 else np.zeros_like(tables[0]),
        known_since=since - first_month,
        reported=reported,
    )
