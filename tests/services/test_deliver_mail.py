"""E-mails reach a real server on this computer once each, or a folder; what is refused waits, and nothing is lost."""

import email
import logging
import os
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from geo_ij.errors import OutputError
from geo_ij.services import outbox
from geo_ij.services.deliver_mail import MOST_TRIES, deliver_mail, waiting_mail
from geo_ij.settings import Settings
from geo_ij.store import mail_rows
from geo_ij.store.database import Database
from tests.services.kept_reports import keep, queue, queued
from tests.services.mail_inbox import NOW, TO, Inbox, by, serving
from tests.web.service import GEO_IJ, free_port


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    with serving(inbox) as controller:
        yield controller


@pytest.fixture
def settings(database: Database, server: Controller) -> Settings:
    return by(database, f"smtp://127.0.0.1:{server.port}")


def test_a_message_arrives_whole_and_says_what_it_is(database: Database, settings: Settings, inbox: Inbox) -> None:
    row = keep(database)
    queue(
        database, row, TO, subject="Ïssue\r\nBcc: all@example.org", body="Zürich café £5\n.\nFrom here\n" + "x" * 2000
    )
    done = deliver_mail(database, settings=settings, now=NOW)
    assert (done.sent, done.refused, done.given_up) == (1, 0, 0)
    (envelope,), (message,) = inbox.taken, inbox.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("reports@example.org", [TO])
    assert message["Subject"] == "Ïssue Bcc: all@example.org"
    assert message["Bcc"] is None
    assert message["From"].addresses[0].display_name == "Map of Kettering, Corby & co"
    assert message["Reply-To"] == "team@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"].endswith("@example.org>")
    assert message.get_content().replace("\r\n", "\n") == "Zürich café £5\n.\nFrom here\n" + "x" * 2000 + "\n"
    assert [one.sent_at for one in queued(database)] == ["2026-03-06T12:00:00+00:00"]


def test_each_is_sent_once_however_often_and_by_how_many(database: Database, settings: Settings, inbox: Inbox) -> None:
    row = keep(database)
    for number in range(30):
        queue(database, row, TO, subject=f"Number {number}")
    start = threading.Barrier(3)
    faults: list[BaseException] = []

    def send() -> None:
        start.wait()
        try:
            deliver_mail(database, settings=settings)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(message["Subject"] for message in inbox.messages) == sorted(f"Number {one}" for one in range(30))
    assert deliver_mail(database, settings=settings).sent == 0


