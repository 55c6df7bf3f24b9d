"""Invent what residents and officers reported over 24 months, in the columns of a file of reports."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.demonstration.county import MONTHS, SEASON, stream
from geo_ij.demonstration.report_places import Place, places_of_officers, places_of_residents
from geo_ij.demonstration.report_stories import ISSUES, WISHES
from geo_ij.demonstration.report_texts import stories_of, text_of
from geo_ij.demonstration.report_words import (
    ACTIVITIES,
    CONCERNS,
    POLICE_CHANNEL,
    PRIVATE,
    SENDERS,
    UNSUITABLE,
    URGENT,
    VAGUE_PLACES,
    filled,
)
from geo_ij.projection import to_degrees

REFERENCE_PREFIX = "DEMO-"
"""How the references of all invented reports begin, so that they can be told and taken away again."""

REPORTS = 420
CONCERNS_OF_OFFICERS = 12
_HOUSEHOLDS = 90
_WAITING = 32
_MIN_DAYS_OLD = 32

_DECIDED = {
    "accepted": 62, "referred_to_council": 10, "closed": 8, "work_done": 8, "not_suitable": 5, "work_planned": 3,
    "referred_to_police_channel": 2, "withdrawn": 2,
}  # fmt: skip
"""What became of a hundred reports that are not new."""

_KINDS = {"resident": 86, "business": 5, "community_group": 4, "council": 2, "victim": 1, "other": 2}
_HOW_OFTEN = {"not_said": 30, "sometimes": 25, "weekly": 22, "daily": 13, "once": 10}
_ENDED = {"closed", "work_done", "not_suitable", "referred_to_police_channel", "withdrawn", "duplicate"}
_REFUSED = {"not_suitable", "referred_to_police_channel", "withdrawn"}
_DOUBLES = 16
_IN_WORDS_ALONE = 0.45


def make_reports(streets: pd.DataFrame, asb: npt.NDArray[np.float64], *, anchor: dt.date) -> pd.DataFrame:
    """Make 420 reports as texts in the columns of a file of reports, the oldest first.

    `streets` and `asb` (expected events, points x months) say where people live and see trouble. All were received in
    the 24 months before `anchor`; some of the last weeks wait for a decision, some repeat another.
    """
    random = stream("reports")
    places = places_of_residents(streets, asb, random, count=REPORTS - CONCERNS_OF_OFFICERS - _DOUBLES)
    days = _days(len(places), anchor, random)
    rows = [_report(place, day, random) for place, day in zip(places, days, strict=True)]
    rows = _repeated(rows, random)
    concerns = places_of_officers(streets, asb, random, count=CONCERNS_OF_OFFICERS)
    said = random.permutation(len(CONCERNS))
    rows += [_concern(place, anchor, random, *CONCERNS[number]) for place, number in zip(concerns, said, strict=True)]
    table = pd.DataFrame(rows).sort_values(["received_at", "place"], kind="stable", ignore_index=True)
    table["reference"] = [f"{REFERENCE_PREFIX}{number:04d}" for number in range(1, len(table) + 1)]
    names = dict(zip(table.pop("mark"), table["reference"], strict=True))
    table = table.drop(columns="story")
    table["duplicate_of"] = [names.get(mark, "") for mark in table["duplicate_of"]]
    _decide(table, anchor, random)
    table["demonstration"] = "Invented"
    return table


def _days(count: int, anchor: dt.date, random: np.random.RandomState) -> list[dt.date]:
    """Give a day for each report: more in summer, more as the service becomes known, and some in the last weeks."""
    back = np.arange(_MIN_DAYS_OLD, MONTHS * 365 // 12)
    month = np.array([(anchor - dt.timedelta(days=int(days))).month for days in back])
    weight = np.array(SEASON)[month - 1] * np.linspace(1.4, 0.6, len(back))
    old = random.choice(back, size=count - _WAITING, p=weight / weight.sum())
    new = random.randint(1, _MIN_DAYS_OLD - 8, size=_WAITING)
    return [anchor - dt.timedelta(days=int(days)) for days in np.concatenate([old, new])]


def _report(place: Place, day: dt.date, random: np.random.RandomState) -> dict[str, Any]:
    """Write one resident's report."""
    names = list(ISSUES)
    issues = [place.issue if random.random_sample() < 0.7 else str(random.choice(names))]
    if random.random_sample() < 0.3:
        issues.append(str(random.choice(names[:9])))
    issues = list(dict.fromkeys(issues))
    story = int(random.randint(len(stories_of(issues[0]))))
    asked = list(dict.fromkeys(ACTIVITIES[issue] for issue in issues)) if random.random_sample() < 0.6 else []
    household = int(random.randint(_HOUSEHOLDS)) if random.random_sample() < 0.45 else None
    hour = int(random.choice([8, 9, 10, 12, 13, 16, 17, 18, 19, 20, 21]))
    return {
        "mark": f"{random.randint(2**31)} {day} {place.words}",
        "received_at": f"{day}T{hour:02d}:{random.randint(60):02d}:{random.randint(60):02d}",
        "issues": ";".join(issues),
        "story": story,
        "description": text_of(stories_of(issues[0])[story], random),
        "place": place.words,
        **_pin(place, random),
        "reporter_kind": _drawn(_KINDS, random),
        "how_often": _drawn(_HOW_OFTEN, random),
        "activities": ";".join(asked),
        "activity_text": str(random.choice(WISHES[issues[0]])) if asked and random.random_sample() < 0.15 else "",
        **_contact(household, random),
        "duplicate_of": "",
    }


