"""Keep what e-mails are to be sent, which came in, and who may send reports by Open311."""

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class OutgoingMail(Base):
    """One e-mail to be sent; `sent_at` is null until a server, or the folder of the outbox, has taken it.

    `claimed_at` keeps two senders from taking the same one. `report_reference` says what it is about; its address is
    deleted with the contact of that report.
    """

    __tablename__ = "outgoing_mail"

    mail_id: Mapped[int] = mapped_column(primary_key=True)
    report_reference: Mapped[str | None] = mapped_column(String(60), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    queued_at: Mapped[str] = mapped_column(String(32), index=True)
    claimed_at: Mapped[str | None] = mapped_column(String(32))
    sent_at: Mapped[str | None] = mapped_column(String(32), index=True)
    tries: Mapped[int]
    fault: Mapped[str | None] = mapped_column(String(300))


class IncomingMail(Base):
    """One message that was taken in, by a hash that knows it again; `raw` is kept only while nobody could read it."""

    __tablename__ = "incoming_mail"

    message_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    report_reference: Mapped[str | None] = mapped_column(String(60))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)


class ApiKey(Base):
    """A key by which another program may send reports, by its SHA-256; `label` says whose it is."""

    __tablename__ = "api_keys"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    label: Mapped[str] = mapped_column(String(120), unique=True)
    added_at: Mapped[str] = mapped_column(String(32))
    disabled_at: Mapped[str | None] = mapped_column(String(32))
