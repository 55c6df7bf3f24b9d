"""Write one e-mail as it is sent, and hand it over: to a mail server, or to a folder of files beside the database."""

import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from platformdirs import user_data_path

from geo_ij.errors import OutputError
from geo_ij.services.checked_reports import plain_words
from geo_ij.settings import MailServer, Settings, file_of_database, is_address
from geo_ij.store.mail_rows import MailRow

TIMEOUT_S = 20.0
"""How long a server may keep us waiting for one answer."""


class Refused(Exception):  # noqa: N818  # what happened to the e-mail, not to the program
    """The e-mail was not taken; `is_final` says that it never will be."""

    def __init__(self, fault: str, *, is_final: bool = False) -> None:
        self.fault = fault
        self.is_final = is_final
        super().__init__(fault)


class Carrier(Protocol):
    """What e-mails are handed to."""

    @property
    def called(self) -> str:
        """Say where e-mails go."""

    def carry(self, row: MailRow, message: EmailMessage) -> None:
        """Hand over one e-mail; raises Refused, or OutputError when no other would be taken either."""

    def close(self) -> None:
        """Take leave."""


def outbox_folder(database_url: str) -> Path:
    """Name the folder that e-mails are written to where no server sends them."""
    return file_of_database(database_url, "outbox", otherwise=user_data_path("geo-ij", appauthor=False))


def remove_files(database_url: str, mail_ids: Iterable[int]) -> None:
    """Remove the files of e-mails from the folder, where they were written to it. Raises OutputError."""
    folder = outbox_folder(database_url)
    for mail_id in mail_ids:
        for path in folder.glob(f"{mail_id:08}-*.eml"):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"{path}: {error.strerror or error}: it names somebody, remove it") from error


def written(row: MailRow, *, settings: Settings, now: datetime) -> EmailMessage:
    """Write an e-mail as it is sent; tried again, it has the same id. Raises Refused when it cannot be addressed."""
    message = EmailMessage(policy=SMTP if row.recipient.isascii() else SMTPUTF8)
    try:
        message["From"] = Address(_one_line(settings.service_name), addr_spec=settings.mail_from)
        message["To"] = Address(addr_spec=row.recipient)
    except (ValueError, IndexError) as error:
        raise Refused(f"the address cannot be used: {error}", is_final=True) from error
    message["Subject"] = _one_line(row.subject)
    message["Date"] = format_datetime(now)
    said = f"{row.mail_id} {row.queued_at} {row.recipient} {row.subject}"
    digest = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    message["Message-ID"] = f"<{digest}@{settings.mail_from.rpartition('@')[2]}>"
    # Machines that answer by themselves leave such e-mails alone.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if is_address(settings.contact):
        message["Reply-To"] = Address(addr_spec=settings.contact)
    # Plain ASCII with short lines, which every server passes on as it is.
    message.set_content(row.body, cte="quoted-printable")
    return message


class Folder:
    """Writes e-mails as files that only their owner may read; the same e-mail is the same file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def called(self) -> str:
        """Say where e-mails go."""
        return str(self._path)

    def carry(self, row: MailRow, message: EmailMessage) -> None:
        """Write one e-mail, whole or not at all. Raises OutputError."""
        about = re.sub(r"[^0-9A-Za-z-]+", "-", row.report_reference or "service")
        path = self._path / f"{row.mail_id:08}-{about}.eml"
        part = path.with_suffix(".part")
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror or error}: e-mails wait until it can be written") from error

    def close(self) -> None:
        """Take leave."""


class Server:
    """Sends e-mails by one connection to a mail server, which is encrypted and whose certificate is checked.

    Only a server on this computer may be spoken to without. Raises OutputError when it cannot be reached.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._connection = self._connect()

    @property
    def called(self) -> str:
        """Say where e-mails go."""
        return self._server.called

    def carry(self, row: MailRow, message: EmailMessage) -> None:
        """Send one e-mail. Raises Refused when it was not taken, OutputError when the server takes none."""
        try:
            # As bytes, because `send_message` would put a mark before lines that begin with "From".
            options = () if row.recipient.isascii() else ("SMTPUTF8",)
            self._connection.sendmail(self._sender(message), [row.recipient], message.as_bytes(), mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise Refused(_said(code, said), is_final=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            raise Refused(_said(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPServerDisconnected as error:
            self._connect_again()
            raise Refused("the server broke the connection off") from error
        except (smtplib.SMTPException, UnicodeError) as error:
            raise Refused(str(error), is_final=True) from error
        except OSError as error:
            self._connect_again()
            raise Refused(f"the connection was lost: {error}") from error

    def close(self) -> None:
        """Take leave."""
        with suppress(smtplib.SMTPException, OSError):
            self._connection.quit()

    @staticmethod
    def _sender(message: EmailMessage) -> str:
        return str(message["From"].addresses[0].addr_spec)

    def _connect_again(self) -> None:
        """Open another connection in place of a broken one. Raises OutputError."""
        _drop(self._connection)
        self._connection = self._connect()

    def _connect(self) -> smtplib.SMTP:
        """Open a connection, encrypted and known by name. Raises OutputError."""
        server, context = self._server, ssl.create_default_context()
        connection: smtplib.SMTP | None = None
        try:
            if server.is_encrypted:
                connection = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
            else:
                connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
                connection.ehlo()
                if connection.has_extn("starttls"):
                    connection.starttls(context=context)
                elif not server.is_loopback:
                    raise OutputError(
                        f"{server.called} offers no encryption (STARTTLS): nothing is sent there. Give a server that "
                        "does, or smtps://"
                    )
            if server.name:
                connection.login(server.name, server.password)
        except smtplib.SMTPAuthenticationError as error:
            _drop(connection)
            raise OutputError(f"{server.called} refused the name or the password of GEO_IJ_SMTP_URL") from error
        except (smtplib.SMTPException, OSError) as error:
            _drop(connection)
            raise OutputError(f"{server.called} cannot be used to send e-mails: {error}") from error
        except OutputError:
            _drop(connection)
            raise
        return connection


def open_carrier(server: MailServer | None, *, database_url: str) -> Carrier:
    """Open what e-mails are handed to: the server, or the folder without one. Raises OutputError."""
    return Folder(outbox_folder(database_url)) if server is None else Server(server)


def _drop(connection: smtplib.SMTP | None) -> None:
    if connection is not None:
        connection.close()


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"the server said {code} {_one_line(text)}"


def _one_line(text: str) -> str:
    return " ".join(plain_words(text).split())
