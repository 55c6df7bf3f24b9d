"""Hold the facts about the county that the demonstration rests on: its towns, its seasons, its volume."""

from typing import NamedTuple

import numpy as np

SEED = 20_230_701
"""The one seed; every table draws from its own stream made from it."""

MONTHS = 24
"""How many months of events there are."""

ASB_A_YEAR = 15_569
CRIMINAL_DAMAGE_A_YEAR = 4_576
"""Recorded in Northamptonshire in 2025 (data.police.uk): the demonstration has about as many."""

SEASON = (0.74, 0.74, 1.03, 1.00, 1.10, 1.22, 1.39, 1.23, 0.94, 1.04, 0.80, 0.77)
"""ASB of each month of 2025, January first, over the mean of the year (data.police.uk, Northamptonshire)."""

DAMAGE_SEASON = (0.90, 0.90, 1.00, 1.02, 1.08, 1.02, 1.12, 1.10, 1.00, 0.98, 0.96, 0.92)
"""The same for criminal damage, which knows less of a season."""


class Town(NamedTuple):
    """A town: its middle in metres (EPSG:27700), how far it reaches, and how much ASB a street there has.

    `level` is set so that the town's share of the county's ASB is about what it was in 2025 (data.police.uk); the
    countryside has RURAL_LEVEL.
    """

    name: str
    easting: float
    northing: float
    reach_m: float
    level: float


TOWNS = (
    Town("Northampton", 475_400, 260_500, 6_500, 2.10),
    Town("Kettering", 486_700, 278_700, 3_500, 1.65),
    Town("Corby", 488_600, 288_700, 3_500, 1.45),
    Town("Wellingborough", 489_100, 267_900, 3_500, 1.50),
    Town("Rushden", 495_800, 266_700, 2_500, 1.00),
    Town("Daventry", 457_300, 262_500, 2_500, 1.60),
    Town("Brackley", 458_500, 237_000, 1_800, 0.30),
    Town("Towcester", 469_200, 248_700, 1_800, 0.50),
    Town("Desborough", 480_400, 283_200, 1_800, 1.25),
    Town("Rothwell", 481_600, 281_200, 1_800, 0.65),
    Town("Thrapston", 499_700, 278_600, 1_800, 0.30),
    Town("Oundle", 504_200, 288_100, 1_800, 0.65),
    Town("Raunds", 499_900, 272_900, 1_800, 1.70),
    Town("Irthlingborough", 494_600, 270_600, 1_800, 2.00),
    Town("Higham Ferrers", 496_100, 268_600, 1_800, 0.90),
    Town("Burton Latimer", 490_100, 274_800, 1_800, 1.20),
    Town("Finedon", 492_000, 271_900, 1_800, 2.00),
)

RURAL_LEVEL = 0.55

SPRING_RISE = (-0.7219, 52.38666)
"""A real place in Kettering (longitude, latitude): the scheme has worked in the park there."""


def stream(name: str) -> np.random.RandomState:
    """Give the random numbers of one table: always the same, whatever else is drawn."""
    # RandomState's stream is frozen for good (NEP 19); the newer generators may change with numpy's versions.
    return np.random.RandomState([SEED, *name.encode()])
