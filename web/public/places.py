"""Tell the story of one place: what police figures said month by month, what was done there and when."""

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from web.context import public_parts
from web.public.answers import page
from web.public.history import Figures, time_line, what_can_be_concluded
from web.public.rows import Row, latest_first, public_rows, with_ref
from web.publications import Published

NOT_PUBLISHED = "Nothing is published under this reference. Look for the place on the map."

blueprint = Blueprint("places", __name__)


@blueprint.get("/places/<path:ref>")
def place(ref: str) -> Response:
    """Show the story of a hotspot that was published, or of a place where work was done."""
    return page(("place", ref), lambda published: _story(published, ref))


def _story(published: Published, ref: str) -> str:
    work = latest_first(public_rows(published.work))
    piece = with_ref(work, "work_ref", ref)
    hotspot_id = ref if piece is None else piece["hotspot_id"]
    figures = public_parts().publications.history().get(hotspot_id, ()) if hotspot_id else ()
    if piece is None and not figures:
        # An answer that is refused is not kept, so unknown references cannot fill the cache.
        raise NotFound(NOT_PUBLISHED)
    done = _done_here(work, piece, hotspot_id)
    return render_template(
        "public/place.html",
        synthetic=published.synthetic,
        name=figures[-1].row["name"] if piece is None else piece["place"],
        is_hotspot=piece is None,
        hotspot_id=hotspot_id,
        figures=figures,
        now=_latest(figures, published),
        latest_month=published.months[-1] if published.months else None,
        work=done,
        hours=sum(row["hours"] for row in done),
        bags=sum(row["bags"] or 0 for row in done),
        events=time_line(figures, done, first_month=published.months[0] if published.months else None),
        conclusion=what_can_be_concluded(figures, done),
    )


def _done_here(work: list[Row], piece: Row | None, hotspot_id: str | None) -> list[Row]:
    """Gather the work at a hotspot, or that at the same place as one piece of work."""
    if piece is None:
        return [row for row in work if row["hotspot_id"] == hotspot_id]
    return [row for row in work if row["place"] == piece["place"] and row["hotspot_id"] == piece["hotspot_id"]]


def _latest(figures: tuple[Figures, ...], published: Published) -> Figures | None:
    """Give the figures of the latest published month, or None if the place is not among its hotspots."""
    return figures[-1] if figures and figures[-1].month == published.months[-1] else None
