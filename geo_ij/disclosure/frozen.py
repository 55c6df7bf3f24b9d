"""Freeze a public snapshot as text and thaw it again: what was published is kept as it was, never recomputed."""

import json
import math
from dataclasses import asdict

import geopandas as gpd
import pandas as pd
import shapely

from geo_ij.disclosure.public import _MADE_HERE, PUBLIC_HOTSPOTS, PublicHotspots, PublicQuality, PublicSnapshot
from geo_ij.frames import STREET_LABELS
from geo_ij.projection import NATIONAL_GRID_CRS


def freeze(snapshot: PublicSnapshot) -> str:
    """Write a snapshot as JSON; its polygons as WKB in hexadecimal (EPSG:27700), which loses nothing."""
    frame = snapshot.hotspots.frame
    columns = {name: [_plain(value) for value in frame[name].tolist()] for name in PUBLIC_HOTSPOTS.columns}
    document = {
        "as_of": snapshot.as_of,
        "months": snapshot.months,
        "published_on": snapshot.published_on,
        "forces": list(snapshot.forces),
        "synthetic": snapshot.synthetic,
        "streets": {name: snapshot.streets[name].tolist() for name in STREET_LABELS.columns},
        "quality": None if snapshot.quality is None else asdict(snapshot.quality),
        "hotspots": columns | {"geometry": list(shapely.to_wkb(frame.geometry.to_numpy(), hex=True))},
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def thaw(text: str) -> PublicSnapshot:
    """Read what `freeze` wrote, now or before snapshots said how good the hotspots were."""
    document = json.loads(text)
    quality = document.get("quality")
    columns = document["hotspots"]
    shapes = shapely.from_wkb(columns.pop("geometry"))
    return PublicSnapshot(
        as_of=document["as_of"],
        months=document["months"],
        published_on=document["published_on"],
        forces=tuple(document["forces"]),
        synthetic=document["synthetic"],
        streets=pd.DataFrame(document["streets"]),
        quality=None if quality is None else PublicQuality(**quality, key=_MADE_HERE),
        hotspots=PublicHotspots(gpd.GeoDataFrame(columns, geometry=shapes, crs=NATIONAL_GRID_CRS), _MADE_HERE),
    )


def _plain(value: object) -> object:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else value
