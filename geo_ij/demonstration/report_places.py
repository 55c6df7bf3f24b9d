"""Choose the places of which the invented reports tell: near trouble, at Spring Rise, and where little is recorded."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo_ij.demonstration.report_stories import ISSUES
from geo_ij.demonstration.report_words import PARK_PLACES, PLACES, VAGUE_PLACES, filled

AT_SPRING_RISE = 26
"""Many, beside what the police record there: residents say more than police data."""

SILENT = 3
"""Around so many of the busiest points nobody reports: there it is the reverse."""

_SILENT_M, _APART_M = 500.0, 150.0
_VAGUE = 0.02
_EVENTS = 3.0
# How many places have how many reports; and so many quiet places, where hardly anything is recorded, have ten each.
_BUSY_PLACES = {1: 126, 2: 34, 3: 17, 4: 9, 6: 5, 9: 3}
_QUIET_PLACES, _AT_QUIET = 3, 10


class Place(NamedTuple):
    """A place of which people report: in metres (EPSG:27700), where it is in words, and the issue most often seen.

    `is_known` says that its words alone are likely to be found: police files know the streets where something happened.
    """

    easting: float
    northing: float
    words: str
    issue: str
    is_known: bool = True


def places_of_residents(
    streets: pd.DataFrame, asb: npt.NDArray[np.float64], random: np.random.RandomState, *, count: int
) -> list[Place]:
    """Give the place of each resident's report: Spring Rise, places near trouble, and places that are quiet."""
    east, north = streets["easting"].to_numpy(), streets["northing"].to_numpy()
    total = asb.sum(axis=1).round(6)
    usable = _usable(streets, total)
    near = _chosen(streets, usable, np.sqrt(total), sum(_BUSY_PLACES.values()), random)
    counts = np.concatenate([[count] * places for count, places in _BUSY_PLACES.items()])
    quiet = usable & (total < np.quantile(total[usable], 0.15)) & (streets["centre_m"] < np.inf).to_numpy()
    found = [(0, AT_SPRING_RISE), *zip(near, random.permutation(counts), strict=True)]
    found += [(position, _AT_QUIET) for position in _chosen(streets, quiet, np.ones(len(total)), _QUIET_PLACES, random)]
    crossing = _crossings(streets)
    names = list(ISSUES)
    share = np.array([ISSUES[name][0] for name in names], dtype=float)
    places = []
    for position, reports in found:
        issue = "litter" if position == 0 else str(random.choice(names, p=share / share.sum()))
        for _ in range(int(reports)):
            turn, metres = 2 * np.pi * random.random_sample(), 60 * random.random_sample()
            point = east[position] + metres * np.cos(turn), north[position] + metres * np.sin(turn)
            places.append(
                Place(*point, _words_of(streets, crossing, position, random), issue, bool(total[position] > _EVENTS))
            )
    return [places[index] for index in random.permutation(len(places))][:count]


def _usable(streets: pd.DataFrame, total: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Say which points are streets in towns, neither near Spring Rise nor near the few where nobody reports."""
    east, north = streets["easting"].to_numpy(), streets["northing"].to_numpy()
    is_street = ~streets["location"].str.contains("/|Area|Station|market|Nightclub", regex=True)
    usable = (is_street & (streets["town"] != "")).to_numpy(copy=True)
    for position in (0, *np.argsort(-total, kind="stable")[:SILENT]):
        usable &= np.hypot(east - east[position], north - north[position]) > _SILENT_M
    return np.asarray(usable)


def _chosen(
    streets: pd.DataFrame,
    usable: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
    count: int,
    random: np.random.RandomState,
) -> list[int]:
    """Choose points by weight, none near another."""
    candidates = np.flatnonzero(usable)
    share = weight[candidates] / weight[candidates].sum()
    points = streets[["easting", "northing"]].to_numpy()
    kept: list[int] = []
    for position in candidates[
        random.choice(len(candidates), size=min(3 * count, len(candidates)), replace=False, p=share)
    ]:
        if not kept or np.hypot(*(points[kept] - points[position]).T).min() >= _APART_M:
            kept.append(int(position))
    return kept[:count]


def _crossings(streets: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Give each point the name of the nearest other street."""
    points, names = streets[["easting", "northing"]].to_numpy(), streets["location"].to_numpy(object)
    named = np.flatnonzero(~streets["location"].str.contains("/|Area|Station|market|Nightclub", regex=True))
    near = np.asarray(cKDTree(points[named]).query(points, k=2)[1])
    first, second = names[named[near[:, 0]]], names[named[near[:, 1]]]
    return np.where(first == names, second, first)


def _words_of(
    streets: pd.DataFrame, crossing: npt.NDArray[np.object_], position: int, random: np.random.RandomState
) -> str:
    """Say where a point is as people do."""
    if position == 0:
        return str(random.choice(PARK_PLACES))
    if random.random_sample() < _VAGUE:
        return str(random.choice(VAGUE_PLACES))
    here = streets.iloc[position]
    words = str(random.choice(PLACES))
    return filled(words, street=here["location"], town=here["town"], other=crossing[position])


def places_of_officers(
    streets: pd.DataFrame, asb: npt.NDArray[np.float64], random: np.random.RandomState, *, count: int
) -> list[Place]:
    """Give the places that officers name: busy ones."""
    total = asb.sum(axis=1).round(6)
    found = streets.iloc[_chosen(streets, _usable(streets, total), total**2, count, random)]
    rows = zip(found["easting"], found["northing"], found["location"], found["town"], strict=True)
    return [Place(east, north, f"{street}, {town}", "neglected_space") for east, north, street, town in rows]
