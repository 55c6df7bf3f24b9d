"""Keep where each record was found to be, in whose words, how surely, and what a person decided."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class KeptLocation(Base):
    """The answer to the place in one record's words; the point is in metres (EPSG:27700), null where none is known.

    `status`, `precision` and `state` are values of vocabulary.LocationStatus, Precision and ReviewState.
    `alternatives` is JSON. While a decision stands, `before_decision` holds as JSON what the geocoder had said.
    """

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_reference"),)

    location_id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_reference: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    easting: Mapped[float | None]
    northing: Mapped[float | None]
    uncertainty_m: Mapped[float | None]
    precision: Mapped[str | None] = mapped_column(String(20))
    matched_name: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[float | None]
    alternatives: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), index=True)
    located_at: Mapped[str] = mapped_column(String(32))
    decided_at: Mapped[str | None] = mapped_column(String(32))
    decided_note: Mapped[str | None] = mapped_column(Text)
    before_decision: Mapped[str | None] = mapped_column(Text)
