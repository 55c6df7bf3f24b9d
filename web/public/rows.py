"""Give public views the rows of what is published; nothing but a public frame is taken."""

from collections.abc import Sequence

from geo_ij.disclosure.public import PublicHotspots, PublicWork
from web.rows import Row, rows_of

__all__ = ["Row", "latest_first", "public_rows", "with_ref"]


def public_rows(public: PublicHotspots | PublicWork) -> list[Row]:
    """Give the rows in their order."""
    return rows_of(public.frame)


def latest_first(work: Sequence[Row]) -> list[Row]:
    """Put completed work in order, the latest day first."""
    return sorted(work, key=lambda row: (str(row["day"]), str(row["work_ref"])), reverse=True)


def with_ref(rows: Sequence[Row], column: str, ref: str | None) -> Row | None:
    """Find the row whose column holds the reference, or None."""
    return next((row for row in rows if ref is not None and row[column] == ref), None)
