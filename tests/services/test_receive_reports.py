"""A report is checked, placed, kept and acknowledged; what is wrong with it is said field by field."""

import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from geo_ij.access.actor import STRANGER, actor_of
from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.projection import to_degrees
from geo_ij.services.checked_reports import checked, household_of, plain_words
from geo_ij.services.kept_locations import kept_location
from geo_ij.services.receive_reports import Receipt, submit_report
from geo_ij.settings import read_settings
from geo_ij.sources.sent_report import Contact, GivenPoint, SentReport
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import OutgoingMail
from geo_ij.vocabulary import Alarm, Issue, LocationStatus, ReporterKind, ReportStatus, ReviewState, Role
from tests.services.small_ground import STREETS, small_ground

SETTINGS = read_settings({"GEO_IJ_ALARM_EMAIL": "control@example.org"})
NOW = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)
LITTER = SentReport(issues=(Issue.LITTER,), description="Cans all over the grass", place_text="Spring Rise Park")


def point(east: float = 0.0, north: float = 0.0, *, uncertainty_m: float = 15.0) -> GivenPoint:
    """Give a point so many metres from the recorded point of Spring Rise."""
    easting, northing = STREETS["Spring Rise, Kettering"]
    longitude, latitude = to_degrees(easting + east, northing + north)
    return GivenPoint(float(longitude), float(latitude), uncertainty_m)


def submit(database: Database, sent: SentReport, **others: object) -> Receipt:
    stranger = database.acting(STRANGER)
    ground = small_ground(database, settings=SETTINGS)
    return submit_report(stranger, sent, settings=SETTINGS, ground=ground, now=NOW, **others)  # type: ignore[arg-type]


def kept(database: Database, reference: str) -> report_rows.ReportRow:
    with database.read() as connection:
        row = report_rows.report_of(connection, reference)
    assert row is not None
    return row


def letters(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(OutgoingMail.recipient, OutgoingMail.body))]


def test_a_report_without_a_name_is_kept_and_placed(database: Database) -> None:
    receipt = submit(database, LITTER)
    row = kept(database, receipt.reference)
    assert (row.status, row.source, row.issues) == ("received", "web", "litter")
    assert row.description == "Cans all over the grass"
    assert row.received_at == "2026-06-01T09:30:00+00:00"
    assert (row.easting, row.northing, row.uncertainty_m) == (487_040.0, 277_312.0, 200.0)
    assert (row.council, row.public_place) == ("North Northamptonshire", "Spring Rise, Kettering")
    assert row.public_text is None
    with database.read() as connection:
        assert report_rows.contact(connection, row.report_id) is None
        assert [step.event for step in report_rows.history(connection, row.report_id)] == ["received"]
        where = kept_location(connection, subject_kind="report", subject_reference=receipt.reference)
    assert where is not None
    assert where.state is ReviewState.ACCEPTED
    assert letters(database) == []


def test_a_reference_can_be_read_out_and_not_guessed(sqlite_database: Database) -> None:
    found = {submit(sqlite_database, LITTER).reference for _ in range(30)}
    assert len(found) == 30
    assert all(re.fullmatch(r"[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}", reference) for reference in found)


def test_the_point_that_was_given_counts_and_is_snapped_for_others(database: Database) -> None:
    row = kept(database, submit(database, replace(LITTER, place_text="", point=point(60, 40))).reference)
    assert (row.easting, row.northing) == (487_100.0, 277_352.0)
    assert row.uncertainty_m == 15.0
    # Spring Rise is 72 m away, Highfield Road 57 m.
    assert (row.public_easting, row.public_northing) == STREETS["Highfield Road, Kettering"]


def test_far_from_any_street_a_pin_goes_to_the_middle_of_a_square(sqlite_database: Database) -> None:
    row = kept(sqlite_database, submit(sqlite_database, replace(LITTER, place_text="", point=point(-300, 0))).reference)
    assert (row.easting, row.northing) == (486_740.0, 277_312.0)
    assert (row.public_easting, row.public_northing) == (486_750.0, 277_250.0)
    assert row.public_place == "Kettering"


@pytest.mark.parametrize(("words", "status"), [("High Street", "ambiguous"), ("beside the thing", "not_found")])
def test_a_place_that_is_not_known_waits_for_a_person(sqlite_database: Database, words: str, status: str) -> None:
    receipt = submit(sqlite_database, replace(LITTER, place_text=words))
    row = kept(sqlite_database, receipt.reference)
    assert (row.easting, row.public_easting, row.cell) == (None, None, None)
    with sqlite_database.read() as connection:
        where = kept_location(connection, subject_kind="report", subject_reference=receipt.reference)
    assert where is not None
    assert (where.location.status, where.state) == (LocationStatus(status), ReviewState.WAITING)


def test_a_pin_far_from_its_words_is_looked_at(sqlite_database: Database) -> None:
    for north, state in ((1_600, ReviewState.ACCEPTED), (1_800, ReviewState.WAITING)):
        # The park is known to 200 m, the pin to 15 m: 1,715 m apart they may still be one place.
        receipt = submit(sqlite_database, replace(LITTER, point=point(0, north)))
        with sqlite_database.read() as connection:
            where = kept_location(connection, subject_kind="report", subject_reference=receipt.reference)
        assert where is not None
        assert where.state is state


@pytest.mark.parametrize(
    "sent",
    [
        replace(LITTER, place_text="Leeds"),
        replace(LITTER, place_text="", point=GivenPoint(-1.55, 53.8, 10)),
        replace(LITTER, place_text="", point=GivenPoint(0.0, 0.0, 10)),
        replace(LITTER, place_text="", point=GivenPoint(52.38, -0.72, 10)),
    ],
)
def test_outside_the_area_whom_to_tell_is_said(sqlite_database: Database, sent: SentReport) -> None:
    with pytest.raises(InputError) as refused:
        submit(sqlite_database, sent)
    assert "Northamptonshire" in refused.value.fields["place"]
    assert "council" in refused.value.fields["place"]
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0


