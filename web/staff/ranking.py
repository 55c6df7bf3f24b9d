"""List the sites in the order in which work is needed, with the reasons and how sure each rank is."""

import datetime as dt

from flask import Blueprint, render_template

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.services.access import allow
from geo_ij.services.rank_sites import rank_sites
from web.context import staff_parts
from web.rows import Row, rows_of
from web.sessions import staff_database
from web.staff.hotspots import every_hotspot
from web.staff.map import staff_map

blueprint = Blueprint("staff_ranking", __name__)


@blueprint.get("/staff/ranking")
def ranking() -> str:
    """Show today's ranking; without hotspots there is none, and finding them is for the command line."""
    shown = staff_map()
    hotspots = every_hotspot()
    return render_template(
        "staff/ranking.html",
        synthetic=shown is not None and shown.content.synthetic,
        ranked=_ranked() if hotspots else [],
        run=hotspots[0] if hotspots else None,
        places={} if shown is None else shown.places,
    )


def _ranked() -> list[Row]:
    """Give the ranking, made once for each change of the database and day: permissions run out with the day."""
    parts, database = staff_parts(), staff_database()
    allow(database, Permission.SEE_SITES)
    today = dt.datetime.now(dt.UTC).date()
    key = (parts.watch.mark(), today, database.actor.areas)
    try:
        return parts.rankings.get(key, lambda: rows_of(rank_sites(database, today=today)))
    except NothingStoredError:
        return []
