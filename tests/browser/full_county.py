"""Fill a small county with something behind every page: reports at each stage, an e-mail, a place name, people."""

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.local_names import add_local_name
from geo_ij.services.publish import public_reference
from geo_ij.settings import read_settings
from geo_ij.store import account_rows, incoming_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import MailState, ReportEvent
from tests.browser import draft_pages
from tests.browser.test_local_names import PARK
from tests.photographed_reports import add_photographs, add_report
from tests.services.kept_reports import keep, step
from tests.services.learnt_words import leave_unsure, remember_words
from tests.web import small_county
from tests.web.people import add_person

ASKED, DONE, UNSURE = "22222-33333", "22222-44444", "22222-55555"
"""References of a report that waits for an answer, of one that work has ended, of one whose place is not sure."""

MAIL = "e" * 64
"""The key of an e-mail that nobody could read."""

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # of somebody who does not exist
"""What the codes of the second person come from."""


def fill(database: Database) -> None:
    """Add all of it; the first person has every role, the second a second factor as well."""
    small_county.fill(database)
    add_local_name(database, PARK, settings=read_settings({}))
    add_photographs(database, add_report(database))
    draft_pages.add_drafts(database)
    asked = keep(database, reference=ASKED, status="needs_information")
    step(database, asked, ReportEvent.ASKED, message="Which gate is it?\nThe one by the school?")
    done = {"work_id": "one", "work_reference": public_reference("one")}
    step(database, keep(database, reference=DONE, status="work_done"), ReportEvent.WORK_DONE, details=done)
    nowhere = dict.fromkeys(("easting", "northing", "public_easting", "public_northing", "public_place", "cell"))
    keep(database, reference=UNSURE, status="received", place_text="High Street", **nowhere)
    leave_unsure(database, UNSURE)
    remember_words(database)
    with database.write() as connection:
        incoming_rows.add_incoming(
            connection,
            MAIL,
            received_at="2026-03-01T10:00:00+00:00",
            state=MailState.UNREADABLE,
            reason="It is encrypted",
            raw=b"From: somebody@example.org\nSubject: The park\n\nx",
        )
    add_person(database, *GIVEN_ROLES)
    add_person(database, *GIVEN_ROLES)
    with database.write(content=False) as connection:
        account_rows.change_account(connection, 2, totp_secret=SECRET)