def test_contacts_are_kept_apart_and_confirmed(database: Database) -> None:
    contact = Contact("a resident", "Resident@EXAMPLE.org", "01536 412345")
    receipt = submit(database, replace(LITTER, contact=contact, wants_updates=True))
    row = kept(database, receipt.reference)
    with database.read() as connection:
        found = report_rows.contact(connection, row.report_id)
    assert found is not None
    assert (found.name, found.email, found.phone) == ("a resident", "Resident@example.org", "+441536412345")
    assert row.household == household_of(Contact(email="resident@example.org"))
    assert "xample.org" not in json.dumps(row._asdict())
    ((recipient, body),) = letters(database)
    assert recipient == "Resident@example.org"
    assert receipt.reference in body
    assert "Cans all over" not in body


def test_words_that_point_to_danger_are_told_at_once(database: Database) -> None:
    sent = replace(LITTER, description="A man is being stabbed right now behind the shops")
    receipt = submit(database, sent)
    assert Alarm.DANGER_NOW in receipt.alarms
    assert kept(database, receipt.reference).alarms.split(";") == [alarm.value for alarm in receipt.alarms]
    assert [recipient for recipient, _ in letters(database)] == ["control@example.org"]


def test_what_came_before_is_not_taken_again(database: Database) -> None:
    sent = replace(LITTER, received_key="message 1", contact=Contact(email="resident@example.org"))
    first, second = submit(database, sent), submit(database, replace(sent, description="changed"))
    assert (first.is_new, second.is_new) == (True, False)
    assert second.reference == first.reference
    assert kept(database, first.reference).description == "Cans all over the grass"
    assert len(letters(database)) == 1


def test_fifty_at_once_are_all_kept(database: Database) -> None:
    ground = small_ground(database, settings=SETTINGS)

    def send(_: int) -> str:
        return submit_report(database.acting(STRANGER), LITTER, settings=SETTINGS, ground=ground).reference

    with ThreadPoolExecutor(8) as pool:
        references = list(pool.map(send, range(50)))
    with database.read() as connection:
        assert report_rows.known_references(connection, references) == set(references)
        assert report_rows.count_reports(connection) == 50


def test_nobody_says_they_are_an_officer_who_has_not_signed_in(sqlite_database: Database) -> None:
    concern = replace(LITTER, reporter_kind=ReporterKind.POLICE)
    with pytest.raises(AccessError):
        submit(sqlite_database, concern)
    officer = actor_of("sergeant", [Role.SERGEANT])
    receipt = submit_report(
        sqlite_database.acting(officer),
        concern,
        settings=SETTINGS,
        ground=small_ground(sqlite_database, settings=SETTINGS),
    )
    assert kept(sqlite_database, receipt.reference).reporter_kind == "police"


def test_whoever_reports_cannot_accept_their_own_report(sqlite_database: Database) -> None:
    receipt = submit(sqlite_database, replace(LITTER, status=ReportStatus.ACCEPTED, reference="MINE"))
    row = kept(sqlite_database, receipt.reference)
    assert (row.status, row.reference == "MINE") == ("received", False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issues": ()}, "issues"),
        ({"place_text": "  "}, "place"),
        ({"place_text": "x" * 301}, "place"),
        ({"description": "x" * 1_001}, "description"),
        ({"activity_text": "x" * 501}, "activity_text"),
        ({"contact": Contact(name="x" * 121)}, "contact_name"),
        ({"contact": Contact(email="nobody")}, "contact_email"),
        ({"contact": Contact(email="a@b@example.org")}, "contact_email"),
        ({"contact": Contact(email="a@example.org\nBcc: b@example.org")}, "contact_email"),
        ({"contact": Contact(phone="ring me")}, "contact_phone"),
        ({"contact": Contact(phone="1")}, "contact_phone"),
        ({"wants_updates": True}, "contact_email"),
    ],
)
def test_what_is_wrong_is_said_by_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        checked(replace(LITTER, **change))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_every_fault_is_said_at_once() -> None:
    wrong = SentReport(issues=(), place_text="", description="x" * 2_000, contact=Contact(email="nobody"))
    with pytest.raises(InputError) as refused:
        checked(wrong)
    assert set(refused.value.fields) == {"issues", "place", "description", "contact_email"}


def test_a_thousand_characters_are_not_too_many() -> None:
    assert checked(replace(LITTER, description="x" * 1_000)).description == "x" * 1_000


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        ("  two   words ", "two words"),
        ("one\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("tick\u200bed \u202egnp.exe\u0000", "ticked gnp.exe"),
        ("<script>alert(1)</script> 5 < 6", "<script>alert(1)</script> 5 < 6"),
        ("caf\u00e9 \U0001f9d1\u200d\U0001f33e", "caf\u00e9 \U0001f9d1\u200d\U0001f33e"),
    ],
)
def test_words_stay_as_they_were_typed_but_for_what_nobody_sees(typed: str, kept_as: str) -> None:
    assert plain_words(typed) == kept_as


def test_what_must_be_kept_with_a_report_is_kept_or_neither(sqlite_database: Database) -> None:
    def fail(*_: object) -> None:
        raise NotFoundError("The draft is gone.")

    with pytest.raises(NotFoundError):
        submit(sqlite_database, replace(LITTER, received_key="draft"), along=fail)
    with sqlite_database.read() as connection:
        assert report_rows.report_received_as(connection, "draft") is None
