"""Make small worlds of sites and hotspots for the tests of the ranking."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.sources.site_files import site_frame


def sites_at(points: Sequence[tuple[float, float]], *, ids: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """Give a ready site at each point in metres."""
    names = ids or [f"S{number:03d}" for number in range(len(points))]
    row: Mapping[str, Any] = {
        "site_type": "park",
        "status": "ready",
        "permission_status": "granted",
        "risk_assessment_status": "approved",
        "activities": "",
        "equipment": "",
    }
    return site_frame(
        row | {"site_id": name, "name": f"Site {name}", "easting": float(east), "northing": float(north)}
        for name, (east, north) in zip(names, points, strict=True)
    )


def hotspots_at(
    points: Sequence[tuple[float, float]],
    incidents: Sequence[int],
    *,
    months_active: Sequence[int] | None = None,
    radius: float = 80.0,
) -> gpd.GeoDataFrame:
    """Give a round hotspot at each point in metres, ranked by its incidents."""
    counts = np.asarray(incidents, dtype=np.int64)
    ranks = np.empty(len(counts), dtype=np.int64)
    ranks[np.argsort(-counts, kind="stable")] = np.arange(1, len(counts) + 1)
    active = np.full(len(counts), 6) if months_active is None else np.asarray(months_active)
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{number:03d}" for number in range(len(counts))],
            "rank": ranks,
            "name": [f"Street {number}" for number in range(len(counts))],
            "score": counts.astype(float),
            "incidents": counts,
            "reports": np.zeros(len(counts), dtype=np.int64),
            "households": 0,
            "officer_reports": 0,
            "voice": None,
            "months_active": active.astype(np.int64),
            "class": "persistent",
            "trend": np.nan,
            "q_value": 0.01,
            "area_ha": 2.0,
            "width_m": 160.0,
            "length_m": 160.0,
            "ward": None,
            "council": None,
            "as_of": "2025-12",
            "months": 12,
            "method": "coverage",
            "compared_with": "year_earlier",
            "uncertain_share": 0.0,
        },
        geometry=[shapely.Point(point).buffer(radius) for point in points],
        crs=NATIONAL_GRID_CRS,
    )
