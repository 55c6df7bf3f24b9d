"""E-mails taken in: each once, each on the disk, and one bad one never stops the others."""

import json
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from geo_ij.services import receive_mail as module
from geo_ij.services.kept_locations import waiting_locations
from geo_ij.services.receive_mail import TakenMail
from geo_ij.settings import read_settings
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import ReportPhotograph
from geo_ij.vocabulary import MailState
from tests.services import received_mail
from tests.services.known_places import KETTERING, PARK
from tests.services.received_mail import message, recipients, reports, take


def test_a_message_becomes_a_report_that_waits_for_a_moderator(database: Database) -> None:
    taken = take(database, message())
    (report,) = reports(database)
    assert (taken.state, taken.reference, taken.is_new) == (MailState.TAKEN, report.reference, True)
    assert (report.source, report.status, report.issues) == ("email", "received", "litter")
    assert report.received_at == "2026-11-02T10:00:00+00:00"
    assert report.place_text == "Spring Rise Park"
    assert (report.easting, report.northing) == (PARK.easting, PARK.northing)
    with database.read() as connection:
        contact = report_rows.contact(connection, report.report_id)
        row = incoming_rows.incoming(connection, taken.key)
    assert contact is not None
    assert (contact.name, contact.email) == ("A resident", "resident@example.org")
    assert row is not None
    assert (row.state, row.report_reference, row.raw) == ("taken", report.reference, None)
    assert recipients(database) == ["resident@example.org"]


def test_the_same_message_is_taken_once_by_whichever_way_it_comes(database: Database) -> None:
    first = take(database, message())
    again = take(database, message(X_Route="another way"))
    assert again == TakenMail(first.key, MailState.TAKEN, "", first.reference, is_new=False)
    assert len(reports(database)) == len(recipients(database)) == 1
    assert take(database, message(number=2)).is_new


