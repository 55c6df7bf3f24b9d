"""Keep the last back-test of each force: how good its hotspots were, and the data it was made from."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class StoredBackTest(Base):
    """One force's back-test as JSON; `as_of` is its latest cut-off (a month number)."""

    __tablename__ = "backtests"

    force: Mapped[str] = mapped_column(String(60), primary_key=True)
    as_of: Mapped[int]
    test_months: Mapped[int]
    data_fingerprint: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(Text)
