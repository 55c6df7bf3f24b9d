"""Turn frames into rows that a template can show."""

from typing import Any

import geopandas as gpd
import pandas as pd

Row = dict[str, Any]
"""One row of a frame by column name, without its geometry; unknown values are None."""


def rows_of(frame: gpd.GeoDataFrame) -> list[Row]:
    """Give the rows in their order."""
    # Pandas writes an unknown value in three ways; a template should meet one.
    return [
        {str(name): value if isinstance(value, list) or pd.notna(value) else None for name, value in row.items()}
        for row in frame.drop(columns="geometry").to_dict("records")
    ]
