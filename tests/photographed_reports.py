"""Put reports with photographs into a database, as receiving them would."""

from functools import cache
from typing import Any

from PIL import Image

from geo_ij.projection import to_metres
from geo_ij.sources.photographs import clean_photograph
from geo_ij.store import photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.photograph_rows import NewPhotograph
from tests.pictures import encoded

REFERENCE = "2C3F4-G5H6J"
WIDTH, HEIGHT = 800, 600
AT = "2026-03-01T10:00:00+00:00"


@cache
def white_photograph() -> NewPhotograph:
    """Give a white photograph as it is kept: what is painted black on it is plain to see."""
    found = clean_photograph(encoded(Image.new("RGB", (WIDTH, HEIGHT), "white")), limit_megabytes=1)
    return NewPhotograph(found.jpeg, found.width, found.height)


def add_report(
    database: Database,
    reference: str = REFERENCE,
    *,
    status: str = "accepted",
    kind: str = "resident",
    lonlat: tuple[float, float] | None = (-0.7219, 52.4010),
) -> int:
    """Add a report at a place in Kettering, as it stands when nobody has looked at its photographs; give its id."""
    values: dict[str, Any] = {
        "reference": reference, "source": "web", "received_at": AT, "status": status, "issues": "litter",
        "description": "Bags by the gate.", "how_often": "weekly", "activities": "", "activity_text": "",
        "reporter_kind": kind, "wants_updates": False, "place_text": "the rec",
    }  # fmt: skip
    if lonlat is not None:
        easting, northing = (float(part) for part in to_metres(*lonlat))
        values |= {
            "easting": easting, "northing": northing, "uncertainty_m": 50.0,
            "public_easting": easting, "public_northing": northing, "public_place": "The Rec",
        }  # fmt: skip
    with database.write() as connection:
        return report_rows.add_report(connection, values)


def add_photographs(database: Database, report_id: int, number: int = 1) -> list[int]:
    """Add white photographs to a report; give their ids."""
    with database.write() as connection:
        return [
            photograph_rows.add_photograph(connection, white_photograph(), report_id=report_id, draft_hash=None, at=AT)
            for _ in range(number)
        ]
