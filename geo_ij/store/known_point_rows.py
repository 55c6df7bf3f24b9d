"""Read the points at which anything was ever recorded, and since when."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from geo_ij.store.models import StreetPoint


def known_points(connection: Connection, *, until: int) -> pd.DataFrame:
    """Read every force's points known by the month number `until` (frames.KNOWN_POINTS), in a fixed order."""
    key = (StreetPoint.force, StreetPoint.easting, StreetPoint.northing)
    first = func.min(StreetPoint.first_month)
    rows = connection.execute(
        select(*key, first).group_by(*key).having(first <= until).order_by(*key[1:], key[0])
    ).all()
    forces, eastings, northings, months = list(zip(*rows, strict=True)) or [()] * 4
    return pd.DataFrame(
        {
            "easting": np.array(eastings, dtype=float),
            "northing": np.array(northings, dtype=float),
            "force": np.array(forces, dtype=object),
            "first_month": np.array(months, dtype=np.int64),
        }
    )
