"""Keep what police archives say: which force-months are held, their incidents, and the street names they mention."""

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base, CelledGridPoint, GridPoint


class ForceMonth(Base):
    """One month of one force, replaced as a whole; a month without a row here is missing, not zero.

    `asb_source` (vocabulary.MonthSource) says whether its anti-social behaviour comes from a police archive or from the
    force's own extract, which an archive does not replace.
    """

    __tablename__ = "force_months"
    __table_args__ = (UniqueConstraint("force", "month"),)

    force_month_id: Mapped[int] = mapped_column(primary_key=True)
    force: Mapped[str] = mapped_column(String(60))
    month: Mapped[int] = mapped_column(Integer, index=True)
    asb_read: Mapped[int]
    criminal_damage_read: Mapped[int]
    other_read: Mapped[int]
    asb_source: Mapped[str] = mapped_column(String(20), server_default="archive")
    fingerprint: Mapped[str] = mapped_column(String(64))


class Incident(CelledGridPoint, Base):
    """One recorded incident at its anonymised point (never shown as a point to anyone).

    `uncertainty_m` is the radius within which it happened in 95 of 100 cases; 0 for a police point, which says none.
    `asb_type` and `asb_qualifier` are values of the vocabulary; "unspecified" and "unknown" for all that archives
    say. `occurred_on` (ISO 8601) and `reference` are known from a force's own extract alone.
    """

    __tablename__ = "incidents"

    incident_id: Mapped[int] = mapped_column(primary_key=True)
    force_month_id: Mapped[int] = mapped_column(
        ForeignKey("force_months.force_month_id", ondelete="CASCADE"), index=True
    )
    stream: Mapped[str] = mapped_column(String(20))
    lsoa_code: Mapped[str | None] = mapped_column(String(9))
    uncertainty_m: Mapped[float] = mapped_column(server_default="0")
    asb_type: Mapped[str] = mapped_column(String(40), server_default="unspecified")
    asb_qualifier: Mapped[str] = mapped_column(String(20), server_default="unknown")
    occurred_on: Mapped[str | None] = mapped_column(String(10))
    reference: Mapped[str | None] = mapped_column(String(60))


class StreetPoint(GridPoint, Base):
    """A street name at a point that a force gave it: the most rows that named it there in a month, and since when.

    Names are gathered over all months and stay when a month is replaced: an address does not end with a correction.
    """

    __tablename__ = "street_points"
    __table_args__ = (UniqueConstraint("force", "name", "easting", "northing"),)

    street_point_id: Mapped[int] = mapped_column(primary_key=True)
    force: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    incidents: Mapped[int]
    first_month: Mapped[int]
