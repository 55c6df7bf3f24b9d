"""Name the lists that are about residents' and officers' reports."""

from enum import StrEnum


class Issue(StrEnum):
    """What is wrong with a place, in a report."""

    LITTER = "litter"
    FLY_TIPPING = "fly_tipping"
    GRAFFITI = "graffiti"
    FLY_POSTING = "fly_posting"
    OVERGROWN_VEGETATION = "overgrown_vegetation"
    BROKEN_GLASS = "broken_glass"
    DRUG_LITTER = "drug_litter"
    DOG_FOULING = "dog_fouling"
    DAMAGED_PUBLIC_PROPERTY = "damaged_public_property"
    NEGLECTED_SPACE = "neglected_space"
    OTHER = "other"


class ReportStatus(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    NEEDS_INFORMATION = "needs_information"
    UNDER_REVIEW = "under_review"
    DUPLICATE = "duplicate"
    ACCEPTED = "accepted"
    REFERRED_TO_COUNCIL = "referred_to_council"
    REFERRED_TO_POLICE_CHANNEL = "referred_to_police_channel"
    NOT_SUITABLE = "not_suitable"
    WORK_PLANNED = "work_planned"
    WORK_DONE = "work_done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


COUNTED_STATUSES = frozenset(
    {
        ReportStatus.ACCEPTED,
        ReportStatus.REFERRED_TO_COUNCIL,
        ReportStatus.WORK_PLANNED,
        ReportStatus.WORK_DONE,
        ReportStatus.CLOSED,
    }
)
"""A moderator accepted the report, whatever became of it since: it counts in hotspots and may be public."""

WAITING_STATUSES = frozenset({ReportStatus.RECEIVED, ReportStatus.UNDER_REVIEW, ReportStatus.NEEDS_INFORMATION})
"""Somebody has yet to decide what becomes of the report."""

ENDED_STATUSES = frozenset(
    {
        ReportStatus.DUPLICATE,
        ReportStatus.REFERRED_TO_POLICE_CHANNEL,
        ReportStatus.NOT_SUITABLE,
        ReportStatus.WORK_DONE,
        ReportStatus.CLOSED,
        ReportStatus.WITHDRAWN,
    }
)
"""Nothing more is to be done; the contact of whoever reported it is kept for twelve months from then."""


class ReporterKind(StrEnum):
    """Who reports; an officer's area of concern is a report of the kind `police`, in a stream of its own."""

    RESIDENT = "resident"
    BUSINESS = "business"
    COMMUNITY_GROUP = "community_group"
    COUNCIL = "council"
    POLICE = "police"
    VICTIM = "victim"
    OTHER = "other"


class ReportSource(StrEnum):
    """By which way a report came in."""

    WEB = "web"
    EMAIL = "email"
    FILE = "file"
    OPEN311 = "open311"
    STAFF = "staff"


class HowOften(StrEnum):
    """How often somebody has seen the issue."""

    ONCE = "once"
    SOMETIMES = "sometimes"
    WEEKLY = "weekly"
    DAILY = "daily"
    NOT_SAID = "not_said"


class Alarm(StrEnum):
    """What words of a report may point to, so that staff are told at once and the person is shown the right number."""

    DANGER_NOW = "danger_now"
    CHILD_AT_RISK = "child_at_risk"
    CRIME = "crime"


class ReportEvent(StrEnum):
    """What can happen to a report, as its history tells it."""

    RECEIVED = "received"
    REVIEW_STARTED = "review_started"
    ACCEPTED = "accepted"
    ASKED = "asked"
    ANSWERED = "answered"
    MERGED = "merged"
    TEXT_REDACTED = "text_redacted"
    PHOTOGRAPH_REDACTED = "photograph_redacted"
    PHOTOGRAPH_REMOVED = "photograph_removed"
    PHOTOGRAPH_APPROVED = "photograph_approved"
    REFERRED_TO_COUNCIL = "referred_to_council"
    REFERRED_TO_POLICE_CHANNEL = "referred_to_police_channel"
    NOT_SUITABLE = "not_suitable"
    REPLIED = "replied"
    NOTED = "noted"
    LOCATED = "located"
    ISSUES_CHANGED = "issues_changed"
    SUPPORTED = "supported"
    WORK_PLANNED = "work_planned"
    WORK_DONE = "work_done"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    CONTACT_DELETED = "contact_deleted"


class MailState(StrEnum):
    """What became of a message that came in."""

    TAKEN = "taken"
    UNREADABLE = "unreadable"
    SET_ASIDE = "set_aside"
