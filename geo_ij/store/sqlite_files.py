"""Copy the file of a SQLite database as it is at one moment, and put another in its place, whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from geo_ij.errors import OutputError, StoreError

_LOGS = ("-wal", "-shm", "-journal")
"""The endings of what SQLite keeps beside a file in use: with another file in its place they would spoil that."""

_SHORT_WAIT_S = 2.0


def copy_file(source: Path, target: Path) -> None:
    """Copy a database, also while others write to it, into a new file that only its owner may read.

    The source is not changed. Raises OutputError where the target exists or cannot be written, StoreError where the
    source is no database or damaged.
    """
    try:
        with closing(_reading(source)) as whole:
            _copy(whole, target)
    except sqlite3.Error as error:
        raise StoreError(f"{source}: cannot be copied as a database ({error})") from error


def replace_file(path: Path, new: Path, *, kept: Path) -> None:
    """Put a checked file in the place of a database and keep the old one, if there is one, under another name.

    Until the last step, which cannot be done by halves, the old one stays. Raises StoreError where another process has
    it open, OutputError where a file cannot be written.
    """
    try:
        if not path.exists():
            os.replace(new, path)  # noqa: PTH105  # atomic on one file system
            return
        with _held_alone(path) as whole:
            if whole is None:
                _keep_damaged(path, kept)
            else:
                _copy(whole, kept)
            _give_to_owner_of(path, new)
            os.replace(new, path)  # noqa: PTH105  # atomic on one file system
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}: nothing was replaced") from error


def _reading(path: Path) -> sqlite3.Connection:
    """Open a file to read it; one that nobody has open is read without leaving anything beside it."""
    in_use = any(path.with_name(path.name + ending).exists() for ending in _LOGS)
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro{'' if in_use else '&immutable=1'}", uri=True)


def _copy(whole: sqlite3.Connection, target: Path) -> None:
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise OutputError(f"{target} exists already: choose another name, nothing is written over") from None
    except OSError as error:
        raise OutputError(f"{target}: {error.strerror or error}: choose another place") from error
    try:
        with closing(sqlite3.connect(target)) as copy:
            whole.backup(copy)
            # One file, which needs nothing beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        target.unlink()
        raise


@contextmanager
def _held_alone(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Bring everything into the one file, let nobody else open it meanwhile, and give the connection that sees to it.

    It is None for a file so damaged that nobody can use it. The lock ends as soon as the process closes the file in
    whatever way, so that until then only this connection may read it.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=_SHORT_WAIT_S)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            # Once taken the lock stays: a copy cannot be made within a transaction that writes.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreError(
                    f"{path}: another program has this database open: stop geo-ij serve, and run the command again; "
                    "nothing was replaced"
                ) from error
            raise StoreError(f"{path}: {error}; nothing was replaced") from error
        except sqlite3.DatabaseError:
            yield None
            return
        yield connection


def _keep_damaged(path: Path, kept: Path) -> None:
    """Copy a damaged file with what SQLite left beside it, which must not meet the new file."""
    for ending in ("", *_LOGS):
        part = path.with_name(path.name + ending)
        with suppress(FileNotFoundError):
            shutil.copy2(part, kept.with_name(kept.name + ending))
    for ending in _LOGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _give_to_owner_of(path: Path, new: Path) -> None:
    """Let those who could open the old file open the new one, where whoever asks may say so."""
    shutil.copymode(path, new)
    state = path.stat()
    with suppress(PermissionError):
        os.chown(new, state.st_uid, state.st_gid)
