"""Say a place in one line: its name, its point and how far off it may be."""

import math

from geo_ij.geocode.location import Candidate
from geo_ij.projection import to_degrees
from geo_ij.services.review_locations import words_of


def said(one: Candidate) -> str:
    """Say a place with longitude and latitude, in the form that `--at` takes, and its uncertainty rounded up."""
    longitude, latitude = to_degrees(one.easting, one.northing)
    return f"{words_of(one.name)} ({longitude:.5f},{latitude:.5f}), within {math.ceil(one.uncertainty_m):,} m"
