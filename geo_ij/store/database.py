"""Open the database, bring it up to date, and run reads and writes in transactions.

SQLite (in WAL mode) and PostgreSQL with PostGIS hold the same tables. A write is all or nothing: a killed process
leaves what was there before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from sqlalchemy import Connection, Engine, FromClause, Table, create_engine, event, exc, insert
from sqlalchemy.engine import URL, make_url

from geo_ij.access.actor import OPERATOR, Actor
from geo_ij.errors import StoreError

Column = Sequence[Any] | np.ndarray


class Merge(NamedTuple):
    """How a new row joins a stored one with the same `keys`: the larger of one column stays, the smaller of another."""

    keys: Sequence[str]
    larger: str
    smaller: str


class Database:
    """One database, opened and migrated; the edge decides where a transaction begins and ends.

    `actor` is whoever asks: services refuse what that actor may not do, and the audit log names it.
    """

    def __init__(self, engine: Engine, *, actor: Actor = OPERATOR) -> None:
        self.engine = engine
        self.actor = actor

    def acting(self, actor: Actor) -> "Database":
        """Give the same database as somebody else asks for it."""
        return Database(self.engine, actor=actor)

    @property
    def is_postgresql(self) -> bool:
        """Say whether this is PostgreSQL rather than SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and writes nothing."""
        with _refusing(self.engine.url), self.engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self, *, content: bool = True, durable: bool = False) -> Iterator[Connection]:
        """Give a connection whose changes are kept together at the end, or not at all.

        `content` says that pages may show something else afterwards; who signed in or read something is no content.
        `durable` says that what is kept is on the disk, and not only with the operating system, before this ends: what
        was acknowledged to somebody outside must outlive a loss of power. PostgreSQL does so in any case.
        """
        with _refusing(self.engine.url), self.engine.connect() as connection, self._synchronised(connection, durable):
            if not self.is_postgresql:
                # Take SQLite's write lock at the start: a reader that turns writer midway would be refused.
                connection = connection.execution_options(geo_ij_writes=True)  # noqa: PLW2901  # the same connection
            with connection.begin():
                yield connection
                if content:
                    # Last, so that PostgreSQL keeps others waiting for this row for as short as can be.
                    connection.exec_driver_sql("UPDATE content_version SET number = number + 1")

    @contextmanager
    def _synchronised(self, connection: Connection, durable: bool) -> Iterator[None]:
        """Let SQLite wait for the disk at the end of the next transaction."""
        if self.is_postgresql or not durable:
            yield
            return
        driver = connection.connection.dbapi_connection
        assert driver is not None  # noqa: S101  # it was opened just now
        driver.execute("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            driver.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_database(url: str, *, as_it_is: bool = False) -> Database:
    """Open the database at an SQLAlchemy URL, creating and migrating it on first use.

    `as_it_is` does neither: whoever looks after a database must see it before anything changes it. Raises StoreError
    when the URL, the folder or the server cannot be used, or the database was written by a newer version of the
    program.
    """
    from geo_ij.store.migrations import upgrade

    parsed = _parse(url)
    if as_it_is:
        file = sqlite_file(url)
        if file is not None and not file.exists():
            raise StoreError(f"{parsed.render_as_string(hide_password=True)}: there is no database yet")
        with _refusing(parsed):
            return Database(_engine(parsed))
    with _refusing(parsed):
        engine = _engine(parsed)
        try:
            upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
    return Database(engine)


def sqlite_file(url: str) -> Path | None:
    """Name the file of a SQLite database, or give None for PostgreSQL. Raises StoreError for a URL without either."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError(f"{url} is in the memory of one program: name a file, as in sqlite:///file.sqlite")
    return Path(parsed.database)


