"""Show staff the residents' and officers' reports: the list that waits for a moderator, and everything about one."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from geo_ij.access.permissions import Permission
from geo_ij.errors import SettingsError
from geo_ij.projection import to_degrees
from geo_ij.services.export_reports import export_reports
from geo_ij.services.place_words import places_in_all, why_no_name
from geo_ij.services.refer_reports import council_address
from geo_ij.services.report_letters import grid_reference
from geo_ij.services.report_queue import TO_DECIDE, next_waiting, queue, report_areas
from geo_ij.services.report_surroundings import near_report, reports_to_join
from geo_ij.services.service_area import service_area
from geo_ij.services.staff_report import StaffReport, report_for_staff
from geo_ij.services.unread_mail import count_unread_mail
from geo_ij.sources.sent_report import LONGEST_PLACE
from geo_ij.triage.masking import Masked
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import Issue, LocationStatus, ReporterKind, ReportSource, ReportStatus, label
from web.context import public_parts, staff_parts
from web.sessions import current_actor, staff_database
from web.staff.answers import FORMATS, FORMATS_IN_WORDS, download
from web.staff.report_filters import EVERY, asked, page_number
from web.staff.report_pins import pins_of_list, pins_of_report

ROWS_ON_A_PAGE = 25

MOST_PLACES = 6
"""Places to choose from that a moderator's own words may mean."""

_WORDS_REMEMBERED = 6
"""Words of a place that are likely to be said again; longer ones describe this one report."""

blueprint = Blueprint("staff_reports", __name__)


