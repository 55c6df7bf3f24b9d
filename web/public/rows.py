"""Turn public frames into rows that a template can show; nothing but a public frame is taken."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo_ij.disclosure.public import PublicHotspots, PublicWork

Row = dict[str, Any]
"""One hotspot or piece of completed work by column name, without its geometry; unknown values are None."""


def rows_of(public: PublicHotspots | PublicWork) -> list[Row]:
    """Give the rows in their order."""
    columns = public.frame.drop(columns="geometry")
    # Pandas writes an unknown value in three ways; a template should meet one.
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in columns.to_dict("records")
    ]


def latest_first(work: Sequence[Row]) -> list[Row]:
    """Put completed work in order, the latest day first."""
    return sorted(work, key=lambda row: (str(row["day"]), str(row["work_ref"])), reverse=True)


def with_ref(rows: Sequence[Row], column: str, ref: str | None) -> Row | None:
    """Find the row whose column holds the reference, or None."""
    return next((row for row in rows if ref is not None and row[column] == ref), None)