def test_what_is_refused_for_now_is_tried_again_later_with_the_same_id(
    database: Database, settings: Settings, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    queue(database, keep(database), TO)
    answers = iter(["451 try again, resident@example.org is busy", "", ""])
    inbox.data_answer = lambda: next(answers)
    with caplog.at_level(logging.WARNING):
        assert deliver_mail(database, settings=settings, now=NOW).refused == 1
    assert "451 try again, the address is busy" in caplog.text
    assert TO not in caplog.text
    (row,) = queued(database)
    assert (row.tries, row.sent_at) == (1, None)
    assert row.fault == "the server said 451 try again, resident@example.org is busy"
    assert deliver_mail(database, settings=settings, now=NOW + timedelta(seconds=59)).sent == 0
    assert deliver_mail(database, settings=settings, now=NOW + timedelta(seconds=60)).sent == 1
    (sent,) = queued(database)
    assert (sent.tries, sent.fault) == (2, None)


def test_waits_grow_and_end_and_the_message_is_kept(database: Database, settings: Settings, inbox: Inbox) -> None:
    queue(database, keep(database), TO)
    inbox.data_answer = lambda: "452 no room"
    now, waits = NOW, []
    for _ in range(40):
        done = deliver_mail(database, settings=settings, now=now)
        if done.given_up:
            break
        (row,) = queued(database)
        assert row.claimed_at is not None
        waits.append(datetime.fromisoformat(row.claimed_at) - now)
        now += waits[-1]
    assert done.given_up == 1
    assert waits == sorted(waits)
    assert (len(waits), waits[0], waits[-1]) == (MOST_TRIES - 1, timedelta(minutes=1), timedelta(days=1))
    inbox.data_answer = None
    assert deliver_mail(database, settings=settings, now=now + timedelta(days=30)).sent == 0
    assert [one.recipient for one in waiting_mail(database)] == [TO]


def test_an_address_that_does_not_exist_is_given_up_at_once_and_stops_no_other(
    database: Database, settings: Settings, inbox: Inbox
) -> None:
    row = keep(database)
    inbox.recipient_answer = "550 no such person"
    queue(database, row, TO)
    queue(database, row, "no address at all")
    queue(database, row, "zwölf@example.org")
    done = deliver_mail(database, settings=settings, now=NOW)
    assert (done.sent, done.given_up) == (0, 3)
    assert queued(database)[0].fault == "the server said 550 no such person"
    inbox.recipient_answer = None
    queue(database, row, TO, subject="Another")
    assert deliver_mail(database, settings=settings, now=NOW).sent == 1


def test_a_server_that_breaks_off_loses_nothing(database: Database, settings: Settings, inbox: Inbox) -> None:
    row = keep(database)
    for number in range(3):
        queue(database, row, TO, subject=f"Number {number}")
    answers = iter(["421 going down", "", "", "", ""])
    inbox.data_answer = lambda: next(answers)
    first = deliver_mail(database, settings=settings, now=NOW)
    assert first.refused >= 1
    later = NOW + timedelta(hours=1)
    while deliver_mail(database, settings=settings, now=later).sent:
        later += timedelta(hours=1)
    assert sorted(one["Subject"] for one in inbox.messages) == ["Number 0", "Number 1", "Number 2"]


def test_a_server_that_is_not_there_lets_everything_wait_untried(database: Database) -> None:
    queue(database, keep(database), TO)
    settings = by(database, f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(OutputError, match="cannot be used to send e-mails"):
        deliver_mail(database, settings=settings, now=NOW)
    assert [(one.tries, one.claimed_at) for one in queued(database)] == [(0, None)]


def test_one_that_is_killed_before_it_heard_the_answer_leaves_the_message_to_the_next_in_ten_minutes(
    sqlite_database: Database, server: Controller, inbox: Inbox
) -> None:
    settings = by(sqlite_database, f"smtp://127.0.0.1:{server.port}")
    queue(sqlite_database, keep(sqlite_database), TO)
    sender: list[subprocess.Popen[bytes]] = []
    ready = threading.Event()

    def kill() -> str:
        ready.wait(30)
        sender[0].kill()
        sender[0].wait()
        return ""

    inbox.data_answer = kill
    variables = {"GEO_IJ_SMTP_URL": settings.smtp_url, "GEO_IJ_MAIL_FROM": settings.mail_from}
    sender.append(
        subprocess.Popen(
            [GEO_IJ, "--database", settings.database_url, "mail", "deliver"], env={**os.environ, **variables}
        )
    )
    ready.set()
    assert sender[0].wait(60) == -signal.SIGKILL
    inbox.data_answer = None
    (row,) = queued(sqlite_database)
    assert (row.tries, row.sent_at) == (1, None)
    assert row.claimed_at is not None
    free_at = datetime.fromisoformat(row.claimed_at)
    assert deliver_mail(sqlite_database, settings=settings, now=free_at - timedelta(seconds=1)).sent == 0
    assert deliver_mail(sqlite_database, settings=settings, now=free_at).sent == 1
    # Whoever got it twice can tell that it is one.
    assert len(inbox.messages) == 2
    assert len({message["Message-ID"] for message in inbox.messages}) == 1


def test_without_a_server_each_is_a_file_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'beside.sqlite'}"
    settings = replace(by(database, ""), database_url=url)
    row = keep(database, reference="../../FMS 1")
    queue(database, row, TO, subject="One")
    queue(database, row, TO, subject="Two")
    done = deliver_mail(database, settings=settings, now=NOW)
    folder = tmp_path / "beside.outbox"
    assert (done.sent, done.to) == (2, str(folder))
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["00000001--FMS-1.eml", "00000002--FMS-1.eml"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    message = email.message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == (TO, "One")
    outbox.remove_files(url, [1, 7])
    assert [file.name for file in sorted(folder.iterdir())] == ["00000002--FMS-1.eml"]


def test_a_folder_that_cannot_be_written_lets_everything_wait(database: Database, tmp_path: Path) -> None:
    (tmp_path / "beside.outbox").write_text("a file is in the way")
    settings = replace(by(database, ""), database_url=f"sqlite:///{tmp_path / 'beside.sqlite'}")
    queue(database, keep(database), TO)
    with pytest.raises(OutputError, match="e-mails wait until it can be written"):
        deliver_mail(database, settings=settings, now=NOW)
    assert [(one.tries, one.claimed_at) for one in queued(database)] == [(0, None)]


def test_the_queue_hands_an_e_mail_to_one_only(database: Database) -> None:
    mail_id = queue(database, keep(database), TO)
    with database.write() as connection:
        taken = mail_rows.claim(connection, mail_id, at="2026-03-06T12:00:00+00:00", until="2026-03-06T12:10:00+00:00")
    assert taken is not None
    assert taken.tries == 1
    for at, is_given in (("2026-03-06T12:09:59+00:00", False), ("2026-03-06T12:10:00+00:00", True)):
        with database.write() as connection:
            again = mail_rows.claim(connection, mail_id, at=at, until="2026-03-06T13:00:00+00:00")
        assert (again is not None) == is_given
