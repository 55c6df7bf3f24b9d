"""Open the staff area on somebody's own patch: what is worth knowing today, and where to go next."""

from flask import Blueprint, render_template

from web.context import public_parts

blueprint = Blueprint("staff_start", __name__)


@blueprint.get("/staff/")
def start() -> str:
    """Show what whoever is signed in may do."""
    return render_template("staff/start.html", synthetic=public_parts().publications.current().synthetic)
