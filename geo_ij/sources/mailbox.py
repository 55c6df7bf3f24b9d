"""Read the new messages of a mailbox by IMAP, and mark each as read only when somebody says that it is kept."""

import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from imaplib import IMAP4
from typing import cast

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessage,
    UnexpectedCommandStatusError,
)

from geo_ij.errors import SourceError
from geo_ij.settings import MailServer

TIMEOUT_SECONDS = 60
INBOX = "INBOX"

log = logging.getLogger(__name__)

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class _Raw(MailMessage):
    """A message as its bytes: the library would take it apart, which a hostile one can prevent."""

    def __init__(self, fetch_data: list[object]) -> None:
        items = [part for one in fetch_data for part in (one if isinstance(one, tuple) else (one,))]
        told = [part for part in items if isinstance(part, bytes)]
        self.content: bytes = next((one[1] for one in fetch_data if isinstance(one, tuple)), b"")
        found = _SIZE.search(b" ".join(part for part in told if part is not self.content))
        self.octets = int(found[1]) if found else 0


class Mailbox:
    """One folder of a mailbox, opened."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._folders: dict[str, str] | None = None

    def unseen(self) -> list[str]:
        """Give the numbers of the messages that nobody has opened, the oldest first."""
        return sorted(self._box.uids("UNSEEN UNDELETED"), key=int)

    def head(self, number: str) -> tuple[bytes, int] | None:
        """Give a message's headers and how large the whole is, in bytes; None where it is gone."""
        found = self._fetched(number, headers_only=True)
        return None if found is None else (found.content, found.octets)

    def message(self, number: str) -> bytes | None:
        """Give a whole message without marking it as read; None where it is gone."""
        found = self._fetched(number, headers_only=False)
        return None if found is None else found.content

    def done(self, number: str, *, folder: str) -> None:
        """Mark a message as read, and move it to a folder if the mailbox has one of that name.

        Where the server refuses, because the message is gone or may not be changed, it stays as it is: it is known when
        it comes again.
        """
        state, told = self._box.client.uid("STORE", number, "+FLAGS", r"(\Seen)")
        if state != "OK":
            log.warning("the mailbox did not mark message %s as read: %s", number, told)
            return
        target = self._named(folder)
        # Without MOVE, a message would have to be deleted here: a lost connection in between could lose it.
        if target is not None and "MOVE" in self._box.client.capabilities:
            try:
                self._box.move([number], target)
            except UnexpectedCommandStatusError as error:
                log.warning("the mailbox did not move message %s: %s", number, error)

    def _fetched(self, number: str, *, headers_only: bool) -> _Raw | None:
        fetched = self._box.fetch(uid_list=[number], headers_only=headers_only, mark_seen=False)
        try:
            return cast(_Raw | None, next(iter(fetched), None))  # see `open_mailbox`
        except UnexpectedCommandStatusError as error:
            # Another program moved or deleted it in the meantime; if not, it is there the next time.
            log.warning("the mailbox did not give message %s: %s", number, error)
            return None

    def _named(self, folder: str) -> str | None:
        if self._folders is None:
            self._folders = {}
            for one in self._box.folder.list():
                last = one.name.rpartition(one.delim)[2] if one.delim else one.name
                self._folders.setdefault(last.casefold(), one.name)
        return self._folders.get(folder.casefold())


@contextmanager
def open_mailbox(server: MailServer) -> Iterator[Mailbox]:
    """Sign in to a mailbox and open its folder; without a folder in the setting, the INBOX.

    An unencrypted connection is used within this computer alone: elsewhere it turns to encryption first, or is refused.
    Raises SourceError that names the server, never the password, for whatever goes wrong until the end.
    """
    folder = server.folder or INBOX
    try:
        box = _connected(server)
        box.email_message_class = _Raw
        try:
            box.login(server.name, server.password, initial_folder=None)
            _, told = box.client.capability()
            # What it can do is told anew after the sign-in; the library keeps what was said before.
            box.client.capabilities = tuple((told[-1] or b"").decode("ascii", "replace").upper().split())
            box.folder.set(folder)
            yield Mailbox(box)
        finally:
            with suppress(IMAP4.error, ImapToolsError, OSError):
                box.logout()
    except (IMAP4.error, ImapToolsError, OSError, UnicodeError) as error:
        raise SourceError(f"The mailbox at {server.called} cannot be read: {_told(error, server)}") from error


def _connected(server: MailServer) -> BaseMailBox:
    where = {"host": server.host, "port": server.port, "timeout": TIMEOUT_SECONDS}
    if server.is_encrypted:
        return MailBox(**where, ssl_context=ssl.create_default_context())
    if server.is_loopback:
        return MailBoxUnencrypted(**where)
    return MailBoxStartTls(**where, ssl_context=ssl.create_default_context())


def _told(error: Exception, server: MailServer) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not one that this computer trusts"
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return said.replace(server.password, "(password)") if server.password else said
