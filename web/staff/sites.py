"""List every site with its readiness and its rank, and give it as a file."""

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from geo_ij.services.import_sites import export_sites
from web.context import staff_parts
from web.staff.answers import download, rows_of
from web.staff.start import FORMATS, staff_map

blueprint = Blueprint("staff_sites", __name__)


@blueprint.get("/staff/sites")
def sites() -> str:
    """Show every site, the most needed first."""
    shown = staff_map()
    frame = None if shown is None else shown.content.sites
    return render_template("staff/sites.html", sites=[] if frame is None else rows_of(frame))


@blueprint.get("/staff/sites.<ending>")
def sites_file(ending: str) -> Response:
    """Give the whole list as CSV or GeoJSON, in the columns that `geo-ij import sites` reads."""
    if ending not in FORMATS:
        raise NotFound(f"Sites are given as {' or '.join(FORMATS)}.")
    database = staff_parts().wiring.database
    return download(lambda path: export_sites(database, path), name=f"sites.{ending}")
