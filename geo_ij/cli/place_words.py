"""Say a place in one line: its name, its point and how far off it may be."""

import math

from geo_ij.geocode.location import Candidate
from geo_ij.projection import to_degrees
from geo_ij.services.review_locations import words_of


def said(one: Candidate) -> str:
    """Say a place with latitude and longitude, as maps and satellite navigation ask for it, and how far off it may be.

    The uncertainty is rounded up.
    """
    longitude, latitude = to_degrees(one.easting, one.northing)
    point = f"{latitude:.5f}, {longitude:.5f} (latitude, longitude)"
    return f"{words_of(one.name)} at {point}, within {math.ceil(one.uncertainty_m):,} m"
