"""Read from the query string which reports a list of staff asks for, and write it back into links."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from geo_ij.services.report_queue import TO_DECIDE
from geo_ij.sources.record_cells import LONDON
from geo_ij.store.report_rows import Wanted
from geo_ij.vocabulary import Issue, Member, ReporterKind, ReportSource, ReportStatus, from_text

EVERY = "all"
"""The value of `status` that leaves out none."""

_LONGEST = 120
"""Characters of the name of an area."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2999


@dataclass(frozen=True)
class Asked:
    """What the query string asks for: what the store looks for, and the same in words for links and forms."""

    wanted: Wanted
    unsure: bool
    choices: dict[str, Any]

    @property
    def status(self) -> str:
        """Give the status that was chosen; empty means what can be decided now."""
        return str(self.choices.get("status", ""))

    def without(self, name: str) -> dict[str, Any]:
        """Give the other choices."""
        return {key: value for key, value in self.choices.items() if key != name}


def asked() -> Asked:
    """Read area, issue, kind, source, status, since, until, alarmed and unsure; refuse what there is not."""
    area = request.args.get("area", "").strip()
    if len(area) > _LONGEST or not area.isprintable():
        raise BadRequest("There is no area of that name. Choose one from the list on the page.")
    issue, kind, source = _one("issue", Issue), _one("kind", ReporterKind), _one("source", ReportSource)
    status = request.args.get("status", "").strip()
    known = None if status in ("", EVERY) else _one("status", ReportStatus)
    since, until = _day("since"), _day("until")
    if since is not None and until is not None and since > until:
        raise BadRequest("The first day is after the last: change one of them.")
    statuses: tuple[str, ...] = () if status == EVERY else tuple(TO_DECIDE) if known is None else (known,)
    alarmed, unsure = (bool(request.args.get(name, "").strip()) for name in ("alarmed", "unsure"))
    choices = {
        "area": area,
        "issue": issue or "",
        "kind": kind or "",
        "source": source or "",
        "status": EVERY if status == EVERY else known or "",
        "since": "" if since is None else since.isoformat(),
        "until": "" if until is None else until.isoformat(),
        "alarmed": "yes" if alarmed else "",
        "unsure": "yes" if unsure else "",
    }
    wanted = Wanted(
        statuses=statuses,
        area=area or None,
        issue=issue,
        kind=kind,
        source=source,
        alarmed=alarmed,
        received_from=None if since is None else _begin(since),
        received_before=None if until is None else _begin(until + dt.timedelta(days=1)),
    )
    return Asked(wanted, unsure, {name: str(value) for name, value in choices.items() if value})


def page_number() -> int:
    """Read which page of a list is asked for."""
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdecimal() or int(text[:9]) < 1:
        raise BadRequest(f"There is no page “{text[:20]}” of this list.")
    return int(text[:9])


def _one(name: str, kind: type[Member]) -> Member | None:
    text = request.args.get(name, "").strip()
    found = from_text(kind, text)
    if text and found is None:
        raise BadRequest(f"There is no {name} “{text[:60]}”. Choose one from the list on the page.")
    return found


def _day(name: str) -> dt.date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadRequest(f"“{text[:20]}” is not a date: write it like 2026-01-31.")
    return day


def _begin(day: dt.date) -> str:
    """Give the moment at which a day begins here, in UTC."""
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC).isoformat()
