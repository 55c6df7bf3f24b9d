"""Open the staff area on the full map: every hotspot, site and piece of completed work with exact figures."""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from geo_ij.errors import NothingStoredError
from geo_ij.services.draw_map import staff_map_content
from geo_ij.services.police_months import stored_police_months
from web.context import staff_parts
from web.frozen import PRIVATE, answer
from web.maps import PageMap, filters_asked, page_map

FORMATS = ("csv", "geojson")
"""The endings of the files that staff lists are given as."""

blueprint = Blueprint("staff_start", __name__)


@blueprint.get("/staff/")
def start() -> str:
    """Show the staff map with its lists; `area` and `class` in the query string filter them.

    Where there is nothing to show yet, say what is stored and what to run next.
    """
    shown = staff_map()
    area, hotspot_class = filters_asked(shown)
    return render_template(
        "staff/start.html",
        stored=stored_police_months(staff_parts().wiring.database) if shown is None else None,
        synthetic=shown is not None and shown.content.synthetic,
        period=None if shown is None else shown.content.period,
        fragment=None if shown is None else Markup(shown.fragment(area=area, hotspot_class=hotspot_class)),  # noqa: S704
    )


@blueprint.get("/staff/map/<version>/<name>")
def map_file(version: str, name: str) -> Response:
    """Serve a file that the staff map asks for."""
    current = staff_map()
    kept = [current, *staff_parts().maps.kept()]
    shown = next((one for one in kept if one is not None and one.document.version == version), current)
    frozen = None if shown is None else shown.files.get(name)
    if frozen is None:
        raise NotFound
    return answer(frozen, request, cache_control=PRIVATE)


def staff_map() -> PageMap | None:
    """Give the staff map of what is stored now, built at most once for each change; None with nothing to show."""
    parts = staff_parts()
    # Permissions and assessments run out with the day, without a change in the database.
    key = (parts.watch.mark(), dt.datetime.now(dt.UTC).date())

    def build() -> PageMap:
        content = staff_map_content(parts.wiring.database, settings=parts.wiring.settings)
        return page_map(replace(content, whole_list_at="/staff/hotspots"), file_prefix="/staff/map/{version}/")

    try:
        return parts.maps.get(key, build)
    except NothingStoredError:
        return None