def bulk_insert(
    connection: Connection,
    table: FromClause,
    columns: Mapping[str, Column],
    *,
    merge: Merge | None = None,
) -> int:
    """Insert equally long columns as rows, by the quickest way the database has; give the number of rows.

    PostgreSQL takes them by COPY, SQLite by one executemany. `merge` says what becomes of a row whose keys are
    stored already; without it there is none.
    """
    lists = [column.tolist() if isinstance(column, np.ndarray) else list(column) for column in columns.values()]
    rows = list(zip(*lists, strict=True))
    if not rows:
        return 0
    target = cast(Table, table).name  # what `Model.__table__` always is
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        _copy_rows(connection, target, names, rows, merge)
    else:
        marks = ", ".join("?" * len(columns))
        clause = _on_conflict(target, merge, larger="max", smaller="min")
        connection.exec_driver_sql(f"INSERT INTO {target} ({names}) VALUES ({marks}){clause}", rows)  # noqa: S608  # own names
    return len(rows)


def _copy_rows(
    connection: Connection,
    target: str,
    names: str,
    rows: Sequence[tuple[Any, ...]],
    merge: Merge | None,
) -> None:
    """COPY rows into a PostgreSQL table, by way of a temporary one where some may be stored already."""
    cursor = connection.connection.cursor()
    into = target
    if merge is not None:
        into = f"arriving_{target}"
        cursor.execute(f"CREATE TEMPORARY TABLE {into} ON COMMIT DROP AS SELECT {names} FROM {target} LIMIT 0")  # noqa: S608
    with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if merge is not None:
        clause = _on_conflict(target, merge, larger="greatest", smaller="least")
        cursor.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM {into}{clause}")  # noqa: S608
        cursor.execute(f"DROP TABLE {into}")


def _on_conflict(target: str, merge: Merge | None, *, larger: str, smaller: str) -> str:
    if merge is None:
        return ""
    kept = ((merge.larger, larger), (merge.smaller, smaller))
    changes = ", ".join(f"{column} = {choose}({target}.{column}, excluded.{column})" for column, choose in kept)
    return f" ON CONFLICT ({', '.join(merge.keys)}) DO UPDATE SET {changes}"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert a few rows given as mappings."""
    if rows:
        connection.execute(insert(table), list(rows))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise StoreError(
            f"{url!r} is not a database URL: write sqlite:///file.sqlite or postgresql://user@host/name"
        ) from None
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError(f"{backend} is not supported: use SQLite or PostgreSQL")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # police and personal data: for the owner alone
    # What was to be written stays out of errors, and so out of logs: names, contacts, hashes.
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would otherwise commit behind our back around DDL; we send BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("geo_ij_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _refusing(url: URL) -> Iterator[None]:
    """Translate what the database and the disk say into one refusal that names the database."""
    where = url.render_as_string(hide_password=True)
    try:
        yield
    except exc.DBAPIError as error:
        raise StoreError(f"{where}: {_advice(str(error.orig))}") from error
    except OSError as error:
        raise StoreError(f"{where}: {error.strerror or error}: choose another place with --database") from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise StoreError(f"{where}: install the extra for PostgreSQL: pip install 'geo-ij[postgres]'") from error


_ADVICE = {
    "readonly": "the file or its folder is read-only: make it writable or choose another with --database",
    "read-only": "the file or its folder is read-only: make it writable or choose another with --database",
    "unable to open": "the file cannot be opened: check the folder and its permissions",
    "full": "the disk is full: free some space and run the command again; nothing was changed",
    "No space left": "the disk is full: free some space and run the command again; nothing was changed",
    "disk I/O": "the disk cannot be written (full or failing); nothing was changed",
    "not a database": "this is not a geo-ij database: choose another file with --database",
    "malformed": "the file is damaged: restore a backup",
    "locked": "another process is writing; try again when it has finished",
    "connection failed": "the server does not answer: check the address and that it runs",
}


def _advice(message: str) -> str:
    for symptom, advice in _ADVICE.items():
        if symptom.casefold() in message.casefold():
            return advice
    return message.strip().splitlines()[0]
