"""Say where something was found in the fields that JSON documents and CSV files have for it."""

from typing import Any

from geo_ij.geocode.location import Candidate, Location
from geo_ij.projection import to_degrees

LOCATION_COLUMNS = (
    "status",
    "longitude",
    "latitude",
    "easting",
    "northing",
    "uncertainty_m",
    "precision",
    "matched_name",
    "source",
    "confidence",
    "alternatives",
    "reason",
)
"""The columns of an answer, in the order in which a file has them."""


def location_fields(location: Location) -> dict[str, Any]:
    """Give an answer by `LOCATION_COLUMNS`; those of the point are None without one, `alternatives` is a list."""
    best = dict.fromkeys(_OF_A_PLACE) if location.best is None else place_fields(location.best)
    best["matched_name"] = best.pop("name")
    fields = {
        **best,
        "status": location.status.value,
        "reason": location.reason,
        "alternatives": [place_fields(one) for one in location.alternatives],
    }
    return {name: fields[name] for name in LOCATION_COLUMNS}


def place_fields(place: Candidate) -> dict[str, Any]:
    """Give one place: degrees (EPSG:4326) to 7 decimals, metres (EPSG:27700) to 1, confidence to 3."""
    longitude, latitude = to_degrees(place.easting, place.northing)
    return {
        "name": place.name,
        "longitude": round(float(longitude), 7),
        "latitude": round(float(latitude), 7),
        "easting": round(place.easting, 1),
        "northing": round(place.northing, 1),
        "uncertainty_m": round(place.uncertainty_m, 1),
        "precision": place.precision.value,
        "source": place.source,
        "confidence": round(place.confidence, 3),
    }


_OF_A_PLACE = (
    "name",
    "longitude",
    "latitude",
    "easting",
    "northing",
    "uncertainty_m",
    "precision",
    "source",
    "confidence",
)
