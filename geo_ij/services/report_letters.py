"""Write the e-mails about reports: to whoever reported, to the council, and to staff.

None holds what somebody reported or how to reach them: an address that was mistyped is a stranger's, and nobody may use
the form to send words of their own to others. Only what the council is asked to see to goes to the council.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from geo_ij.projection import to_degrees
from geo_ij.services.checked_reports import plain_words
from geo_ij.settings import Settings
from geo_ij.vocabulary import Alarm, Issue, label

LONGEST_SUBJECT = 200
"""Characters of a subject, as the queue of e-mails keeps it."""

NUMBERS = {
    Alarm.DANGER_NOW: "If somebody is in danger now, call 999. Nobody reads this service at all hours.",
    Alarm.CHILD_AT_RISK: "If you are worried about a child, call the NSPCC on 0808 800 5000, or 999 if the child is in "
    "danger now.",
    Alarm.CRIME: "To report a crime, call 101 or use {police_url}. Call 999 if it is happening now.",
}
"""Whom to call, by what the words of a report may point to."""


class Letter(NamedTuple):
    """The subject and the text of an e-mail, without an address."""

    subject: str
    body: str


class CouncilCase(NamedTuple):
    """What a council is told of a report: points in metres (EPSG:27700); `text` is what a moderator allowed.

    `easting` to `uncertainty_m` are null while nobody knows where it is.
    """

    reference: str
    council: str
    issues: tuple[Issue, ...]
    place: str
    public_easting: float | None
    public_northing: float | None
    easting: float | None
    northing: float | None
    uncertainty_m: float | None
    text: str | None


def received(settings: Settings, *, reference: str, place: str = "", alarms: Sequence[Alarm] = ()) -> Letter:
    """Confirm to whoever reported that the report came in, and what happens next.

    `place` is the street or open space of the public pin, never the reporter's own words.
    """
    where = f" about {_one_line(place)}" if place else ""
    return _to_reporter(
        settings,
        f"We have your report {reference}",
        *(numbers_for(alarm, settings=settings) for alarm in alarms),
        f"Thank you. We have received your report {reference}{where}.",
        "A person reads every report, usually within a few working days. Then it helps to decide where work is done, "
        "or we send it to the council.",
        reference=reference,
    )


def asked(settings: Settings, *, reference: str, question: str) -> Letter:
    """Ask whoever reported a question."""
    answer = (
        "Answer on the page of your report:"
        if settings.public_url
        else "You can answer on the page of your report, or tell us by the contact below."
    )
    return _to_reporter(
        settings,
        f"A question about your report {reference}",
        f"We have a question about your report {reference}:",
        question,
        answer,
        reference=reference,
    )


def replied(settings: Settings, *, reference: str, message: str) -> Letter:
    """Tell whoever reported what staff wrote."""
    return _to_reporter(
        settings,
        f"A message about your report {reference}",
        f"We have a message about your report {reference}:",
        message,
        reference=reference,
    )


def accepted(settings: Settings, *, reference: str) -> Letter:
    """Say that a report was accepted, and what that means."""
    return _to_reporter(
        settings,
        f"Your report {reference} counts",
        f"We have accepted your report {reference}.",
        f"It now counts when {settings.programme_name} decides where work is done. We cannot promise that there will "
        "be work at every place.",
        reference=reference,
    )


def referred_to_council(settings: Settings, *, reference: str, council: str) -> Letter:
    """Say that a report was sent to the council."""
    name = _one_line(council)
    return _to_reporter(
        settings,
        f"Your report {reference} was sent to {name}",
        f"We have sent your report {reference} to {name}, who can see to it. We did not give them your name or how to "
        "reach you.",
        "It also counts when we decide where work is done.",
        reference=reference,
    )


def referred_to_police(settings: Settings, *, reference: str) -> Letter:
    """Say that a report is for the police."""
    return _to_reporter(
        settings,
        f"About your report {reference}",
        f"What your report {reference} tells of is for the police, and this service cannot deal with it.",
        numbers_for(Alarm.CRIME, settings=settings),
        reference=reference,
    )


def not_suitable(settings: Settings, *, reference: str, reason: str = "") -> Letter:
    """Say that this scheme cannot help with a report, and why."""
    return _to_reporter(
        settings,
        f"About your report {reference}",
        f"We have read your report {reference}. This scheme cannot help with it.",
        reason,
        reference=reference,
    )


def joined(settings: Settings, *, reference: str) -> Letter:
    """Say that a report was joined with another about the same thing."""
    return _to_reporter(
        settings,
        f"Your report {reference} was joined with another",
        f"Somebody else told us of the same thing as your report {reference}, so we look at both together.",
        "Yours counts as well: it shows that more than one household is affected.",
        reference=reference,
    )


def work_planned(settings: Settings, *, reference: str) -> Letter:
    """Say that there will be work where a report is. When is never told: who does the work is protected."""
    return _to_reporter(
        settings,
        f"Work is planned for your report {reference}",
        f"Work is planned at the place of your report {reference}. We cannot say when.",
        "We will tell you when it is done.",
        reference=reference,
    )


def work_done(settings: Settings, *, reference: str, place: str, day: str, work_reference: str) -> Letter:
    """Say that work was done near a report; `day` in words ("4 June 2025"), `place` and reference as published."""
    lines = [f"You told us about a place in your report {reference}. Work was done there on {day}."]
    if settings.public_url:
        lines.append(f"What was done at {_one_line(place)}: {_address(settings, f'/places/{work_reference}')}")
    else:
        lines.append(f"It was done at {_one_line(place)}. The service shows it as {work_reference}.")
    return _to_reporter(
        settings,
        f"You said, we did: your report {reference}",
        *lines,
        "If the place still needs work, please report it again.",
        reference=reference,
    )


def closed(settings: Settings, *, reference: str, message: str = "") -> Letter:
    """Say that nothing more will be done about a report."""
    return _to_reporter(
        settings,
        f"Your report {reference} is closed",
        f"Your report {reference} is closed: nothing more is to be done about it.",
        message,
        reference=reference,
    )


def referral(settings: Settings, case: CouncilCase) -> Letter:
    """Ask a council to see to a report: what and where, and nothing about who reported it."""
    issues = ", ".join(label(one) for one in case.issues)
    lines = [
        f"{settings.programme_name} has a report for {_one_line(case.council)}: please see to it.",
        f"Reference: {case.reference}\nIssue: {issues}\nPlace: {_one_line(case.place) or 'not named'}",
    ]
    if case.easting is not None and case.northing is not None:
        within = "" if case.uncertainty_m is None else f" (known to within about {case.uncertainty_m:,.0f} m)"
        lines.append(f"Where it was reported{within}:\n{_point(case.easting, case.northing)}")
    if case.public_easting is not None and case.public_northing is not None:
        lines.append(
            f"The street or open space, as the public sees it:\n{_point(case.public_easting, case.public_northing)}"
        )
    lines.append(f"What was reported:\n{case.text}" if case.text else "No description was passed on.")
    lines.append("Whoever reported it is not named here. Quote the reference when you write to us about it.")
    lines.append(_signed(settings))
    return Letter(_subject(f"Report {case.reference}: {issues}"), _body(lines))


def alarm(settings: Settings, *, reference: str, alarms: Sequence[Alarm]) -> Letter:
    """Tell staff at once that the words of a report may point to danger, to a child at risk or to a crime."""
    said = "; ".join(label(one) for one in alarms)
    where = (
        _address(settings, f"/staff/reports/{reference}")
        if settings.public_url
        else f"Open it in the service: /staff/reports/{reference}"
    )
    return Letter(
        _subject(f"Look at report {reference} now"),
        _body([f"{said}: look at report {reference} now.", where, "Its words stay in the service.", _signed(settings)]),
    )


def numbers_for(alarm: Alarm, *, settings: Settings) -> str:
    """Say whom to call, by what words may point to."""
    return NUMBERS[alarm].replace("{police_url}", settings.police_url)


def grid_reference(easting: float, northing: float) -> str:
    """Say a point (EPSG:27700) as a grid reference to a metre: "SP 86500 78600"."""
    east, north = math.floor(easting), math.floor(northing)
    # Letters run from the north-west; the grid begins 1,000 km west and 500 km south of its false origin.
    column, row = east // 100_000 + 10, 24 - (north // 100_000 + 5)
    first, second = row // 5 * 5 + column // 5, row % 5 * 5 + column % 5
    return f"{_SQUARES[first]}{_SQUARES[second]} {east % 100_000:05} {north % 100_000:05}"


_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""The letters of the National Grid, which has no I."""


