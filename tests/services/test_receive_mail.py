"""E-mails taken in: each once, each on the disk, and one bad one never stops the others."""

import datetime as dt
import json
import mailbox
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select, update

from geo_ij.errors import SourceError, StoreError
from geo_ij.geocode.location import Location
from geo_ij.services import receive_mail as module
from geo_ij.services.kept_locations import waiting_locations
from geo_ij.services.receive_mail import TakenMail, import_mail, take_message, take_too_large
from geo_ij.services.report_ground import Ground
from geo_ij.settings import read_settings
from geo_ij.sources import report_email
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import OutgoingMail, ReportPhotograph
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import AuditAction, MailState
from tests.services.known_places import KETTERING, PARK
from tests.services.people import log
from tests.services.small_ground import small_ground

SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def message(text: str = "Litter everywhere.\nSpring Rise Park", *, number: int = 1, **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {
        "From": "A resident <resident@example.org>",
        "Subject": "Community Justice",
        "Message-ID": f"<{number}@example.org>",
        "Date": "Mon, 02 Nov 2026 10:00:00 +0000",
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(text)
    return made


def take(database: Database, raw: bytes | EmailMessage, **more: bool) -> TakenMail:
    ground = small_ground(database, settings=SETTINGS)
    content = raw if isinstance(raw, bytes) else raw.as_bytes()
    return take_message(database, content, settings=SETTINGS, ground=ground, now=NOW, **more)


def reports(database: Database) -> list[ReportRow]:
    with database.read() as connection:
        return report_rows.reports(connection, newest_first=False)


def recipients(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(OutgoingMail.recipient)))


@pytest.fixture
def _small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_ground", small_ground)


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
    monkeypatch.setitem(globals(), "SETTINGS", few)
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


def test_a_message_that_is_too_large_is_noted_by_its_head(database: Database) -> None:
    head = (
        b"From: a@example.org\nSubject: Video\nMessage-ID: <v@example.org>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\n"
    )
    taken = take_too_large(database, head, now=NOW)
    assert (taken.state, taken.reason) == (MailState.UNREADABLE, "It is larger than 25 MB")
    assert not take_too_large(database, head, now=NOW).is_new
    whole = take(database, head + b"x" * 26 * 1024 * 1024)
    assert (whole.key, whole.is_new) == (taken.key, False)


@pytest.mark.usefixtures("_small_world")
def test_files_are_imported_once_and_bad_messages_stop_no_others(database: Database, tmp_path: Path) -> None:
    box = mailbox.mbox(str(tmp_path / "old.mbox"))
    for number in range(3):
        box.add(message(number=number))
    box.add(message("\n", number=3, Subject=""))
    box.close()
    (tmp_path / "new.eml").write_bytes(message(number=0).as_bytes())
    (tmp_path / "bad.eml").write_bytes(b"\x00")
    paths = [tmp_path / name for name in ("bad.eml", "new.eml", "old.mbox")]
    found = import_mail(database, paths, settings=SETTINGS, now=NOW)
    assert (found.read, found.kept, found.known) == (6, 3, 1)
    no_mail = "It says neither who sent it nor when, so it may be no e-mail"
    assert found.rejected == {"There are no words in it": 1, no_mail: 1}
    references = [row.reference for row in reports(database)]
    assert found.references == [references[0], *references]
    again = import_mail(database, paths, settings=SETTINGS, now=NOW)
    assert (again.read, again.kept, again.known, again.rejected) == (6, 0, 4, found.rejected)
    assert again.references == found.references
    noted = [row for row in log(database) if row.action == AuditAction.IMPORTED.value]
    assert [row.subject for row in noted] == ["e-mails"]


@pytest.mark.usefixtures("_small_world")
def test_a_path_that_is_no_mail_is_refused_before_anything_is_taken(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message().as_bytes())
    with pytest.raises(SourceError):
        import_mail(sqlite_database, [tmp_path / "a.eml", tmp_path / "gone.eml"], settings=SETTINGS)
    assert reports(sqlite_database) == []


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    raw=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"From: a@b.example.org\n\n{text}".encode())
)
def test_no_bytes_are_lost(sqlite_database: Database, raw: bytes) -> None:
    taken = take(sqlite_database, raw)
    with sqlite_database.read() as connection:
        row = incoming_rows.incoming(connection, taken.key)
        kept = [one.reference for one in report_rows.reports(connection)]
    assert row is not None
    assert taken.state is MailState.SET_ASIDE or row.raw == raw or row.report_reference in kept


