"""Read what is stored of some months as the weighted points that methods work on."""

import pandas as pd
from sqlalchemy import Connection

from geo_ij.hotspots.points import WeightedPoints, weighted_points
from geo_ij.store import incident_rows
from geo_ij.store.known_point_rows import known_points
from geo_ij.vocabulary import Stream


def stored_points(
    connection: Connection, *, first_month: int, last_month: int, force: str | None = None
) -> WeightedPoints:
    """Read the months given (month numbers, inclusive), of all forces or one.

    The points bear anti-social behaviour, criminal damage as a second stream, and since when each is known.
    """
    streams = [
        incident_rows.read_counts(connection, stream=stream, first_month=first_month, last_month=last_month)
        for stream in (Stream.ASB, Stream.CRIMINAL_DAMAGE)
    ]
    known = known_points(connection, until=last_month)
    asb, damage, known = (_of(frame, force) for frame in (*streams, known))
    return weighted_points(asb, first_month=first_month, last_month=last_month, criminal_damage=damage, known=known)


def _of(frame: pd.DataFrame, force: str | None) -> pd.DataFrame:
    return frame if force is None else frame.loc[frame["force"] == force]
