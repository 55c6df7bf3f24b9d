"""Hold the command groups and the table of which file each command lives in.

A command's file is imported when the command is asked for: the heavy geospatial libraries are not loaded to show a
help page or to refuse a typing mistake.
"""

from importlib import import_module
from typing import Any

import click

from geo_ij import __version__
from geo_ij.cli.edge import refuse
from geo_ij.errors import GeoIJError
from geo_ij.settings import SETTINGS, read_settings
from geo_ij.wiring import Wiring


class LazyGroup(click.Group):
    """A group whose commands live in files of this folder: `files` gives the file of each command by its name."""

    def __init__(self, *args: Any, files: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files = files or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands: those of the table in its order, then groups."""
        del ctx
        return [*self.files, *(name for name in self.commands if name not in self.files)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, importing its file the first time, which registers it here."""
        if cmd_name in self.files and cmd_name not in self.commands:
            import_module(f"geo_ij.cli.{self.files[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    files={
        "hotspots": "hotspots",
        "hotspot-history": "hotspot_history",
        "backtest": "backtest",
        "geocode": "geocode",
        "locations": "locations",
        "rank": "rank",
        "score-geocoder": "score_geocoder",
        "publish": "publishing",
        "map": "map",
        "demo": "demo",
        "serve": "serve",
    },
)
@click.version_option(__version__, prog_name="geo-ij")
@click.option(
    "--database",
    metavar="URL",
    envvar=SETTINGS["database_url"].variable,
    help="The database: an SQLAlchemy URL for SQLite or PostgreSQL (default: a file in your data folder).",
)
@click.pass_context
def main(context: click.Context, database: str | None) -> None:
    """Find where anti-social behaviour clusters, rank the places where work can be done, and map both."""
    try:
        context.obj = Wiring(read_settings(database_url=database))
    except GeoIJError as error:
        refuse(error)


@main.group(
    "import",
    cls=LazyGroup,
    files={
        "police": "police",
        "incidents": "incidents",
        "sites": "sites",
        "work": "work",
        "reports": "reports_in",
        "open311": "open311",
        "boundaries": "boundaries",
        "gazetteer": "gazetteer",
    },
)
def import_group() -> None:
    """Bring data in; importing the same file twice changes nothing."""


@main.group(
    "export", cls=LazyGroup, files={"hotspots": "hotspots", "sites": "sites", "work": "work", "reports": "reports_out"}
)
def export_group() -> None:
    """Take data out, in the columns that the imports read."""


@main.group(
    "users",
    cls=LazyGroup,
    files=dict.fromkeys(("add", "list", "disable", "enable", "change", "reset"), "users"),
)
def users() -> None:
    """Look after the accounts by which people sign in."""


@main.group("api-keys", cls=LazyGroup, files=dict.fromkeys(("add", "list", "disable"), "api_keys"))
def api_keys() -> None:
    """Look after the keys by which other programs send reports (Open311)."""


@main.group("database", cls=LazyGroup, files=dict.fromkeys(("check", "upgrade", "backup", "restore"), "database"))
def database() -> None:
    """Check the database, bring it up to date, back it up and restore it."""


@main.group("mail", cls=LazyGroup, files={"deliver": "mail", "list": "mail", "fetch": "mail_fetch"})
def mail() -> None:
    """Send the service's e-mails, and fetch reports from a mailbox."""


@main.group("reports", cls=LazyGroup, files={"tidy": "reports"})
def reports() -> None:
    """Look after reports that are kept."""
