"""Invent thirty pieces of completed work at the invented sites, in the columns of a file of completed work."""

import datetime as dt

import numpy as np
import pandas as pd

from geo_ij.demonstration.county import MONTHS, stream
from geo_ij.demonstration.events import WORK_MONTH
from geo_ij.demonstration.sites import ID_PREFIX, SPRING_RISE_SITE
from geo_ij.frames import month_text

PIECES = 30

_DAYS_BACK = 540
_LATEST_DAYS_BACK = 5  # Spring Rise Park has the latest work, so that the home page opens on its story
_PARTNERS = (
    "Council street cleansing team",
    "Council parks team; Residents' group",
    "Residents' group",
    "Housing association",
    "Waste contractor",
    "Local school",
    "",
)
_DONE = {
    "litter_picking": "Litter picked along the paths and edges.",
    "vegetation_clearance": "Overgrown paths cut back to their full width.",
    "painting": "Benches and railings painted.",
    "graffiti_removal": "Graffiti cleaned off walls and signs.",
    "path_alley_clearance": "The passage cleared from end to end.",
    "rubbish_clearance": "Dumped rubbish carried away.",
    "gardening_planting": "Beds weeded and planted.",
    "street_cleaning": "Pavements swept and bins wiped down.",
    "groundwork": "Empty plots dug over.",
    "community_venue_support": "The hall cleaned and its store put in order.",
}


def make_work(sites: pd.DataFrame, *, last_month: int, anchor: dt.date) -> pd.DataFrame:
    """Make thirty pieces of work as texts in the columns of a file of completed work, the oldest first.

    Two are at Spring Rise Park: two people, four hours each, in the sixteenth of the 24 months up to `last_month`, and
    a second visit, the latest of all. The others lie in the 18 months before `anchor`.
    """
    random = stream("work")
    workable = sites[
        (sites["permission_status"] == "granted")
        & (sites["risk_assessment_status"] == "approved")
        & (sites["site_id"] != SPRING_RISE_SITE)
    ].reset_index(drop=True)
    first = _day_in_month(last_month - MONTHS + 1 + WORK_MONTH)
    rows = [
        _spring_rise(first, bags="11", area_m2="900", notes=_DONE["litter_picking"]),
        _spring_rise(
            _working_day(anchor - dt.timedelta(days=_LATEST_DAYS_BACK)),
            bags="6",
            area_m2="650",
            notes=_DONE["vegetation_clearance"],
        ),
    ]
    taken = set()
    while len(rows) < PIECES:
        chosen = int(random.randint(len(workable)))
        day = _working_day(anchor - dt.timedelta(days=int(random.randint(_LATEST_DAYS_BACK + 4, _DAYS_BACK))))
        if (chosen, day) not in taken:  # a site has one piece of work at a time
            taken.add((chosen, day))
            rows.append(_piece(workable.iloc[chosen], day, random))
    work = pd.DataFrame(rows).sort_values(["start", "site_id"], ignore_index=True)
    work.insert(0, "work_id", [f"{ID_PREFIX}work-{number:02d}" for number in range(1, len(work) + 1)])
    return work


def _spring_rise(day: dt.date, *, bags: str, area_m2: str, notes: str) -> dict[str, str]:
    return {
        "site_id": SPRING_RISE_SITE,
        "start": f"{day}T10:00",
        "end": f"{day}T14:00",
        "activities": "litter_picking;vegetation_clearance",
        "hours": "8",
        "people": "2",
        "bags": bags,
        "area_m2": area_m2,
        "partners": "Council parks team; Residents' group",
        "notes": notes,
    }


def _piece(site: pd.Series, day: dt.date, random: np.random.RandomState) -> dict[str, str]:
    begins, length, people = int(random.randint(9, 13)), int(random.randint(2, 5)), int(random.randint(2, 7))
    activities = str(site["activities"]).split(";")
    done = activities[: 1 + int(random.randint(2))]
    leaves_bags = any(name in {"litter_picking", "rubbish_clearance", "path_alley_clearance"} for name in done)
    return {
        "site_id": str(site["site_id"]),
        "start": f"{day}T{begins:02d}:00",
        "end": f"{day}T{begins + length:02d}:00",
        "activities": ";".join(done),
        "hours": str(people * length),
        "people": str(people),
        "bags": str(people * int(random.randint(2, 5))) if leaves_bags else "",
        "area_m2": str(people * length * 10 * int(random.randint(3, 9))),
        "partners": _PARTNERS[random.randint(len(_PARTNERS))],
        "notes": " ".join(_DONE[name] for name in done),
    }


def _working_day(day: dt.date) -> dt.date:
    """Move a day back to one on which work is done: Tuesday to Saturday, not around Christmas and New Year."""
    if (day.month, day.day) >= (12, 23):
        day = day.replace(day=22)
    elif (day.month, day.day) <= (1, 3):
        day = dt.date(day.year - 1, 12, 22)
    return day - dt.timedelta(days={6: 1, 0: 2}.get(day.weekday(), 0))


def _day_in_month(month: int) -> dt.date:
    return _working_day(dt.date.fromisoformat(f"{month_text(month)}-17"))
