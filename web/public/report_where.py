"""Ask where it is, by words, device, photograph or map, and then whether others reported the same already."""

import math
from typing import Any, NamedTuple

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.errors import NotFoundError
from geo_ij.vocabulary import LocationStatus
from web.context import public_parts
from web.drafting import (
    Answers,
    NamedTown,
    OfferedPlace,
    PlacedPoint,
    PointBy,
    accuracy_in_words,
    distance_in_words,
    faults_in,
    is_sure,
    offered,
    town_at,
)
from web.frozen import FOREVER, REVALIDATE, Frozen, answer
from web.limits import address_key
from web.public.report_steps import STEPS, draft_of, drafts, keep, one_of_a_form, onwards, page, refuse, rejected, then

HERE, PIN, WORDS = "here", "pin", "words"
"""What the form sends back for the place of the device or photograph, the pin on the map, and words that are enough."""

PHOTOGRAPH_M = 30.0
"""How far off the position in a photograph is taken to be, in metres: its file does not say."""

ROUGH_M = 250.0
"""A device that is farther off than this knows no more than the town, in metres."""

PIN_PIXELS, PIN_SCALE_M = 12, 5.0
"""How far a finger misses with the pin, and the metres that a pixel of the map may be for the pin to count."""

NO_POSITION = "Your device did not say where you are. Type the place, or choose it on the map"
TOO_COARSE = "Zoom in until you can see streets, then move the pin"
BASE_MAP = "basemap.json"

blueprint = one_of_a_form("report_where")


class Choices(NamedTuple):
    """The places to choose from, and which of them is chosen beforehand (or empty).

    `town` is one that the words name and that has no such place, `roughly` where a device is that knows no more.
    """

    places: tuple[OfferedPlace, ...]
    chosen: str
    is_sure: bool
    town: NamedTown | None = None
    roughly: str | None = None


@blueprint.get("/report/draft/<key>/where")
def where(key: str) -> Response:
    """Ask where it is."""
    draft = draft_of(key)
    wrong = rejected(draft)
    taken = _taken(draft.answers)
    located = None if taken is None else drafts().locate("", taken)
    known = located.best if located is not None and located.status is LocationStatus.MATCHED else None
    return page(
        "where",
        step="where",
        key=key,
        faults=wrong.faults,
        typed=wrong.typed.get("place", draft.answers.place_text),
        is_outside=wrong.typed.get("is_outside", False),
        taken_near=None if known is None else known.name,
        example=drafts().example(),
        then=then(),
    )


@blueprint.post("/report/draft/<key>/where")
def take_where(key: str) -> AnyResponse:
    """Look the place up, and lead to what was found."""
    answers = draft_of(key).answers
    typed = request.form.get("place", "")
    by = request.form.get("by", "")
    if by in (PointBy.DEVICE, PointBy.PHOTOGRAPH):
        point = _point(PointBy.DEVICE) if by == PointBy.DEVICE else _taken(answers)
        if point is None:
            return _no_place(key, NO_POSITION, typed)
        typed = ""
    else:
        point = answers.point if typed == answers.place_text else None
        if faults := faults_in(Answers(place_text=typed), ["place"]):
            fault = "Enter a street, park or postcode" if not typed.strip() else faults["place"]
            return _no_place(key, fault, typed)
    if fault := _outside(typed, point):
        return _no_place(key, fault, typed, is_outside=True)
    keep(key, place_text=typed, point=point)
    return redirect(url_for("report_where.place", key=key, **then()), 303)


@blueprint.get("/report/draft/<key>/place")
def place(key: str) -> Response:
    """Show the places that may be meant, with the map."""
    draft = draft_of(key)
    wrong = rejected(draft)
    choices = _choices(draft.answers)
    return page(
        "place",
        step="where",
        key=key,
        back=url_for(STEPS["where"], key=key, **then()),
        faults=wrong.faults,
        answers=draft.answers,
        choices=choices,
        chosen=wrong.typed.get("choice", choices.chosen),
        pin=wrong.typed.get("pin"),
        is_outside=wrong.typed.get("is_outside", False),
        view=drafts().view(choices.town),
        version=public_parts().publications.current().version,
        then=then(),
    )


@blueprint.post("/report/draft/<key>/place")
def take_place(key: str) -> AnyResponse:
    """Keep the place that was chosen."""
    answers = draft_of(key).answers
    value = request.form.get("choice", "")
    chosen = next((one.point for one in _choices(answers).places if one.value == value), None)
    if value == PIN:
        chosen = _point(PointBy.PIN)
    if chosen is None and not (value == WORDS and answers.place_text):
        return refuse("report_where.place", key, faults={"choice": "Select the place"})
    if chosen is not None and (fault := _outside("", chosen)):
        return _no_choice(key, fault, chosen, value, is_outside=True)
    if value == PIN and chosen is not None and chosen.uncertainty_m > PIN_PIXELS * PIN_SCALE_M:
        return _no_choice(key, TOO_COARSE, chosen, value)
    answers = keep(key, point=chosen).answers
    if drafts().similar(answers):
        return redirect(url_for("report_where.similar", key=key, **then()), 303)
    return onwards("where", key)


