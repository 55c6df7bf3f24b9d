"""Open on a finished story and the scheme's figures, and say who runs the service and how."""

from flask import Blueprint, Response, render_template

from geo_ij.vocabulary import HotspotClass
from web.context import public_parts
from web.public.answers import page
from web.public.rows import Row, latest_first, public_rows, with_ref
from web.publications import Published

PASSING = (HotspotClass.COOLING, HotspotClass.TEMPORARY)
"""Classes of hotspots that are going away or come and go: home does not open on one if it can."""

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """Show what the scheme does, one story of a place, and the figures."""
    return page(("home",), _home)


@blueprint.get("/about")
def about() -> Response:
    """Say what the scheme is and where its figures come from."""
    return page(("about",), lambda published: _words("public/about.html", published))


@blueprint.get("/privacy")
def privacy() -> Response:
    """Say what is published, what never is, and that nobody is tracked."""
    return page(("privacy",), lambda published: _words("public/privacy.html", published))


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """Say how accessible the service is and what falls short."""
    return page(("accessibility",), lambda published: _words("public/accessibility.html", published))


def _home(published: Published) -> str:
    hotspots = [] if published.snapshot is None else public_rows(published.snapshot.hotspots)
    work = latest_first(public_rows(published.work))
    story, hotspot = _story(work, hotspots)
    return render_template(
        "public/home.html",
        synthetic=published.synthetic,
        snapshot=published.snapshot,
        quality=None if published.snapshot is None else published.snapshot.quality,
        area_km2=published.area_km2,
        hotspots=hotspots,
        work=work,
        hours=sum(row["hours"] for row in work),
        places=len({row["place"] for row in work}),
        story=story,
        hotspot=hotspot,
    )


def _story(work: list[Row], hotspots: list[Row]) -> tuple[Row | None, Row | None]:
    """Choose the latest work at a published hotspot with that hotspot, else the latest work, else the densest."""
    for piece in work:
        hotspot = with_ref(hotspots, "hotspot_id", piece["hotspot_id"])
        if hotspot is not None:
            return piece, hotspot
    if work:
        return work[0], None
    return None, _densest(hotspots)


def _densest(hotspots: list[Row]) -> Row | None:
    """Choose the best ranked hotspot that is not passing by itself, else the best ranked."""
    lasting = [row for row in hotspots if row["class"] not in PASSING]
    return next(iter(lasting or hotspots), None)


def _words(template: str, published: Published) -> str:
    return render_template(
        template,
        synthetic=published.synthetic,
        snapshot=published.snapshot,
        quality=None if published.snapshot is None else published.snapshot.quality,
        area_km2=published.area_km2,
        force_names=published.force_names,
        rules=public_parts().settings,
    )
