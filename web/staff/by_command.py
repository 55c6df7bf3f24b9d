"""Say, in the sections whose work has no page yet, which command does it today."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, render_template

from web.context import public_parts


class Waiting(NamedTuple):
    """A section without a page of its own: what is so today in sentences, and the commands that help."""

    title: str
    says: tuple[str, ...]
    commands: tuple[str, ...] = ()


WAITING = {
    "clear-hold-build": Waiting(
        "Clear-Hold-Build",
        (
            "No Clear-Hold-Build projects are kept here.",
            "Bring in the outline of a project, and list the hotspots inside it:",
        ),
        (
            "geo-ij import boundaries projects.gpkg --kind chb_area --code CODE --name NAME",
            'geo-ij hotspots --area "Name of the project"',
        ),
    ),
    "referrals": Waiting(
        "Referrals",
        (
            "No referrals are kept here.",
            "This service holds nothing about the people on the programme, and no command brings it in.",
        ),
    ),
    "plan": Waiting(
        "Plan",
        (
            "Work sessions are not planned here.",
            "To choose where to go next, list the sites that need work most, with the reasons:",
        ),
        ("geo-ij rank --top 5",),
    ),
    "work": Waiting(
        "Work",
        (
            "Completed work is not recorded on this page.",
            "Bring it in from a file. It becomes public once it is approved:",
        ),
        ("geo-ij import work work.csv", "geo-ij publish"),
    ),
    "imports": Waiting(
        "Imports",
        (
            "Files are not taken on this page.",
            "Bring them in on the computer that runs this service. Each says what it kept, what not, and why:",
        ),
        (
            "geo-ij import police archive.zip",
            "geo-ij import incidents incidents.xlsx --mapping mapping.toml",
            "geo-ij import reports reports.csv",
            "geo-ij import sites sites.csv",
            "geo-ij import work work.csv",
            "geo-ij import boundaries wards.gpkg --kind ward --code CODE --name NAME",
            "geo-ij import gazetteer places.csv --format csv",
        ),
    ),
}
"""The sections by the last part of their addresses."""

blueprint = Blueprint("staff_by_command", __name__)


def _page_of(one: Waiting) -> Callable[[], str]:
    def page() -> str:
        synthetic = public_parts().publications.current().synthetic
        return render_template("staff/by_command.html", section=one, synthetic=synthetic)

    return page


for name, waiting in WAITING.items():
    blueprint.add_url_rule(
        f"/staff/{name}", endpoint=name.replace("-", "_"), view_func=_page_of(waiting), methods=["GET"]
    )
