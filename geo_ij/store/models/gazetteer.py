"""Keep the names by which places can be found: imported gazetteers, names that staff added, words that were decided."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base, GridPoint

NAME_LENGTH = 120
"""The most characters that a name under which something can be found may have."""


class GazetteerEntry(GridPoint, Base):
    """One name of one thing (a row of frames.GAZETTEER); `added_at` and `note` say when and why a person added it."""

    __tablename__ = "gazetteer_entries"
    __table_args__ = (UniqueConstraint("source", "reference", "name"),)

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    label: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    extent_m: Mapped[float]
    locality: Mapped[str | None] = mapped_column(String(120))
    street: Mapped[str | None] = mapped_column(String(200))
    weight: Mapped[float]
    added_at: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str | None] = mapped_column(Text)


class GazetteerVersion(Base):
    """A number that grows whenever the names of one layer change: what was derived from another is made again.

    A layer is a source of `gazetteer_entries`, or "police" for the street names of police archives.
    """

    __tablename__ = "gazetteer_versions"

    layer: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int]


class OnlineAnswer(Base):
    """What an online geocoder answered to one text, as JSON, so that it is never asked the same again."""

    __tablename__ = "online_answers"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    text_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[str] = mapped_column(String(32))
