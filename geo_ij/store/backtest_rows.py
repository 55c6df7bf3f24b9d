"""Keep the last back-test of each force and read them back."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from geo_ij.store.models import StoredBackTest


class BackTestRow(NamedTuple):
    """One stored back-test: `as_of` is its latest cut-off (a month number), `result` JSON."""

    force: str
    as_of: int
    test_months: int
    data_fingerprint: str
    result: str


def replace_backtest(connection: Connection, row: BackTestRow) -> None:
    """Put a force's back-test in place of the one before."""
    connection.execute(delete(StoredBackTest).where(StoredBackTest.force == row.force))
    connection.execute(insert(StoredBackTest).values(**row._asdict()))


def read_backtests(connection: Connection) -> list[BackTestRow]:
    """Read the back-test of every force that has one, by the force's name."""
    table = StoredBackTest.__table__
    columns = [table.c[name] for name in BackTestRow._fields]
    return [BackTestRow(*row) for row in connection.execute(select(*columns).order_by(table.c.force))]
