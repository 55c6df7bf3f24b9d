"""A mail server on this computer that keeps what it is sent and answers as a test wants, and settings to reach it."""

import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from tests.web.service import free_port

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)

TO = "resident@example.org"


class Inbox:
    """Takes e-mails in, and answers as a test wants."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.recipient_answer: str | None = None
        self.data_answer: Callable[[], str] | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer is not None:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answer is not None and (said := self.data_answer()):
            return said
        self.taken.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        found = [email.message_from_bytes(one.content or b"", policy=policy.default) for one in self.taken]
        return [one for one in found if isinstance(one, EmailMessage)]


@contextmanager
def serving(inbox: Inbox, **options: object) -> Iterator[Controller]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def by(database: Database, smtp_url: str, **more: str) -> Settings:
    """Give settings that send to a server."""
    url = database.engine.url.render_as_string(hide_password=False)
    settings = read_settings({"GEO_IJ_SMTP_URL": smtp_url, "GEO_IJ_MAIL_FROM": "reports@example.org"}, database_url=url)
    return replace(settings, contact="team@example.org", service_name="Map of Kettering, Corby & co", **more)  # type: ignore[arg-type]
