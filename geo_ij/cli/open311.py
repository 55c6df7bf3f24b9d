"""Bring in reports from another body's Open311 server."""

import datetime as dt

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.cli.tallies import tally_document, tally_lines
from geo_ij.services.pull_open311 import pull_open311
from geo_ij.sources.open311_client import Open311Client
from geo_ij.sources.record_cells import LONDON
from geo_ij.vocabulary import Issue, from_text
from geo_ij.wiring import Wiring

FIRST_YEAR = 2000


@edge.command(import_group, "open311")
@click.argument("url")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From this day on (default: 90 days).")
@click.option("--service", "services", multiple=True, metavar="CODE=ISSUE", help="What a service is; repeatable.")
@click.option("--jurisdiction", metavar="ID", help="Which of several bodies of that server.")
@click.option("--accept", is_flag=True, help="Let what comes count at once instead of waiting for a moderator.")
@click.option("--allow-private", is_flag=True, help="Let the server be one of this network or on this computer.")
@edge.json_option
@click.pass_obj
def open311(
    wiring: Wiring,
    url: str,
    since: dt.datetime | None,
    services: tuple[str, ...],
    jurisdiction: str | None,
    accept: bool,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Import the requests of the Open311 GeoReport v2 server at URL; importing twice changes nothing."""
    issue_of = dict(_issue(text) for text in services)
    if since is not None and since.year < FIRST_YEAR:
        raise click.BadParameter(f"no such server is as old as that: {FIRST_YEAR} or later", param_hint="--since")
    client = Open311Client(url, jurisdiction=jurisdiction, allow_private=allow_private)
    try:
        pulled = pull_open311(
            wiring.database,
            client,
            settings=wiring.settings,
            issue_of=issue_of,
            since=None if since is None else since.replace(tzinfo=LONDON),
            accept=accept,
            progress=edge.Progress(),
        )
    finally:
        client.close()
    document = tally_document(pulled.tally)
    document |= {"new": pulled.new, "closed": pulled.closed, "references": pulled.references}
    lines = [
        *tally_lines(pulled.tally, what="requests"),
        f"{pulled.new:,} are new, {pulled.closed:,} were closed there.",
    ]
    edge.report(document, lines, as_json=as_json)


def _issue(text: str) -> tuple[str, Issue]:
    code, _, name = text.partition("=")
    issue = from_text(Issue, name)
    if not code or issue is None:
        raise click.BadParameter(
            f"{text} must look like 007=litter; issues are {', '.join(Issue)}.", param_hint="--service"
        )
    return code, issue
