"""Say what the map beside the reports shows: a pin for each, as far off as it may be, and the places to choose from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import url_for

from geo_ij.geocode.location import Candidate
from geo_ij.projection import to_degrees
from geo_ij.services.report_queue import Pin
from geo_ij.services.staff_report import StaffReport
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import label
from web.context import public_parts

ALARM, UNSURE, PLAIN, CHOICE = "alarm", "unsure", "plain", "choice"
"""How a pin looks: one that may tell of danger, one whose place is not sure, any other, and a place to choose."""

SIGNS = {ALARM: "!", UNSURE: "?", PLAIN: "", CHOICE: ""}
"""What is written on a pin, so that nobody has to tell colours apart."""

WORDS = {ALARM: "May tell of danger or a crime", UNSURE: "Where is not sure", PLAIN: "", CHOICE: "Perhaps here"}

_LEAST_M = 1.0
"""Uncertainty below this, in metres, is drawn as this."""


class Spot(NamedTuple):
    """What is drawn at one point (EPSG:27700): its key, what it says, where it leads to and how it looks."""

    key: str
    name: str
    kind: str
    easting: float
    northing: float
    uncertainty_m: float
    href: str = ""
    sign: str = ""


def pins_of_list(pins: Sequence[Pin], *, choices: dict[str, Any]) -> dict[str, Any]:
    """Give the map of a list: each report leads to its page, which keeps the filters in `choices`."""
    spots = []
    for one in pins:
        kind = ALARM if one.is_alarmed else PLAIN if one.is_sure else UNSURE
        spots.append(
            Spot(
                key=one.reference,
                name=title(one),
                kind=kind,
                easting=one.easting,
                northing=one.northing,
                uncertainty_m=one.uncertainty_m,
                href=url_for("staff_reports.report", reference=one.reference, **choices),
                sign=SIGNS[kind],
            )
        )
    return _map(spots, sorts=dict.fromkeys(one.kind for one in spots))


def pins_of_report(one: StaffReport) -> dict[str, Any]:
    """Give the map of one report: where it is, and the numbered places that a moderator may choose instead."""
    row = one.row
    places: Sequence[Candidate] = ()
    if one.location is not None and not one.is_sure and one.steps:
        places = one.location.choices
    spots = []
    for number, place in enumerate(places, start=1):
        name, point = f"{number}. {place.name}", (place.easting, place.northing, place.uncertainty_m)
        spots.append(Spot(f"choice-{number}", name, CHOICE, *point, sign=str(number)))
    # A guess is among the places to choose from: it stands there once.
    if row.easting is not None and row.northing is not None and not any(_is_at(row, place) for place in places):
        kind = PLAIN if one.is_sure else UNSURE
        name = row.public_place or one.place_says or row.reference
        own = Spot(row.reference, name, kind, row.easting, row.northing, row.uncertainty_m or 0.0, sign=SIGNS[kind])
        spots.insert(0, own)
    return _map(spots, sorts=())


def _is_at(row: ReportRow, place: Candidate) -> bool:
    return (row.easting, row.northing) == (place.easting, place.northing)


def title(one: Pin) -> str:
    """Say in a line what a report is about and where, as the list does."""
    return f"{', '.join(label(issue) for issue in one.issues)}: {one.place or 'place not known'}"


def _map(spots: list[Spot], *, sorts: Sequence[str] | dict[str, None]) -> dict[str, Any]:
    """Put points into degrees (EPSG:4326); `sorts` are the kinds that the legend explains."""
    longitude, latitude = to_degrees([one.easting for one in spots], [one.northing for one in spots])
    pins = [
        {
            "key": one.key,
            "name": one.name,
            "kind": one.kind,
            "sign": one.sign,
            "says": WORDS[one.kind],
            "href": one.href,
            "at": [round(float(north), 6), round(float(east), 6)],
            "reach": round(max(one.uncertainty_m, _LEAST_M)),
        }
        for one, east, north in zip(spots, longitude, latitude, strict=True)
    ]
    return {
        "pins": pins,
        "legend": [
            (kind, SIGNS[kind], WORDS[kind] or "Any other report") for kind in (ALARM, UNSURE, PLAIN) if kind in sorts
        ],
        "version": public_parts().publications.current().version,
    }
