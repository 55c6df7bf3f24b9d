"""Look whether a database is sound: whole, of this version of the program, and with an audit log that stays."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from geo_ij.store import migrations
from geo_ij.store.models import AuditEntry

_MOST_LINES = 20
"""What SQLite tells of one damaged file; more would not help."""

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
_SQLITE_GUARDS = {
    "audit_entries_stay_update": f"CREATE TRIGGER audit_entries_stay_update BEFORE UPDATE ON audit_entries {_REFUSE}",
    "audit_entries_stay_delete": f"CREATE TRIGGER audit_entries_stay_delete BEFORE DELETE ON audit_entries {_REFUSE}",
    "audit_entries_stay_insert": (
        "CREATE TRIGGER audit_entries_stay_insert BEFORE INSERT ON audit_entries "  # noqa: S608  # no query: the text that the database keeps
        "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE number = NEW.number) " + _REFUSE
    ),
}
"""The triggers by which SQLite refuses to change the audit log, as migration 0005 wrote them: there are no others."""

_POSTGRESQL_GUARDS = {"audit_entries_stay"}


def version_of(connection: Connection) -> str | None:
    """Give the version of the tables, or None where no version of the program has made any."""
    return MigrationContext.configure(connection).get_current_revision()


def known_versions() -> list[str]:
    """List the versions of tables that this program knows, the newest first."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    return [script.revision for script in scripts.walk_revisions()]


def faults_of_version(version: str | None) -> list[str]:
    """Say what is wrong with the version of a database's tables: nothing where it is the newest."""
    newest, *older = known_versions()
    if version is None:
        return ["this is not a geo-ij database"]
    if version == newest:
        return []
    if version in older:
        return [f"its tables are of version {version}, and the program's of {newest}: run geo-ij database upgrade"]
    return [f"its tables are of version {version}, which only a newer version of geo-ij knows: upgrade the program"]


def faults_of_content(connection: Connection) -> list[str]:
    """Say what is damaged in a SQLite file; PostgreSQL looks after its own files."""
    if connection.dialect.name == "postgresql":
        return []
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_LINES})").scalars()
    faults = [f"the file is damaged: {' '.join(str(line).split())}" for line in lines if line != "ok"]
    lost: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        lost[table, parent] = lost.get((table, parent), 0) + 1
    return faults + [
        f"rows of {table} belong to rows of {parent} that are missing: {number:,}"
        for (table, parent), number in lost.items()
    ]


def has_audit_log(connection: Connection) -> bool:
    """Say whether the database has the table of the audit log, which came with version 0005."""
    return inspect(connection).has_table(AuditEntry.__tablename__)


def audit_log_stays(connection: Connection) -> bool:
    """Say whether the database itself still refuses to change the audit log."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entries'::regclass "
            "AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        return set(connection.exec_driver_sql(query).scalars()) == _POSTGRESQL_GUARDS
    # One of another name could swallow entries, on this table or on one that leads to it.
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {str(name): str(sql) for name, sql in found} == _SQLITE_GUARDS
