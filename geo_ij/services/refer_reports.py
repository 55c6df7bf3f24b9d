"""Send a report on to the council of its place, whose address stands in the settings."""

import datetime as dt

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.services import report_letters
from geo_ij.services.access import allow
from geo_ij.services.kept_locations import moment
from geo_ij.services.moderate_reports import checked_public_text, require_sure_place
from geo_ij.services.report_letters import CouncilCase
from geo_ij.services.report_steps import Outcome, Taken, message_words, take_step
from geo_ij.settings import Settings, council_addresses
from geo_ij.store import mail_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.masking import mask
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import Issue, ReportEvent

HOW_TO_SET = (
    "No e-mail address of {council} is known. Whoever runs the service adds it to the setting GEO_IJ_COUNCIL_EMAILS: "
    "{council}=address"
)
"""What is said where a council cannot be written to."""


def refer_to_council(
    database: Database,
    reference: str,
    *,
    version: int,
    settings: Settings,
    note: str = "",
    public_text: str | None = None,
    now: dt.datetime | None = None,
) -> Taken:
    """Send a report to the council of its place by e-mail, and say so in public; it goes on counting.

    The council gets what a moderator allows others to read (`public_text` where it is given; else what was allowed
    before, or what was sent with all masked that must be), the note, and nothing of whoever reported. Raises InputError
    where the place, the council or its address is not known, else as `report_steps.take_step`.
    """
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("note", note, called="The note", needed=False)
    text = None if public_text is None else checked_public_text(public_text)

    def work(connection: Connection, report: ReportRow) -> Outcome:
        require_sure_place(connection, report)
        if report.council is None:
            raise InputError({"where": "It lies in the area of no council that is known: say where it is"})
        address = council_address(settings, report.council)
        if address is None:
            raise InputError({"council": HOW_TO_SET.format(council=report.council)})
        allowed = text if public_text is not None else report.public_text or mask(report.description)
        letter = report_letters.referral(settings, _case(report, report.council, text=allowed, note=words))
        mail_rows.queue(
            connection,
            recipient=address,
            subject=letter.subject,
            body=letter.body,
            report_reference=reference,
            at=moment(now),
        )
        return Outcome(
            ReportEvent.REFERRED_TO_COUNCIL,
            changes={} if public_text is None else {"public_text": text},
            details={"council": report.council, **({"note": words} if words else {})},
            audit={"council": report.council},
            letter=report_letters.referred_to_council(settings, reference=reference, council=report.council),
        )

    return take_step(database, reference, Step.REFER_TO_COUNCIL, version=version, work=work, now=now)


def council_address(settings: Settings, council: str | None) -> str | None:
    """Give where a council is written to, in whatever case it is named, or None where the settings do not say.

    Raises SettingsError when what the settings say cannot be read.
    """
    known = {name.casefold(): address for name, address in council_addresses(settings).items()}
    return None if council is None else known.get(council.casefold())


def _case(report: ReportRow, council: str, *, text: str | None, note: str) -> CouncilCase:
    words = "\n\n".join(part for part in (text, note) if part)
    return CouncilCase(
        reference=report.reference,
        council=council,
        issues=tuple(Issue(issue) for issue in report.issues.split(";") if issue),
        place=report.public_place or "",
        public_easting=report.public_easting,
        public_northing=report.public_northing,
        easting=report.easting,
        northing=report.northing,
        uncertainty_m=report.uncertainty_m,
        text=words or None,
    )
