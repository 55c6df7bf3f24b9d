"""Read the settings of e-mail: the server that sends, the mailbox that is read, and the councils' addresses."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from geo_ij.errors import SettingsError
from geo_ij.settings.table import SETTINGS
from geo_ij.settings.values import Settings

SMTP_PORTS = {"smtp": 587, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imaps": 993}
"""The ports of each, where the setting names none."""


class MailServer(NamedTuple):
    """A server of e-mail: `is_encrypted` says that the connection is from its first byte; `folder` is a mailbox's."""

    host: str
    port: int
    is_encrypted: bool
    name: str
    password: str
    folder: str = ""

    @property
    def is_loopback(self) -> bool:
        """Say whether it is on this computer, so that nobody can listen on the way."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def called(self) -> str:
        """Name it without its password."""
        return f"{self.host}:{self.port}"


def sending_server(settings: Settings) -> MailServer | None:
    """Give the server that sends, or None where e-mails go to a folder. Raises SettingsError."""
    return _server(settings.smtp_url, "smtp_url", SMTP_PORTS)


def mailbox_server(settings: Settings) -> MailServer | None:
    """Give the server and folder that reports are fetched from, or None. Raises SettingsError."""
    return _server(settings.imap_url, "imap_url", IMAP_PORTS)


def council_addresses(settings: Settings) -> dict[str, str]:
    """Give the address of each council by its name. Raises SettingsError that names what is no such pair.

    Case and how many spaces there are do not tell councils apart.
    """
    found: dict[str, str] = {}
    faults, named = [], set()
    for part in settings.council_emails.split(";"):
        council, sign, address = (" ".join(word.split()) for word in part.partition("="))
        if not part.strip():
            continue
        if not (sign and council and is_address(address)):
            faults.append(
                f"{SETTINGS['council_emails'].variable} has {part.strip()!r}: write council=address; council=address, "
                "for example North Northamptonshire=streets@example.org"
            )
        elif council.casefold() in named:
            faults.append(f"{SETTINGS['council_emails'].variable} names {council} twice: give one address")
        found[council] = address
        named.add(council.casefold())
    if faults:
        raise SettingsError(faults)
    return found


def is_address(text: str) -> bool:
    """Say whether a text is an e-mail address; our own may be of this computer alone."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return text.endswith("@localhost") and _is_name(text.removesuffix("@localhost"))
    return True


def faults_of_mail(settings: Settings) -> list[str]:
    """Say everything in the settings that keeps e-mail from working, by the name of its variable."""
    faults: list[str] = []
    for read in (sending_server, mailbox_server, council_addresses):
        try:
            read(settings)
        except SettingsError as error:
            faults += error.faults
    for name in ("mail_from", "alarm_email"):
        address = getattr(settings, name)
        if address and not is_address(address):
            faults.append(f"{SETTINGS[name].variable} is {address!r}: give an address such as reports@example.org")
    return faults


def _server(url: str, setting: str, ports: dict[str, int]) -> MailServer | None:
    """Read the address of a server; what is wrong is said without the address, which holds a password."""
    if not url:
        return None
    plain, encrypted = ports
    try:
        parts = urlsplit(url)
        port = parts.port or ports.get(parts.scheme, 0)
        host = parts.hostname or ""
    except ValueError:
        parts, port, host = SplitResult("", "", "", "", ""), 0, ""
    is_sending = plain == "smtp"
    if parts.scheme not in ports or not host or parts.query or parts.fragment or (is_sending and parts.path.strip("/")):
        example = "name:password@mail.example.org" + ("" if is_sending else "/INBOX")
        raise SettingsError(
            f"{SETTINGS[setting].variable} cannot be used: give {encrypted}://{example} or {plain}://{example}, with "
            "%40 for an @ in the name or the password, and %2F for a /"
        )
    if parts.password and not parts.username:
        raise SettingsError(f"{SETTINGS[setting].variable} has a password without a name")
    return MailServer(
        host=host,
        port=port,
        is_encrypted=parts.scheme == encrypted,
        name=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")),
    )


def _is_name(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "").replace(".", "").isalnum()
