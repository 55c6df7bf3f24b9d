"""Say how far off an answer may be, by how it was found: the radius that holds the place meant in 97 of 100 cases.

The figures are fitted to places whose position is known from another source; `docs/explanation/geocoding.md` tells how,
and `geo-ij score-geocoder` measures them again.
"""

from geo_ij.vocabulary import EntryKind

SHORT_STREET_M, STREET_M, LONG_ROAD_M = 90.0, 140.0, 500.0
"""How far a street may go on beyond its recorded points, by what it is called: a close, any other, a road to a town."""

UNSTOPPED_ROAD_M = 250.0
"""The same for a road, lane or way while no bus stops are known: with them, one without a stop is seldom long."""

NUMBERED_ROAD_M = 2_000.0
"""The same for a road with a number: it runs from town to town."""

BUS_STREET_M = 260.0
"""The same for a street on which a bus stops: it is a main street, and longer."""

SHORT_TYPES = frozenset(
    {"close", "court", "mews", "gardens", "place", "walk", "square", "terrace", "row", "yard", "croft", "cottages"}
)
ROAD_TYPES = frozenset({"road", "lane", "way"})

WELL_KNOWN_POINTS = 3
"""With this many recorded points the circle that holds them tells how long a street is."""

LARGEST_STRETCH = 3.0
"""How much longer than its recorded points a street is taken to be at most."""

JUNCTION_BASE_M = 60.0
JUNCTION_SHARE = 0.9
"""Of the gap between the nearest recorded points of two streets that meet."""

ONE_STOP_JUNCTION_M, STOP_JUNCTION_M = 75.0, 60.0
"""How far from a junction one stop named for it stands, and the middle of several, besides half their spread."""

STOP_BASE_M = 60.0
POSTCODE_BASE_M = 20.0
POSTCODE_SHARE = 0.4
"""Of the distance to the third nearest other postcode."""

FEATURE_M = 150.0
"""How much is added when something at a street is meant, not the street: "the park on Mill Road"."""

UNKNOWN_PLACE_M, LEAST_PLACE_M = 250.0, 50.0
"""The uncertainty of a place whose gazetteer says no radius, and the least of any: people stand beside places."""

LEAST_SETTLEMENT_M = 400.0


def street_uncertainty(
    extent_m: float,
    *,
    street_type: str,
    points: int,
    leads_to_town: bool,
    stops_known: bool,
    has_stops: bool = False,
) -> float:
    """Give the uncertainty of a street of whose recorded points a circle of radius `extent_m` holds all.

    `stops_known` says that the index has bus stops, `has_stops` that some of the points are stops on this street.

    Points scattered evenly along a street span (n - 1) / (n + 1) of it on average (the expected range of n draws from
    a uniform distribution), so the circle is stretched by the inverse.
    """
    stretch = min(LARGEST_STRETCH, (points + 1) / (points - 1)) if points > 1 else 1.0
    if leads_to_town:
        beyond = LONG_ROAD_M if points < WELL_KNOWN_POINTS else STREET_M
    elif street_type in SHORT_TYPES:
        beyond = SHORT_STREET_M
    else:
        beyond = STREET_M if stops_known or street_type not in ROAD_TYPES else UNSTOPPED_ROAD_M
    return max(beyond, BUS_STREET_M if has_stops else 0.0) + stretch * extent_m


def junction_uncertainty(gap_m: float) -> float:
    """Give the uncertainty of a junction from the gap between the nearest recorded points of its streets."""
    return JUNCTION_BASE_M + JUNCTION_SHARE * gap_m


def stop_junction_uncertainty(spread_m: float, *, stops: int) -> float:
    """Give the uncertainty of a junction from the stops named for it, which lie within `spread_m` of their middle."""
    return (ONE_STOP_JUNCTION_M if stops == 1 else STOP_JUNCTION_M) + spread_m / 2


def entry_uncertainty(kind: EntryKind, extent_m: float) -> float:
    """Give the uncertainty of a gazetteer's thing, other than a street, from its kind and the radius that it fills."""
    if kind is EntryKind.STOP:
        return STOP_BASE_M + extent_m
    if kind is EntryKind.SETTLEMENT:
        return max(LEAST_SETTLEMENT_M, extent_m)
    return max(LEAST_PLACE_M, extent_m) if extent_m else UNKNOWN_PLACE_M


def postcode_uncertainty(extent_m: float, *, is_part: bool) -> float:
    """Give the uncertainty of a postcode; that of a part ("NN15 6") is the radius that holds its postcodes."""
    return max(extent_m, 100.0) * 1.1 if is_part else POSTCODE_BASE_M + POSTCODE_SHARE * extent_m
