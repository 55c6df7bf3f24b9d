"""E-mails go only to a server that proves who it is and hides what is sent; the database does not matter here."""

import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from geo_ij.errors import OutputError, SettingsError
from geo_ij.services import outbox
from geo_ij.services.deliver_mail import deliver_mail
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from tests.services.kept_reports import keep, queue, queued
from tests.services.mail_inbox import NOW, TO, Inbox, by, serving


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give the key and the certificate of a server on this computer that nobody vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return key, certificate


@pytest.fixture
def identity(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


@pytest.fixture
def settings_of_elsewhere(
    sqlite_database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Reach the server of this computer by a name that could be any computer's."""
    real = smtplib.SMTP

    class Led(real):
        def _get_socket(self, host, port, timeout):  # type: ignore[no-untyped-def]
            return super()._get_socket("127.0.0.1", port, timeout)

    monkeypatch.setattr(outbox.smtplib, "SMTP", Led)
    with serving(inbox) as one:
        yield by(sqlite_database, f"smtp://mail.example.org:{one.port}")


def right_name(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    """Know one name and one password."""
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"map@example.org", b"p@ss/word")
    return AuthResult(success=known, handled=False)


def test_the_certificate_is_checked_and_the_name_and_password_sent(
    sqlite_database: Database,
    inbox: Inbox,
    identity: ssl.SSLContext,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(sqlite_database, keep(sqlite_database), TO)
    with serving(
        inbox, tls_context=identity, require_starttls=True, authenticator=right_name, auth_required=True
    ) as one:
        address = f"smtp://map%40example.org:p%40ss%2Fword@127.0.0.1:{one.port}"
        with pytest.raises(OutputError, match="certificate verify failed"):
            deliver_mail(sqlite_database, settings=by(sqlite_database, address), now=NOW)
        assert inbox.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
        wrong = address.replace("word", "wrong")
        with pytest.raises(OutputError, match="refused the name or the password"):
            deliver_mail(sqlite_database, settings=by(sqlite_database, wrong), now=NOW)
        assert deliver_mail(sqlite_database, settings=by(sqlite_database, address), now=NOW).sent == 1


def test_encrypted_from_the_first_byte(
    sqlite_database: Database,
    inbox: Inbox,
    identity: ssl.SSLContext,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(sqlite_database, keep(sqlite_database), TO)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with serving(inbox, ssl_context=identity) as one:
        settings = by(sqlite_database, f"smtps://127.0.0.1:{one.port}")
        assert deliver_mail(sqlite_database, settings=settings, now=NOW).sent == 1
    assert len(inbox.taken) == 1


def test_a_server_elsewhere_without_encryption_gets_nothing(
    sqlite_database: Database, settings_of_elsewhere: Settings, inbox: Inbox
) -> None:
    queue(sqlite_database, keep(sqlite_database), TO)
    with pytest.raises(OutputError, match="offers no encryption"):
        deliver_mail(sqlite_database, settings=settings_of_elsewhere, now=NOW)
    assert inbox.taken == []
    assert [one.tries for one in queued(sqlite_database)] == [0]


def test_a_setting_that_names_no_server_is_refused_without_its_password(sqlite_database: Database) -> None:
    settings = by(sqlite_database, "smtp://name:hidden@")
    with pytest.raises(SettingsError, match="GEO_IJ_SMTP_URL") as refused:
        deliver_mail(sqlite_database, settings=settings, now=NOW)
    assert "hidden" not in str(refused.value)
