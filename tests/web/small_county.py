"""Put a handful of hotspots, sites and pieces of completed work into a database, as the services would have."""

import datetime as dt
from collections.abc import Sequence

import geopandas as gpd
import shapely

from geo_ij.disclosure.frozen import freeze
from geo_ij.disclosure.rules import Thresholds, publish_hotspots
from geo_ij.frames import STREET_POINTS, empty, month_number
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.store import hotspot_rows, site_rows, snapshot_rows, work_rows
from geo_ij.store.database import Database

KETTERING = (486_500.0, 278_600.0)
STREETS = ("Gold Street, Kettering", "Mill Road, Kettering", "Rockingham Road, Kettering")
CLASSES = ("persistent", "emerging", "cooling")
EXACT_COUNTS = (83, 41, 17)
TODAY = dt.date(2026, 3, 2)


def hotspots(*, as_of: str = "2025-12", names: Sequence[str] = STREETS, q_value: float = 0.0123) -> gpd.GeoDataFrame:
    """Make hotspots of 200 m by 200 m in a row, 1 km apart, in the shape of a stored run."""
    number = len(names)
    east, north = KETTERING
    shapes = [shapely.box(east + 1000 * i, north, east + 1000 * i + 200, north + 200) for i in range(number)]
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{i}TEST" for i in range(number)],
            "rank": range(1, number + 1),
            "name": list(names),
            "score": [float(EXACT_COUNTS[i % 3]) for i in range(number)],
            "incidents": [EXACT_COUNTS[i % 3] for i in range(number)],
            "reports": 0,
            "households": 0,
            "officer_reports": 0,
            "voice": None,
            "months_active": 11,
            "class": [CLASSES[i % 3] for i in range(number)],
            "trend": 1.37,
            "q_value": q_value,
            "area_ha": 4.0,
            "width_m": 200.0,
            "length_m": 282.8,
            "ward": "All Saints",
            "council": "North Northamptonshire",
            "as_of": as_of,
            "months": 12,
            "method": "coverage",
            "compared_with": "year_earlier",
            "uncertain_share": [0.3 if i == 1 else 0.0 for i in range(number)],
            "monthly": [[1] * 12 for _ in range(number)],
            "breakdown": [{} for _ in range(number)],
        },
        geometry=shapes,
        crs=NATIONAL_GRID_CRS,
    )


def find(database: Database, frame: gpd.GeoDataFrame) -> None:
    """Store a run."""
    as_of = month_number(frame["as_of"].iloc[0])
    with database.write() as connection:
        hotspot_rows.store_run(
            connection, frame, as_of=as_of, months=12, method="coverage", fingerprint="made for a test"
        )


def publish(database: Database, frame: gpd.GeoDataFrame, *, synthetic: bool = False) -> None:
    """Freeze and store the public snapshot of a run."""
    snapshot = publish_hotspots(
        frame,
        streets=empty(STREET_POINTS),
        thresholds=Thresholds(),
        today=TODAY,
        forces=("northamptonshire",),
        synthetic=synthetic,
    )
    with database.write() as connection:
        snapshot_rows.add_snapshot(
            connection,
            month=month_number(snapshot.as_of),
            published_at=TODAY.isoformat(),
            payload=freeze(snapshot),
        )


def work(
    work_id: str, *, place: str = "Spring Rise Park, Kettering", day: str = "2026-02-03", hours: float = 8.0,
    activities: str = "litter_picking;vegetation_clearance", partners: str | None = "Kettering Town Council",
    kilometre: float = 0.0, approved: bool = True,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Make one piece of completed work in the first hotspot, or so many kilometres to its east."""
    east, north = KETTERING
    return gpd.GeoDataFrame(
        {
            "work_id": [work_id],
            "site_id": [None],
            "place": [place],
            "start": [f"{day}T10:00:00+00:00"],
            "end": [f"{day}T14:00:00+00:00"],
            "activities": [activities],
            "hours": [hours],
            "people": [2.0],
            "bags": [14.0],
            "area_m2": [None],
            "partners": [partners],
            "notes": ["Two men, known to the officer"],
            "published_at": [f"{day}T18:00:00+00:00" if approved else None],
        },
        geometry=[shapely.Point(east + 100 + 1000 * kilometre, north + 100)],
        crs=NATIONAL_GRID_CRS,
    ).astype({"area_m2": float})


def record(database: Database, *pieces: gpd.GeoDataFrame) -> None:
    """Store completed work."""
    with database.write() as connection:
        for piece in pieces:
            work_rows.write_work(connection, piece)


def add_site(database: Database, *, name: str = "Spring Rise Park", notes: str | None = None) -> None:
    """Store one site beside the first hotspot."""
    east, north = KETTERING
    frame = gpd.GeoDataFrame(
        {
            "site_id": ["S1"],
            "name": [name],
            "site_type": ["park"],
            "status": ["candidate"],
            "condition": [3.0],
            "landowner": ["North Northamptonshire Council"],
            "permission_status": ["requested"],
            "permission_until": [None],
            "risk_assessment_status": ["draft"],
            "risk_assessment_review_due": [None],
            "activities": ["litter_picking"],
            "capacity": [6.0],
            "supervisors_needed": [1.0],
            "estimated_hours": [24.0],
            "under_18_suitable": ["yes"],
            "equipment": [""],
            "toilets": [None],
            "notes": [notes],
        },
        geometry=[shapely.Point(east + 220, north + 100)],
        crs=NATIONAL_GRID_CRS,
    )
    with database.write() as connection:
        site_rows.write_sites(connection, frame)


def fill(database: Database, *, synthetic: bool = True) -> None:
    """Store a run, two published months, two pieces of completed work and a site."""
    find(database, hotspots())
    publish(database, hotspots(as_of="2025-11", names=STREETS[:2]), synthetic=synthetic)
    publish(database, hotspots(), synthetic=synthetic)
    record(
        database,
        work("one"),
        work(
            "two", place="Ise Valley", day="2026-01-12", hours=4.5, activities="painting", partners=None, kilometre=40
        ),
    )
    add_site(database)
