"""Let moderators draw black boxes over the photographs of reports, approve them and remove them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.services.report_photographs import (
    CheckedPhotograph,
    photograph,
    redact_photograph,
    remove_photograph,
    report_photograph,
)
from geo_ij.sources.photographs import Box
from geo_ij.sources.record_cells import as_number
from web.context import public_parts
from web.sessions import staff_database

SIDES = ("left", "top", "width", "height")
"""What a box is made of, by the names of its fields; each is in percent of the picture."""

_NO_BOX = ("", "", "", "")
_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

blueprint = Blueprint("staff_report_photographs", __name__)

Typed = tuple[str, ...]
"""The four numbers of a box as somebody typed them."""


@dataclass(frozen=True)
class Form:
    """The form as a person sees it: the boxes with what each field holds, and what is wrong with them."""

    boxes: Sequence[Typed]
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def drawn(self) -> list[Box]:
        """Give the boxes that can be drawn, in percent."""
        boxes = [_numbers(typed) for typed in self.boxes]
        return [box for box in boxes if all(math.isfinite(part) for part in box) and min(box[2:]) > 0]


@blueprint.get("/staff/reports/<reference>/photographs/<int:photograph_id>.jpg")
def picture(reference: str, photograph_id: int) -> Response:
    """Give the photograph as it was sent to a moderator, as others may see it to everybody else."""
    return Response(photograph(staff_database(), reference, photograph_id), mimetype="image/jpeg")


@blueprint.get("/staff/reports/<reference>/photographs/<int:photograph_id>-approved.jpg")
def approved_picture(reference: str, photograph_id: int) -> Response:
    """Give the photograph as others may see it."""
    return Response(photograph(staff_database(), reference, photograph_id, as_others=True), mimetype="image/jpeg")


@blueprint.route("/staff/reports/<reference>/photographs/<int:photograph_id>", methods=["GET", "POST"])
def check(reference: str, photograph_id: int) -> Response | tuple[str, int]:
    """Show the photograph with its boxes, and black out and approve it, or approve it as it is."""
    database = staff_database()
    found = report_photograph(database, reference, photograph_id)
    if request.method != "POST":
        return _shown(found, Form([_typed(box) for box in found.boxes])), 200
    boxes = _boxes_sent()
    action, _, which = request.form.get("do", "").partition("-")
    if action not in {"approve", "redact"}:
        return _shown(found, Form(_changed(boxes, action, which))), 200
    try:
        _check_choice(action, boxes)
        redact_photograph(
            database,
            reference,
            photograph_id,
            version=_version(),
            boxes=[_shares(typed) for typed in boxes],
        )
    except InputError as error:
        return _shown(found, Form(boxes, error.fields)), _REFUSED
    flash(f"Photograph {found.number} was {'blacked out and ' if boxes else ''}approved.")
    return _on(found)


@blueprint.route("/staff/reports/<reference>/photographs/<int:photograph_id>/remove", methods=["GET", "POST"])
def remove(reference: str, photograph_id: int) -> Response | tuple[str, int]:
    """Ask whether a photograph shall really go, and remove it."""
    database = staff_database()
    found = report_photograph(database, reference, photograph_id)
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            remove_photograph(database, reference, photograph_id, version=_version())
        except InputError as error:
            faults = error.fields
        else:
            flash(f"Photograph {found.number} was removed.")
            return _on(found)
    page = render_template(
        "staff/report_photograph_remove.html",
        one=found,
        faults=faults,
        report_page=_report_page(found),
        synthetic=_is_synthetic(),
    )
    return page, _REFUSED if faults else 200


def _shown(found: CheckedPhotograph, form: Form) -> str:
    return render_template(
        "staff/report_photograph.html",
        one=found,
        form=form,
        rows=form.boxes or [_NO_BOX],
        report_page=_report_page(found),
        synthetic=_is_synthetic(),
    )


def _on(found: CheckedPhotograph) -> Response:
    """Go on to the next photograph of the report that waits, or back to the report."""
    if found.next_id is None:
        return redirect(_report_page(found), code=303)
    address = url_for("staff_report_photographs.check", reference=found.reference, photograph_id=found.next_id)
    return redirect(address, code=303)


def _report_page(found: CheckedPhotograph) -> str:
    return url_for("staff_reports.report", reference=found.reference)


def _boxes_sent() -> list[Typed]:
    """Give the boxes of the form; one without any number is none."""
    columns = [request.form.getlist(side) for side in SIDES]
    rows = [tuple(text.strip() for text in row) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(row)]


def _changed(boxes: list[Typed], action: str, which: str) -> list[Typed]:
    """Add an empty box or leave one out, for browsers without scripts; anything else only shows the boxes."""
    if action == "add":
        return [*boxes, _NO_BOX]
    if action == "drop":
        return [box for number, box in enumerate(boxes, start=1) if str(number) != which]
    return boxes


def _check_choice(action: str, boxes: Sequence[Typed]) -> None:
    """Refuse to approve with boxes what shall be approved as it is, and the other way about."""
    if action == "redact" and not boxes:
        raise InputError({"box_1": "Draw at least one box, or approve the photograph as it is"})
    if action == "approve" and boxes:
        raise InputError({"box_1": "There are boxes: remove them, or black them out and approve"})


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _numbers(typed: Typed) -> Box:
    left, top, width, height = (as_number(text) for text in typed)
    return tuple(math.nan if part is None else part for part in (left, top, width, height))  # type: ignore[return-value]


def _shares(typed: Typed) -> Box:
    left, top, width, height = _numbers(typed)
    return left / 100, top / 100, width / 100, height / 100


def _typed(box: Box) -> Typed:
    return tuple(f"{share * 100:.6g}" for share in box)


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
