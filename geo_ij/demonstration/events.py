"""Invent the recorded events of every month at every point: town, season, persistence and a few places with a story."""

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.demonstration.county import (
    ASB_A_YEAR,
    CRIMINAL_DAMAGE_A_YEAR,
    DAMAGE_SEASON,
    MONTHS,
    RURAL_LEVEL,
    SEASON,
    TOWNS,
    stream,
)
from geo_ij.demonstration.streets import CENTRE_M
from geo_ij.frames import month_text
from geo_ij.projection import to_degrees

FORCE_NAME = "Demonstration Police (synthetic)"
FORCE_SLUG = "demonstration"

ARCHIVE_COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
"""The columns of data.police.uk's street-level files."""

WORK_MONTH = 15
"""The month, of the 24, in which the work at Spring Rise Park is done."""

# How unequal points are (standard deviations of log rates): from street to street, from one 400 m square to the next,
# and from month to month at one point with its memory of the month before. Chosen so that the distribution over
# points is like the real one: see docs/explanation/demonstration.md, and tests/demonstration for the figures.
_STREET_SPREAD, _ESTATE_SPREAD, _MONTH_SPREAD, _MEMORY = 0.90, 0.30, 0.85, 0.7
_ESTATE_M = 400
_CENTRE_TIMES, _CENTRE_REACH_M = 14.0, 350.0
_DAMAGE_SHARED, _DAMAGE_OWN = 0.9, 0.65
_TOTAL_SPREAD = 0.03

_PERSISTENT, _EMERGING, _COOLING, _SEASONAL, _TEMPORARY = 16, 10, 10, 12, 5
_NEIGHBOURHOOD_M = 300.0

Table = npt.NDArray[np.float64]


def expected_events(streets: pd.DataFrame, *, last_month: int) -> tuple[Table, Table]:
    """Give the expected ASB and criminal damage of each point (row) in each of the 24 months up to `last_month`."""
    shared = _street_rates(streets)
    steady = shared[:, np.newaxis] * _monthly_noise(len(streets), "asb noise")
    asb = _with_stories(_scaled(steady, last_month, SEASON, ASB_A_YEAR), streets, last_month=last_month)
    own = np.exp(_DAMAGE_OWN * stream("damage").standard_normal(len(streets)))
    damage = (shared**_DAMAGE_SHARED * own)[:, np.newaxis] * _monthly_noise(len(streets), "damage noise")
    return (
        _scaled(asb, last_month, SEASON, ASB_A_YEAR, spread="asb total"),
        _scaled(damage, last_month, DAMAGE_SEASON, CRIMINAL_DAMAGE_A_YEAR, spread="damage total"),
    )


def make_months(streets: pd.DataFrame, *, last_month: int) -> dict[str, pd.DataFrame]:
    """Give the 24 months up to `last_month` (a month number) as police files hold them: month -> ARCHIVE_COLUMNS."""
    asb, damage = expected_events(streets, last_month=last_month)
    random = stream("counts")
    # Rounded, so that a machine whose exponential differs in its last bit draws the same.
    asb_counts, damage_counts = random.poisson(asb.round(9)), random.poisson(damage.round(9))
    longitude, latitude = to_degrees(streets["easting"], streets["northing"])
    place = pd.DataFrame(
        {
            "Longitude": longitude.round(6),
            "Latitude": latitude.round(6),
            "Location": "On or near " + streets["location"].astype(str),
        }
    )
    months = {}
    for position in range(MONTHS):
        month = month_text(last_month - MONTHS + 1 + position)
        months[month] = pd.concat(
            [
                _rows(place, asb_counts[:, position], month, "Anti-social behaviour"),
                _rows(place, damage_counts[:, position], month, "Criminal damage and arson"),
            ],
            ignore_index=True,
        )
    return months


def _rows(place: pd.DataFrame, counts: npt.NDArray[np.int64], month: str, crime_type: str) -> pd.DataFrame:
    rows = place.loc[place.index.repeat(counts)].reset_index(drop=True)
    is_crime = crime_type != "Anti-social behaviour"
    # As in the real files, ASB has neither an id nor an outcome. There are no invented output areas.
    ids = [hashlib.sha256(f"{month} {number}".encode()).hexdigest() for number in range(len(rows))]
    return rows.assign(
        **{
            "Crime ID": ids if is_crime else "",
            "Month": month,
            "Reported by": FORCE_NAME,
            "Falls within": FORCE_NAME,
            "LSOA code": "",
            "LSOA name": "",
            "Crime type": crime_type,
            "Last outcome category": "Status update unavailable" if is_crime else "",
            "Context": "",
        }
    )[list(ARCHIVE_COLUMNS)]


