"""Name the lists that are about areas, and about where something is."""

from enum import StrEnum


class BoundaryKind(StrEnum):
    """What kind of area a boundary encloses."""

    WARD = "ward"
    LSOA = "lsoa"
    COUNCIL = "council"
    COUNTY = "county"
    POLICING_AREA = "policing_area"
    TOWN_CENTRE = "town_centre"
    CHB_AREA = "chb_area"


class LocationStatus(StrEnum):
    """What became of the words that say where something is."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    OUTSIDE_AREA = "outside_area"


class Precision(StrEnum):
    """What kind of thing a location was found by."""

    COORDINATE = "coordinate"
    GRID_REFERENCE = "grid_reference"
    POSTCODE = "postcode"
    STREET = "street"
    JUNCTION = "junction"
    STOP = "stop"
    PLACE = "place"


class EntryKind(StrEnum):
    """What kind of thing a gazetteer's entry names."""

    STREET = "street"
    STOP = "stop"
    OPEN_SPACE = "open_space"
    LOCAL_PLACE = "local_place"
    SETTLEMENT = "settlement"


class GazetteerFormat(StrEnum):
    """Which formats of gazetteer can be imported."""

    NAPTAN = "naptan"
    OPENNAMES = "opennames"
    GREENSPACE = "greenspace"
    CSV = "csv"


class ReviewState(StrEnum):
    """Whether a person must look at a location, or has."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECIDED = "decided"
