"""Keep the places where reparation work can be done."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base, CelledGridPoint


class Site(CelledGridPoint, Base):
    """One candidate site at its entry point, with the polygon where a file gave one (WKB, EPSG:27700)."""

    __tablename__ = "sites"

    site_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    site_type: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(30))
    condition: Mapped[int | None]
    landowner: Mapped[str | None] = mapped_column(String(200))
    permission_status: Mapped[str] = mapped_column(String(20))
    permission_until: Mapped[str | None] = mapped_column(String(10))
    risk_assessment_status: Mapped[str] = mapped_column(String(20))
    risk_assessment_review_due: Mapped[str | None] = mapped_column(String(10))
    activities: Mapped[str] = mapped_column(Text)
    capacity: Mapped[int | None]
    supervisors_needed: Mapped[int | None]
    estimated_hours: Mapped[float | None]
    under_18_suitable: Mapped[str | None] = mapped_column(String(3))
    equipment: Mapped[str] = mapped_column(Text)
    toilets: Mapped[str | None] = mapped_column(String(3))
    notes: Mapped[str | None] = mapped_column(Text)
    boundary: Mapped[bytes | None]
    extra: Mapped[str | None] = mapped_column(Text)
