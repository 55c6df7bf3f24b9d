"""Show the published hotspots and completed work as one map and one list, filtered by the query string."""

import re
from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from geo_ij.disclosure.public import PublicQuality
from web.context import public_parts
from web.frozen import FOREVER, REVALIDATE, answer
from web.maps import PageMap, filters_asked, page_map
from web.public.answers import page
from web.publications import Published
from web.words import month_in_words

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

blueprint = Blueprint("map", __name__)


@blueprint.get("/map")
def map_page() -> Response:
    """Show the map of a month; `area`, `class` and `period` ("2025-12") in the query string filter it."""
    published = public_parts().publications.current()
    month = _month(published)
    area, hotspot_class = filters_asked(_map(published, month))
    return page(
        ("map", month or "", area or "", hotspot_class or ""),
        lambda published: _page(published, month=month, area=area, hotspot_class=hotspot_class),
    )


@blueprint.get("/map/files/<month>/<version>/<name>")
def map_file(month: str, version: str, name: str) -> Response:
    """Serve a file that a map asks for; its address holds its version, so it never changes."""
    parts = public_parts()
    published = parts.publications.current()
    current = _map(published, month) if month in published.months else None
    # A reader whose page is a moment old still gets the files that belong to it, where this process has them.
    named = next((kept for kept in [current, *parts.maps.kept()] if kept and kept.document.version == version), None)
    shown = named or current
    frozen = None if shown is None else shown.files.get(name)
    if frozen is None:
        raise NotFound
    return answer(frozen, request, cache_control=FOREVER if named else REVALIDATE)


def _month(published: Published) -> str | None:
    """Read the month asked for, or give the latest published; None where nothing is."""
    text = request.args.get("period", "")
    if not text:
        return published.months[-1] if published.months else None
    if not MONTH.fullmatch(text):
        raise BadRequest(f"“{text[:20]}” is not a month. Write it like 2025-12.")
    if text not in published.months:
        first_and_last = [month_in_words(month) for month in published.months[:: max(len(published.months) - 1, 1)]]
        known = f" Figures were published for {' to '.join(first_and_last)}." if first_and_last else ""
        raise NotFound(f"No figures were published for {month_in_words(text)}.{known}")
    return text


def _map(published: Published, month: str | None) -> PageMap | None:
    """Give the map of a month, built at most once for each version of what is published."""
    if month is None:
        return None
    parts = public_parts()

    def build() -> PageMap:
        content = parts.publications.map_content(month)
        if content is None:
            raise NotFound(f"No figures were published for {month_in_words(month)}.")
        return page_map(replace(content, stories_at="/places/"), file_prefix=f"/map/files/{month}/{{version}}/")

    return parts.maps.get((published.version, month), build)


def _quality(published: Published, month: str | None) -> PublicQuality | None:
    """Give how good the hotspots are with the latest month only: nobody works by the others."""
    snapshot = published.snapshot
    return None if snapshot is None or snapshot.as_of != month else snapshot.quality


def _page(published: Published, *, month: str | None, area: str | None, hotspot_class: str | None) -> str:
    shown = _map(published, month)
    return render_template(
        "public/map.html",
        synthetic=published.synthetic,
        period=None if shown is None else shown.content.period,
        work=len(published.work),
        quality=_quality(published, month),
        area_km2=published.area_km2,
        fragment=None if shown is None else Markup(shown.fragment(area=area, hotspot_class=hotspot_class)),  # noqa: S704
    )
