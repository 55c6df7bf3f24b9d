"""Let a moderator say where a report is, and remember the words for next time."""

import datetime as dt

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.access import allow
from geo_ij.services.kept_locations import from_row
from geo_ij.services.place_words import why_no_name
from geo_ij.services.receive_reports import SUBJECT_KIND, placed
from geo_ij.services.report_ground import Ground
from geo_ij.services.report_steps import Outcome, Taken, take_step
from geo_ij.services.review_locations import put_decision
from geo_ij.store import location_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import ReportEvent


def locate_report(
    database: Database,
    reference: str,
    *,
    version: int,
    ground: Ground,
    choice: int | None = None,
    point: tuple[float, float] | None = None,
    not_a_place: bool = False,
    uncertainty_m: float | None = None,
    remember: bool = False,
    now: dt.datetime | None = None,
) -> Taken:
    """Say where a report is: one of the numbered choices, a point (EPSG:27700), or that its words name no place.

    Its ward, council, policing area and public pin follow. With `remember` the same words are found there from now on,
    which is refused for words that fit several places or name no town. Raises InputError with the fault of each field,
    else as `report_steps.take_step`.
    """
    allow(database, Permission.MODERATE_REPORTS)

    def work(connection: Connection, report: ReportRow) -> Outcome:
        row = location_rows.location_of(connection, subject_kind=SUBJECT_KIND, subject_reference=reference)
        if row is None:
            raise NotFoundError(f"Nobody asked yet where report {reference[:60]} is: import it again")
        if remember and (fault := why_no_name(from_row(row), area=ground.area)) is not None:
            raise InputError({"remember": f"{fault}: send it without the tick"})
        decision = put_decision(
            connection,
            database.actor,
            row.location_id,
            area=ground.area,
            choice=choice,
            point=point,
            not_a_place=not_a_place,
            uncertainty_m=uncertainty_m,
            remember=remember,
            now=now,
        )
        best = decision.kept.location.best
        details = {
            "place": None if best is None else best.name,
            "how": "no place" if best is None else "a choice" if choice is not None else "a point",
            "remembered": decision.not_remembered is None,
        }
        changes = placed(decision.kept.location, ground=ground)
        return Outcome(ReportEvent.LOCATED, changes=changes, details=details)

    return take_step(database, reference, Step.LOCATE, version=version, work=work, now=now)
