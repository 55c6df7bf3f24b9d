"""Say values of closed lists in words that people read, and find them by those words again."""

from enum import StrEnum
from typing import TypeVar

from geo_ij.vocabulary.people import Role
from geo_ij.vocabulary.places import BoundaryKind
from geo_ij.vocabulary.police import AsbType, HotspotClass, Stream
from geo_ij.vocabulary.reports import Alarm, HowOften, Issue, ReporterKind, ReportSource, ReportStatus
from geo_ij.vocabulary.sites import Activity, SiteType

Member = TypeVar("Member", bound=StrEnum)

_SAID: tuple[tuple[StrEnum, str], ...] = (
    (Stream.ASB, "Anti-social behaviour"),
    (SiteType.WALKWAY_UNDERPASS, "Walkway or underpass"),
    (SiteType.ESTATE_COMMUNAL, "Estate communal area"),
    (SiteType.CANAL_WATERSIDE, "Canal or waterside"),
    (SiteType.CHURCHYARD_MEMORIAL, "Churchyard or memorial"),
    (Activity.FLY_POSTING_REMOVAL, "Fly-posting removal"),
    (Activity.GARDENING_PLANTING, "Gardening and planting"),
    (Activity.PATH_ALLEY_CLEARANCE, "Path and alley clearance"),
    (BoundaryKind.LSOA, "Lower layer super output area"),
    (BoundaryKind.CHB_AREA, "Clear-Hold-Build area"),
    (HotspotClass.INSUFFICIENT_DATA, "Not enough data"),
    (Role.ADMIN, "Administrator"),
    (AsbType.VEHICLE_ABANDONED, "Abandoned vehicle"),
    (AsbType.VEHICLE_NUISANCE, "Vehicle nuisance"),
    (AsbType.ROWDY_INCONSIDERATE, "Rowdy or inconsiderate behaviour"),
    (AsbType.ROWDY_NUISANCE_NEIGHBOURS, "Rowdy or nuisance neighbours"),
    (AsbType.LITTERING_DRUG_PARAPHERNALIA, "Littering or drug paraphernalia"),
    (AsbType.PROSTITUTION_RELATED, "Prostitution-related"),
    (AsbType.BEGGING_VAGRANCY, "Begging or vagrancy"),
    (AsbType.UNSPECIFIED, "Not specified"),
    (Issue.FLY_TIPPING, "Fly-tipping"),
    (Issue.FLY_POSTING, "Fly-posting"),
    (Issue.DRUG_LITTER, "Needles or other drug litter"),
    (Issue.DAMAGED_PUBLIC_PROPERTY, "Damaged public property"),
    (Issue.NEGLECTED_SPACE, "A neglected space"),
    (Issue.OTHER, "Something else"),
    (ReportStatus.NEEDS_INFORMATION, "More information needed"),
    (ReportStatus.DUPLICATE, "Joined with another report"),
    (ReportStatus.REFERRED_TO_COUNCIL, "Sent to the council"),
    (ReportStatus.REFERRED_TO_POLICE_CHANNEL, "For the police"),
    (ReportStatus.NOT_SUITABLE, "Not for this scheme"),
    (ReporterKind.COMMUNITY_GROUP, "Community group"),
    (ReportSource.WEB, "Form"),
    (ReportSource.EMAIL, "E-mail"),
    (ReportSource.OPEN311, "Open311"),
    (HowOften.NOT_SAID, "Not said"),
    (HowOften.WEEKLY, "Most weeks"),
    (HowOften.DAILY, "Most days"),
    (Alarm.DANGER_NOW, "Somebody may be in danger"),
    (Alarm.CHILD_AT_RISK, "A child may be at risk"),
    (Alarm.CRIME, "May be a crime"),
)
_LABELS = {(type(value), value): words for value, words in _SAID}


def label(value: StrEnum) -> str:
    """Say a value in words a person reads ("Walkway or underpass")."""
    # By the list as well: two lists may hold the same word, and members that are equal to it.
    return _LABELS.get((type(value), value), value.value.replace("_", " ").capitalize())


def from_text(kind: type[Member], text: str) -> Member | None:
    """Find the member that a person or a file means by its value or its label, whatever the case, or None."""
    wanted = " ".join(text.replace("_", " ").split()).casefold()
    for member in kind:
        if wanted in (member.value.replace("_", " "), label(member).casefold()):
            return member
    return None
