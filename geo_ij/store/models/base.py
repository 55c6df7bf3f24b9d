"""Give every table one base, one naming convention and one way to write a point."""

from sqlalchemy import Float, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The base of every table; constraint names are fixed so that migrations can find them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class GridPoint:
    """A point in metres (EPSG:27700)."""

    easting: Mapped[float] = mapped_column(Float)
    northing: Mapped[float] = mapped_column(Float)


class CelledGridPoint(GridPoint):
    """A point in metres with the key of its 1 km cell, by which neighbours are found on both databases."""

    cell: Mapped[int] = mapped_column(Integer, index=True)
