"""Find and read the map's own scripts, styles and packages, all local: no map asks another machine for anything."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from geo_ij.errors import NotFoundError

STATIC_FOLDER = Path(__file__).parent / "static"
"""The folder that the web serves at `STATIC_PREFIX`; `vendor/` in it is filled from npm by `make setup`."""

STATIC_PREFIX = "/static/maps/"
"""Where the web serves `STATIC_FOLDER`."""

LEAFLET_SCRIPT = "vendor/leaflet.js"
LEAFLET_STYLE = "vendor/leaflet.css"
SORTABLE_TABLE = "vendor/moj-sortable-table.js"
"""The sortable table of the Ministry of Justice's front end, as a module that needs nothing else."""

SORT_MODULE = "sort.mjs"
OWN_SCRIPTS = ("basemap.js", "where.js", "markers.js", "places.js", "rows.js", "listing.js")
"""Our scripts, in the order in which they load after Leaflet."""


@cache
def read_asset(name: str) -> bytes:
    """Read one file of the static folder.

    Raises NotFoundError when a package has not been fetched yet.
    """
    path = STATIC_FOLDER / name
    if not path.is_file():
        raise NotFoundError(f"{name} of the map is missing: run `make setup`, which fetches it")
    return path.read_bytes()


def asset_url(name: str) -> str:
    """Give the address of a static file with a mark of its content, so that a new version is fetched anew."""
    return f"{STATIC_PREFIX}{name}?v={hashlib.sha256(read_asset(name)).hexdigest()[:10]}"


def asset_name(url: str) -> str:
    """Give the file of the static folder that an address of `asset_url` names."""
    return url.removeprefix(STATIC_PREFIX).partition("?")[0]


def read_text(name: str) -> str:
    """Read a file as a page holds it: HTML turns every line end into a plain one, so a hash must be taken of that."""
    return read_asset(name).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def inline_script(name: str) -> str:
    """Read a script as it stands inside a page: without the note that makes a debugger look for another file."""
    text = read_text(name)
    return re.sub(r"^//[#@] sourceMappingURL=.*$", "", text, flags=re.MULTILINE).strip()


def inline_sorting() -> str:
    """Join the sortable table and the line that starts it into one module without imports or exports."""
    package = re.sub(r"^export \{[^}]*\};?$", "", inline_script(SORTABLE_TABLE), flags=re.MULTILINE)
    own = re.sub(r"^import .*$", "", inline_script(SORT_MODULE), flags=re.MULTILINE)
    return f"{package}\n{own}"


def inline_style(name: str) -> str:
    """Read a style sheet with every picture it names put into it as data."""
    folder = (STATIC_FOLDER / name).parent

    def as_data(match: re.Match[str]) -> str:
        picture = folder / match.group(1)
        if not picture.is_file():
            return match.group(0)
        return f"url(data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()})"

    return re.sub(r"url\(([\w/.-]+\.png)\)", as_data, read_text(name))
