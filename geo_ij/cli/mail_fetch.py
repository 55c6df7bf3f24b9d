"""Fetch residents' reports from a mailbox."""

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import mail
from geo_ij.services.fetch_mail import fetch_mail
from geo_ij.wiring import Wiring


@edge.command(mail, "fetch")
@edge.json_option
@click.pass_obj
def fetch(wiring: Wiring, as_json: bool) -> None:
    """Take in the new messages of the mailbox that the settings name; each waits for a moderator."""
    result = fetch_mail(wiring.database, settings=wiring.settings)
    document = {
        "read": result.read,
        "kept": result.kept,
        "known": result.known,
        "rejected": dict(sorted(result.rejected.items())),
        "references": result.references,
    }
    lines = [f"Kept {result.kept:,} of {edge.counted(result.read, 'new message')} as reports."]
    lines += [f"Known already: {result.known:,}."] if result.known else []
    lines += [f"  {count:,} not taken: {reason}" for reason, count in sorted(result.rejected.items())]
    edge.report(document, lines, as_json=as_json)
