"""Say what became of a hotspot id: when its place was found, split, merged, lost or found again."""

from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.frames import month_text
from geo_ij.hotspots.identity import Event
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.services.hotspot_history import HotspotHistory, hotspot_history
from geo_ij.vocabulary import IdentityEvent, IdentityState
from geo_ij.wiring import Wiring

_HAPPENED = {
    IdentityEvent.APPEARED: "appeared",
    IdentityEvent.GONE: "no longer found",
    IdentityEvent.RETURNED: "found again",
}


@edge.command(main, "hotspot-history")
@click.argument("hotspot_id", metavar="ID")
@click.option(
    "--method", type=click.Choice(list(METHODS)), default=DEFAULT_METHOD, show_default=True, help="Who gave the id."
)
@edge.json_option
@click.pass_obj
def history_of_hotspot(wiring: Wiring, hotspot_id: str, method: str, as_json: bool) -> None:
    """Say when the place with this id was found and what became of it."""
    history = hotspot_history(wiring.database, hotspot_id, method=method)
    edge.report(_document(history, method), _lines(history), as_json=as_json)


def _document(history: HotspotHistory, method: str) -> dict[str, Any]:
    identity = history.identity
    return {
        "hotspot_id": identity.hotspot_id,
        "method": method,
        "state": identity.state.value,
        "first_as_of": month_text(identity.first_as_of),
        "last_as_of": month_text(identity.last_as_of),
        "current_id": history.current_id,
        "merged_into": identity.merged_into,
        "split_from": identity.split_from,
        "events": [
            {
                "as_of": month_text(as_of),
                "hotspot_id": event.hotspot_id,
                "event": event.event.value,
                "other_id": event.other_id,
            }
            for as_of, event in history.events
        ],
    }


def _lines(history: HotspotHistory) -> list[str]:
    identity = history.identity
    first, last = month_text(identity.first_as_of), month_text(identity.last_as_of)
    once = first == last
    found = f"found for {first} only" if once else f"first found for {first}, last for {last}"
    states = {
        IdentityState.FOUND: f"found for {first}." if once else f"first found for {first}, still found for {last}.",
        IdentityState.GONE: f"{found}; no longer a hotspot.",
        IdentityState.MERGED: f"{found}; now part of {history.current_id}.",
        IdentityState.ASKED: (
            f"found for {first if once else f'{first} to {last}'}, but only when asked for another window or an "
            "earlier month."
        ),
    }
    return [
        f"{identity.hotspot_id}: {states[identity.state]}",
        *(f"{month_text(as_of)}  {_happened(event, identity.hotspot_id)}" for as_of, event in history.events),
    ]


def _happened(event: Event, hotspot_id: str) -> str:
    """Say one event from the side of the id that was asked for."""
    own = event.hotspot_id == hotspot_id
    match event.event:
        case IdentityEvent.SPLIT_FROM:
            return f"split from {event.other_id}" if own else f"{event.hotspot_id} split from it"
        case IdentityEvent.MERGED_INTO:
            return f"merged into {event.other_id}" if own else f"{event.hotspot_id} merged into it"
        case IdentityEvent.RETURNED if event.other_id is not None:
            return f"parted from {event.other_id} again" if own else f"{event.hotspot_id} parted from it again"
        case _:
            return _HAPPENED[event.event]
