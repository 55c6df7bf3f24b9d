"""List every hotspot of the latest run with its exact figures, and give it as a file."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.maps import quality, words
from geo_ij.services.access import allow
from geo_ij.services.find_hotspots import stored_hotspots
from geo_ij.sources.hotspot_files import write_hotspots
from geo_ij.vocabulary import HotspotClass, from_text, label
from web.context import staff_parts
from web.rows import Row, rows_of
from web.sessions import staff_database
from web.staff.answers import FORMATS, download
from web.staff.backtest import backtests
from web.staff.map import staff_map

ROWS_ON_A_PAGE = 100
_FORCES_QUOTED = 3

blueprint = Blueprint("staff_hotspots", __name__)


@blueprint.get("/staff/hotspots")
def hotspots() -> str:
    """Show the list, a hundred rows at a time; `area` (a ward or council) and `class` in the query string filter it."""
    area = request.args.get("area", "").strip()
    hotspot_class = _class(request.args.get("class", ""))
    shown = staff_map()
    every = every_hotspot()
    found = [row for row in every if _fits(row, area=area, hotspot_class=hotspot_class)]
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
        area=area,
        areas=areas,
        hotspot_class=hotspot_class,
        classes=[(value.value, label(value)) for value in HotspotClass],
        number=number,
        pages=pages,
    )


@blueprint.get("/staff/hotspots.<ending>")
def hotspots_file(ending: str) -> Response:
    """Give the whole list as CSV or GeoJSON."""
    if ending not in FORMATS:
        raise NotFound(f"Hotspots are given as {' or '.join(FORMATS)}.")
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


def _class(text: str) -> HotspotClass | None:
    found = from_text(HotspotClass, text)
    if text.strip() and found is None:
        raise BadRequest(f"There is no kind of hotspot called “{text[:60]}”. Choose one from the list on the page.")
    return found


def _fits(row: Row, *, area: str, hotspot_class: HotspotClass | None) -> bool:
    here = not area or area in (row["ward"], row["council"])
    return here and (hotspot_class is None or row["class"] == hotspot_class)


def _page_number(pages: int) -> int:
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= pages:
        raise BadRequest(f"There is no page “{text[:20]}” of this list: it has {pages}.")
    return int(text)
