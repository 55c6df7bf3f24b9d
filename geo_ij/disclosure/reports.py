"""Decide what may be shown of a report: to anybody once it is accepted, and on the page of its reference.

A report is public only after a moderator accepted it, at the street or open space that its pin is snapped to, by month,
and without anything about whoever sent it. Officers' areas of concern never are. The page of a reference says where the
report stands and nothing of what it says: whoever finds a reference learns nothing by it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from geo_ij.disclosure.public import _MADE_HERE
from geo_ij.errors import DisclosureError
from geo_ij.vocabulary import (
    COUNTED_STATUSES,
    WAITING_STATUSES,
    Issue,
    ReporterKind,
    ReportEvent,
    ReportStatus,
)

LONDON = ZoneInfo("Europe/London")

MANY_HOUSEHOLDS = 5
"""From so many households on, only that there are as many is said."""


class ReportFacts(NamedTuple):
    """What the rules look at of a report as it is kept; whatever else is kept of it, they never see."""

    reference: str
    received_at: str
    status: str
    issues: str
    reporter_kind: str
    public_easting: float | None
    public_northing: float | None
    public_place: str | None
    ward: str | None
    council: str | None
    public_text: str | None


class StepFacts(NamedTuple):
    """What the rules look at of one step in a report's history; never who did it."""

    at: str
    event: str
    message: str


@dataclass(frozen=True)
class PublicReport:
    """An accepted report as anybody may see it; the point is in metres (EPSG:27700), snapped.

    `public_id` is not the reference, which lets whoever holds it answer and withdraw. `month` is "2026-03"; `text` what
    a moderator allowed, or None; `status` in words; `households` in bands; `photographs` the ids of approved ones;
    `done` says what was done, by `work_reference` of completed work that is public, where there is any.
    """

    public_id: str
    issues: tuple[Issue, ...]
    month: str
    easting: float
    northing: float
    place: str
    ward: str | None
    council: str | None
    text: str | None
    status: str
    is_open: bool
    households: str
    photographs: tuple[int, ...]
    done: str | None
    work_reference: str | None
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _MADE_HERE:
            raise DisclosureError("a public report is made by the rules of disclosure, not by hand")


@dataclass(frozen=True)
class PublicStep:
    """One line of a report's history as its page tells it: the day, what happened, and what staff wrote about it."""

    day: str
    what: str
    message: str


@dataclass(frozen=True)
class PublicStatus:
    """Where one report stands, for the page of its reference; `steps` are the latest first.

    `place` is the street or open space that it is snapped to, empty while nobody knows where it is. `asks` says that an
    answer to `question` is wanted, `can_be_withdrawn` that nobody has decided yet.
    """

    reference: str
    status: ReportStatus
    heading: str
    meaning: str
    place: str
    received_on: str
    steps: tuple[PublicStep, ...]
    asks: bool
    question: str
    can_be_withdrawn: bool
    work_reference: str | None
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _MADE_HERE:
            raise DisclosureError("a public status is made by the rules of disclosure, not by hand")


def may_be_public(report: ReportFacts) -> bool:
    """Say whether anybody may see a report: it was accepted, has a place, and is not an officer's concern."""
    return (
        report.status in COUNTED_STATUSES
        and report.reporter_kind != ReporterKind.POLICE
        and report.public_easting is not None
        and report.public_northing is not None
    )


def publish_report(
    report: ReportFacts,
    *,
    public_id: str,
    households: int,
    photographs: Sequence[int] = (),
    work_reference: str | None = None,
) -> PublicReport | None:
    """Give what anybody may see of a report, or None where that is nothing.

    `households` counts all that say so; `photographs` are ids of approved ones, `work_reference` is of public work.
    """
    if not may_be_public(report) or report.public_easting is None or report.public_northing is None:
        return None
    status = ReportStatus(report.status)
    is_done = status is ReportStatus.WORK_DONE
    return PublicReport(
        public_id=public_id,
        issues=tuple(Issue(value) for value in report.issues.split(";")),
        month=_day(report.received_at)[:7],
        easting=report.public_easting,
        northing=report.public_northing,
        place=report.public_place or "",
        ward=report.ward,
        council=report.council,
        text=report.public_text or None,
        status=status_in_public(status, council=report.council),
        is_open=status not in {ReportStatus.WORK_DONE, ReportStatus.CLOSED},
        households=households_in_bands(households),
        photographs=tuple(photographs),
        done="Work was done here" if is_done else None,
        work_reference=work_reference if is_done else None,
        key=_MADE_HERE,
    )


def status_in_public(status: ReportStatus, *, council: str | None) -> str:
    """Say in words where an accepted report stands; that work is planned is never public."""
    if status is ReportStatus.REFERRED_TO_COUNCIL:
        return f"sent to {council or 'the council'}"
    return {ReportStatus.WORK_DONE: "work was done", ReportStatus.CLOSED: "closed"}.get(status, "accepted")


