"""Keep what was made public, frozen as it was."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class Snapshot(Base):
    """The public figures about incidents up to one month: written once, never recomputed."""

    __tablename__ = "snapshots"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str] = mapped_column(Text)
