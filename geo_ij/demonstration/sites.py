"""Invent sixty sites in every state of readiness, near the invented streets, in the columns of a file of sites."""

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.demonstration.county import SPRING_RISE, stream
from geo_ij.projection import to_degrees

SITES = 60

ID_PREFIX = "demo-"
"""How the identifiers of everything invented begin, so that it can be told and taken away again."""

SPRING_RISE_SITE = f"{ID_PREFIX}site-01"

_APART_M = 250.0
_KINDS = {
    "park": ("park", 14, "litter_picking;vegetation_clearance", "litter pickers;bags;gloves"),
    "play_area": ("play area", 9, "litter_picking;painting", "litter pickers;bags;paint"),
    "walkway_underpass": ("underpass", 6, "graffiti_removal;litter_picking", "graffiti cleaner;brushes;bags"),
    "alley": ("alley", 8, "path_alley_clearance;rubbish_clearance", "shovels;bags;gloves"),
    "estate_communal": ("green", 8, "litter_picking;gardening_planting", "litter pickers;bags;spades"),
    "town_centre": ("shops", 3, "graffiti_removal;street_cleaning", "graffiti cleaner;brushes"),
    "churchyard_memorial": ("churchyard", 3, "vegetation_clearance;gardening_planting", "shears;rakes;bags"),
    "allotment": ("allotments", 3, "groundwork;rubbish_clearance", "spades;wheelbarrow;gloves"),
    "community_building": ("community centre", 3, "community_venue_support;painting", "paint;brushes"),
    "verge": ("verge", 2, "litter_picking;vegetation_clearance", "litter pickers;bags"),
    "canal_waterside": ("waterside", 1, "litter_picking;vegetation_clearance", "litter pickers;throw line"),
}
"""What a site is called after its street, how many of sixty there are, what is done there, and with what."""

_LANDOWNERS = ("The council", "The town council", "A housing association", "A community trust", "A private owner")

# permission_status, its days from the anchor, risk_assessment_status, its days from the anchor, status, how many
_STATES: tuple[tuple[str, int | None, str, int | None, str, int], ...] = (
    ("granted", 300, "approved", 240, "", 18),
    ("granted", None, "approved", 45, "", 4),
    ("granted", 200, "draft", None, "", 7),
    ("granted", 120, "approved", -20, "", 3),
    ("granted", 150, "rejected", None, "", 2),
    ("requested", None, "draft", None, "", 8),
    ("granted", -30, "approved", 90, "", 3),
    ("refused", None, "draft", None, "", 2),
    ("not_requested", None, "draft", None, "", 6),
    ("granted", 250, "approved", 200, "paused", 2),
    ("granted", 100, "approved", 100, "completed", 3),
    ("refused", None, "rejected", None, "rejected", 2),
)


def make_sites(streets: pd.DataFrame, asb: npt.NDArray[np.float64], *, anchor: dt.date) -> pd.DataFrame:
    """Make sixty sites as texts in the columns of a file of sites; the first is Spring Rise Park.

    `streets` and `asb` (expected events, points x months) say where; `anchor` is the day that dates count from.
    """
    random = stream("sites")
    chosen = _places(streets, asb, random)
    kinds = random.permutation([kind for kind, (_, count, _, _) in _KINDS.items() for _ in range(count)])
    states = random.permutation(len(_STATE_OF_SITE))
    rows = [_spring_rise(anchor)]
    for number, position in enumerate(chosen, start=1):
        street = streets.iloc[position]
        state = _STATES[_STATE_OF_SITE[states[number - 1]]]
        rows.append(_site(number, street, kind=str(kinds[number - 1]), state=state, anchor=anchor, random=random))
    return pd.DataFrame(rows)


_STATE_OF_SITE = [index for index, state in enumerate(_STATES) for _ in range(state[-1])][1:]
"""Which state each site after the first is in: Spring Rise Park takes one of the ready ones."""


def _places(streets: pd.DataFrame, asb: npt.NDArray[np.float64], random: np.random.RandomState) -> list[int]:
    """Choose points in towns, busy ones more often, none near another: people nominate where they see trouble."""
    is_street = ~streets["location"].str.contains("/|Area|Station|market|Nightclub|Hospital", regex=True)
    candidates = np.flatnonzero((is_street & (streets["town"] != "")).to_numpy())
    candidates = candidates[candidates > 0]
    busy = asb[candidates].sum(axis=1).round(6) ** 0.5
    order = candidates[random.choice(len(candidates), size=1_000, replace=False, p=busy / busy.sum())]
    points = streets[["easting", "northing"]].to_numpy()
    kept = [0]
    for position in order:
        if np.hypot(*(points[kept] - points[position]).T).min() >= _APART_M:
            kept.append(int(position))
        if len(kept) == SITES:
            break
    return kept[1:]


def _spring_rise(anchor: dt.date) -> dict[str, str]:
    return {
        "site_id": SPRING_RISE_SITE,
        "name": "Spring Rise Park, Kettering",
        "site_type": "park",
        "longitude": str(SPRING_RISE[0]),
        "latitude": str(SPRING_RISE[1]),
        "condition": "2",
        "landowner": "The council",
        "permission_status": "granted",
        "permission_until": _day(anchor, 300),
        "risk_assessment_status": "approved",
        "risk_assessment_review_due": _day(anchor, 240),
        "activities": "litter_picking;vegetation_clearance",
        "capacity": "6",
        "supervisors_needed": "1",
        "estimated_hours": "24",
        "under_18_suitable": "yes",
        "equipment": "litter pickers;bags;gloves;shears",
        "toilets": "no",
        "notes": "Demonstration: the place is real, everything said about it here is invented.",
        "status": "",
    }


def _site(
    number: int,
    street: pd.Series,
    *,
    kind: str,
    state: tuple[str, int | None, str, int | None, str, int],
    anchor: dt.date,
    random: np.random.RandomState,
) -> dict[str, str]:
    permission, until, assessment, due, status, _ = state
    words, _, activities, equipment = _KINDS[kind]
    bearing, metres = 2 * np.pi * random.random_sample(), 20 + 60 * random.random_sample()
    longitude, latitude = to_degrees(
        street["easting"] + metres * np.cos(bearing), street["northing"] + metres * np.sin(bearing)
    )
    capacity = int(random.randint(3, 9))
    return {
        "site_id": f"{ID_PREFIX}site-{number + 1:02d}",
        "name": f"{street['location']} {words}, {street['town']}",
        "site_type": kind,
        "longitude": f"{float(longitude):.5f}",
        "latitude": f"{float(latitude):.5f}",
        "condition": str(random.randint(0, 5)),
        "landowner": _LANDOWNERS[random.randint(len(_LANDOWNERS))],
        "permission_status": permission,
        "permission_until": _day(anchor, until),
        "risk_assessment_status": assessment,
        "risk_assessment_review_due": _day(anchor, due),
        "activities": activities,
        "capacity": str(capacity),
        "supervisors_needed": "1" if capacity <= 6 else "2",
        "estimated_hours": str(4 * random.randint(2, 11)),
        "under_18_suitable": ("yes", "no")[random.randint(2)],
        "equipment": equipment,
        "toilets": ("yes", "no")[random.randint(2)],
        "notes": "Demonstration: invented.",
        "status": status,
    }


def _day(anchor: dt.date, days: int | None) -> str:
    return "" if days is None else (anchor + dt.timedelta(days=days)).isoformat()
