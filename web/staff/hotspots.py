"""List every hotspot of the latest run with its exact figures, and give it as a file."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.maps import quality, words
from geo_ij.services.access import allow
from geo_ij.services.find_hotspots import find_again, reports_since, stored_hotspots
from geo_ij.services.police_months import stored_police_months
from geo_ij.sources.hotspot_files import write_hotspots
from geo_ij.vocabulary import AsbQualifier, AsbType, HotspotClass, Member, Voice, from_text, label
from web.context import staff_parts
from web.rows import Row, rows_of
from web.sessions import current_actor, staff_database
from web.staff.answers import FORMATS, FORMATS_IN_WORDS, download
from web.staff.backtest import backtests
from web.staff.map import staff_map

ROWS_ON_A_PAGE = 100
_FORCES_QUOTED = 3

_MOST_FORCES = 3
"""Forces whose hotspots are found while somebody waits for the page: one takes a few seconds, a country a minute."""

CHOICES: dict[str, type[StrEnum]] = {"class": HotspotClass, "category": AsbQualifier, "type": AsbType, "voice": Voice}
"""What the list is filtered by besides the area, by name in the query string."""

KINDS = {"category": "qualifiers", "type": "types"}
"""Under which name a hotspot's breakdown has the counts of a choice."""

blueprint = Blueprint("staff_hotspots", __name__)


@blueprint.get("/staff/hotspots")
def hotspots() -> str:
    """Show the list, a hundred rows at a time.

    In the query string `area` (a ward or council), `class`, `category`, `type` and `voice` filter it.
    """
    area = request.args.get("area", "").strip()
    choices = {name: _choice(name, kind) for name, kind in CHOICES.items()}
    shown = staff_map()
    every = every_hotspot()
    found = [row for row in every if _fits(row, area=area, choices=choices)]
    pages = max(1, -(-len(found) // ROWS_ON_A_PAGE))
    number = _page_number(pages)
    areas = sorted({row[kind] for row in every for kind in ("ward", "council") if row[kind]})
    return render_template(
        "staff/hotspots.html",
        synthetic=shown is not None and shown.content.synthetic,
        hotspots=found[(number - 1) * ROWS_ON_A_PAGE : number * ROWS_ON_A_PAGE],
        places={} if shown is None else shown.places,
        reason=words.staff_reason,
        remarks=words.staff_remarks,
        tested=backtests()[:_FORCES_QUOTED],
        quality=quality,
        found=len(found),
        every=len(every),
        run=every[0] if every else None,
        exports=current_actor().may(Permission.EXPORT_HOTSPOTS),
        area=area,
        areas=areas,
        choices=choices,
        classes=[(value.value, label(value)) for value in HotspotClass],
        categories=_present(every, "qualifiers", AsbQualifier, choices["category"]),
        types=_present(every, "types", AsbType, choices["type"]),
        voices=[(voice.value, words.sentence(words.VOICES[voice])) for voice in Voice],
        any_voice=any(row["voice"] for row in every) or choices["voice"] is not None,
        chosen_kinds=lambda row: chosen_kinds(row, choices),
        number=number,
        pages=pages,
        **_since(),
    )


@blueprint.post("/staff/hotspots/find")
def find() -> AnyResponse:
    """Find them anew, with the reports that were decided about since."""
    found = find_again(staff_database(), report_weight=_report_weight())
    on_reports = int((found["reports"] > 0).sum())
    rest = f", {words.number(on_reports)} of them with reports" if on_reports else ""
    flash(f"The hotspots were found again: {words.plural(len(found), 'hotspot')}{rest}.")
    return redirect(url_for("staff_hotspots.hotspots"), code=303)


@blueprint.get("/staff/hotspots.<ending>")
def hotspots_file(ending: str) -> Response:
    """Give the whole list as CSV, XLSX or GeoJSON."""
    if ending not in FORMATS:
        raise NotFound(f"Hotspots are given as {FORMATS_IN_WORDS}.")
    found = stored_hotspots(staff_database())
    return download(lambda path: write_hotspots(found, path), name=f"hotspots.{ending}")


def every_hotspot() -> list[Row]:
    """Give all of them, with those that the map leaves out; read once for each change of the database."""
    parts, database = staff_parts(), staff_database()
    allow(database, Permission.SEE_HOTSPOTS)
    key = (parts.watch.mark(), database.actor.areas)
    try:
        return parts.hotspots.get(key, lambda: rows_of(stored_hotspots(database)))
    except NothingStoredError:
        return []


def _since() -> dict[str, bool]:
    """Say whether reports were decided about since the hotspots were found, and who may find them again, and where."""
    database = staff_database()
    if not reports_since(database, report_weight=_report_weight()):
        return {"is_behind": False}
    stored = stored_police_months(database)
    return {
        "is_behind": True,
        "may_find": current_actor().may(Permission.FIND_HOTSPOTS),
        "finds_here": stored is None or len(stored.forces) <= _MOST_FORCES,
    }


def _report_weight() -> float:
    return staff_parts().wiring.settings.report_weight_percent / 100


def chosen_kinds(row: Row, choices: Mapping[str, StrEnum | None]) -> str:
    """Say how many of a hotspot's incidents are of the category and the type that the list is filtered by."""
    wanted = [(sort, choices[name]) for name, sort in KINDS.items()]
    counts = [(row["breakdown"].get(sort, {}).get(kind, 0), kind) for sort, kind in wanted if kind is not None]
    said = " and ".join(f"{words.number(count)} {words.kind_in_words(kind)}" for count, kind in counts)
    return f"{said}, of {words.plural(row['incidents'], 'incident')}" if said else ""


def _choice(name: str, kind: type[Member]) -> Member | None:
    text = request.args.get(name, "")
    found = from_text(kind, text)
    if text.strip() and found is None:
        what = {"class": "kind of hotspot"}.get(name, name)
        raise BadRequest(f"There is no {what} called “{text[:60]}”. Choose one from the list on the page.")
    return found


def _fits(row: Row, *, area: str, choices: Mapping[str, StrEnum | None]) -> bool:
    if area and area not in (row["ward"], row["council"]):
        return False
    if any(choices[name] is not None and row[name] != choices[name] for name in ("class", "voice")):
        return False
    return all(choices[name] is None or choices[name] in row["breakdown"].get(sort, {}) for name, sort in KINDS.items())


def _present(rows: Sequence[Row], sort: str, kind: type[Member], chosen: Member | None) -> list[tuple[str, str]]:
    """Offer the kinds that any hotspot has, and the one that is chosen."""
    present = {value for row in rows for value in row["breakdown"].get(sort, {})} | ({chosen} if chosen else set())
    return [(member.value, label(member)) for member in kind if member in present]


def _page_number(pages: int) -> int:
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= pages:
        raise BadRequest(f"There is no page “{text[:20]}” of this list: it has {pages}.")
    return int(text)
