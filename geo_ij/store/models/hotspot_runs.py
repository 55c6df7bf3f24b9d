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
    """One hotspot of one run; easting and northing are a point inside it, the polygon is WKB in EPSG:27700.

    `breakdown` is JSON: for "types", "qualifiers" and "issues" how many incidents or reports of each it holds.
    """

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
    uncertain_share: Mapped[float] = mapped_column(server_default="0")
    households: Mapped[int] = mapped_column(server_default="0")
    officer_reports: Mapped[int] = mapped_column(server_default="0")
    voice: Mapped[str | None] = mapped_column(String(20))
    breakdown: Mapped[str] = mapped_column(Text, server_default="{}")
    monthly: Mapped[str] = mapped_column(Text)
    geometry: Mapped[bytes] = mapped_column(LargeBinary)


class HotspotIdentity(Base):
    """One id of one method: when the place was found, its last known shape (WKB) and what became of it.

    `state` is a value of vocabulary.IdentityState; the rules are in `hotspots/identity.py`.
    """

    __tablename__ = "hotspot_identities"

    method: Mapped[str] = mapped_column(String(20), primary_key=True)
    hotspot_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    first_as_of: Mapped[int]
    last_as_of: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    merged_into: Mapped[str | None] = mapped_column(String(20))
    split_from: Mapped[str | None] = mapped_column(String(20))
    geometry: Mapped[bytes] = mapped_column(LargeBinary)


class HotspotEvent(Base):
    """One thing that happened to an id, and the data it was seen in; rows are only ever added."""

    __tablename__ = "hotspot_events"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(String(20))
    hotspot_id: Mapped[str] = mapped_column(String(20), index=True)
    as_of: Mapped[int]
    event: Mapped[str] = mapped_column(String(20))
    other_id: Mapped[str | None] = mapped_column(String(20), index=True)
    data_fingerprint: Mapped[str] = mapped_column(String(64))
