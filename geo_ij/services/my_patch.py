"""Gather what is worth knowing today in somebody's patch: hotspots, sites that need something, work, what waits."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo_ij.access.permissions import Permission
from geo_ij.maps import words
from geo_ij.maps.areas import area_choices
from geo_ij.maps.content import MapContent, day_in_words
from geo_ij.maps.features import Feature
from geo_ij.ranking.readiness import DECIDED
from geo_ij.services.access import limit_of, within_limit
from geo_ij.services.kept_locations import waiting_locations
from geo_ij.services.police_months import PoliceMonths, stored_police_months
from geo_ij.services.report_queue import Waiting, report_areas, waiting_reports
from geo_ij.store.database import Database
from geo_ij.store.work_rows import read_work
from geo_ij.vocabulary import PermissionStatus, RiskAssessmentStatus

HOTSPOTS_SHOWN, SITES_SHOWN, WORK_SHOWN = 5, 5, 3

SOON = dt.timedelta(days=60)
"""How long before a permission ends or a review is due it is said: a landowner or an assessor takes weeks."""

_PERMISSION = {
    PermissionStatus.NOT_REQUESTED: "nobody has asked for permission",
    PermissionStatus.REQUESTED: "permission was asked for but not given yet",
    PermissionStatus.REFUSED: "permission was refused",
    PermissionStatus.EXPIRED: "permission ran out",
}
_ASSESSMENT = {
    RiskAssessmentStatus.DRAFT: "its risk assessment is a draft",
    RiskAssessmentStatus.REJECTED: "its risk assessment was rejected",
    RiskAssessmentStatus.EXPIRED: "its risk assessment ran out",
}


@dataclass(frozen=True)
class Line:
    """One thing in a sentence; `ref` is its own identifier and `key` names it on the map, where it is on one."""

    name: str
    says: str
    ref: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Patch:
    """What there is; None is what whoever asks may not see. The counts are of all, of which the first are given.

    `stored` says which police data there are; `choices` are the areas to choose from, in groups.
    """

    hotspots: tuple[Line, ...] | None = None
    hotspots_in_all: int = 0
    sites: tuple[Line, ...] | None = None
    sites_in_all: int = 0
    work: tuple[Line, ...] | None = None
    work_in_all: int = 0
    stored: PoliceMonths | None = None
    choices: tuple[tuple[str, list[str]], ...] = ()


@dataclass(frozen=True)
class PatchWaiting:
    """What waits for somebody now; None is what whoever asks may not see.

    `reports` wait for a moderator, in the area where reports are known to lie in one of that name; `area` is that one,
    or None for all of them. `places` counts those that a person must decide about.
    """

    reports: Waiting | None = None
    area: str | None = None
    places: int | None = None


def patch_waiting(database: Database, *, area: str | None) -> PatchWaiting:
    """Say what waits: it changes with every report, so it is asked for with every page."""
    actor = database.actor
    sees = actor.may(Permission.SEE_REPORTS)
    known = sees and any(area in names for _, names in report_areas(database))
    return PatchWaiting(
        reports=waiting_reports(database, area=area if known else None) if sees else None,
        area=area if known else None,
        places=len(waiting_locations(database)) if actor.may(Permission.MANAGE_PLACES) else None,
    )


def my_patch(
    database: Database,
    *,
    content: MapContent | None,
    features: Iterable[Feature],
    area: str | None,
    today: dt.date,
) -> Patch:
    """Gather a patch from the staff map that was drawn for whoever asks, and its features; None with nothing stored.

    `area` is one that the map can be filtered by, None the whole of what they may see. Each part is given only to those
    who may see it.
    """
    actor = database.actor
    every = list(features)
    here = [feature for feature in every if area is None or area in feature.areas]
    used = {name for feature in every for name in feature.areas}
    sees_map = actor.may(Permission.SEE_HOTSPOTS)
    hotspots = sorted((one for one in here if one.kind == "hotspot"), key=lambda one: one.number) if sees_map else []
    needs = _needs(content, here, today=today) if actor.may(Permission.SEE_SITES) else []
    work = [_line(one) for one in here if one.kind == "work"] if sees_map else _recorded(database)
    return Patch(
        hotspots=tuple(_line(one) for one in hotspots[:HOTSPOTS_SHOWN]) if sees_map else None,
        hotspots_in_all=len(hotspots),
        sites=tuple(needs[:SITES_SHOWN]) if actor.may(Permission.SEE_SITES) else None,
        sites_in_all=len(needs),
        work=None if work is None else tuple(work[:WORK_SHOWN]),
        work_in_all=len(work or ()),
        stored=stored_police_months(database) if sees_map else None,
        choices=() if content is None else tuple(area_choices(content.basemap, used)),
    )


def need_of(site: Mapping[str, Any], *, today: dt.date) -> tuple[dt.date | None, str] | None:
    """Say what a site (a row of frames.SITES) lacks or soon will, with the first day on which something ends.

    None where it lacks nothing, or somebody decided that it waits or that nothing is left to do.
    """
    if site["status"] in DECIDED:
        return None
    permission, assessment = site["permission_status"], site["risk_assessment_status"]
    until, due = _day(site["permission_until"]), _day(site["risk_assessment_review_due"])
    parts = [
        _ending(until, "permission ends on", "permission ran out on", today=today)
        if permission == PermissionStatus.GRANTED
        else (None, _PERMISSION[PermissionStatus(permission)]),
        _ending(
            due,
            "its risk assessment is due for review on",
            "the review of its risk assessment is overdue since",
            today=today,
        )
        if assessment == RiskAssessmentStatus.APPROVED
        else (None, _ASSESSMENT[RiskAssessmentStatus(assessment)]),
    ]
    found = [part for part in parts if part is not None]
    if not found:
        return None
    days = [day for day, _ in found if day is not None]
    return min(days, default=None), words.sentence(", and ".join(said for _, said in found)) + "."


def _needs(content: MapContent | None, here: list[Feature], *, today: dt.date) -> list[Line]:
    """Give the sites that need something: what has run out, by rank; what ends soon, by its day; the rest by rank."""
    if content is None or content.sites is None:
        return []
    # A frame's empty cells are not all None.
    frame = content.sites.drop(columns="geometry").astype(object)
    rows = {row["site_id"]: row for row in frame.where(frame.notna(), None).to_dict("records")}
    found = []
    for one in here:
        need = need_of(rows[one.ref], today=today) if one.kind == "site" else None
        if need is not None:
            first, said = need
            has_run_out = first is not None and first < today
            ends_soon = first is not None and first >= today
            day = first if ends_soon else today
            order = (not has_run_out, not ends_soon, day, one.number == 0, one.number, one.name)
            found.append((order, Line(one.name, said, one.ref, one.key)))
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _recorded(database: Database) -> list[Line] | None:
    """Give the completed work to those who record it and do not see the map; None to others."""
    if not database.actor.may(Permission.RECORD_WORK):
        return None
    with database.read() as connection:
        work = read_work(connection)
    work = within_limit(work, limit_of(database))
    work["day"] = work["start"].str[:10]
    return [Line(str(row["place"]), words.work_reason(row)) for row in work.to_dict("records")]


def _line(feature: Feature) -> Line:
    said = f"{feature.group_words}. {feature.reason}" if feature.kind == "hotspot" else feature.reason
    return Line(feature.name, said, feature.ref, feature.key)


def _ending(day: dt.date | None, soon: str, over: str, *, today: dt.date) -> tuple[dt.date, str] | None:
    if day is None or day > today + SOON:
        return None
    # The last day still counts.
    return day, f"{over if day < today else soon} {day_in_words(day.isoformat())}"


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