def _pin(place: Place, random: np.random.RandomState) -> dict[str, str]:
    """Give the point of those who set a pin or let their device say where they are; the others say it in words."""
    needs_pin = not place.is_known or place.words in VAGUE_PLACES[1:]
    if random.random_sample() < _IN_WORDS_ALONE and not needs_pin:
        return {"longitude": "", "latitude": "", "uncertainty_m": ""}
    longitude, latitude = to_degrees(place.easting, place.northing)
    return {
        "longitude": f"{float(longitude):.6f}",
        "latitude": f"{float(latitude):.6f}",
        "uncertainty_m": str(random.choice([15, 25, 40, 60])),
    }


def _contact(household: int | None, random: np.random.RandomState) -> dict[str, str]:
    wants = "yes" if household is not None and random.random_sample() < 0.6 else "no"
    if household is None:
        return {"contact_name": "", "contact_email": "", "contact_phone": "", "wants_updates": wants}
    return {
        "contact_name": SENDERS[household % len(SENDERS)],
        "contact_email": f"household-{household:02d}@example.org",
        "contact_phone": f"01632 960{household:03d}" if household % 5 == 0 else "",
        "wants_updates": wants,
    }


def _repeated(rows: list[dict[str, Any]], random: np.random.RandomState) -> list[dict[str, Any]]:
    """Add some that tell of the same thing as another, in other words and some days later."""
    for position in random.choice(len(rows) - _WAITING, size=_DOUBLES, replace=False):
        first = rows[position]
        later = dt.datetime.fromisoformat(first["received_at"]) + dt.timedelta(days=int(random.randint(1, 5)))
        later = later.replace(hour=int(random.randint(8, 22)), minute=int(random.randint(60)))
        story = stories_of(first["issues"].split(";")[0])[first["story"]]
        rows.append(
            {
                **first,
                "mark": f"again {first['mark']}",
                "received_at": later.isoformat(),
                "description": text_of(story, random, not_as=first["description"]),
                "activity_text": "",
                **_contact(None, random),
                "duplicate_of": first["mark"],
            }
        )
    return rows


def _concern(place: Place, anchor: dt.date, random: np.random.RandomState, text: str, issue: str) -> dict[str, Any]:
    """Write an officer's area of concern."""
    row = _report(place, anchor - dt.timedelta(days=int(random.randint(3, 300))), random)
    return row | {
        "issues": issue,
        "description": text,
        "activities": ACTIVITIES[issue],
        "activity_text": "",
        "reporter_kind": "police",
        **_contact(None, random),
    }


def _decide(table: pd.DataFrame, anchor: dt.date, random: np.random.RandomState) -> None:
    """Say what became of each report and when; what came in last waits, and holds what a moderator must notice."""
    statuses: list[str] = []
    decided: list[str] = []
    waiting: list[int] = []
    repeated = set(table["duplicate_of"])
    for row in table.to_dict("records"):
        received = dt.datetime.fromisoformat(row["received_at"])
        is_new = received.date() > anchor - dt.timedelta(days=_MIN_DAYS_OLD - 7) and not row["duplicate_of"]
        status = "duplicate" if row["duplicate_of"] else _drawn(_DECIDED, random)
        if is_new:
            waiting.append(len(statuses))
            status = str(random.choice(["received"] * 8 + ["needs_information", "under_review"]))
        elif row["reporter_kind"] == "police" or (status in _REFUSED and row["reference"] in repeated):
            status = "accepted"  # nobody joins others with what was refused
        wait = random.randint(20, 60) if status in _ENDED - {"duplicate"} else random.randint(1, 6)
        moment = min(received + dt.timedelta(days=int(wait), hours=2), dt.datetime.combine(anchor, dt.time(0)))
        statuses.append(status)
        decided.append("" if status == "received" else max(moment, received).isoformat())
    table["status"], table["decided_at"] = statuses, decided
    texts = table["description"].to_numpy(object).copy()
    told = random.permutation(waiting)
    for index, urgent in zip(told, URGENT, strict=False):
        texts[index] = f"{texts[index].rstrip('.')}. {urgent}"
    for number, index in enumerate(told[len(URGENT) : len(URGENT) + 8]):
        private = filled(PRIVATE[number % len(PRIVATE)], number=str(100 + number), letter="ABCDEFGH"[number])
        texts[index] = f"{texts[index].rstrip('.')}. {private}"
    for status, instead in (("not_suitable", UNSUITABLE), ("referred_to_police_channel", POLICE_CHANNEL)):
        refused = np.flatnonzero(table["status"] == status)
        texts[refused] = [instead[number % len(instead)] for number in range(len(refused))]
        table.loc[refused, ["issues", "activities", "activity_text"]] = ["other", "", ""]
    table["description"] = texts


def _drawn(weights: dict[str, int], random: np.random.RandomState) -> str:
    share = np.array(list(weights.values()), dtype=float)
    return str(random.choice(list(weights), p=share / share.sum()))