def _to_reporter(settings: Settings, subject: str, *paragraphs: str, reference: str) -> Letter:
    where = (
        f"The page of your report: {_address(settings, f'/report/{reference}')}"
        if settings.public_url
        else f"Your reference is {reference}: with it you find your report again on the pages of the service."
    )
    why = "You get this because your address was given with a report. If that was not you, you need do nothing."
    return Letter(_subject(subject), _body([*paragraphs, where, why, _signed(settings)]))


def _signed(settings: Settings) -> str:
    lines = [settings.service_name, settings.programme_name]
    if settings.contact:
        lines.append(f"To reach us: {settings.contact}")
    return "\n".join(lines)


def _address(settings: Settings, path: str) -> str:
    return f"{settings.public_url.rstrip('/')}{path}"


def _point(easting: float, northing: float) -> str:
    longitude, latitude = (f"{float(value):.6f}" for value in to_degrees(easting, northing))
    return (
        f"{grid_reference(easting, northing)} (latitude {latitude}, longitude {longitude})\n"
        f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"
    )


def _body(paragraphs: Sequence[str]) -> str:
    cleaned = (plain_words(paragraph) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in cleaned if paragraph) + "\n"


def _subject(text: str) -> str:
    return _one_line(text)[:LONGEST_SUBJECT]


def _one_line(text: str) -> str:
    """Put a text on one line without control characters: a line end in a subject would begin a header of its own."""
    return " ".join(plain_words(text).split())
