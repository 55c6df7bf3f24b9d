"""How to reach whoever reported is deleted when its time is over, and everything that it could be found by."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from geo_ij.access.actor import OPERATOR
from geo_ij.services.checked_reports import household_of
from geo_ij.services.deliver_mail import deliver_mail
from geo_ij.services.report_retention import tidy_reports
from geo_ij.settings import read_settings
from geo_ij.sources.sent_report import Contact
from geo_ij.store import draft_rows, incoming_rows, report_rows
from geo_ij.store.audit_rows import AuditFilter, entries
from geo_ij.store.database import Database
from geo_ij.store.incoming_rows import IncomingRow
from geo_ij.vocabulary import MailState
from tests.services.kept_reports import history, keep, queue, queued, read

SETTINGS = read_settings({}, database_url="sqlite:///nowhere/unused.sqlite")
NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
EMAIL = "resident@example.org"
OWN = household_of(Contact(email=EMAIL))
ENDED = {"status": "closed", "ended_at": "2026-03-31T11:59:59+00:00"}
JUST_NOT = {"status": "closed", "ended_at": "2026-03-31T12:00:00+00:00"}


def has_contact(database: Database, report_id: int) -> bool:
    with database.read() as connection:
        return report_rows.contact(connection, report_id) is not None


def letter(database: Database, key: str, received_at: str, state: MailState = MailState.UNREADABLE) -> None:
    with database.write(content=False) as connection:
        incoming_rows.add_incoming(
            connection, key, received_at=received_at, state=state, reason="Empty", raw=b"From: resident@example.org"
        )


def letter_of(database: Database, key: str) -> IncomingRow:
    with database.read() as connection:
        row = incoming_rows.incoming(connection, key)
    assert row is not None
    return row


def test_contacts_go_twelve_months_after_the_end_and_no_sooner(database: Database) -> None:
    old = keep(database, email=EMAIL, **ENDED)
    new = keep(database, reference="B", email=EMAIL, **JUST_NOT)
    waiting = keep(database, reference="C", email=EMAIL)
    done = tidy_reports(database, settings=SETTINGS, now=NOW)
    assert (done.contacts, done.emails, done.drafts) == (1, 0, 0)
    assert [has_contact(database, row.report_id) for row in (old, new, waiting)] == [False, True, True]
    assert [(one.event, one.actor) for one in history(database, old)][-1] == ("contact_deleted", "the service")
    assert tidy_reports(database, settings=SETTINGS, now=NOW).contacts == 0


def test_how_many_months_is_a_setting(database: Database) -> None:
    row = keep(database, email=EMAIL, **ENDED)
    tidy_reports(database, settings=replace(SETTINGS, contact_months=13), now=NOW)
    assert has_contact(database, row.report_id)
    tidy_reports(database, settings=replace(SETTINGS, contact_months=1), now=datetime(2026, 5, 1, tzinfo=UTC))
    assert not has_contact(database, row.report_id)


def test_the_log_names_the_reports_and_not_the_contacts(database: Database) -> None:
    keep(database, email=EMAIL, **ENDED)
    tidy_reports(database, settings=SETTINGS, now=NOW)
    with database.read() as connection:
        (entry,) = entries(connection, AuditFilter(), most=None)
    assert (entry.actor, entry.action, entry.subject) == (OPERATOR.name, "removed", "contacts of reports")
    assert "7HJM2-PQRVW" in entry.details
    assert EMAIL not in entry.details


def test_the_hash_of_the_contact_goes_and_the_household_stays_one(database: Database) -> None:
    first = keep(database, email=EMAIL, household=OWN, **ENDED)
    second = keep(database, reference="B", email=EMAIL, household=OWN, **ENDED)
    other = keep(database, reference="C", household="another")
    with database.write() as connection:
        report_rows.add_support(connection, other.report_id, household=str(OWN), at="2026-03-05T10:00:00+00:00")
    tidy_reports(database, settings=SETTINGS, now=NOW)
    new = read(database, first.report_id).household
    assert new not in (None, OWN)
    assert read(database, second.report_id).household == new
    assert read(database, other.report_id).household == "another"
    with database.read() as connection:
        assert [household for _, household, _ in report_rows.supports(connection)] == [new]


def test_the_hash_stays_while_another_report_needs_it(database: Database) -> None:
    first = keep(database, email=EMAIL, household=OWN, **ENDED)
    second = keep(database, reference="B", email=EMAIL, household=OWN)
    tidy_reports(database, settings=SETTINGS, now=NOW)
    assert not has_contact(database, first.report_id)
    assert {read(database, one.report_id).household for one in (first, second)} == {OWN}


def test_e_mails_to_the_contact_go_with_it_and_their_files(database: Database, tmp_path: Path) -> None:
    settings = replace(SETTINGS, database_url=f"sqlite:///{tmp_path / 'beside.sqlite'}", smtp_url="")
    row = keep(database, email=EMAIL, **ENDED)
    other = keep(database, reference="B", email=EMAIL)
    queue(database, row, EMAIL)
    queue(database, row, "council@example.org")
    queue(database, other, EMAIL)
    deliver_mail(database, settings=settings)
    queue(database, row, EMAIL, subject="never sent")
    folder = tmp_path / "beside.outbox"
    assert len(list(folder.iterdir())) == 3
    assert tidy_reports(database, settings=settings, now=NOW).emails == 2
    assert [(one.recipient, one.report_reference) for one in queued(database)] == [
        ("council@example.org", row.reference),
        (EMAIL, "B"),
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["00000002-7HJM2-PQRVW.eml", "00000003-B.eml"]


def test_drafts_that_nobody_goes_on_with_go_after_a_day(database: Database) -> None:
    with database.write() as connection:
        draft_rows.add_draft(connection, "old", at="2027-03-30T11:59:59+00:00")
        draft_rows.add_draft(connection, "new", at="2027-03-30T12:00:00+00:00")
    assert tidy_reports(database, settings=SETTINGS, now=NOW).drafts == 1
    with database.read() as connection:
        assert draft_rows.draft(connection, "new", changed_since="2027-03-30T12:00:00+00:00") is not None


def test_an_e_mail_that_nobody_decided_about_goes_as_a_contact_does_and_is_still_known(database: Database) -> None:
    letter(database, "old", "2026-03-31T11:59:59+00:00")
    letter(database, "new", "2026-03-31T12:00:00+00:00")
    assert tidy_reports(database, settings=SETTINGS, now=NOW).unread == 1
    old, new = letter_of(database, "old"), letter_of(database, "new")
    assert (old.raw, old.state) == (None, "set_aside")
    assert "time was over" in old.reason
    assert (new.raw, new.state) == (b"From: resident@example.org", "unreadable")
    with database.read() as connection:
        assert [row.message_key for row in incoming_rows.unreadable(connection)] == ["new"]
        (entry,) = entries(connection, AuditFilter(), most=None)
    assert (entry.action, entry.subject) == ("removed", "e-mails that nobody could read")
    assert "resident" not in entry.details
    assert tidy_reports(database, settings=SETTINGS, now=NOW).unread == 0
    tidy_reports(database, settings=replace(SETTINGS, contact_months=1), now=NOW)
    assert letter_of(database, "new").raw is None
