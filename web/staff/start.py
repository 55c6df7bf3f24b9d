"""Open the staff area on somebody's own patch: what is worth knowing today, and where to go next."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, Unauthorized
from werkzeug.wrappers import Response

from geo_ij.access.permissions import Permission
from geo_ij.maps import quality
from geo_ij.services.my_patch import Patch, my_patch, patch_waiting
from geo_ij.services.sign_in import SignedIn, prefer_area
from web.context import public_parts, staff_parts
from web.maps import PageMap
from web.sessions import signed_in, staff_database
from web.staff.backtest import backtests
from web.staff.map import staff_map

blueprint = Blueprint("staff_start", __name__)


@blueprint.get("/staff/")
def start() -> str:
    """Show the patch of whoever is signed in; `area` in the query string shows another, and does not remember it."""
    who = _who()
    sees = who.actor.may(Permission.SEE_HOTSPOTS)
    whole = staff_map() if sees else None
    area = _area(who, whole)
    return render_template(
        "staff/start.html",
        synthetic=public_parts().publications.current().synthetic,
        patch=_patch(whole, area),
        waiting=patch_waiting(staff_database(), area=area),
        moderates=who.actor.may(Permission.MODERATE_REPORTS),
        nominates=who.actor.may(Permission.NOMINATE_CONCERNS),
        area=area,
        own_areas=who.actor.areas,
        sees_hotspots=sees,
        as_of=_latest_month(whole),
        tested=backtests()[:1] if sees else (),
        quality=quality,
    )


@blueprint.post("/staff/patch")
def choose() -> Response:
    """Remember which area My patch opens on."""
    who = _who()
    area = request.form.get("area", "").strip() or None
    if area is not None:
        _check(area, staff_map())
    prefer_area(staff_database(), who.account.account_id, area)
    flash(f"My patch now opens on {area or 'everything that you may see'}.")
    return redirect(url_for("staff_start.start"), code=303)


def _who() -> SignedIn:
    who = signed_in()
    if who is None:  # pragma: no cover  # the guard lets nobody else come here
        raise Unauthorized
    return who


def _area(who: SignedIn, whole: PageMap | None) -> str | None:
    """Choose the area: the one asked for, else the one remembered where it still is, else the whole."""
    if "area" in request.args:
        asked = request.args["area"].strip() or None
        if asked is not None:
            _check(asked, whole)
        return asked
    known = frozenset[str]() if whole is None else whole.areas
    return who.preferred_area if who.preferred_area in known else None


def _check(area: str, whole: PageMap | None) -> None:
    if whole is None or area not in whole.areas:
        raise BadRequest(f"Nothing that you may see lies in an area called “{area[:60]}”. Choose one on My patch.")


def _patch(whole: PageMap | None, area: str | None) -> Patch:
    """Give the patch, gathered once for each change of the database, day, area and set of permissions."""
    parts, database = staff_parts(), staff_database()
    today = dt.datetime.now(dt.UTC).date()

    def gather() -> Patch:
        return my_patch(
            database,
            content=None if whole is None else whole.content,
            features=() if whole is None else whole.places.values(),
            area=area,
            today=today,
        )

    key = (parts.watch.mark(), today, area, database.actor.areas, database.actor.permissions)
    return parts.patches.get(key, gather)


def _latest_month(whole: PageMap | None) -> str | None:
    """Give the month that the hotspots were found up to, or None with none."""
    if whole is None or whole.content.hotspots.empty:
        return None
    return str(whole.content.hotspots["as_of"].iloc[0])
