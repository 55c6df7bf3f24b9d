"""Open the file of the search index to write it: a new one is given its tables, one that is not ours is begun anew."""

import sqlite3
from pathlib import Path
from time import sleep

FORMAT = 5
"""The form of the file; a file of another form is made anew."""

_OURS = 0x6E0C0DE
"""The number by which SQLite keeps our files apart from those of other programs."""

_BROKEN = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}

_TRIES, _PAUSE_S = 6_000, 0.05
"""How often to ask for a file that another process is busy with, and how long to wait between."""

_SCHEMA = """
CREATE TABLE layers (layer TEXT PRIMARY KEY, version TEXT NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cores (core_id INTEGER PRIMARY KEY, core TEXT NOT NULL UNIQUE);
CREATE TABLE near (
    number INTEGER, core_id INTEGER, letters INTEGER NOT NULL, PRIMARY KEY (number, core_id)
) WITHOUT ROWID;
CREATE TABLE names (name_id INTEGER PRIMARY KEY, core_id INTEGER NOT NULL, type TEXT NOT NULL, UNIQUE (core_id, type));
CREATE VIRTUAL TABLE name_words USING fts5(words, content='', detail=none);
CREATE TABLE entries (
    entry_id INTEGER PRIMARY KEY, name_id INTEGER NOT NULL, layer TEXT NOT NULL, label TEXT NOT NULL,
    kind TEXT NOT NULL, easting REAL NOT NULL, northing REAL NOT NULL, extent_m REAL NOT NULL,
    locality TEXT, street_id INTEGER, weight REAL NOT NULL
);
CREATE INDEX entries_of_name ON entries (name_id, kind, northing, easting);
CREATE INDEX entries_of_layer ON entries (layer);
CREATE INDEX entries_on_street ON entries (street_id) WHERE street_id IS NOT NULL;
CREATE TABLE points (entry_id INTEGER, easting REAL, northing REAL);
CREATE INDEX points_of_entry ON points (entry_id);
CREATE TABLE postcodes (
    code TEXT PRIMARY KEY, layer TEXT, easting REAL, northing REAL, extent_m REAL
) WITHOUT ROWID;
"""


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open the file to write it; one that is broken, of another form or another program's is begun anew."""
    connection = _connect(path)
    if not _can_be_used(connection):
        connection.close()
        _take_away(path)
        connection = _connect(path)
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute("BEGIN IMMEDIATE")
    if form_of(connection) != FORMAT:
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_OURS}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")
    return connection


def _can_be_used(connection: sqlite3.Connection) -> bool:
    """Say whether a file is ours and of this form, or empty."""
    try:
        return form_of(connection) in {0, FORMAT}
    except sqlite3.DatabaseError as error:
        # A file that another process is busy with is no broken one.
        if error.sqlite_errorname not in _BROKEN:
            raise
        return False


def _take_away(path: Path) -> None:
    """Remove a file that cannot be used, one process at a time: the next must not remove what the first has begun."""
    lock = sqlite3.connect(path.with_name(path.name + ".lock"), timeout=300, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        connection = _connect(path)
        usable = _can_be_used(connection)
        connection.close()
        if not usable:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            # Empty before the lock is let go, so that nobody finds none and waits no longer.
            path.touch(mode=0o600)
    finally:
        lock.close()


def form_of(connection: sqlite3.Connection) -> int | None:
    """Give the form of a file of ours, 0 for an empty one and None for another program's."""
    if not connection.in_transaction:
        # All three from one moment: another process may just be making the file.
        connection.execute("BEGIN")
        try:
            return form_of(connection)
        finally:
            connection.execute("ROLLBACK")
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    form: int = connection.execute("PRAGMA user_version").fetchone()[0]
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == _OURS
    if not tables:
        return 0
    return form if ours else None


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers read while the file is written; SQLite does not wait by itself when another process does the same."""
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                raise
            sleep(_PAUSE_S)
    raise sqlite3.OperationalError("another process keeps it locked")


def _connect(path: Path) -> sqlite3.Connection:
    # Local names that staff wrote are in it: for the owner alone, like the database.
    path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=300, isolation_level=None)
