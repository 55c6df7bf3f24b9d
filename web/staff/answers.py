"""Answer staff requests: pages made for each request, files written by the same services as the command line's."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Response, request

from web.assets import MEDIA_TYPES
from web.frozen import PRIVATE, Frozen, answer

FORMATS = ("csv", "xlsx", "geojson")
"""The endings of the files that staff lists are given as."""

FORMATS_IN_WORDS = "csv, xlsx or geojson"


def download(write: Callable[[Path], object], *, name: str) -> Response:
    """Answer with the file that `write` writes, under a name whose ending says its format; nobody keeps a copy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        frozen = Frozen(path.read_bytes(), MEDIA_TYPES[path.suffix])
    response = answer(frozen, request, cache_control=PRIVATE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