def test_what_fails_between_leaves_nothing_half_done(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the history is written: the message must come again as if it had never been seen."""

    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(report_rows, "add_step", full)
        with pytest.raises(StoreError, match="No space left"):
            take(database, message())
    assert reports(database) == []
    assert take(database, message()).is_new


@pytest.mark.usefixtures("_small_world")
def test_a_message_that_nothing_can_be_done_with_waits_for_a_person_and_the_others_go_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.best_place

    def failing(ground: Ground, places: Sequence[str]) -> tuple[str, Location]:
        if any("poison" in words for words in places):
            raise RecursionError
        return real(ground, places)

    monkeypatch.setattr(module, "best_place", failing)
    (tmp_path / "a.eml").write_bytes(message("poison").as_bytes())
    (tmp_path / "b.eml").write_bytes(message(number=2).as_bytes())
    found = import_mail(database, [tmp_path], settings=SETTINGS, now=NOW)
    assert (found.kept, found.rejected) == (1, {"It could not be taken in (RecursionError)": 1})
    with database.read() as connection:
        (row,) = incoming_rows.unreadable(connection)
    assert row.raw == message("poison").as_bytes()


def test_a_message_that_cannot_be_read_at_all_waits_for_a_person(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_email, "answers_in", lambda *given, **named: 1 / 0)
    taken = take(sqlite_database, message())
    assert (taken.state, taken.reason) == (MailState.UNREADABLE, "It could not be read (ZeroDivisionError)")
    with sqlite_database.read() as connection:
        (row,) = incoming_rows.unreadable(connection)
    assert row.raw == message().as_bytes()


def test_other_words_under_the_id_of_an_earlier_message_wait_for_a_person(database: Database) -> None:
    first = take(database, message())
    other = message("Needles.\nSpring Rise Park")
    taken = take(database, other)
    assert (taken.state, taken.reference, taken.is_new) == (MailState.UNREADABLE, None, True)
    assert taken.reason == "It says the same id as an earlier message, with other words"
    with database.read() as connection:
        (row,) = incoming_rows.unreadable(connection)
    assert row.raw == other.as_bytes()
    assert take(database, other) == replace(taken, is_new=False)
    assert take(database, message()) == replace(first, is_new=False)
    subject = take(database, message(Subject="Something else"))
    assert (subject.state, subject.is_new) == (MailState.UNREADABLE, True)
    assert len(reports(database)) == 1


def test_a_message_is_known_however_its_letters_were_sent(database: Database) -> None:
    text = "From here on: litter at the caf\u00e9.\nSpring Rise Park"
    ways = []
    for encoding in ("quoted-printable", "base64", "8bit"):
        made = message()
        made.set_content(text, cte=encoding)
        ways.append(made.as_bytes())
    ways += [ways[2].replace(b"\nFrom here", b"\n>From here"), ways[2].replace(b"\n", b"\r\n")]
    assert [take(database, raw).is_new for raw in ways] == [True, False, False, False, False]
    assert len(reports(database)) == 1


def test_what_is_too_large_does_not_hide_a_message_that_says_it_is_the_same(database: Database) -> None:
    head = message().as_bytes().partition(b"\n\n")[0] + b"\n\n"
    take_too_large(database, head, now=NOW)
    taken = take(database, message())
    assert (taken.is_new, taken.reason) == (True, module.OTHER_WORDS)


def test_so_many_confirmations_go_to_one_address_in_a_day_and_the_reports_are_kept(database: Database) -> None:
    """Whoever asks for answers to somebody else's address has only few sent there."""
    for number in range(7):
        victim = "Victim@example.org" if number % 2 else "victim@Example.org"
        assert take(database, message(number=number, Reply_To=victim)).is_new
    assert len(reports(database)) == 7
    assert [one.casefold() for one in recipients(database)] == ["victim@example.org"] * 5
    assert take(database, message(number=8)).is_new
    assert recipients(database)[5:] == ["resident@example.org"]
    with database.write() as connection:
        yesterday = (NOW - dt.timedelta(days=1)).isoformat(timespec="seconds")
        connection.execute(update(OutgoingMail).values(queued_at=yesterday))
    take(database, message(number=9, Reply_To="victim@example.org"))
    assert len(recipients(database)) == 7
