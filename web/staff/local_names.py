"""Let staff list, add, change and remove the local names by which the geocoder finds places."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, SettingsError
from geo_ij.services.learnt_names import forget_learnt_name, learnt_name, learnt_names
from geo_ij.services.local_names import (
    LocalName,
    TypedName,
    add_local_name,
    change_local_name,
    local_name,
    local_names,
    remove_local_name,
)
from geo_ij.services.service_area import service_area
from geo_ij.sources.record_cells import as_number
from web.context import public_parts, staff_parts
from web.sessions import current_actor, staff_database

FIELDS = ("name", "town", "aliases", "longitude", "latitude", "uncertainty_m", "note")
"""What the form asks, by the names of its fields."""

UNCERTAINTY_M = "200"
"""What the form suggests for how far off a place may be, in metres: a park or a parade of shops."""

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

blueprint = Blueprint("staff_local_names", __name__)


@dataclass(frozen=True)
class Form:
    """The form as a person sees it: what each field holds, and what is wrong with it."""

    values: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None


@blueprint.get("/staff/local-names")
def local_names_page() -> str:
    """List the names that staff added, and for moderators the words that their decisions made names."""
    database = staff_database()
    return render_template(
        "staff/local_names.html",
        names=local_names(database),
        learnt=learnt_names(database) if current_actor().may(Permission.MODERATE_REPORTS) else (),
        synthetic=_is_synthetic(),
    )


@blueprint.route("/staff/local-names/add", methods=["GET", "POST"])
def add() -> Response | tuple[str, int]:
    """Show the form for a new name, and take it."""
    database, settings = staff_database(), staff_parts().wiring.settings
    return _answer(
        lambda typed: add_local_name(database, typed, settings=settings),
        before=Form({"uncertainty_m": UNCERTAINTY_M}),
        title="Add a local name",
        said="added",
    )


@blueprint.route("/staff/local-names/<reference>/change", methods=["GET", "POST"])
def change(reference: str) -> Response | tuple[str, int]:
    """Show the form with what is stored, and take what was changed."""
    database, settings = staff_database(), staff_parts().wiring.settings
    before = local_name(database, reference)
    return _answer(
        lambda typed: change_local_name(database, reference, typed, settings=settings),
        before=Form(_values(before)),
        title=f"Change {before.label}",
        said="changed",
    )


@blueprint.route("/staff/local-names/<reference>/remove", methods=["GET", "POST"])
def remove(reference: str) -> Response | str:
    """Ask whether a name shall really go, and remove it."""
    database = staff_database()
    if request.method == "POST":
        flash(f"{remove_local_name(database, reference).label} was removed.")
        return redirect(url_for("staff_local_names.local_names_page"), code=303)
    return render_template(
        "staff/local_name_remove.html", one=local_name(database, reference), synthetic=_is_synthetic()
    )


@blueprint.route("/staff/local-names/words/<int:location_id>/forget", methods=["GET", "POST"])
def forget(location_id: int) -> Response | str:
    """Ask whether words that a decision made a name shall be forgotten, and forget them."""
    database = staff_database()
    if request.method == "POST":
        flash(f"“{forget_learnt_name(database, location_id).words}” was forgotten.")
        return redirect(url_for("staff_local_names.local_names_page"), code=303)
    one = learnt_name(database, location_id)
    return render_template("staff/learnt_name_forget.html", one=one, synthetic=_is_synthetic())


def _answer(
    take: Callable[[TypedName], LocalName], *, before: Form, title: str, said: str
) -> Response | tuple[str, int]:
    """Show the form, or take what was typed and go back to the list; what is refused comes back as it was typed."""
    if request.method != "POST":
        return _shown(Form(before.values, trouble=_trouble()), title=title), 200
    values = {name: request.form.get(name, "") for name in FIELDS}
    try:
        stored = take(_typed(values))
    except InputError as error:
        return _shown(Form(values, error.fields), title=title), _REFUSED
    except SettingsError as error:
        return _shown(Form(values, trouble=str(error)), title=title), _REFUSED
    flash(f"{stored.label} was {said}.")
    return redirect(url_for("staff_local_names.local_names_page"), code=303)


def _shown(form: Form, *, title: str) -> str:
    return render_template("staff/local_name_form.html", form=form, title=title, synthetic=_is_synthetic())


def _typed(values: Mapping[str, str]) -> TypedName:
    return TypedName(
        name=values["name"],
        town=values["town"],
        aliases=tuple(values["aliases"].splitlines()),
        longitude=_number(values["longitude"]),
        latitude=_number(values["latitude"]),
        uncertainty_m=_number(values["uncertainty_m"]),
        note=values["note"],
    )


def _values(one: LocalName) -> dict[str, str]:
    return {
        "name": one.name,
        "town": one.town or "",
        "aliases": "\n".join(one.aliases),
        "longitude": f"{one.longitude:.10g}",
        "latitude": f"{one.latitude:.10g}",
        "uncertainty_m": f"{one.uncertainty_m:.10g}",
        "note": one.note or "",
    }


def _number(text: str) -> float:
    # Copied from a page, a minus sign is often the one that printers use.
    value = as_number(text.strip().replace("\u2212", "-"))
    return math.nan if value is None else value


def _trouble() -> str | None:
    """Say why no place can be added at all, before anybody has typed anything."""
    try:
        service_area(staff_database(), settings=staff_parts().wiring.settings)
    except SettingsError as error:
        return str(error)
    return None


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
