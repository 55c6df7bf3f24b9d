"""Answer staff requests: pages made for each request, files written by the same services as the command line's."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from flask import Response, request

from web.assets import MEDIA_TYPES
from web.frozen import PRIVATE, Frozen, answer

Row = dict[str, Any]


def download(write: Callable[[Path], object], *, name: str) -> Response:
    """Answer with the file that `write` writes, under a name whose ending says its format; nobody keeps a copy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        frozen = Frozen(path.read_bytes(), MEDIA_TYPES[path.suffix])
    response = answer(frozen, request, cache_control=PRIVATE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rows_of(frame: gpd.GeoDataFrame) -> list[Row]:
    """Give the rows of a frame without geometry; unknown values are None."""
    return [
        {str(name): value if isinstance(value, list) or pd.notna(value) else None for name, value in row.items()}
        for row in frame.drop(columns="geometry").to_dict("records")
    ]
