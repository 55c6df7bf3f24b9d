"""Keep the work that was done."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base, CelledGridPoint


class Work(CelledGridPoint, Base):
    """One completed work session; it is public only from `published_at` (null: not approved yet)."""

    __tablename__ = "work"

    work_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.site_id"), index=True)
    place: Mapped[str] = mapped_column(String(200))
    start: Mapped[str] = mapped_column(String(32))
    end: Mapped[str] = mapped_column(String(32))
    activities: Mapped[str] = mapped_column(Text)
    hours: Mapped[float]
    people: Mapped[int | None]
    bags: Mapped[int | None]
    area_m2: Mapped[float | None]
    partners: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[str | None] = mapped_column(String(32))
    extra: Mapped[str | None] = mapped_column(Text)
