"""Say how far off an answer may be, by how it was found: the radius that holds the place meant in 97 of 100 cases.

The figures are fitted to places whose position is known from another source; `docs/explanation/geocoding.md` tells how,
and `geo-ij score-geocoder` measures them again.
"""

from geo_ij.vocabulary import EntryKind

STREET_BASE_M = 110.0
"""How far a street goes on beyond its recorded points, which are its middle or the middle of a part."""

STREET_SHARE = 1.0
"""How much of the circle that holds the recorded points counts: somebody may mean either end."""

JUNCTION_BASE_M = 60.0
JUNCTION_SHARE = 0.6
"""Of the gap between the nearest recorded points of two streets that meet."""

STOP_JUNCTION_M = 70.0
"""How far from a junction stops that are named for it stand, with half the distance between them besides."""

STOP_BASE_M = 60.0
POSTCODE_BASE_M = 20.0
POSTCODE_SHARE = 0.45
"""Of the distance to the third nearest other postcode."""

FEATURE_M = 150.0
"""How much is added when something at a street is meant, not the street: "the park on Mill Road"."""

LEAST_PLACE_M = 150.0
LEAST_SETTLEMENT_M = 500.0


def street_uncertainty(extent_m: float) -> float:
    """Give the uncertainty of a street whose recorded points a circle of this radius holds."""
    return STREET_BASE_M + STREET_SHARE * extent_m


def junction_uncertainty(gap_m: float) -> float:
    """Give the uncertainty of a junction from the gap between the nearest recorded points of its streets."""
    return JUNCTION_BASE_M + JUNCTION_SHARE * gap_m


def stop_junction_uncertainty(spread_m: float) -> float:
    """Give the uncertainty of a junction from the stops named for it, which lie within `spread_m` of their middle."""
    return STOP_JUNCTION_M + spread_m / 2


def entry_uncertainty(kind: EntryKind, extent_m: float) -> float:
    """Give the uncertainty of a gazetteer's thing from its kind and the radius that it fills."""
    if kind is EntryKind.STREET:
        return street_uncertainty(extent_m)
    if kind is EntryKind.STOP:
        return STOP_BASE_M + extent_m
    if kind is EntryKind.SETTLEMENT:
        return max(LEAST_SETTLEMENT_M, extent_m)
    return max(LEAST_PLACE_M, extent_m)


def postcode_uncertainty(extent_m: float, *, is_part: bool) -> float:
    """Give the uncertainty of a postcode; that of a part ("NN15 6") is the radius that holds its postcodes."""
    return max(extent_m, 100.0) * 1.1 if is_part else POSTCODE_BASE_M + POSTCODE_SHARE * extent_m
