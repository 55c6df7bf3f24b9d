"""Name the lists that are about reparation sites and the work done there."""

from enum import StrEnum


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
