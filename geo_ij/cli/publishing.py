"""Publish what anyone may see."""

import datetime as dt

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.cli.months import MONTH
from geo_ij.services.publish import publish_completed_work, publish_snapshot
from geo_ij.wiring import Wiring


@edge.command(main, "publish")
@click.option("--month", type=MONTH, help="The month to publish (default: the latest that may be published).")
@edge.json_option
@click.pass_obj
def publish(wiring: Wiring, month: str | None, as_json: bool) -> None:
    """Freeze the public figures of a month and approve completed work; a month published before stays as it was."""
    now = dt.datetime.now(dt.UTC)
    snapshot = publish_snapshot(
        wiring.database, settings=wiring.settings, now=now, month=month, progress=edge.Progress()
    )
    approved = publish_completed_work(wiring.database, settings=wiring.settings, now=now)
    edge.report(
        {
            "month": snapshot.as_of,
            "published_on": snapshot.published_on,
            "hotspots": len(snapshot.hotspots),
            "work_approved": approved,
        },
        [
            f"Public figures up to {snapshot.as_of}, published {snapshot.published_on}: "
            + edge.counted(len(snapshot.hotspots), "hotspot")
            + ".",
            f"Newly public: {edge.counted(approved, 'piece')} of completed work.",
        ],
        as_json=as_json,
    )
