"""Tell staff the story of one place: the exact figures of a hotspot or a piece of work, and what belongs to it."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from geo_ij.access.permissions import Permission
from geo_ij.frames import month_number, month_text
from geo_ij.maps import words
from geo_ij.maps.features import Feature
from geo_ij.services.publish import public_reference
from web.maps import PageMap
from web.rows import Row, rows_of
from web.sessions import current_actor
from web.staff.hotspots import every_hotspot
from web.staff.map import staff_map

UNSAID = "Not specified"

NOT_FOUND = "No hotspot of the latest run and no piece of work has this reference. Look for the place in the list."

blueprint = Blueprint("staff_places", __name__)


@blueprint.get("/staff/places/<path:ref>")
def place(ref: str) -> str:
    """Show a hotspot of the latest run, or a piece of work by its own or its public reference."""
    shown = staff_map()
    hotspot = next((row for row in every_hotspot() if row["hotspot_id"] == ref), None)
    if hotspot is not None:
        return _hotspot_page(hotspot, shown)
    pieces = [] if shown is None else rows_of(shown.content.work)
    piece = next((row for row in pieces if ref in (row["work_id"], public_reference(row["work_id"]))), None)
    if shown is None or piece is None:
        raise NotFound(NOT_FOUND)
    return _work_page(piece, shown)


def months_of(row: Row) -> list[tuple[str, int | None]]:
    """Give the months of a hotspot ("2025-12"), the latest first, with its incidents; None where no data came."""
    last = month_number(row["as_of"])
    return [(month_text(last - back), count) for back, count in enumerate(reversed(row["monthly"]))]


class Share(NamedTuple):
    """How many of a hotspot's incidents or reports are of one kind, and which per cent of them all that is."""

    kind: str
    number: int
    percent: int


def kinds_of(row: Row) -> dict[str, list[Share]]:
    """Give a hotspot's incidents by category and by type, the rest as not specified; nothing where no kind is known."""
    found = {}
    for sort in ("qualifiers", "types"):
        counts = row["breakdown"].get(sort, {})
        unsaid = row["incidents"] - sum(counts.values())
        rest = [_share(UNSAID, unsaid, row["incidents"])] if counts and unsaid > 0 else []
        found[sort] = shares_of(counts, row["incidents"]) + rest
    return found


def shares_of(counts: Mapping[str, int], whole: int) -> list[Share]:
    """Give counts by kind with their shares of a whole."""
    return [_share(words.sentence(words.kind_in_words(kind)), count, whole) for kind, count in counts.items()]


def _share(kind: str, count: int, whole: int) -> Share:
    return Share(kind, count, round(100 * count / whole) if whole else 0)


def _hotspot_page(row: Row, shown: PageMap | None) -> str:
    feature = None if shown is None else shown.places.get(row["hotspot_id"])
    linked = _linked(shown, feature)
    sees_sites = current_actor().may(Permission.SEE_SITES)
    return render_template(
        "staff/place_hotspot.html",
        synthetic=shown is not None and shown.content.synthetic,
        row=row,
        change=words.change_in_words(row["trend"], row["compared_with"]),
        remarks=words.staff_remarks({**row, "breakdown": {}}),
        months=months_of(row),
        kinds=kinds_of(row),
        issues=shares_of(row["breakdown"].get("issues", {}), row["reports"]),
        key=None if feature is None else feature.key,
        work=[one for one in linked if one.kind == "work"],
        sites=[one for one in linked if one.kind == "site"] if sees_sites else [],
    )


def _work_page(row: Row, shown: PageMap) -> str:
    hotspot = shown.places.get(row["hotspot_id"]) if row["hotspot_id"] else None
    return render_template(
        "staff/place_work.html",
        synthetic=shown.content.synthetic,
        row=row,
        key=shown.places[row["work_id"]].key,
        hotspot=hotspot,
    )


def _linked(shown: PageMap | None, feature: Feature | None) -> list[Feature]:
    """Give the work and the sites in or near a hotspot."""
    if shown is None or feature is None:
        return []
    return [one for one in shown.places.values() if one.key in feature.linked]
