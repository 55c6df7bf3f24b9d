"""Let auditors read who did what and when, filter it, and take it away as a file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest

from geo_ij.maps.words import sentence
from geo_ij.services.audit import audit_actors, audit_entries, export_audit
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.vocabulary import AuditAction, from_text, label
from web.context import public_parts
from web.sessions import staff_database
from web.staff.answers import download

ROWS_ON_A_PAGE = 50

_LONGEST = 200
"""Characters of a filter; nothing in the log is longer."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
"""Years of which a filter may ask: one with three or five digits is a slip of the finger."""

blueprint = Blueprint("staff_audit", __name__)


@blueprint.get("/staff/audit")
def audit() -> str:
    """Show the log, the latest first; `actor`, `action`, `subject`, `since`, `until` in the query string filter it."""
    database, wanted, number = staff_database(), _wanted(), _page_number()
    entries, total = audit_entries(database, wanted, page=number, rows=ROWS_ON_A_PAGE)
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    if number > pages:
        raise BadRequest(f"There is no page {number} of this list: it has {pages}.")
    return render_template(
        "staff/audit.html",
        entries=entries,
        told=told,
        total=total,
        number=number,
        pages=pages,
        choices={name: value for name, value in wanted._asdict().items() if value is not None},
        actors=audit_actors(database),
        actions=[(value.value, label(value)) for value in AuditAction],
        synthetic=public_parts().publications.current().synthetic,
    )


@blueprint.get("/staff/audit.csv")
def audit_file() -> Response:
    """Give the entries of the same filters, all of them, as CSV."""
    database, wanted = staff_database(), _wanted()
    return download(lambda path: export_audit(database, path, wanted), name="audit.csv")


def told(details: Mapping[str, Any]) -> list[str]:
    """Say the details of an entry in words, one line each: {"kept_rows": 2} is "Kept rows: 2"."""
    return [f"{sentence(name.replace('_', ' '))}: {_said(value)}" for name, value in details.items()]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_said(one)}" for name, one in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _wanted() -> AuditFilter:
    """Read the filters from the query string, or refuse them in plain words."""
    given = {name: request.args.get(name, "").strip() or None for name in AuditFilter._fields}
    for name, text in given.items():
        if text is not None and len(text) > _LONGEST:
            raise BadRequest(f"What you gave for “{name}” is too long: {_LONGEST} characters at most.")
        if text is not None and not text.isprintable():
            raise BadRequest(f"What you gave for “{name}” has control characters or invisible marks in it.")
    since, until = _day(given["since"]), _day(given["until"])
    if since is not None and until is not None and since > until:
        raise BadRequest("The first day is after the last: change one of them.")
    return AuditFilter(
        actor=given["actor"],
        action=_action(given["action"]),
        subject=given["subject"],
        since=None if since is None else since.isoformat(),
        until=None if until is None else until.isoformat(),
    )


def _action(text: str | None) -> str | None:
    if text is None:
        return None
    found = from_text(AuditAction, text)
    if found is None:
        raise BadRequest(f"There is no action “{text[:60]}”. Choose one from the list on the page.")
    return found.value


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadRequest(f"“{text[:20]}” is not a date: write it like 2026-01-31.")
    return day


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdecimal() or int(text[:9]) < 1:
        raise BadRequest(f"There is no page “{text[:20]}” of this list.")
    return int(text[:9])
