"""Import a force's own extract of incidents."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.cli.tallies import tally_document, tally_lines
from geo_ij.maps.content import day_in_words
from geo_ij.services.import_incidents import ExtractMonth, IncidentImport, import_incidents
from geo_ij.vocabulary import AsbQualifier, AsbType, label
from geo_ij.wiring import Wiring

_TITLES = {"asb_type": "types", "asb_qualifier": "categories"}


@edge.command(import_group, "incidents")
@click.argument("path", type=edge.existing_path())
@click.option(
    "--mapping",
    required=True,
    type=edge.existing_path(),
    metavar="FILE",
    help="A TOML file that says what the columns and values mean.",
)
@edge.json_option
@click.pass_obj
def incidents(wiring: Wiring, path: Path, mapping: Path, as_json: bool) -> None:
    """Import a force's own extract (CSV or XLSX) with the type, category and day of each incident.

    It replaces the anti-social behaviour of whole months, so importing twice changes nothing; a police archive does not
    replace it again.
    """
    result = import_incidents(
        wiring.database, path, mapping=mapping, settings=wiring.settings, progress=edge.Progress()
    )
    edge.report(_document(result), _lines(result), as_json=as_json)


def _document(result: IncidentImport) -> dict[str, Any]:
    return {
        **tally_document(result.tally),
        "force": result.force,
        "months": [one.month for one in result.months],
        "unchanged_months": [one.month for one in result.months if one.replaces is None],
        "part_months": [
            {"month": one.month, "first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat()}
            for one in result.months
            if one.is_part
        ],
        "missing_months": list(result.missing_months),
        "types": _most_first(result.types),
        "qualifiers": _most_first(result.qualifiers),
        "untranslated": {name: _most_first(values) for name, values in sorted(result.untranslated.items())},
        "by_default": {name: _most_first(values) for name, values in sorted(result.by_default.items())},
        "located": result.located,
    }


def _lines(result: IncidentImport) -> list[str]:
    lines = tally_lines(result.tally, what="incidents")
    for name, values in sorted(result.untranslated.items()):
        lines.append(f"Translate these {_TITLES[name]} in the mapping, under [{name}]: {_counted(values)}.")
    for name, values in sorted(result.by_default.items()):
        lines.append(f"Not translated, so the default stands for these {_TITLES[name]}: {_counted(values)}.")
    if result.located:
        lines.append(f"Placed {edge.counted(result.located, 'incident')} by the words of their place.")
    first, last = result.months[0].month, result.months[-1].month
    lines.append(f"{result.force}: {edge.counted(len(result.months), 'month')}, {first} to {last}.")
    lines += [line for one in result.months for line in _of_month(one)]
    if result.missing_months:
        lines.append(f"No data for {', '.join(result.missing_months)} (treated as missing, not as zero).")
    types = {label(AsbType(value)): count for value, count in _most_first(result.types).items()}
    qualifiers = {label(AsbQualifier(value)): count for value, count in _most_first(result.qualifiers).items()}
    lines.append(f"Types: {_listed(types)}.")
    lines.append(f"Categories: {_listed(qualifiers)}.")
    lines.append("Run geo-ij hotspots to find the hotspots again.")
    return lines


def _of_month(one: ExtractMonth) -> list[str]:
    """Say what a month took the place of, and whether it seems to be there only in part."""
    if one.replaces is None:
        lines = [f"  {one.month}: {edge.counted(one.incidents, 'incident')}, the same as before: nothing changed."]
    elif one.replaces:
        lines = [f"  {one.month}: {edge.counted(one.incidents, 'incident')} in place of {one.replaces:,}."]
    else:
        lines = [f"  {one.month}: {edge.counted(one.incidents, 'incident')}."]
    if one.is_part:
        first, last = day_in_words(one.first_day.isoformat()), day_in_words(one.last_day.isoformat())
        lines.append(f"  {one.month}: kept, but only from {first} to {last}. Is the rest of the month missing?")
    return lines


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f'"{value}" ({count:,})' for value, count in _most_first(counts).items())


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.lower()}" for name, count in counts.items())
