"""Delete what is no longer needed about reports."""

from dataclasses import asdict

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import reports
from geo_ij.services.report_retention import tidy_reports
from geo_ij.wiring import Wiring


@edge.command(reports, "tidy")
@edge.json_option
@click.pass_obj
def tidy(wiring: Wiring, as_json: bool) -> None:
    """Delete contacts and unread e-mails whose time is over, and drafts not sent; geo-ij serve does so every day."""
    done = tidy_reports(wiring.database, settings=wiring.settings)
    line = (
        f"Deleted {edge.counted(done.contacts, 'contact')}, {edge.counted(done.emails, 'e-mail')} to them, "
        f"{edge.counted(done.unread, 'e-mail')} that nobody could read and {edge.counted(done.drafts, 'draft')} that "
        "nobody sent."
    )
    edge.report(asdict(done), [line], as_json=as_json)
