"""Keep the areas that places are named after and filtered by."""

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class Boundary(Base):
    """One area: its kind, official code and name, and its polygon as WKB in EPSG:27700."""

    __tablename__ = "boundaries"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    boundary_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200))
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