def _street_rates(streets: pd.DataFrame) -> Table:
    """Give each point's lasting share: its town, its estate, nearness to a centre, and its own luck."""
    random = stream("rates")
    level = streets["town"].map({town.name: town.level for town in TOWNS} | {"": RURAL_LEVEL}).to_numpy(float)
    square = (streets["easting"] // _ESTATE_M) * 100_000 + streets["northing"] // _ESTATE_M
    _squares, estate = np.unique(square, return_inverse=True)
    luck = _STREET_SPREAD * random.standard_normal(len(streets))
    luck += _ESTATE_SPREAD * random.standard_normal(estate.max() + 1)[estate]
    nearness = np.exp(-((np.minimum(streets["centre_m"].to_numpy(), 1e6) / _CENTRE_REACH_M) ** 2))
    return np.asarray(level * np.exp(luck) * (1 + _CENTRE_TIMES * _size(streets) * nearness))


def _size(streets: pd.DataFrame) -> Table:
    """Give the reach of each point's town over that of the largest: a small town has little of a night life."""
    largest = max(town.reach_m for town in TOWNS)
    reach = {town.name: town.reach_m / largest for town in TOWNS} | {"": 0.0}
    return np.asarray(streets["town"].map(reach), dtype=float)


def _monthly_noise(count: int, name: str) -> Table:
    """Give each point good and bad months that remember the one before, with a mean of 1, shape (count, 24)."""
    steps = stream(name).standard_normal((MONTHS, count))
    mood = steps[0]
    moods = [mood]
    for step in steps[1:]:
        mood = _MEMORY * mood + np.sqrt(1 - _MEMORY**2) * step
        moods.append(mood)
    return np.asarray(np.exp(_MONTH_SPREAD * np.column_stack(moods) - _MONTH_SPREAD**2 / 2), dtype=float)


def _scaled(
    rates: Table, last_month: int, season: tuple[float, ...], a_year: int, *, spread: str | None = None
) -> Table:
    """Scale each month to its share of the year's volume, give or take what real months do."""
    months = np.arange(last_month - MONTHS + 1, last_month + 1)
    wanted = np.array(season)[months % 12] * a_year / 12
    if spread is not None:
        wanted = wanted * np.exp(_TOTAL_SPREAD * stream(spread).standard_normal(MONTHS))
    return np.asarray(rates * (wanted / rates.sum(axis=0)))


def _with_stories(rates: Table, streets: pd.DataFrame, *, last_month: int) -> Table:
    """Give some points in towns a story, and Spring Rise its own."""
    rates = rates.copy()
    random = stream("stories")
    months = np.arange(MONTHS)
    calendar = (last_month - MONTHS + 1 + months) % 12
    in_town = np.flatnonzero((streets["town"] != "").to_numpy())
    in_town = in_town[in_town > 0]
    in_centre = np.flatnonzero((streets["centre_m"] < CENTRE_M).to_numpy())
    # The night-time economy: some places in the middle of a town are busy in every month.
    share = _size(streets)[in_centre] ** 2
    for position in random.choice(in_centre, size=_PERSISTENT, replace=False, p=share / share.sum()):
        rates[position] = 2.5 + 2.5 * random.random_sample()
    chosen = iter(random.choice(in_town, size=_EMERGING + _COOLING + _SEASONAL + _TEMPORARY, replace=False))
    for _ in range(_EMERGING):
        rates[next(chosen)] = np.where(months < MONTHS - 6, 0.3, 4.0)
    for _ in range(_COOLING):
        rates[next(chosen)] = np.where(months < MONTHS - 8, 4.0, 0.4)
    for _ in range(_SEASONAL):
        rates[next(chosen)] = np.where((calendar >= 5) & (calendar <= 7), 6.0, 0.2)
    for _ in range(_TEMPORARY):
        burst = random.randint(MONTHS - 10, MONTHS)
        rates[next(chosen)] = np.where(months == burst, 18.0, 0.2)
    return _spring_rise(rates, streets, months=months)


def _spring_rise(rates: Table, streets: pd.DataFrame, *, months: npt.NDArray[np.int64]) -> Table:
    """Give Spring Rise, the first point, about as much as is recorded there: 23 a year within 300 m."""
    rates[0] = np.where(months <= WORK_MONTH, 1.8, 1.2)
    east, north = streets["easting"].to_numpy(), streets["northing"].to_numpy()
    near = np.hypot(east - east[0], north - north[0]) < _NEIGHBOURHOOD_M
    near[0] = False
    if near.any():
        rates[near] *= 9.0 / 12 / rates[near].sum(axis=0).mean()
    return rates
