"""Show staff the full map: every hotspot, site and piece of completed work with exact figures."""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.services.access import allow
from geo_ij.services.audit import record_alone
from geo_ij.services.draw_map import staff_map_content
from geo_ij.services.police_months import stored_police_months
from geo_ij.vocabulary import AuditAction
from web.context import staff_parts
from web.frozen import PRIVATE, answer
from web.maps import PageMap, filters_asked, page_map
from web.sessions import staff_database

DATA_ENDING = ".geojson"
"""The ending of the map's files that hold restricted data: fetching one is reading it, with the page or without."""

blueprint = Blueprint("staff_map", __name__)


@blueprint.get("/staff/map")
def map_page() -> str:
    """Show the staff map with its lists; `area` and `class` in the query string filter them.

    Where there is nothing to show yet, say what is stored and what to run next.
    """
    shown = staff_map()
    area, hotspot_class = filters_asked(shown)
    return render_template(
        "staff/map.html",
        stored=stored_police_months(staff_database()) if shown is None else None,
        synthetic=shown is not None and shown.content.synthetic,
        period=None if shown is None else shown.content.period,
        fragment=None if shown is None else Markup(shown.fragment(area=area, hotspot_class=hotspot_class)),  # noqa: S704
    )


@blueprint.get("/staff/map/<version>/<name>")
def map_file(version: str, name: str) -> Response:
    """Serve a file that the staff map asks for, of the map that this person may see and no other."""
    if name.endswith(DATA_ENDING):
        record_alone(staff_database(), AuditAction.READ, "map", page=request.path)
    # A page that is a moment old asks for files of the last map: it gets those of this one, under the same names.
    current = staff_map()
    frozen = None if current is None else current.files.get(name)
    if frozen is None:
        raise NotFound
    return answer(frozen, request, cache_control=PRIVATE)


def staff_map() -> PageMap | None:
    """Give the map of what is stored now and this person may see, built once for each change; None with nothing."""
    parts, database = staff_parts(), staff_database()
    allow(database, Permission.SEE_HOTSPOTS)  # also where somebody else's visit had it built
    # Permissions and assessments run out with the day, without a change in the database.
    key = (parts.watch.mark(), dt.datetime.now(dt.UTC).date(), database.actor.areas)

    def build() -> PageMap:
        content = staff_map_content(database, settings=parts.wiring.settings)
        return page_map(replace(content, whole_list_at="/staff/hotspots"), file_prefix="/staff/map/{version}/")

    try:
        return parts.maps.get(key, build)
    except NothingStoredError:
        return None
