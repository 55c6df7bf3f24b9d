"""Reports from a mailbox: a real Dovecot on loopback, killed processes, certificates, and servers that fail."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from geo_ij.errors import NothingStoredError, SourceError
from geo_ij.services import fetch_mail as module
from geo_ij.services.fetch_mail import fetch_mail
from geo_ij.services.receive_mail import MailImport
from geo_ij.settings import Settings, read_settings
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from tests.dovecot_server import NAME, PASSWORD, MailServer, own_certificate, running_dovecot
from tests.services.small_ground import small_ground
from tools.system_packages import find_dovecot

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a certificate for this computer that only those trust who are told to, and its key."""
    return own_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def dovecot(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    """Give a running mail server, or skip where there is none."""
    program = find_dovecot()
    if program is None:
        pytest.skip("Dovecot is not installed: `make test` says which package brings it")
    with running_dovecot(program, certificate=certificate[0], key=certificate[1]) as server:
        yield server


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Give a mailbox that no other test uses."""
    return f"{NAME}-{abs(hash(request.node.nodeid)):x}@example.org"


@pytest.fixture(autouse=True)
def _small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_ground", small_ground)


def settings_for(server: MailServer, name: str, *, scheme: str = "imap", folder: str = "INBOX") -> Settings:
    port = server.secure_port if scheme == "imaps" else server.port
    url = f"{scheme}://{quote(name, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/{quote(folder, safe='')}"
    return read_settings({"GEO_IJ_IMAP_URL": url}, database_url="sqlite:///unused.sqlite")


def message(number: int, text: str = "Litter\r\nSpring Rise Park", *, headers: str = "") -> bytes:
    return (
        f"From: A resident <resident-{number}@example.org>\r\nSubject: Community Justice\r\n"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n{headers}\r\n{text}\r\n"
    ).encode()


def references(database: Database) -> list[str]:
    with database.read() as connection:
        return [row.reference for row in report_rows.reports(connection, newest_first=False)]


def test_new_messages_become_reports_once(database: Database, dovecot: MailServer, name: str) -> None:
    dovecot.deliver(message(1), message(2), name=name)
    settings = settings_for(dovecot, name)
    found = fetch_mail(database, settings=settings, now=NOW)
    assert found == MailImport(read=2, kept=2, references=references(database))
    assert fetch_mail(database, settings=settings, now=NOW) == MailImport()
    assert (dovecot.count(name=name), dovecot.count(name=name, criteria="UNSEEN")) == (2, 0)
    dovecot.deliver(message(2), message(3), name=name)
    again = fetch_mail(database, settings=settings, now=NOW)
    assert (again.read, again.kept, again.known) == (2, 1, 1)
    assert len(references(database)) == 3


def test_messages_go_into_folders_where_the_mailbox_has_them(
    database: Database, dovecot: MailServer, name: str
) -> None:
    dovecot.make_folders("Taken", "Not read", name=name)
    away = message(4, headers="Auto-Submitted: auto-replied\r\n")
    dovecot.deliver(message(1), message(2), message(3, "\r\n").replace(b"Community Justice", b""), away, name=name)
    found = fetch_mail(database, settings=settings_for(dovecot, name), now=NOW)
    assert found.rejected == {"There are no words in it": 1, "A program sent it, not a person": 1}
    assert [dovecot.count(folder, name=name) for folder in ("INBOX", "Taken", "Not read")] == [0, 2, 2]
    with database.read() as connection:
        assert incoming_rows.count_unreadable(connection) == 1


def test_messages_that_somebody_opened_or_deleted_are_left_alone(
    sqlite_database: Database, dovecot: MailServer, name: str
) -> None:
    dovecot.deliver(message(1), message(2), message(3), name=name)
    with dovecot.signed_in(name) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Seen)")
        client.store("2", "+FLAGS", r"(\Deleted)")
    found = fetch_mail(sqlite_database, settings=settings_for(dovecot, name), now=NOW)
    assert (found.read, found.kept) == (1, 1)
    assert dovecot.count(name=name) == 3, "nothing is removed that somebody else marked"


def test_another_folder_is_read(sqlite_database: Database, dovecot: MailServer, name: str) -> None:
    dovecot.make_folders("Your say", name=name)
    with dovecot.signed_in(name) as client:
        client.append('"Your say"', "", "", message(1))
    found = fetch_mail(sqlite_database, settings=settings_for(dovecot, name, folder="Your say"), now=NOW)
    assert found.kept == 1


def test_hostile_messages_stop_no_others(database: Database, dovecot: MailServer, name: str) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(1500))
    broken = b"From: =?utf-8?q?=00=0D=0A?= <x>\r\nContent-Type: multipart/mixed\r\n\r\n\xff\xfe"
    dovecot.deliver(nested, broken, b"\r\n", message(1), name=name)
    found = fetch_mail(database, settings=settings_for(dovecot, name), now=NOW)
    assert (found.read, found.kept, sum(found.rejected.values())) == (4, 1, 3)
    assert dovecot.count(name=name, criteria="UNSEEN") == 0


def test_a_message_that_is_too_large_is_not_fetched_whole(
    sqlite_database: Database, dovecot: MailServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_MESSAGE", 20_000)
    dovecot.deliver(message(1, "Litter " * 5_000), message(2), name=name)
    found = fetch_mail(sqlite_database, settings=settings_for(dovecot, name), now=NOW)
    assert (found.kept, found.rejected) == (1, {"It is larger than 25 MB": 1})
    with sqlite_database.read() as connection:
        (row,) = incoming_rows.unreadable(connection)
    assert row.raw is not None
    assert len(row.raw) < 1_000


_FETCH_AND_DIE = """
import os, signal, sys
from geo_ij.services import fetch_mail as module, receive_mail
from geo_ij.settings import read_settings
from geo_ij.sources.mailbox import Mailbox
from geo_ij.store.database import open_database
from tests.services.small_ground import small_ground

module.open_ground = small_ground
calls = []

def die_at(whole, name, count):
    real = getattr(whole, name)
    def dying(*given, **named):
        calls.append(name)
        if calls.count(name) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    setattr(whole, name, dying)

die_at({"done": Mailbox, "keep_report": receive_mail}[sys.argv[1]], sys.argv[1], 2)
settings = read_settings()
module.fetch_mail(open_database(settings.database_url), settings=settings)
"""


@pytest.mark.parametrize("where", ["done", "keep_report"])
def test_a_process_that_is_killed_loses_nothing_and_takes_nothing_twice(
    database: Database, database_url: str, dovecot: MailServer, name: str, where: str
) -> None:
    """It dies after the second message was kept and before the mailbox is told, or in the middle of keeping it."""
    dovecot.make_folders("Taken", name=name)
    dovecot.deliver(*(message(number) for number in range(3)), name=name)
    settings = settings_for(dovecot, name)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "GEO_IJ_IMAP_URL": settings.imap_url, "GEO_IJ_DATABASE_URL": database_url
    }  # fmt: skip
    command = [sys.executable, "-c", _FETCH_AND_DIE, where]
    died = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert dovecot.count("Taken", name=name) == 1
    assert len(references(database)) == (2 if where == "done" else 1)
    found = fetch_mail(database, settings=settings, now=NOW)
    assert (found.read, found.known) == (2, 1 if where == "done" else 0)
    assert len(references(database)) == 3
    assert [dovecot.count(folder, name=name) for folder in ("INBOX", "Taken")] == [0, 3]


def test_two_who_fetch_at_once_take_each_message_once(database: Database, dovecot: MailServer, name: str) -> None:
    dovecot.make_folders("Taken", name=name)
    dovecot.deliver(*(message(number) for number in range(12)), name=name)
    settings = settings_for(dovecot, name)
    found: list[MailImport] = []
    ground = small_ground(database, settings=settings)

    def fetch() -> None:
        found.append(fetch_mail(database, settings=settings, ground=ground, now=NOW))

    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 2
    assert sum(one.kept for one in found) == len(references(database)) == 12
    # A server may let two move the same message at once, and then has it twice; here it is one report.
    assert (dovecot.count(name=name), dovecot.count("Taken", name=name) >= 12) == (0, True)


def test_encrypted_mailboxes_are_read_where_their_certificate_is_trusted(
    sqlite_database: Database,
    dovecot: MailServer,
    name: str,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dovecot.deliver(message(1), name=name)
    settings = settings_for(dovecot, name, scheme="imaps")
    with pytest.raises(SourceError, match="its certificate is not one that this computer trusts"):
        fetch_mail(sqlite_database, settings=settings, now=NOW)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert fetch_mail(sqlite_database, settings=settings, now=NOW).kept == 1


def test_elsewhere_an_unencrypted_connection_is_encrypted_before_the_password_is_sent(
    sqlite_database: Database,
    dovecot: MailServer,
    name: str,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geo_ij.settings.MailServer.is_loopback", False)
    settings = settings_for(dovecot, name)
    with pytest.raises(SourceError, match="certificate"):
        fetch_mail(sqlite_database, settings=settings, now=NOW)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    dovecot.deliver(message(1), name=name)
    assert fetch_mail(sqlite_database, settings=settings, now=NOW).kept == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [({"password": "wrong"}, "Authentication failed"), ({"folder": "No such"}, "Mailbox doesn't exist")],
)
def test_what_is_wrong_is_said_without_the_password(
    sqlite_database: Database, dovecot: MailServer, name: str, change: dict[str, str], said: str
) -> None:
    folder, password = change.get("folder", "INBOX"), change.get("password", PASSWORD)
    url = f"imap://{quote(name)}:{quote(password, safe='')}@127.0.0.1:{dovecot.port}/{quote(folder)}"
    settings = read_settings({"GEO_IJ_IMAP_URL": url}, database_url="sqlite:///unused.sqlite")
    with pytest.raises(SourceError) as refused:
        fetch_mail(sqlite_database, settings=settings, now=NOW)
    assert said in str(refused.value)
    assert f"127.0.0.1:{dovecot.port}" in str(refused.value)
    assert password not in str(refused.value)


def test_a_server_that_is_not_there_or_says_something_else_is_named(sqlite_database: Database) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = read_settings({"GEO_IJ_IMAP_URL": f"imap://a:b@127.0.0.1:{port}"}, database_url="sqlite:///x.sqlite")
        with pytest.raises(SourceError, match=f"127.0.0.1:{port} cannot be read"):
            fetch_mail(sqlite_database, settings=settings, now=NOW)
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(SourceError, match=f"127.0.0.1:{port} cannot be read"):
            fetch_mail(sqlite_database, settings=settings, now=NOW)
        thread.join(10)


def test_without_a_mailbox_it_says_which_setting_names_one(sqlite_database: Database) -> None:
    with pytest.raises(NothingStoredError, match="GEO_IJ_IMAP_URL"):
        fetch_mail(sqlite_database, settings=read_settings({}, database_url="sqlite:///unused.sqlite"), now=NOW)
