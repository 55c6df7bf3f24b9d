"""Keep who may sign in, how they prove it, and who is signed in now."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class Account(Base):
    """Somebody who may sign in: with a password and a second factor, or through the force's own sign-in.

    `name` is what they sign in with, folded; `label` what others see. `roles` and `areas` are JSON lists. `issuer` and
    `subject` name the person at an OpenID provider. `failures` counts wrong tries since the last right one, and until
    `locked_until` none is looked at. Moments are ISO 8601 in UTC.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    roles: Mapped[str] = mapped_column(Text)
    areas: Mapped[str] = mapped_column(Text)
    preferred_area: Mapped[str | None] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(Text)
    must_change_password: Mapped[bool]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]
    issuer: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    is_demonstration: Mapped[bool]
    is_disabled: Mapped[bool]
    failures: Mapped[int]
    locked_until: Mapped[str | None] = mapped_column(String(32))
    added_at: Mapped[str] = mapped_column(String(32))
    signed_in_at: Mapped[str | None] = mapped_column(String(32))


class RecoveryCode(Base):
    """The hash of a code that stands in for the second factor once."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class Session(Base):
    """A browser that is signed in, by the SHA-256 of the random key in its cookie; the key itself is not kept."""

    __tablename__ = "sessions"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    began_at: Mapped[str] = mapped_column(String(32))
    seen_at: Mapped[str] = mapped_column(String(32))
