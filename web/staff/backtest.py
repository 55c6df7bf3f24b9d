"""Show how good the hotspots are: the back-test that is kept of each force, as tables and as a chart."""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from geo_ij.access.permissions import Permission
from geo_ij.maps import quality
from geo_ij.maps.charts import chart_size, hit_rate_chart
from geo_ij.services.access import allow
from geo_ij.services.backtest_hotspots import ForceBackTest, stored_backtests
from web.assets import MEDIA_TYPES
from web.context import staff_parts
from web.frozen import PRIVATE, Frozen, answer
from web.sessions import staff_database
from web.staff.map import staff_map

ENDING = ".svg"

blueprint = Blueprint("staff_backtest", __name__)


@blueprint.get("/staff/back-test")
def backtest() -> str:
    """Show the back-test of every force."""
    shown = staff_map()
    return render_template(
        "staff/backtest.html",
        synthetic=shown is not None and shown.content.synthetic,
        tested=backtests(),
        quality=quality,
        size=chart_size(narrow=False),
        narrow_size=chart_size(narrow=True),
    )


@blueprint.get("/staff/back-test/<force>.svg")
def chart(force: str) -> Response:
    """Draw the hit rates of a force against the share of the area."""
    return _chart(force, narrow=False)


@blueprint.get("/staff/back-test/narrow/<force>.svg")
def narrow_chart(force: str) -> Response:
    """Draw the same for the screen of a phone."""
    return _chart(force, narrow=True)


def backtests() -> tuple[ForceBackTest, ...]:
    """Give the back-tests that are kept, read once for each change of the database."""
    parts, database = staff_parts(), staff_database()
    allow(database, Permission.SEE_HOTSPOTS)
    return parts.backtests.get(parts.watch.mark(), lambda: stored_backtests(database))


def _chart(force: str, *, narrow: bool) -> Response:
    parts = staff_parts()
    one = next((one for one in backtests() if one.force == force), None)
    if one is None:
        raise NotFound("No back-test of this force is kept: run geo-ij backtest.")

    def draw() -> Frozen:
        drawn = hit_rate_chart([(one.force_name, one.found)], ending=ENDING, narrow=narrow)
        return Frozen(drawn, MEDIA_TYPES[ENDING])

    return answer(parts.charts.get((parts.watch.mark(), force, narrow), draw), request, cache_control=PRIVATE)