@blueprint.get("/staff/reports")
def reports() -> str:
    """List the reports, those first that must be looked at first; the query string filters them."""
    database, wanted, number = staff_database(), asked(), page_number()
    found = queue(database, wanted.wanted, page=number, rows=ROWS_ON_A_PAGE, unsure=wanted.unsure)
    pages = max(1, -(-found.total // ROWS_ON_A_PAGE))
    if number > pages:
        raise BadRequest(f"There is no page {number} of this list: it has {pages}.")
    return render_template(
        "staff/reports.html",
        found=found,
        shown=pins_of_list(found.pins, choices=wanted.choices),
        asked=wanted,
        number=number,
        pages=pages,
        moderates=current_actor().may(Permission.MODERATE_REPORTS),
        nominates=current_actor().may(Permission.NOMINATE_CONCERNS),
        exports=current_actor().may(Permission.EXPORT_REPORTS) and not wanted.unsure,
        unread=count_unread_mail(database) if current_actor().may(Permission.MODERATE_REPORTS) else 0,
        to_decide=sum(found.counts.get(status, 0) for status in TO_DECIDE),
        every=sum(found.counts.values()),
        all_statuses=EVERY,
        areas=report_areas(database),
        lists={
            "issue": ("Issue", "Every issue", [(one.value, label(one)) for one in Issue]),
            "kind": ("From", "Everybody", [(one.value, label(one)) for one in ReporterKind]),
            "source": ("By", "Every way", [(one.value, label(one)) for one in ReportSource]),
        },
        statuses=[(one.value, label(one), found.counts[one]) for one in ReportStatus if found.counts.get(one)],
        synthetic=is_synthetic(),
    )


@blueprint.get("/staff/reports.<ending>")
def reports_file(ending: str) -> Response:
    """Give what the same filters ask for as CSV, XLSX or GeoJSON, without how to reach anybody."""
    if ending not in FORMATS:
        raise NotFound(f"Reports are given as {FORMATS_IN_WORDS}.")
    database, wanted = staff_database(), asked().wanted
    return download(lambda path: export_reports(database, path, wanted=wanted), name=f"reports.{ending}")


@blueprint.get("/staff/reports/<reference>")
def report(reference: str) -> str:
    """Show one report; `contact` in the query string shows how to reach whoever reported, which is noted."""
    return report_page(reference, with_contact=bool(request.args.get("contact")))


def report_page(
    reference: str,
    *,
    with_contact: bool = False,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """Make the page of one report, with what is wrong with a form that was sent from it, and what was typed there."""
    database, wanted, settings = staff_database(), asked(), staff_parts().wiring.settings
    one = report_for_staff(database, reference, with_contact=with_contact)
    following, waiting = next_waiting(database, wanted.wanted, after=one.row, unsure=wanted.unsure)
    row = one.row
    today = dt.datetime.now(dt.UTC).date()
    look = request.args.get("look", "").strip()[:LONGEST_PLACE]
    return render_template(
        "staff/report.html",
        report=one,
        row=row,
        title=title_of(one),
        shown=pins_of_report(one),
        asked=wanted,
        following=following,
        waiting=waiting,
        faults=faults or {},
        typed=typed or {},
        parts=marked(one.says, one.masked),
        steps={step.value for step in one.steps},
        near=near_report(database, easting=row.easting, northing=row.northing, today=today),
        grid=None if row.easting is None or row.northing is None else grid_reference(row.easting, row.northing),
        council_known=council_address(settings, row.council) is not None,
        look=look,
        found=_looked_up(look) if look and Step.LOCATE in one.steps else (),
        may_remember=_may_remember(one),
        places_in_all=0 if one.location is None else places_in_all(one.location),
        neighbours=reports_to_join(database, row) if Step.MERGE in one.steps else (),
        moderates=current_actor().may(Permission.MODERATE_REPORTS),
        sees_contacts=current_actor().may(Permission.SEE_CONTACTS),
        issues=[(issue.value, label(issue)) for issue in Issue],
        synthetic=is_synthetic(),
    )


def _may_remember(one: StaffReport) -> bool:
    """Say whether it is offered that the words of a report mean one place from now on."""
    if one.location is None or Step.LOCATE not in one.steps or len(one.row.place_text.split()) > _WORDS_REMEMBERED:
        return False
    try:
        area = service_area(staff_database(), settings=staff_parts().wiring.settings)
    except SettingsError:
        return False
    return why_no_name(one.location, area=area) is None


class Point(NamedTuple):
    """A place that was looked for, with its point in degrees (EPSG:4326)."""

    name: str
    how: str
    longitude: str
    latitude: str
    uncertainty_m: int


def _looked_up(text: str) -> tuple[Point, ...]:
    """Give the places that a moderator's own words may mean."""
    location = public_parts().reporting.ground().locate(text)
    best = [location.best] if location.status is LocationStatus.MATCHED and location.best is not None else []
    places = [*best, *location.alternatives][:MOST_PLACES]
    longitude, latitude = to_degrees([one.easting for one in places], [one.northing for one in places])
    return tuple(
        Point(one.name, label(one.precision), f"{east:.6f}", f"{north:.6f}", max(10, round(one.uncertainty_m)))
        for one, east, north in zip(places, longitude, latitude, strict=True)
    )


def title_of(one: StaffReport) -> str:
    """Say in a line what a report is about and where: "Litter and graffiti at Spring Rise Park, Kettering"."""
    what = ", ".join(label(issue) for issue in one.issues) or "A report"
    where = one.row.public_place or one.place_says.replace("\n", " ")
    return f"{what}: {where[:120]}" if where else what


def marked(text: str, stretches: tuple[Masked, ...]) -> list[tuple[str, str | None]]:
    """Part a text into what may be shown to others and what not; of the latter, what it is ("telephone number")."""
    parts: list[tuple[str, str | None]] = []
    end = 0
    for one in stretches:
        parts += [(text[end : one.start], None), (text[one.start : one.end], one.what)]
        end = one.end
    return [(words, what) for words, what in [*parts, (text[end:], None)] if words]


def is_synthetic() -> bool:
    """Say whether what is published is made up."""
    return public_parts().publications.current().synthetic
