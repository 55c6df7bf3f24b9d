"""Give other programs keys by which they may send reports, and take them away."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import api_keys
from geo_ij.services import api_keys as service
from geo_ij.services.api_keys import Key
from geo_ij.wiring import Wiring


@edge.command(api_keys, "add")
@click.argument("label")
@edge.json_option
@click.pass_obj
def add(wiring: Wiring, label: str, as_json: bool) -> None:
    """Add a key for the program or body that LABEL names, and print it, this once."""
    added, secret = service.add_api_key(wiring.database, label)
    edge.report(
        {**asdict(added), "api_key": secret},
        [f"Added a key for {added.label}.", f"Key: {secret}", "It is shown this once. Only its hash is kept."],
        as_json=as_json,
    )


@edge.command(api_keys, "list")
@edge.json_option
@click.pass_obj
def list_keys(wiring: Wiring, as_json: bool) -> None:
    """List every key: whose it is, since when, and whether it still opens."""
    found = service.api_keys(wiring.database)
    edge.report({"api_keys": [asdict(key) for key in found]}, _lines(found), as_json=as_json)


@edge.command(api_keys, "disable")
@click.argument("label")
@edge.json_option
@click.pass_obj
def disable(wiring: Wiring, label: str, as_json: bool) -> None:
    """Let the key of LABEL send no more reports; what it sent stays."""
    key = service.disable_api_key(wiring.database, label)
    edge.report(asdict(key), [f"Disabled the key of {key.label}."], as_json=as_json)


def _lines(found: Sequence[Key]) -> list[str]:
    if not found:
        return ["There are no keys: geo-ij api-keys add makes one."]
    lines = [f"{edge.counted(len(found), 'key')}."]
    for key in found:
        state = "may send reports" if key.disabled_at is None else f"disabled on {key.disabled_at[:10]}"
        lines.append(f"{key.label}: added on {key.added_at[:10]}, {state}.")
    return lines
