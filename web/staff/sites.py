"""List every site with its readiness and its rank, and give it as a file."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from geo_ij.services.import_sites import export_sites
from geo_ij.vocabulary import SiteStatus, from_text, label
from web.context import staff_parts
from web.staff.answers import download, rows_of
from web.staff.start import FORMATS, staff_map

blueprint = Blueprint("staff_sites", __name__)


@blueprint.get("/staff/sites")
def sites() -> str:
    """Show every site, the most needed first; `status` in the query string keeps one status."""
    status = _status(request.args.get("status", ""))
    shown = staff_map()
    every = [] if shown is None or shown.content.sites is None else rows_of(shown.content.sites)
    found = [row for row in every if status is None or row["status"] == status]
    return render_template(
        "staff/sites.html",
        synthetic=shown is not None and shown.content.synthetic,
        sites=sorted(found, key=lambda row: (row.get("rank") is None, row.get("rank") or 0)),
        every=len(every),
        status=status,
        statuses=[(value.value, label(value)) for value in SiteStatus],
    )


@blueprint.get("/staff/sites.<ending>")
def sites_file(ending: str) -> Response:
    """Give the whole list as CSV or GeoJSON, in the columns that `geo-ij import sites` reads."""
    if ending not in FORMATS:
        raise NotFound(f"Sites are given as {' or '.join(FORMATS)}.")
    database = staff_parts().wiring.database
    return download(lambda path: export_sites(database, path), name=f"sites.{ending}")


def _status(text: str) -> SiteStatus | None:
    found = from_text(SiteStatus, text)
    if text.strip() and found is None:
        raise BadRequest(f"There is no status “{text[:60]}”. Choose one from the list on the page.")
    return found
