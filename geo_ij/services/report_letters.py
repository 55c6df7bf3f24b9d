"""Write the e-mails about reports: to whoever reported, and to staff."""

from collections.abc import Sequence
from typing import NamedTuple

from geo_ij.settings import Settings
from geo_ij.vocabulary import Alarm, label


class Letter(NamedTuple):
    """The subject and the text of an e-mail, without an address."""

    subject: str
    body: str


def received(settings: Settings, *, reference: str, place: str, alarms: Sequence[Alarm]) -> Letter:
    """Confirm to whoever reported that the report came in, and what happens next."""
    del settings, alarms
    return Letter(f"Your report {reference}", f"We have received your report {reference} about {place}.")


def alarm(settings: Settings, *, reference: str, alarms: Sequence[Alarm]) -> Letter:
    """Tell staff at once that the words of a report may point to danger, to a child at risk or to a crime."""
    del settings
    said = ", ".join(label(one) for one in alarms)
    return Letter(f"Look at report {reference} now", f"{said}: look at report {reference}.")
