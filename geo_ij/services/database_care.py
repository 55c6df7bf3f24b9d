"""Look after the database itself: check it, bring it up to date, back it up, and put a backup in its place."""

import datetime as dt
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from geo_ij.errors import OutputError, StoreError
from geo_ij.services.audit import AuditCheck, check_audit, record, record_alone
from geo_ij.settings import file_of_database
from geo_ij.store import account_rows, audit_rows, soundness, sqlite_files
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.store.database import Database, open_database, sqlite_file
from geo_ij.vocabulary import AuditAction


@dataclass(frozen=True)
class DatabaseCheck:
    """What a check found: the version of the tables, the audit log if there is one, every fault in words."""

    version: str | None
    newest_version: str
    audit: AuditCheck | None
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Upgrade:
    """From which version of its tables (None: there were none) to which a database was brought."""

    version_before: str | None
    version: str


@dataclass(frozen=True)
class Restored:
    """What was put in place: the check of the new database, and the file in which the old one is kept, if any."""

    check: DatabaseCheck
    kept: Path | None


def check_database(url: str, *, known_hash: str | None = None, older_will_do: bool = False) -> DatabaseCheck:
    """Check that a database is whole, of this version of the program, and has an audit log without a gap.

    Nothing is changed. `known_hash` is the last hash that an earlier check gave; with `older_will_do` the tables may be
    of an older version. Raises StoreError where the database cannot be opened or is too damaged to be read.
    """
    newest, *older = soundness.known_versions()
    with _as_it_is(url) as database:
        with database.read() as connection:
            faults = soundness.faults_of_content(connection)
            version = soundness.version_of(connection)
            if not (older_will_do and version in older):
                faults += soundness.faults_of_version(version)
            has_log = soundness.has_audit_log(connection)
            if has_log and not soundness.audit_log_stays(connection):
                faults.append(
                    "the database no longer refuses changes to its audit log: its triggers are not what they were"
                )
        if not has_log and version == newest:
            faults.append("the audit log is gone")
        audit = check_audit(database, known_hash=known_hash) if has_log else None
        return DatabaseCheck(version, newest, audit, (*faults, *(() if audit is None else audit.faults)))


def upgrade_database(url: str) -> Upgrade:
    """Bring a database to the tables of this version of the program, or make a new one. Raises StoreError."""
    file = sqlite_file(url)
    before = None
    if file is None or file.exists():
        with _as_it_is(url) as database, database.read() as connection:
            before = soundness.version_of(connection)
    newest = soundness.known_versions()[0]
    database = open_database(url)
    try:
        if before not in (None, newest):
            record_alone(database, AuditAction.CHANGED, "database", what="upgraded", version_before=before)
    finally:
        database.close()
    return Upgrade(before, newest)


def back_up_database(url: str, target: Path) -> DatabaseCheck:
    """Copy a SQLite database as it is at one moment into a new file, also while others use it; give the copy's check.

    Taking everything out is an entry of the audit log. Raises StoreError where this is PostgreSQL or the database is
    damaged, and OutputError where the target exists or cannot be written.
    """
    file = sqlite_file(url)
    if file is None:
        command = ["pg_dump", "--format=custom", f"--file={target}", _server_address(url)]
        raise StoreError(f"PostgreSQL makes its own backups: {shlex.join(command)}")
    if target.exists() or target.is_symlink():
        raise OutputError(f"{target} exists already: choose another name, nothing is written over")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}: choose another place")
    with _as_it_is(url) as database:
        with database.read() as connection:
            version = soundness.version_of(connection)
        if version is None:
            raise StoreError(f"{file}: this is not a geo-ij database")
        if version == soundness.known_versions()[0]:
            # Before the copy, so that the copy tells of itself.
            record_alone(database, AuditAction.EXPORTED, "database", what="backup", file=target.name)
    sqlite_files.copy_file(file, target)
    return check_database(_url_of(target), older_will_do=True)


def restore_database(url: str, source: Path, *, now: dt.datetime | None = None) -> Restored:
    """Put a backup in the place of a SQLite database, and keep beside it what was there.

    Everybody is signed out, because the sessions of the backup may have ended since. Raises StoreError where this is
    PostgreSQL, the backup does not pass its check, or another program has the database open; then nothing is changed.
    """
    now = now or dt.datetime.now(dt.UTC)
    file = sqlite_file(url)
    if file is None:
        command = ["pg_restore", "--clean", "--if-exists", f"--dbname={_server_address(url)}", str(source)]
        raise StoreError(f"PostgreSQL restores its own backups: stop geo-ij serve, then {shlex.join(command)}")
    if not source.is_file():
        raise StoreError(f"{source}: there is no such file")
    # A link to a file elsewhere stays one: the file itself is replaced.
    file = file.resolve()
    kept = file.with_name(f"{file.stem}.replaced-{now:%Y-%m-%dT%H%M%SZ}{file.suffix}") if file.exists() else None
    with _folder_beside(file) as folder:
        new = folder / "restored.sqlite"
        sqlite_files.copy_file(source, new)
        faults = check_database(_url_of(new), older_will_do=True).faults
        if faults:
            raise StoreError([f"{source}: {fault}" for fault in faults])
        _make_ready(new, in_place_of=url, kept=kept, now=now)
        check = check_database(_url_of(new))
        sqlite_files.replace_file(file, new, kept=kept or file)
    # Made from what the old database held, and made again when it is next needed.
    file_of_database(url, "geocoder.sqlite", otherwise=file.parent).unlink(missing_ok=True)
    return Restored(check, kept)


def _make_ready(new: Path, *, in_place_of: str, kept: Path | None, now: dt.datetime) -> None:
    """Bring a backup up to date, sign everybody out, and write into its log what it takes the place of."""
    last = _last_entry(in_place_of)
    database = open_database(_url_of(new))
    try:
        with database.write() as connection:
            account_rows.end_sessions(connection)
            record(
                connection,
                database.actor,
                AuditAction.CHANGED,
                "database",
                now=now,
                what="restored a backup",
                kept=None if kept is None else kept.name,
                replaced_entries=None if last is None else last.number,
                replaced_hash=None if last is None else last.entry_hash,
            )
    finally:
        database.close()


def _last_entry(url: str) -> audit_rows.AuditRow | None:
    """Give the last entry of a database's audit log, or None where it has none or cannot be read."""
    try:
        with _as_it_is(url) as database, database.read() as connection:
            if not soundness.has_audit_log(connection):
                return None
            return next(iter(audit_rows.entries(connection, AuditFilter(), most=1)), None)
    except StoreError:
        return None


@contextmanager
def _as_it_is(url: str) -> Iterator[Database]:
    database = open_database(url, as_it_is=True)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """Give a folder for unfinished work on the same disk, which is gone afterwards."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=file.parent)
    except OSError as error:
        raise OutputError(f"{file.parent}: {error.strerror or error}: make the folder writable") from error
    with folder as name:
        yield Path(name)


def _url_of(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


def _server_address(url: str) -> str:
    """Give a URL as PostgreSQL's own programs take it, without the password, which they ask for."""
    return make_url(url)._replace(drivername="postgresql", password=None).render_as_string()
