"""Load the demonstration."""

import datetime as dt

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.services.load_demonstration import load_demonstration
from geo_ij.settings import default_database_url
from geo_ij.store.database import open_database
from geo_ij.wiring import Wiring


@edge.command(main, "demo")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to load it for (default: today); its events end two months earlier, as real data lag.",
)
@edge.json_option
@click.pass_context
def demo(context: click.Context, as_of: dt.datetime | None, as_json: bool) -> None:
    """Load the demonstration county: invented events on real geography, in a database of its own."""
    wiring: Wiring = context.obj
    is_given = bool(context.find_root().params.get("database"))
    database = wiring.database if is_given else open_database(default_database_url("demonstration"))
    day = as_of.date() if as_of else dt.datetime.now(dt.UTC).date()
    loaded = load_demonstration(database, settings=wiring.settings, as_of=day, progress=edge.Progress())
    url = database.engine.url.render_as_string(hide_password=True)
    edge.report(
        {
            "database": url,
            "synthetic": True,
            "as_of": day.isoformat(),
            "months": loaded.months,
            "incidents": loaded.incidents,
            "hotspots": loaded.hotspots,
            "sites": loaded.sites,
            "work": loaded.work,
            "reports": loaded.reports,
            "published_months": loaded.published_months,
        },
        [
            f"Loaded the demonstration county: {loaded.incidents:,} invented incidents,",
            f"from {loaded.months[0]} to {loaded.months[-1]}, with {loaded.hotspots:,} hotspots,",
            f"{loaded.sites} sites, {loaded.work} pieces of completed work and {loaded.reports} reports.",
            "The places are real; everything said to have happened there is invented.",
            "Each role has an account, shown on the sign-in page of the staff pages. Look at it next:",
            f"  geo-ij --database {url} serve",
            f"  geo-ij --database {url} rank --top 10",
        ],
        as_json=as_json,
    )
