"""Serve the style sheets, scripts and pictures of pages and maps from this machine, compressed and kept in memory.

`asset_url` writes an address that names the file's content, which a browser may keep for ever; without that part the
file is served all the same, and asked for again each time.
"""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from geo_ij.maps.assets import STATIC_FOLDER as MAPS_FOLDER
from web.frozen import FOREVER, REVALIDATE, Frozen, answer

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What files are by their ending; named here because a machine's own table may lack some or get them wrong."""

FOLDERS: Mapping[str, Path] = {"maps/": MAPS_FOLDER, "": Path(__file__).parent / "static"}
"""Where files lie by the beginning of their name; the first that fits is used."""

SHORTEST_MARK = 10
"""Hexadecimal digits of a file's SHA-256 that an address must hold before we promise that it never changes."""

blueprint = Blueprint("assets", __name__)


class Assets:
    """The static files, read when first asked for; there are few, so all stay in memory."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders
        self._kept: dict[str, tuple[int, Frozen]] = {}
        self._lock = Lock()

    def get(self, name: str) -> Frozen | None:
        """Give a file as bytes, or None if there is none of that name and a known kind."""
        path = self._path(name)
        if path is None:
            return None
        changed = path.stat().st_mtime_ns
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[0] != changed:
                # Somebody who works on a style sheet sees the change; a fresh set-up needs no restart.
                kept = (changed, Frozen(path.read_bytes(), MEDIA_TYPES[path.suffix]))
                self._kept[name] = kept
        return kept[1]

    def _path(self, name: str) -> Path | None:
        prefix = next(prefix for prefix in self._folders if name.startswith(prefix))
        joined = safe_join(str(self._folders[prefix]), name.removeprefix(prefix))
        if joined is None or Path(joined).suffix not in MEDIA_TYPES or not Path(joined).is_file():
            return None
        return Path(joined)


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """Serve one file."""
    frozen = _assets().get(name)
    if frozen is None:
        raise NotFound
    mark = request.args.get("v", "")
    named = len(mark) >= SHORTEST_MARK and frozen.digest.startswith(mark)
    return answer(frozen, request, cache_control=FOREVER if named else REVALIDATE)


def asset_url(name: str) -> str:
    """Give the address of a file with its content's name in it."""
    frozen = _assets().get(name)
    if frozen is None:
        # The page still works, unstyled; set-up says how to fetch what is missing.
        return url_for("assets.static_file", name=name)
    return url_for("assets.static_file", name=name, v=frozen.digest[:SHORTEST_MARK])


def _assets() -> Assets:
    assets: Assets = current_app.extensions["assets"]
    return assets
