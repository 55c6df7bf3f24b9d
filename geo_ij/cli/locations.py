"""List the places that wait for a person to say where they are, and take what the person decides."""

from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.cli.place_words import said
from geo_ij.errors import GeoIJError
from geo_ij.projection import to_metres
from geo_ij.services.kept_locations import KeptLocation, waiting_locations
from geo_ij.services.location_fields import place_fields
from geo_ij.services.review_locations import decide_location, forget_decision, words_of
from geo_ij.vocabulary import label
from geo_ij.wiring import Wiring

_LONGEST_SHOWN = 300


@main.group("locations", invoke_without_command=True)
@edge.json_option
@click.pass_context
def locations(context: click.Context, as_json: bool) -> None:
    """List the places that wait for a person, with what their words could mean."""
    if context.invoked_subcommand is not None:
        return
    try:
        found = waiting_locations(context.obj.database)
    except GeoIJError as error:
        edge.refuse(error)
    edge.report({"waiting": [_document(kept) for kept in found]}, _lines(found), as_json=as_json)


@edge.command(locations, "decide")
@click.argument("location_id", metavar="ID", type=int)
@click.option("--choice", type=int, metavar="N", help="Take this choice of the list.")
@click.option("--at", "degrees", metavar="LON,LAT", help="It is here: longitude and latitude in degrees.")
@click.option("--not-a-place", is_flag=True, help="The words name no place.")
@click.option("--uncertainty", "uncertainty_m", type=float, metavar="M", help="How far off it may be, in metres.")
@click.option("--note", default="", metavar="TEXT", help="Why you decided so.")
@click.option("--only-this-record", is_flag=True, help="Do not remember the words for next time.")
@edge.json_option
@click.pass_obj
def decide(
    wiring: Wiring,
    location_id: int,
    choice: int | None,
    degrees: str | None,
    not_a_place: bool,
    uncertainty_m: float | None,
    note: str,
    only_this_record: bool,
    as_json: bool,
) -> None:
    """Say where a record is: a choice, a point, or no place at all.

    The same words are found there from now on; geo-ij locations forget undoes it.
    """
    if [choice is not None, degrees is not None, not_a_place].count(True) != 1:
        raise click.UsageError("Give one of --choice, --at and --not-a-place.")
    decision = decide_location(
        wiring.database,
        location_id,
        settings=wiring.settings,
        choice=choice,
        point=None if degrees is None else _point(degrees),
        not_a_place=not_a_place,
        uncertainty_m=uncertainty_m,
        note=note,
        remember=not only_this_record,
    )
    remembered = decision.not_remembered is None
    line = "Its words are remembered." if remembered else f"Its words are not remembered: {decision.not_remembered}."
    edge.report(
        {**_document(decision.kept), "remembered": remembered, "not_remembered": decision.not_remembered},
        [f"Location {location_id}: {_where(decision.kept)}.", line],
        as_json=as_json,
    )


@edge.command(locations, "forget")
@click.argument("location_id", metavar="ID", type=int)
@edge.json_option
@click.pass_obj
def forget(wiring: Wiring, location_id: int, as_json: bool) -> None:
    """Undo a decision: the first answer stands again, and the words are no longer remembered."""
    kept = forget_decision(wiring.database, location_id)
    line = f"Location {location_id}: the decision is forgotten; {label(kept.state).lower()} again."
    edge.report(_document(kept), [line], as_json=as_json)


def _point(degrees: str) -> tuple[float, float]:
    """Read "LON,LAT" as an easting and a northing; whether they can be used, the service says."""
    try:
        longitude, latitude = (float(part) for part in degrees.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{degrees!r} is not a longitude and a latitude with a comma between, like -0.7219,52.4010",
            param_hint="--at",
        ) from None
    easting, northing = to_metres(longitude, latitude)
    return float(easting), float(northing)


def _document(kept: KeptLocation) -> dict[str, Any]:
    location = kept.location
    return {
        "location_id": kept.location_id,
        "subject_kind": kept.subject_kind,
        "subject_reference": kept.subject_reference,
        "text": location.text,
        "state": kept.state.value,
        "status": location.status.value,
        "reason": location.reason,
        "located_at": kept.located_at,
        "decided_at": kept.decided_at,
        "note": kept.decided_note,
        "location": None if location.best is None else place_fields(location.best),
        "choices": [{"choice": number, **place_fields(one)} for number, one in enumerate(kept.choices, start=1)],
    }


def _lines(found: list[KeptLocation]) -> list[str]:
    if not found:
        return ["No place waits for a person."]
    lines = [f"{edge.counted(len(found), 'place')} to decide; geo-ij locations decide ID --choice N takes a choice."]
    for kept in found:
        words = words_of(kept.location.text)
        cut = f"{words[:_LONGEST_SHOWN]}..." if len(words) > _LONGEST_SHOWN else words
        lines += ["", f"{kept.location_id}  {kept.subject_kind} {words_of(kept.subject_reference)}: {cut}"]
        lines.append(f"    {kept.location.reason}")
        lines += [f"    {number}. {said(one)}" for number, one in enumerate(kept.choices, start=1)]
    return lines


def _where(kept: KeptLocation) -> str:
    best = kept.location.best
    return "not a place" if best is None else said(best)
