"""Name the lists that are about what police recorded, and about hotspots."""

from enum import StrEnum


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


class AsbQualifier(StrEnum):
    """Whom anti-social behaviour harms: the three categories of the National Standard for Incident Recording."""

    PERSONAL = "personal"
    NUISANCE = "nuisance"
    ENVIRONMENTAL = "environmental"
    UNKNOWN = "unknown"


class AsbType(StrEnum):
    """What kind of anti-social behaviour was recorded; independent of the qualifier."""

    VEHICLE_ABANDONED = "vehicle_abandoned"
    VEHICLE_NUISANCE = "vehicle_nuisance"
    ROWDY_INCONSIDERATE = "rowdy_inconsiderate"
    ROWDY_NUISANCE_NEIGHBOURS = "rowdy_nuisance_neighbours"
    LITTERING_DRUG_PARAPHERNALIA = "littering_drug_paraphernalia"
    ANIMAL_PROBLEMS = "animal_problems"
    TRESPASS = "trespass"
    NUISANCE_COMMUNICATIONS = "nuisance_communications"
    STREET_DRINKING = "street_drinking"
    PROSTITUTION_RELATED = "prostitution_related"
    NOISE = "noise"
    BEGGING_VAGRANCY = "begging_vagrancy"
    FIREWORKS = "fireworks"
    UNSPECIFIED = "unspecified"


class MonthSource(StrEnum):
    """Where the anti-social behaviour of a force-month comes from."""

    ARCHIVE = "archive"
    EXTRACT = "extract"


class Voice(StrEnum):
    """Who says more about a hotspot than the rest of the county would lead one to expect."""

    RESIDENTS_SAY_MORE = "residents_say_more"
    POLICE_SAY_MORE = "police_say_more"
