"""Files of e-mails, and messages that are too large, broken, doubled or too many: nothing is lost, nothing stops."""

import datetime as dt
import mailbox
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import update

from geo_ij.errors import SourceError, StoreError
from geo_ij.geocode.location import Location
from geo_ij.services import receive_mail as module
from geo_ij.services.receive_mail import import_mail, take_too_large
from geo_ij.services.report_ground import Ground
from geo_ij.sources import report_email
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import OutgoingMail
from geo_ij.vocabulary import AuditAction, MailState
from tests.services.people import log
from tests.services.received_mail import NOW, SETTINGS, message, recipients, reports, take
from tests.services.small_ground import small_ground


@pytest.fixture
def _small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_ground", small_ground)


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
