"""Say which step may follow where a report stands, and where it stands then: the one table of moderation."""

from enum import StrEnum

from geo_ij.vocabulary import COUNTED_STATUSES, WAITING_STATUSES, ReportStatus


class Step(StrEnum):
    """What somebody may do with a report."""

    START_REVIEW = "start_review"
    ACCEPT = "accept"
    ASK = "ask"
    MERGE = "merge"
    REDACT_TEXT = "redact_text"
    REFER_TO_COUNCIL = "refer_to_council"
    REFER_TO_POLICE_CHANNEL = "refer_to_police_channel"
    NOT_SUITABLE = "not_suitable"
    REPLY = "reply"
    NOTE = "note"
    PLAN_WORK = "plan_work"
    CLOSE = "close"
    REOPEN = "reopen"
    CHANGE_ISSUES = "change_issues"
    LOCATE = "locate"


_OPEN = frozenset(
    {*WAITING_STATUSES, ReportStatus.ACCEPTED, ReportStatus.REFERRED_TO_COUNCIL, ReportStatus.WORK_PLANNED}
)
"""Something is still to be done or decided."""

_SEEN = WAITING_STATUSES | COUNTED_STATUSES
"""Somebody waits for a decision, or the report counts: what it says and where it is matters."""


def _to(status: ReportStatus, *, of: frozenset[ReportStatus]) -> dict[ReportStatus, ReportStatus]:
    return dict.fromkeys(of, status)


def _stays(of: frozenset[ReportStatus]) -> dict[ReportStatus, ReportStatus]:
    return {status: status for status in of}


STEPS: dict[Step, dict[ReportStatus, ReportStatus]] = {
    Step.START_REVIEW: _to(
        ReportStatus.UNDER_REVIEW, of=frozenset({ReportStatus.RECEIVED, ReportStatus.NEEDS_INFORMATION})
    ),
    Step.ACCEPT: _to(ReportStatus.ACCEPTED, of=WAITING_STATUSES),
    Step.ASK: _to(ReportStatus.NEEDS_INFORMATION, of=WAITING_STATUSES),
    Step.MERGE: _to(ReportStatus.DUPLICATE, of=_OPEN),
    Step.REDACT_TEXT: _stays(_SEEN),
    Step.REFER_TO_COUNCIL: _to(
        ReportStatus.REFERRED_TO_COUNCIL, of=WAITING_STATUSES | {ReportStatus.ACCEPTED, ReportStatus.WORK_PLANNED}
    ),
    Step.REFER_TO_POLICE_CHANNEL: _to(ReportStatus.REFERRED_TO_POLICE_CHANNEL, of=_OPEN),
    Step.NOT_SUITABLE: _to(ReportStatus.NOT_SUITABLE, of=_OPEN),
    Step.REPLY: _stays(frozenset(ReportStatus) - {ReportStatus.WITHDRAWN}),
    Step.NOTE: _stays(frozenset(ReportStatus)),
    Step.PLAN_WORK: _to(
        ReportStatus.WORK_PLANNED, of=frozenset({ReportStatus.ACCEPTED, ReportStatus.REFERRED_TO_COUNCIL})
    ),
    Step.CLOSE: _to(ReportStatus.CLOSED, of=COUNTED_STATUSES - {ReportStatus.CLOSED}),
    Step.REOPEN: {
        # What was accepted once stays accepted; what was not is looked at again.
        ReportStatus.WORK_DONE: ReportStatus.ACCEPTED,
        ReportStatus.CLOSED: ReportStatus.ACCEPTED,
        ReportStatus.DUPLICATE: ReportStatus.UNDER_REVIEW,
        ReportStatus.REFERRED_TO_POLICE_CHANNEL: ReportStatus.UNDER_REVIEW,
        ReportStatus.NOT_SUITABLE: ReportStatus.UNDER_REVIEW,
    },
    Step.CHANGE_ISSUES: _stays(_SEEN),
    Step.LOCATE: _stays(_SEEN),
}
"""For each step, where a report may stand before it and where it stands after it; whoever withdrew one ended it."""


def status_after(step: Step, status: ReportStatus) -> ReportStatus | None:
    """Say where a report stands after a step, or None where the step may not be taken."""
    return STEPS[step].get(status)


def steps_from(status: ReportStatus) -> tuple[Step, ...]:
    """Give the steps that may be taken with a report that stands here, in the order of the table."""
    return tuple(step for step, statuses in STEPS.items() if status in statuses)
