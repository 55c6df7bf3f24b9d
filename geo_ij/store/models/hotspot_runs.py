"""Keep every hotspot run with what it was made from, and the identities that last from run to run."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base, GridPoint


class HotspotRun(Base):
    """One run: its parameters and the fingerprint of the data it read."""

    __tablename__ = "hotspot_runs"

    run_id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[int]
    months: Mapped[int]
    method: Mapped[str] = mapped_column(String(20))
    data_fingerprint: Mapped[str] = mapped_column(String(64))


class Hotspot(GridPoint, Base):
    """One hotspot of one run; easting and northing are a point inside it, the polygon is WKB in EPSG:27700."""

    __tablename__ = "hotspots"
    __table_args__ = (Index("ix_hotspots_run_id_rank", "run_id", "rank", unique=True),)

    hotspot_row_id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("hotspot_runs.run_id", ondelete="CASCADE"))
    hotspot_id: Mapped[str] = mapped_column(String(20), index=True)
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    score: Mapped[float]
    incidents: Mapped[int]
    reports: Mapped[int]
    months_active: Mapped[int]
    hotspot_class: Mapped[str] = mapped_column(String(20))
    trend: Mapped[float | None]
    compared_with: Mapped[str | None] = mapped_column(String(20))
    q_value: Mapped[float]
    area_ha: Mapped[float]
    width_m: Mapped[float]
    length_m: Mapped[float]
    ward: Mapped[str | None] = mapped_column(String(120))
    council: Mapped[str | None] = mapped_column(String(120))
    monthly: Mapped[str] = mapped_column(Text)
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