def test_of_two_processes_one_takes_a_message(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other looked before the first had kept it."""
    first = take(database, message())
    known = module.known_message
    looked = iter([True])

    def late(database: Database, key: str) -> TakenMail | None:
        return None if next(looked, False) else known(database, key)

    monkeypatch.setattr(module, "known_message", late)
    assert take(database, message()) == TakenMail(first.key, MailState.TAKEN, "", first.reference, is_new=False)
    assert len(reports(database)) == 1


def test_the_words_that_the_geocoder_is_surest_of_are_the_place(database: Database) -> None:
    take(database, message("It is near High Street\nSpring Rise Park"))
    take(database, message("High Street", number=2))
    sure, unsure = reports(database)
    assert (sure.place_text, sure.easting) == ("Spring Rise Park", PARK.easting)
    assert (unsure.place_text, unsure.easting) == ("High Street", None)
    (waiting,) = waiting_locations(database)
    assert KETTERING in waiting.choices


def test_a_place_outside_is_kept_for_a_moderator_and_not_refused(database: Database) -> None:
    assert take(database, message("Leeds")).state is MailState.TAKEN
    (report,) = reports(database)
    assert report.easting is None


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (b"", MailState.UNREADABLE),
        (b"\x00\x01" * 50, MailState.UNREADABLE),
        (b"From: a@example.org\nContent-Type: application/pkcs7-mime\n\nx", MailState.UNREADABLE),
        (b"From: a@example.org\nAuto-Submitted: auto-replied\n\nLitter", MailState.SET_ASIDE),
    ],
)
def test_what_is_no_report_is_noted_with_why_and_kept_while_a_person_must_read_it(
    database: Database, raw: bytes, state: MailState
) -> None:
    taken = take(database, raw)
    assert (taken.state, taken.reference, taken.is_new) == (state, None, True)
    with database.read() as connection:
        row = incoming_rows.incoming(connection, taken.key)
    assert row is not None
    assert row.raw == (raw if state is MailState.UNREADABLE else None)
    assert row.reason == taken.reason != ""
    assert (reports(database), recipients(database)) == ([], [])
    again = take(database, raw)
    assert (again.reason, again.is_new) == (taken.reason, False)


@pytest.mark.parametrize("sender", ["nobody", "Resident <not an address>", "resident@-", "\u202e <a@b>", ""])
def test_a_report_without_a_usable_address_counts_all_the_same(database: Database, sender: str) -> None:
    raw = message().as_bytes().replace(b"A resident <resident@example.org>", sender.encode())
    assert take(database, raw).state is MailState.TAKEN
    assert recipients(database) == []


def test_a_reply_to_our_question_is_the_answer_and_other_replies_are_read_by_a_person(database: Database) -> None:
    reference = take(database, message()).reference
    assert reference is not None
    (report,) = reports(database)
    with database.write() as connection:
        report_rows.change_report(connection, report.report_id, {"status": "needs_information"})
    subject = f"Re: A question about your report {reference}"
    stranger = take(database, message("Needles", number=2, From="another@example.org", Subject=subject))
    assert stranger.reference not in (None, reference), "whoever else names it sends a report of their own"
    answer = "By the gate.\n\nOn Mon, 1 Jun 2026 at 09:00, Reports <reports@example.org> wrote:\n> Where is it?"
    answered = take(database, message(answer, number=3, Subject=subject))
    assert (answered.reference, answered.state) == (reference, MailState.TAKEN)
    again = take(database, message(answer, number=3, Subject=subject))
    assert (again.reference, again.state, again.is_new) == (reference, MailState.TAKEN, False)
    with database.read() as connection:
        *_, step = report_rows.history(connection, report.report_id)
    assert (step.event, json.loads(step.details)) == ("answered", {"answer": "By the gate."})
    late = take(database, message("Thank you", number=4, Subject=subject))
    assert (late.state, late.reason) == (MailState.UNREADABLE, f"It answers an e-mail about report {reference}")
    assert len(reports(database)) == 2


def test_letters_that_no_database_takes_are_left_out(database: Database) -> None:
    head = (
        b"From: A \xff resident <resident@example.org>\nSubject: \xff\x00\nContent-Type: text/plain; charset=utf-7\n\n"
    )
    take(database, head + b"Litter +2AA- and \x00 needles\n")
    (report,) = reports(database)
    assert report.issues == "litter;drug_litter"
    assert report.description == report.place_text == "Litter ? and needles"


def test_more_reports_than_one_may_send_in_an_hour_wait_for_a_person(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = read_settings({"GEO_IJ_REPORTS_AN_HOUR": "2"}, database_url="sqlite:///unused.sqlite")
    monkeypatch.setattr(received_mail, "SETTINGS", few)
    states = [take(database, message(number=number), is_limited=True).state for number in range(4)]
    assert states == [MailState.TAKEN, MailState.TAKEN, MailState.UNREADABLE, MailState.UNREADABLE]
    assert len(recipients(database)) == 2
    other = message(number=9, From="another@example.org")
    assert take(database, other, is_limited=True).state is MailState.TAKEN
    assert take(database, message(number=10)).state is MailState.TAKEN, "files are not limited"


def picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 200).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_pictures_become_photographs_and_logos_and_broken_ones_do_not(database: Database) -> None:
    made = message()
    made.add_attachment(picture(400, 90), maintype="image", subtype="png", filename="logo.png")
    made.add_attachment(b"\xff\xd8\xff" + b"x" * 20_000, maintype="image", subtype="jpeg", filename="broken.jpg")
    for number in range(4):
        made.add_attachment(picture(300 + number, 200), maintype="image", subtype="png", filename=f"{number}.png")
    take(database, made)
    (report,) = reports(database)
    with database.read() as connection:
        widths = list(connection.scalars(select(ReportPhotograph.width).order_by(ReportPhotograph.photograph_id)))
    assert widths == [300, 301, 302]
    assert "photographs_left_out" in report.extra
