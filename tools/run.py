"""Bring data in and serve the map: the demonstration county, or a police archive that is named.

The demonstration has a database of its own, so that it never mixes with real data. `GEO_IJ_DATABASE_URL`
stands above both.
"""

import argparse
import os
from pathlib import Path

from geo_ij.settings import SETTINGS, default_database_url
from tools.python_packages import VENV
from tools.steps import ROOT, attempt, say, stop

GEO_IJ = VENV / "bin" / "geo-ij"
DATABASE_VARIABLE = SETTINGS["database_url"].variable
DEMONSTRATION = (("Loading the demonstration county (synthetic)", ("demo",)),)


def real_data_steps(archive: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Name what turns a police archive into a map, step by step."""
    return (
        (f"Importing {archive}", ("import", "police", archive)),
        ("Finding hotspots", ("hotspots",)),
        ("Publishing the public map", ("publish",)),
        ("Testing how good the hotspots are, for the staff pages", (BACK_TEST,)),
    )


BACK_TEST = "backtest"
"""The step that may fail: an archive of a few months gives a map, but nothing to test it on."""


def main() -> None:
    """Do the steps and then become the web server."""
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", required=True)
    parser.add_argument("--police", default="", help="a police archive; empty for the demonstration")
    options = parser.parse_args()
    if options.police and not Path(options.police).exists():
        stop(f"There is no file {options.police}: give POLICE= the path of an archive.")
    steps = real_data_steps(options.police) if options.police else DEMONSTRATION
    database = os.environ.get(DATABASE_VARIABLE) or default_database_url(
        *(() if options.police else ("demonstration",))
    )
    environment = {DATABASE_VARIABLE: database}
    for label, arguments in steps:
        say(label)
        failed = attempt([GEO_IJ, *arguments], environment=environment) != 0
        if failed and arguments[0] != BACK_TEST:
            stop("This step failed: see the message above.")
    say("Starting the web service")
    command = [str(GEO_IJ), "serve", "--host", options.host, "--port", options.port]
    os.chdir(ROOT)
    os.execve(command[0], command, {**os.environ, **environment})  # noqa: S606  # our own program


if __name__ == "__main__":
    main()
