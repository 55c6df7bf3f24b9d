"""Hold what somebody has answered so far while they write a report, and say what is missing or wrong in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from geo_ij.errors import InputError
from geo_ij.services.checked_reports import checked
from geo_ij.sources.sent_report import Contact, GivenPoint, SentReport
from geo_ij.vocabulary import Activity, HowOften, Issue, ReporterKind

PUBLIC_KINDS = (
    ReporterKind.RESIDENT,
    ReporterKind.BUSINESS,
    ReporterKind.COMMUNITY_GROUP,
    ReporterKind.VICTIM,
    ReporterKind.OTHER,
)
"""Whom the public form asks whether they are one; officers report where they are signed in."""


class PointBy(StrEnum):
    """How the point of a report was given."""

    MATCH = "match"
    DEVICE = "device"
    PIN = "pin"
    PHOTOGRAPH = "photograph"


@dataclass(frozen=True)
class PlacedPoint:
    """Where somebody says that it is, in degrees (EPSG:4326), how far off that may be, and how it was given."""

    longitude: float
    latitude: float
    uncertainty_m: float
    by: PointBy
    name: str = ""

    @property
    def given(self) -> GivenPoint:
        """Give it as a report has it."""
        return GivenPoint(self.longitude, self.latitude, self.uncertainty_m, self.name)


@dataclass(frozen=True)
class Rejected:
    """What was typed into one page that cannot be used, and why, so that it can be mended: nothing typed is lost."""

    page: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Everything that a draft holds besides photographs.

    `taken_at` is where the latest photograph was taken: longitude and latitude (EPSG:4326). `is_decoy` says that a
    field was filled that no person sees. `rejected` is no answer yet.
    """

    issues: tuple[Issue, ...] = ()
    place_text: str = ""
    point: PlacedPoint | None = None
    description: str = ""
    how_often: HowOften = HowOften.NOT_SAID
    activities: tuple[Activity, ...] = ()
    activity_text: str = ""
    reporter_kind: ReporterKind = ReporterKind.RESIDENT
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    wants_updates: bool = False
    taken_at: tuple[float, float] | None = None
    is_decoy: bool = False
    rejected: Rejected = Rejected()

    @property
    def has_place(self) -> bool:
        """Say whether anything tells where it is."""
        return bool(self.place_text) or self.point is not None


def to_report(answers: Answers, *, household: str | None = None, received_key: str | None = None) -> SentReport:
    """Give the report that the answers make."""
    contact = Contact(answers.contact_name, answers.contact_email, answers.contact_phone)
    said = any((contact.name, contact.email, contact.phone))
    return SentReport(
        issues=answers.issues,
        description=answers.description,
        place_text=answers.place_text,
        point=None if answers.point is None else answers.point.given,
        how_often=answers.how_often,
        activities=answers.activities,
        activity_text=answers.activity_text,
        reporter_kind=answers.reporter_kind,
        contact=contact if said else None,
        wants_updates=answers.wants_updates,
        household=household,
        received_key=received_key,
    )


def faults_in(answers: Answers, parts: Iterable[str] | None = None) -> dict[str, str]:
    """Say what is wrong with the answers, by field (see `checked_reports.checked`); with `parts` only of those."""
    try:
        checked(to_report(answers))
    except InputError as error:
        wanted = None if parts is None else set(parts)
        return {name: said for name, said in error.fields.items() if wanted is None or name in wanted}
    return {}


def to_text(answers: Answers) -> str:
    """Write the answers as JSON, leaving out what nobody answered."""
    empty = asdict(Answers())
    said = {name: value for name, value in asdict(answers).items() if value != empty[name]}
    return json.dumps(said, ensure_ascii=False)


def from_text(text: str) -> Answers:
    """Read answers that `to_text` wrote; what another version of the program wrote besides is left out."""
    return with_typed(Answers(), json.loads(text))


def with_typed(answers: Answers, typed: Mapping[str, Any]) -> Answers:
    """Give the answers with some of them as JSON holds them in place of their own."""
    known = {one.name for one in fields(Answers)}
    said: Mapping[str, Any] = {name: value for name, value in typed.items() if name in known}
    kinds = {"how_often": HowOften, "reporter_kind": ReporterKind}
    lists = {"issues": Issue, "activities": Activity}
    changes: dict[str, Any] = {name: kinds[name](value) if name in kinds else value for name, value in said.items()}
    changes |= {name: tuple(kind(one) for one in said[name]) for name, kind in lists.items() if name in said}
    if said.get("point"):
        changes["point"] = PlacedPoint(**{**said["point"], "by": PointBy(said["point"]["by"])})
    if said.get("taken_at"):
        changes["taken_at"] = tuple(said["taken_at"])
    if said.get("rejected"):
        changes["rejected"] = Rejected(**said["rejected"])
    return replace(answers, **changes)
