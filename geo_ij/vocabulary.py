"""Name every closed list of values once, each value with the label that people read."""

from enum import StrEnum
from typing import TypeVar

Member = TypeVar("Member", bound=StrEnum)


class Stream(StrEnum):
    """What kind of recorded event a row is; streams are counted apart and never mixed in one figure."""

    ASB = "asb"
    CRIMINAL_DAMAGE = "criminal_damage"


class HotspotClass(StrEnum):
    """How a hotspot behaves over its months, by the rules in `hotspots/classes.py`."""

    PERSISTENT = "persistent"
    EMERGING = "emerging"
    SEASONAL = "seasonal"
    TEMPORARY = "temporary"
    COOLING = "cooling"
    INSUFFICIENT_DATA = "insufficient_data"


class Comparison(StrEnum):
    """What a hotspot's change is measured against."""

    YEAR_EARLIER = "year_earlier"
    EARLIER_HALF = "earlier_half"


class IdentityState(StrEnum):
    """What became of a hotspot id, by the rules in `hotspots/identity.py`."""

    FOUND = "found"
    GONE = "gone"
    MERGED = "merged"
    ASKED = "asked"


class IdentityEvent(StrEnum):
    """What can happen to a hotspot id from one month to a later one."""

    APPEARED = "appeared"
    SPLIT_FROM = "split_from"
    MERGED_INTO = "merged_into"
    GONE = "gone"
    RETURNED = "returned"


class SiteType(StrEnum):
    """What kind of place a reparation site is."""

    PARK = "park"
    PLAY_AREA = "play_area"
    WALKWAY_UNDERPASS = "walkway_underpass"
    ALLEY = "alley"
    ESTATE_COMMUNAL = "estate_communal"
    TOWN_CENTRE = "town_centre"
    CANAL_WATERSIDE = "canal_waterside"
    CHURCHYARD_MEMORIAL = "churchyard_memorial"
    ALLOTMENT = "allotment"
    COMMUNITY_BUILDING = "community_building"
    VERGE = "verge"
    WASTELAND = "wasteland"
    OTHER = "other"


class SiteStatus(StrEnum):
    """How far a site is from being workable."""

    CANDIDATE = "candidate"
    AWAITING_PERMISSION = "awaiting_permission"
    AWAITING_RISK_ASSESSMENT = "awaiting_risk_assessment"
    READY = "ready"
    PAUSED = "paused"
    COMPLETED = "completed"
    REJECTED = "rejected"


class PermissionStatus(StrEnum):
    """Where the landowner's permission stands."""

    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"


class RiskAssessmentStatus(StrEnum):
    """Where the risk assessment stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Activity(StrEnum):
    """What people do at a site to repair the harm."""

    LITTER_PICKING = "litter_picking"
    RUBBISH_CLEARANCE = "rubbish_clearance"
    GRAFFITI_REMOVAL = "graffiti_removal"
    FLY_POSTING_REMOVAL = "fly_posting_removal"
    VEGETATION_CLEARANCE = "vegetation_clearance"
    GROUNDWORK = "groundwork"
    GARDENING_PLANTING = "gardening_planting"
    PAINTING = "painting"
    MINOR_REPAIRS = "minor_repairs"
    STREET_CLEANING = "street_cleaning"
    PATH_ALLEY_CLEARANCE = "path_alley_clearance"
    COMMUNITY_AREA_MAINTENANCE = "community_area_maintenance"
    COMMUNITY_VENUE_SUPPORT = "community_venue_support"
    OTHER = "other"


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


class Role(StrEnum):
    """What somebody's work is; `access/permissions.py` says what each role may do."""

    PUBLIC = "public"
    NOMINATOR = "nominator"
    PLANNER = "planner"
    SUPERVISOR = "supervisor"
    SERGEANT = "sergeant"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    DATA_PROTECTION = "data_protection"
    ADMIN = "admin"
    AUDITOR = "auditor"


class AuditAction(StrEnum):
    """What an entry of the audit log says was done."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    READ = "read"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    PUBLISHED = "published"


class Audience(StrEnum):
    """Who a map or page is for."""

    PUBLIC = "public"
    STAFF = "staff"


_LABELS: dict[StrEnum, str] = {
    Stream.ASB: "Anti-social behaviour",
    SiteType.WALKWAY_UNDERPASS: "Walkway or underpass",
    SiteType.ESTATE_COMMUNAL: "Estate communal area",
    SiteType.CANAL_WATERSIDE: "Canal or waterside",
    SiteType.CHURCHYARD_MEMORIAL: "Churchyard or memorial",
    Activity.FLY_POSTING_REMOVAL: "Fly-posting removal",
    Activity.GARDENING_PLANTING: "Gardening and planting",
    Activity.PATH_ALLEY_CLEARANCE: "Path and alley clearance",
    BoundaryKind.LSOA: "Lower layer super output area",
    BoundaryKind.CHB_AREA: "Clear-Hold-Build area",
    HotspotClass.INSUFFICIENT_DATA: "Not enough data",
    Role.ADMIN: "Administrator",
}


def label(value: StrEnum) -> str:
    """Say a value in words a person reads ("Walkway or underpass")."""
    return _LABELS.get(value, value.value.replace("_", " ").capitalize())


def from_text(kind: type[Member], text: str) -> Member | None:
    """Find the member that a person or a file means by its value or its label, whatever the case, or None."""
    wanted = " ".join(text.replace("_", " ").split()).casefold()
    for member in kind:
        if wanted in (member.value.replace("_", " "), label(member).casefold()):
            return member
    return None
