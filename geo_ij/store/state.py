"""Say whether a database is ready for this version of the program, and whether anything in it has changed."""

import hashlib
from pathlib import Path
from threading import Lock

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, exc, func, select

from geo_ij.store import migrations
from geo_ij.store.database import Database
from geo_ij.store.models import Boundary


def is_current(database: Database) -> bool:
    """Say whether the tables are exactly those of this version of the program.

    Raises StoreError when the database cannot be read.
    """
    head = ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


class ChangeWatch:
    """Notice cheaply that somebody, in this process or another, has committed a change to a database.

    It costs one tiny query on a connection of its own, which never writes: SQLite's `data_version` tells of the
    commits of all other connections, and PostgreSQL's list of running transactions moves with each that ends.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._question = "SELECT pg_current_snapshot()::text" if database.is_postgresql else "PRAGMA data_version"
        self._connection: Connection | None = None
        self._connections = 0
        self._lock = Lock()

    def mark(self) -> str:
        """Give a mark that differs from the last one if anything was committed since; it may also differ without.

        Raises StoreError when the database cannot be read.
        """
        with self._lock:
            try:
                return self._ask()
            except exc.SQLAlchemyError:
                # A server that restarted leaves a dead connection behind.
                self._connection = None
            with self._database.read() as connection:
                # Refuses in plain words where the database is gone.
                connection.exec_driver_sql("SELECT 1")
            return self._ask()

    def close(self) -> None:
        """Let go of the connection; the next mark opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _ask(self) -> str:
        if self._connection is None:
            self._connection = self._database.engine.connect()
            self._connections += 1
        answer = self._connection.exec_driver_sql(self._question).scalar_one()
        self._connection.rollback()
        # Two connections number their versions apart, so the mark says which one was asked.
        return f"{self._connections}:{answer}"


def ground_fingerprint(connection: Connection) -> str:
    """Give a text that differs whenever the boundaries that public maps draw beneath everything do.

    Police data have no part in it: it would tell the public of imports that are not published.
    """
    boundaries = select(
        Boundary.kind, Boundary.code, Boundary.name, Boundary.source, func.length(Boundary.geometry)
    ).order_by(Boundary.kind, Boundary.code)
    rows = [tuple(row) for row in connection.execute(boundaries)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
