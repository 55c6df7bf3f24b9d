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
    """Notice cheaply that somebody, in this process or another, has committed a change of what pages show.

    It costs one tiny query on a connection of its own, which never writes, for the number that every such transaction
    puts up (`Database.write`). Sign-ins and the audit log leave it alone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._lock = Lock()

    def mark(self) -> int:
        """Give a number that differs from the last one if any content was committed since.

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

    def _ask(self) -> int:
        if self._connection is None:
            self._connection = self._database.engine.connect()
        number = int(self._connection.exec_driver_sql("SELECT number FROM content_version").scalar_one())
        self._connection.rollback()
        return number


def ground_fingerprint(connection: Connection) -> str:
    """Give a text that differs whenever the boundaries that public maps draw beneath everything do.

    Police data have no part in it: it would tell the public of imports that are not published.
    """
    boundaries = select(
        Boundary.kind, Boundary.code, Boundary.name, Boundary.source, func.length(Boundary.geometry)
    ).order_by(Boundary.kind, Boundary.code)
    rows = [tuple(row) for row in connection.execute(boundaries)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