def households_in_bands(households: int) -> str:
    """Say how many households say so: "1", "2 to 4" or "5 or more"."""
    if households >= MANY_HOUSEHOLDS:
        return f"{MANY_HOUSEHOLDS} or more"
    return f"2 to {MANY_HOUSEHOLDS - 1}" if households > 1 else "1"


def status_of(
    report: ReportFacts,
    history: Sequence[StepFacts],
    *,
    work_reference: str | None = None,
) -> PublicStatus:
    """Give what the page of a reference says; `history` is in its order, `work_reference` that of work that is public.

    Nobody may get here by a reference that can be guessed.
    """
    status = ReportStatus(report.status)
    heading, meaning = _MEANINGS[status]
    council = report.council or "the council"
    steps = [_public_step(step, council=council) for step in history]
    asks = status is ReportStatus.NEEDS_INFORMATION
    questions = [step.message for step in history if step.event == ReportEvent.ASKED]
    return PublicStatus(
        reference=report.reference,
        status=status,
        heading=heading.replace("{council}", council),
        meaning=meaning.replace("{council}", council),
        place=report.public_place or "",
        received_on=_day(report.received_at),
        steps=tuple(reversed([step for step in steps if step is not None])),
        asks=asks,
        question=questions[-1] if asks and questions else "",
        can_be_withdrawn=status in WAITING_STATUSES,
        work_reference=work_reference if status is ReportStatus.WORK_DONE else None,
        key=_MADE_HERE,
    )


_MEANINGS: dict[ReportStatus, tuple[str, str]] = {
    ReportStatus.RECEIVED: (
        "Received",
        "We have it. A person will read it, usually within a few working days.",
    ),
    ReportStatus.UNDER_REVIEW: ("Being looked at", "Somebody is reading it and will decide what happens next."),
    ReportStatus.NEEDS_INFORMATION: (
        "We have a question",
        "We cannot decide yet, because we need to know more.",
    ),
    ReportStatus.DUPLICATE: (
        "Joined with another report",
        "Somebody else told us of the same thing. We look at both together, and yours counts as well.",
    ),
    ReportStatus.ACCEPTED: (
        "Accepted",
        "It counts when we decide where work is done. We cannot promise that there will be work at every place.",
    ),
    ReportStatus.REFERRED_TO_COUNCIL: (
        "Sent to {council}",
        "We sent it to {council}, who can see to it. It also counts when we decide where work is done.",
    ),
    ReportStatus.REFERRED_TO_POLICE_CHANNEL: (
        "For the police",
        (
            "This service cannot deal with it. To report a crime, call 101 or use the website of the police; call 999 "
            "if somebody is in danger or a crime is happening now."
        ),
    ),
    ReportStatus.NOT_SUITABLE: ("Not for this scheme", "We have read it, and this scheme cannot help with it."),
    ReportStatus.WORK_PLANNED: (
        "Work is planned",
        "Work is planned at this place. We cannot say when; this page says when it is done.",
    ),
    ReportStatus.WORK_DONE: (
        "Work was done",
        "Work was done at this place. If it still needs work, please report it again.",
    ),
    ReportStatus.CLOSED: ("Closed", "Nothing more is to be done about it."),
    ReportStatus.WITHDRAWN: ("Withdrawn", "It was withdrawn by whoever sent it, and it counts nowhere."),
}
"""What the page of a reference says of each status: what it is, and what happens next."""

_EVENTS: dict[ReportEvent, tuple[str, bool]] = {
    ReportEvent.RECEIVED: ("We received the report", False),
    ReportEvent.ACCEPTED: ("We accepted it", True),
    ReportEvent.ASKED: ("We asked a question", True),
    ReportEvent.ANSWERED: ("Our question was answered", False),
    ReportEvent.MERGED: ("We joined it with another report of the same thing", False),
    ReportEvent.REFERRED_TO_COUNCIL: ("We sent it to {council}", False),
    ReportEvent.REFERRED_TO_POLICE_CHANNEL: ("It is for the police", False),
    ReportEvent.NOT_SUITABLE: ("We decided that this scheme cannot help with it", True),
    ReportEvent.REPLIED: ("We wrote", True),
    ReportEvent.WORK_PLANNED: ("Work was planned", False),
    ReportEvent.WORK_DONE: ("Work was done", False),
    ReportEvent.CLOSED: ("We closed it", True),
    ReportEvent.REOPENED: ("We are looking at it again", False),
    ReportEvent.WITHDRAWN: ("It was withdrawn", False),
    ReportEvent.CONTACT_DELETED: ("We deleted how to reach whoever sent it", False),
}
"""The events that the page of a reference tells, and whether staff wrote their message for whoever reported."""


def _public_step(step: StepFacts, *, council: str) -> PublicStep | None:
    try:
        what, is_for_reporter = _EVENTS[ReportEvent(step.event)]
    except (KeyError, ValueError):
        return None
    return PublicStep(_day(step.at), what.replace("{council}", council), step.message if is_for_reporter else "")


def _day(moment: str) -> str:
    """Give the day of a moment where the service is, as "2026-03-05"."""
    return dt.datetime.fromisoformat(moment).astimezone(LONDON).date().isoformat()
