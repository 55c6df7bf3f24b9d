"""Keep who did what, when and why: a log that is only ever added to."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class AuditEntry(Base):
    """One entry; `entry_hash` is the SHA-256 of its other columns, of which `previous_hash` is the entry before's.

    `action` is a vocabulary.AuditAction, `subject` a noun with its reference ("local name the-rec"), `details` JSON,
    `at` ISO 8601 in UTC. The database itself refuses to change or delete a row.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(120), index=True)
    action: Mapped[str] = mapped_column(String(20), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))