@blueprint.get("/report/draft/<key>/similar")
def similar(key: str) -> AnyResponse:
    """Ask whether it is what others have reported already."""
    draft = draft_of(key)
    found = drafts().similar(draft.answers)
    if not found:
        return onwards("where", key)
    back = url_for("report_where.place", key=key, **then())
    return page("similar", step="where", key=key, back=back, faults=rejected(draft).faults, reports=found)


@blueprint.post("/report/draft/<key>/similar")
def take_similar(key: str) -> AnyResponse:
    """Add a voice to somebody else's report, or go on with one's own."""
    known = {one.public_id for one in drafts().similar(draft_of(key).answers)}
    chosen = request.form.get("similar", "")
    if known and chosen not in {*known, "none"}:
        return refuse("report_where.similar", key, faults={"similar": "Select whether it is one of these"})
    is_decoy = keep(key).answers.is_decoy
    if chosen in known and not is_decoy:
        try:
            drafts().support(key, chosen, address=address_key())
        except NotFoundError:
            return onwards("where", key)
        return redirect(url_for("report_form.sent", key=key), 303)
    return onwards("where", key)


@blueprint.get("/report/map/<version>/basemap.json")
def base_map(version: str) -> Response:
    """Serve the ground of the map; its address holds the version of what is published, so it never changes."""
    parts = public_parts()
    current = parts.publications.current().version
    frozen = parts.pages.get((current, "report", BASE_MAP), lambda: Frozen(drafts().base_map(), "application/json"))
    return answer(frozen, request, cache_control=FOREVER if version == current else REVALIDATE)


def _no_place(key: str, fault: str, typed: str, **more: Any) -> AnyResponse:
    return refuse("report_where.where", key, faults={"place": fault}, place=typed, **more)


def _no_choice(key: str, fault: str, point: PlacedPoint, value: str, **more: Any) -> AnyResponse:
    """Lead back to the choice with what was chosen, and the pin where it was."""
    pin = [point.longitude, point.latitude, point.uncertainty_m] if value == PIN else None
    return refuse("report_where.place", key, faults={"choice": fault}, choice=value, pin=pin, **more)


def _choices(answers: Answers) -> Choices:
    """Give what the words may mean, and before that the point that is known already."""
    located = drafts().locate(answers.place_text) if answers.place_text.strip() else None
    town = None if located is None else drafts().town_named(located)
    places = () if located is None else offered(located, town)
    point = answers.point
    if point is None:
        sure = located is not None and is_sure(located)
        return Choices(places, places[0].value if places and sure else "", sure, town)
    same = next((one.value for one in places if one.point == point), None)
    if same is not None:
        return Choices(places, same, is_sure=True)
    if point.by is PointBy.DEVICE and point.uncertainty_m > ROUGH_M:
        roughly = town_at(point)
        name = f"Somewhere {f'in {roughly}' if roughly else 'near you'}, to within"
        rough = OfferedPlace(HERE, f"{name} {distance_in_words(point.uncertainty_m)}", "Your location", point)
        return Choices((rough, *places), "", is_sure=False, roughly=roughly)
    found = drafts().locate("", point).best
    name = f"Near {found.name}" if found is not None and found.name else "The place on the map"
    here = OfferedPlace(HERE, name, _how_known(point), point)
    return Choices((here, *places), HERE, is_sure=True)


def _how_known(point: PlacedPoint) -> str:
    by = {PointBy.DEVICE: "Your location", PointBy.PHOTOGRAPH: "Where the photograph was taken"}.get(point.by)
    accuracy = accuracy_in_words(point.uncertainty_m)
    return accuracy if by is None else f"{by}. {accuracy}"


def _outside(text: str, point: PlacedPoint | None) -> str:
    """Say that a place is outside the service area and whom to tell, or give an empty text."""
    located = drafts().locate(text, point)
    return drafts().outside(located) if located.status is LocationStatus.OUTSIDE_AREA else ""


def _taken(answers: Answers) -> PlacedPoint | None:
    if answers.taken_at is None:
        return None
    return PlacedPoint(*answers.taken_at, uncertainty_m=PHOTOGRAPH_M, by=PointBy.PHOTOGRAPH)


def _point(by: PointBy) -> PlacedPoint | None:
    """Read the point that a script put into the form, or give None."""
    try:
        values = [float(request.form.get(name, "")) for name in ("longitude", "latitude", "accuracy")]
    except ValueError:
        return None
    longitude, latitude, accuracy = values
    if not all(map(math.isfinite, values)) or abs(longitude) > 180 or abs(latitude) > 90 or accuracy < 0:
        return None
    return PlacedPoint(round(longitude, 6), round(latitude, 6), min(5_000.0, max(10.0, round(accuracy, 1))), by)
