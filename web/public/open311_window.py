"""Read which days a program asks for."""

import datetime as dt
from typing import NamedTuple

LONGEST = dt.timedelta(days=90)


class Window(NamedTuple):
    """The first and the last day that are asked for, or what is wrong with the question."""

    since: dt.date
    until: dt.date
    faults: tuple[str, ...] = ()


def window_of(start: str, end: str, *, today: dt.datetime) -> Window:
    """Read the two dates; without either, the latest 90 days are meant, and with one, 90 days from it or up to it."""
    faults: list[str] = []
    since, until = (_moment(name, text, faults) for name, text in (("start_date", start), ("end_date", end)))
    try:
        if since is None:
            until = until or today
            since = until - LONGEST
        elif until is None:
            until = min(since + LONGEST, max(today, since))
    except OverflowError:
        faults.append("The dates are too far away.")
        since = until = today
    if since > until:
        faults.append("start_date must not be after end_date.")
    elif until - since > LONGEST + dt.timedelta(days=1):
        faults.append("start_date and end_date must not span more than 90 days: ask for a part at a time.")
    return Window(since.date(), until.date(), tuple(faults))


def _moment(name: str, text: str, faults: list[str]) -> dt.datetime | None:
    if not text:
        return None
    try:
        # A plus that was not escaped arrives as a space.
        read = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        faults.append(f"{name} must look like 2026-01-31T00:00:00Z.")
        return None
    return read if read.tzinfo is not None else read.replace(tzinfo=dt.UTC)
