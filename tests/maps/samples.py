"""Small maps around Kettering for tests: invented hotspots, work and sites at real places."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ij.disclosure import public as disclosure
from geo_ij.disclosure.public import PublicHotspots, PublicSnapshot, PublicWork
from geo_ij.frames import SITES, WORK
from geo_ij.maps.content import Basemap, MapContent, public_content, staff_content
from geo_ij.projection import NATIONAL_GRID_CRS

KETTERING = (486_800.0, 278_600.0)
CLASSES = ("persistent", "emerging", "temporary", "cooling", "seasonal", "insufficient_data")
STREETS = ("Gold Street", "Montagu Street", "Rockingham Road", "Spring Rise", "Highfield Road", "London Road")
SCRIPT = "<img src=x onerror=alert(1)>"
CLOSING = "</script><script>alert(2)</script>"


def basemap() -> Basemap:
    """Give a county of two square councils, some places, a grid of postcodes and the streets."""
    east, north = KETTERING
    outlines = gpd.GeoDataFrame(
        {"name": ["Eastshire", "Westshire", "Clover Hill"], "kind": ["council", "council", "ward"]},
        geometry=[
            shapely.box(east - 1_000, north - 8_000, east + 9_000, north + 8_000),
            shapely.box(east - 12_000, north - 8_000, east - 1_000, north + 8_000),
            shapely.box(east - 500, north - 500, east + 1_500, north + 1_500),
        ],
        crs=NATIONAL_GRID_CRS,
    )
    places = pd.DataFrame(
        {
            "name": ["Kettering", "Rothwell", "Far Away"],
            "easting": [east, east - 5_300, east + 90_000],
            "northing": [north, north + 2_600, north],
            "population": [57_000, 8_000, 90_000],
        }
    )
    steps = np.arange(-1_000.0, 1_001.0, 100.0)
    x, y = np.meshgrid(east + steps, north + steps)
    streets = pd.DataFrame(
        {
            "name": [*STREETS, "Gold Street"],
            "easting": [*(east + 150.0 * np.arange(6)), east + 20.0],
            "northing": [*(north + 130.0 * np.arange(6)), north + 20.0],
        }
    )
    return Basemap(outlines, places, np.column_stack([x.ravel(), y.ravel()]), streets)


def shapes(count: int) -> list[shapely.Polygon]:
    """Give discs of 90 m radius, 400 m apart."""
    east, north = KETTERING
    return [shapely.Point(east + 400 * (i % 3), north + 400 * (i // 3)).buffer(90) for i in range(count)]


def public_snapshot(*, names: list[str] | None = None, count: int = 6, synthetic: bool = False) -> PublicSnapshot:
    """Give a published month."""
    names = names or [f"{street}, Kettering" for street in STREETS][:count]
    count = len(names)
    frame = gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{i + 1:04d}" for i in range(count)],
            "rank": np.arange(1, count + 1),
            "name": np.array(names, dtype=object),
            "class": [CLASSES[i % 6] for i in range(count)],
            "incidents": np.maximum(60 - 5 * np.arange(count), 10),
            "incidents_in_words": [f"about {max(60 - 5 * i, 10)}" for i in range(count)],
            "months_active": 12 - np.arange(count) % 9,
            "trend_in_words": ["higher than before"] * count,
            "area_ha": np.full(count, 2.5),
            "ward": [None] * count,
            "council": [None] * count,
        },
        geometry=shapes(count),
        crs=NATIONAL_GRID_CRS,
    )
    return PublicSnapshot(
        as_of="2025-12",
        months=12,
        published_on="2026-02-01",
        forces=("northamptonshire",),
        synthetic=synthetic,
        hotspots=PublicHotspots(frame, disclosure._MADE_HERE),
        streets=basemap().streets,
    )


def public_work(*, place: str = "Spring Rise Park", partners: str | None = "Town council") -> PublicWork:
    """Give one piece of work at the second hotspot and one, older, at none."""
    east, north = KETTERING
    frame = gpd.GeoDataFrame(
        {
            "work_ref": ["W1", "W2"],
            "place": [place, "Rothwell Recreation Ground"],
            "day": ["2025-06-04", "2025-05-07"],
            "hours": [16.0, 1.0],
            "activities": ["litter_picking;graffiti_removal", "painting"],
            "bags": [12.0, np.nan],
            "area_m2": [np.nan, 250.0],
            "partners": [partners, None],
            "hotspot_id": ["H0002", None],
        },
        geometry=[shapely.Point(east + 400, north), shapely.Point(east - 5_300, north + 2_600)],
        crs=NATIONAL_GRID_CRS,
    )
    return PublicWork(frame, disclosure._MADE_HERE)


def public_map(
    *, names: list[str] | None = None, synthetic: bool = False, place: str = "Spring Rise Park"
) -> MapContent:
    """Give a public map."""
    snapshot = public_snapshot(names=names, synthetic=synthetic)
    return public_content(snapshot, public_work(place=place), basemap(), title="Community reparation map")


def hotspots() -> gpd.GeoDataFrame:
    """Give six internal hotspots (frames.HOTSPOTS)."""
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{i + 1:04d}" for i in range(6)],
            "rank": np.arange(1, 7),
            "name": [f"{street}, Kettering" for street in STREETS],
            "score": [20.0 - i for i in range(6)],
            "incidents": [61, 52, 43, 34, 25, 16],
            "reports": [0, 1, 2, 0, 0, 0],
            "households": [0, 1, 2, 0, 0, 0],
            "officer_reports": 0,
            "voice": [None] * 6,
            "months_active": [12, 11, 10, 9, 8, 5],
            "class": list(CLASSES),
            "trend": [1.25, 0.5, np.nan, 1.02, 2.0, 1.0],
            "compared_with": ["year_earlier", "year_earlier", None, "year_earlier", "earlier_half", "year_earlier"],
            "uncertain_share": 0.0,
            "q_value": [0.01] * 6,
            "area_ha": [2.5] * 6,
            "width_m": [180.0] * 6,
            "length_m": [180.0] * 6,
            "ward": [None] * 6,
            "council": [None] * 6,
            "as_of": ["2025-12"] * 6,
            "months": np.full(6, 12),
            "method": ["coverage"] * 6,
        },
        geometry=shapes(6),
        crs=NATIONAL_GRID_CRS,
    )


def work(*points: shapely.Point) -> gpd.GeoDataFrame:
    """Give completed work (frames.WORK) at points."""
    row = dict.fromkeys(WORK.columns) | {
        "place": "Spring Rise Park",
        "start": "2025-06-04T10:00:00+01:00",
        "end": "2025-06-04T14:00:00+01:00",
        "activities": "litter_picking",
        "hours": 16.0,
    }
    rows = [row | {"work_id": f"work {i}"} for i in range(len(points))]
    frame = pd.DataFrame(rows, columns=list(WORK.columns))
    return gpd.GeoDataFrame(frame, geometry=list(points), crs=NATIONAL_GRID_CRS)


def sites(*points: shapely.Point) -> gpd.GeoDataFrame:
    """Give ranked sites (frames.SITES and rank, score, reasons) at points, the last unranked."""
    row = dict.fromkeys(SITES.columns) | {
        "site_type": "play_area",
        "status": "ready",
        "permission_status": "granted",
        "risk_assessment_status": "approved",
        "activities": "litter_picking",
        "equipment": "",
    }
    rows = [row | {"site_id": f"S{i}", "name": f"Land {i}"} for i in range(len(points))]
    frame = pd.DataFrame(rows, columns=list(SITES.columns))
    frame["rank"] = [float(i + 1) for i in range(len(points) - 1)] + [np.nan] * bool(points)
    frame["reasons"] = [["Near a persistent hotspot."]] * (len(points) - 1) + [None] * bool(points)
    return gpd.GeoDataFrame(frame, geometry=list(points), crs=NATIONAL_GRID_CRS)


def staff_map() -> MapContent:
    """Give a staff map with work inside, beside and far from the hotspots, and three sites."""
    east, north = KETTERING
    near, beside, far = (
        shapely.Point(east, north),
        shapely.Point(east + 400 + 180, north),
        shapely.Point(east - 3_000, north),
    )
    return staff_content(
        hotspots(), work(near, beside, far), sites(beside, near, far), basemap(), title="Community reparation map"
    )
