"""Say how far off an answer may be, by how it was found: the radius that holds the place meant in 97 of 100 cases.

The figures are fitted to places whose position is known from another source; `docs/explanation/geocoding.md` tells how,
and `geo-ij score-geocoder` measures them again.
"""

from geo_ij.vocabulary import EntryKind

SHORT_STREET_M, STREET_M, LONG_ROAD_M = 90.0, 140.0, 500.0
"""How far a street may go on beyond its recorded points, by what it is called: a close, any other, a road to a town."""

SHORT_TYPES = frozenset(
    {"close", "court", "mews", "gardens", "place", "walk", "square", "terrace", "row", "yard", "croft", "cottages"}
)

WELL_KNOWN_POINTS = 3
"""With this many recorded points the circle that holds them tells how long a street is."""

JUNCTION_BASE_M = 50.0
JUNCTION_SHARE = 0.85
"""Of the gap between the nearest recorded points of two streets that meet."""

STOP_JUNCTION_M = 60.0
"""How far from a junction stops that are named for it stand, with half the distance between them besides."""

STOP_BASE_M = 60.0
POSTCODE_BASE_M = 15.0
POSTCODE_SHARE = 0.4
"""Of the distance to the third nearest other postcode."""

FEATURE_M = 150.0
"""How much is added when something at a street is meant, not the street: "the park on Mill Road"."""

LEAST_PLACE_M = 150.0
LEAST_SETTLEMENT_M = 400.0


def street_uncertainty(extent_m: float, *, street_type: str, points: int, leads_to_town: bool) -> float:
    """Give the uncertainty of a street of whose recorded points a circle of radius `extent_m` holds all."""
    if leads_to_town:
        beyond = LONG_ROAD_M if points < WELL_KNOWN_POINTS else STREET_M
    else:
        beyond = SHORT_STREET_M if street_type in SHORT_TYPES else STREET_M
    return beyond + extent_m


def junction_uncertainty(gap_m: float) -> float:
    """Give the uncertainty of a junction from the gap between the nearest recorded points of its streets."""
    return JUNCTION_BASE_M + JUNCTION_SHARE * gap_m


def stop_junction_uncertainty(spread_m: float) -> float:
    """Give the uncertainty of a junction from the stops named for it, which lie within `spread_m` of their middle."""
    return STOP_JUNCTION_M + spread_m / 2


def entry_uncertainty(kind: EntryKind, extent_m: float) -> float:
    """Give the uncertainty of a gazetteer's thing, other than a street, from its kind and the radius that it fills."""
    if kind is EntryKind.STOP:
        return STOP_BASE_M + extent_m
    if kind is EntryKind.SETTLEMENT:
        return max(LEAST_SETTLEMENT_M, extent_m)
    return max(LEAST_PLACE_M, extent_m)


def postcode_uncertainty(extent_m: float, *, is_part: bool) -> float:
    """Give the uncertainty of a postcode; that of a part ("NN15 6") is the radius that holds its postcodes."""
    return max(extent_m, 100.0) * 1.1 if is_part else POSTCODE_BASE_M + POSTCODE_SHARE * extent_m
