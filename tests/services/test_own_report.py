"""Whoever has a reference sees where the report stands, may answer and withdraw, and learns nothing of what it says."""

from dataclasses import replace

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.own_report import answer_question, normal_reference, report_status, withdraw_report
from geo_ij.services.receive_reports import new_reference
from geo_ij.settings import read_settings
from geo_ij.store import photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.photograph_rows import NewPhotograph
from geo_ij.vocabulary import ReportEvent
from tests.services.kept_reports import REFERENCE, SECRET, history, keep, queue, queued, read, step

SETTINGS = read_settings({}, database_url="sqlite:///nowhere/unused.sqlite")
WATCHED = replace(SETTINGS, alarm_email="duty@example.org")


@pytest.mark.parametrize("typed", ["7HJM2-PQRVW", "7hjm2pqrvw", " 7hjm2 pqrvw ", "7HJM2\u2013PQRVW", "7h-jm2-pqr-vw"])
def test_case_spaces_and_dashes_of_a_reference_do_not_matter(typed: str) -> None:
    assert normal_reference(typed) == REFERENCE


@pytest.mark.parametrize("typed", ["DEMO-0001", "FMS/2026/1", "7HJM2-PQRV", "ÿ", ""])
def test_any_other_reference_stays_as_it_is(typed: str) -> None:
    assert normal_reference(typed) == typed


def test_a_reference_that_the_service_makes_is_known_as_such(sqlite_database: Database) -> None:
    with sqlite_database.read() as connection:
        for _ in range(200):
            made = new_reference(connection)
            assert normal_reference(made.lower().replace("-", "")) == made


def test_the_status_tells_the_place_and_what_staff_wrote_and_nothing_else(database: Database) -> None:
    row = keep(database, status="needs_information", email="resident@example.org", phone="+441632960001")
    step(database, row, ReportEvent.ASKED, message="Which gate?", details={"why": "internal"})
    step(database, row, ReportEvent.NOTED, message="careful", details={"note": "known to us"})
    found = report_status(database.acting(STRANGER), "7hjm2pqrvw")
    assert (found.reference, found.place, found.question) == (REFERENCE, "Gold Street, Kettering", "Which gate?")
    assert [(one.day, one.what) for one in found.steps] == [
        ("2026-03-06", "We asked a question"),
        ("2026-03-05", "We received the report"),
    ]
    said = repr(found)
    for secret in (
        SECRET,
        "blue door",
        "resident@",
        "1632",
        "moderator 9",
        "internal",
        "careful",
        "known to us",
        "litter",
    ):
        assert secret not in said
    assert str(row.easting) not in said


def test_an_unknown_reference_is_refused_everywhere(database: Database) -> None:
    for act in (
        lambda: report_status(database, "22222-33333"),
        lambda: answer_question(database, "22222-33333", "yes", settings=SETTINGS),
        lambda: withdraw_report(database, "22222-33333", settings=SETTINGS),
    ):
        with pytest.raises(NotFoundError, match="No report has this reference"):
            act()


def test_an_answer_is_kept_for_staff_and_the_report_is_looked_at_again(database: Database) -> None:
    row = keep(database, status="needs_information")
    answer_question(database.acting(STRANGER), "7hjm2 pqrvw", "By the\x00 bins\u202e\r\n<b>", settings=WATCHED)
    after = read(database, row.report_id)
    assert (after.status, after.version, after.alarms) == ("under_review", row.version + 1, "")
    last = history(database, row)[-1]
    assert (last.event, last.actor, last.message) == ("answered", "reporter", "")
    assert last.details == '{"answer": "By the bins\\n<b>"}'
    assert "bins" not in repr(report_status(database, REFERENCE))
    assert queued(database) == []


def test_an_answer_is_taken_only_while_one_is_wanted_and_once(database: Database) -> None:
    row = keep(database, status="needs_information")
    for wrong, said in (
        ("", "Enter your answer"),
        (" \u200b\n", "Enter your answer"),
        ("x" * 1001, "1,000 characters"),
    ):
        with pytest.raises(InputError, match=said):
            answer_question(database, REFERENCE, wrong, settings=SETTINGS)
    answer_question(database, REFERENCE, "x" * 1000, settings=SETTINGS)
    with pytest.raises(InputError, match="Nobody waits for an answer"):
        answer_question(database, REFERENCE, "again", settings=SETTINGS)
    assert [one.event for one in history(database, row)].count("answered") == 1


def test_an_answer_that_points_to_danger_is_told_to_staff_at_once(database: Database) -> None:
    row = keep(database, status="needs_information", alarms="crime")
    answer_question(database, REFERENCE, "A man is attacking somebody with a knife right now", settings=WATCHED)
    assert "danger_now" in read(database, row.report_id).alarms.split(";")
    assert "crime" in read(database, row.report_id).alarms.split(";")
    (mail,) = queued(database)
    assert (mail.recipient, mail.report_reference) == ("duty@example.org", REFERENCE)
    assert "knife" not in mail.subject + mail.body


def test_withdrawing_deletes_photographs_contact_and_mail_to_it(database: Database) -> None:
    row = keep(database, status="under_review", email="Resident@example.org", wants_updates=True, household="h" * 64)
    other = keep(database, reference="22222-33333", status="received", email="resident@example.org")
    with database.write() as connection:
        for report_id in (row.report_id, other.report_id):
            photograph_rows.add_photograph(
                connection, NewPhotograph(b"jpeg", 1, 1), report_id=report_id, draft_hash=None, at="2026-03-05"
            )
    queue(database, row, "resident@example.org")
    queue(database, row, "duty@example.org")
    queue(database, other, "resident@example.org")
    withdraw_report(database.acting(STRANGER), "7hjm2pqrvw", settings=SETTINGS)
    after = read(database, row.report_id)
    assert (after.status, after.wants_updates, after.household) == ("withdrawn", False, None)
    assert after.ended_at is not None
    assert history(database, row)[-1].event == "withdrawn"
    with database.read() as connection:
        assert report_rows.contact(connection, row.report_id) is None
        assert report_rows.contact(connection, other.report_id) is not None
        left = connection.exec_driver_sql("SELECT report_id FROM report_photographs").scalars().all()
    assert left == [other.report_id]
    # The alarm to staff and what concerns another report stay.
    assert [(one.recipient, one.report_reference) for one in queued(database)] == [
        ("duty@example.org", REFERENCE),
        ("resident@example.org", "22222-33333"),
    ]


@pytest.mark.parametrize("status", ["accepted", "closed", "withdrawn", "work_done", "duplicate", "not_suitable"])
def test_what_somebody_decided_about_cannot_be_withdrawn(database: Database, status: str) -> None:
    row = keep(database, status=status, email="resident@example.org")
    with pytest.raises(InputError, match="somebody has decided"):
        withdraw_report(database, REFERENCE, settings=SETTINGS)
    assert read(database, row.report_id) == row


@pytest.mark.parametrize(
    ("reference", "kind"), [("DEMO-0001", "resident"), ("NCC/42", "council"), (REFERENCE, "police")]
)
def test_nobody_learns_anything_of_what_may_be_guessed_or_is_an_officers(
    database: Database, reference: str, kind: str
) -> None:
    row = keep(database, reference=reference, source="file", status="needs_information", reporter_kind=kind)
    with pytest.raises(NotFoundError):
        report_status(database, reference)
    with pytest.raises(NotFoundError):
        answer_question(database, reference, "yes", settings=SETTINGS)
    with pytest.raises(NotFoundError):
        withdraw_report(database, reference, settings=SETTINGS)
    assert read(database, row.report_id) == row
