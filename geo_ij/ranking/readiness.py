"""Say how far a site is from being workable, by one rule for files, pages and plans alike."""

import datetime as dt

from geo_ij.vocabulary import PermissionStatus, RiskAssessmentStatus, SiteStatus

DECIDED = frozenset({SiteStatus.PAUSED, SiteStatus.COMPLETED, SiteStatus.REJECTED})
"""What a person decides about a site; no date or document changes it."""


def site_status(
    permission: PermissionStatus,
    risk_assessment: RiskAssessmentStatus,
    *,
    permission_until: dt.date | None,
    review_due: dt.date | None,
    as_of: dt.date,
    decided: SiteStatus | None = None,
) -> SiteStatus:
    """Work out a site's status on a day.

    A person's decision stands. Otherwise nobody has asked yet (candidate), permission is not in force (awaiting
    permission), no risk assessment is in force (awaiting risk assessment), or both are (ready). The last day of a
    permission and the day a review is due still count as in force.
    """
    if decided in DECIDED:
        return decided
    if permission is PermissionStatus.NOT_REQUESTED:
        return SiteStatus.CANDIDATE
    if permission is not PermissionStatus.GRANTED or _is_over(permission_until, as_of):
        return SiteStatus.AWAITING_PERMISSION
    if risk_assessment is not RiskAssessmentStatus.APPROVED or _is_over(review_due, as_of):
        return SiteStatus.AWAITING_RISK_ASSESSMENT
    return SiteStatus.READY


def _is_over(last_day: dt.date | None, as_of: dt.date) -> bool:
    return last_day is not None and last_day < as_of
