"""Make databases of every kind, sound and not, and ask `geo-ij database` about them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from sqlalchemy import create_engine

from geo_ij.cli import main
from geo_ij.services.accounts import TypedAccount, accounts, add_account
from geo_ij.store import migrations
from geo_ij.store.database import Database, open_database

NEWEST = "0006"
"""The version of the tables that this program makes."""


def run(url: str, *words: object) -> Result:
    return CliRunner().invoke(main, ["--database", url, "database", *map(str, words)])


def document(url: str, *words: object) -> Any:
    result = run(url, *words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def faults(result: Result) -> list[str]:
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert all(line.startswith("geo-ij: ") for line in lines)
    return [line.removeprefix("geo-ij: ") for line in lines]


def file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def add(database: Database, *names: str) -> None:
    for name in names:
        add_account(database, TypedAccount(name, "", ("planner",)))


def names(url: str) -> list[str]:
    database = open_database(url)
    found = [account.name for account in accounts(database)]
    database.close()
    return found


def change(path: Path, *statements: str) -> None:
    """Change a file with SQLite alone, as somebody could who has it."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def made_by(path: Path, version: str) -> str:
    """Make a database as an older version of the program left it, and give its URL."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    engine = create_engine(f"sqlite:///{path}")
    with (
        EnvironmentContext(config, scripts, fn=lambda now, _: scripts._upgrade_revs(version, now)) as environment,
        engine.begin() as connection,
    ):
        environment.configure(connection=connection)
        environment.run_migrations()
    engine.dispose()
    return f"sqlite:///{path}"


def damage(path: Path) -> None:
    """Spoil the middle of a file."""
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // 4096, 2):
        content[page * 4096 : page * 4096 + 2000] = b"\xff" * 2000
    path.write_bytes(content)


def not_a_database(path: Path) -> None:
    path.write_text("these are my notes " * 500)


def _of_another_program(path: Path) -> None:
    change(path, "CREATE TABLE theirs (x)")


def _older(path: Path) -> None:
    made_by(path, "0004")


def _made_and(*statements: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        open_database(f"sqlite:///{path}").close()
        change(path, *statements)

    return make


def _damaged(path: Path) -> None:
    open_database(f"sqlite:///{path}").close()
    damage(path)


UNSOUND: dict[str, tuple[Callable[[Path], None], str]] = {
    "no database": (not_a_database, "this is not a geo-ij database"),
    "of another program": (_of_another_program, "this is not a geo-ij database"),
    "empty": (Path.touch, "this is not a geo-ij database"),
    "newer": (_made_and("UPDATE alembic_version SET version_num = '9999'"), "only a newer version of geo-ij knows"),
    "damaged": (_damaged, "the file is damaged"),
    "against its own rules": (
        _made_and(
            "INSERT INTO accounts (name, label, roles, areas, must_change_password, is_demonstration, is_disabled, "
            "failures, added_at) VALUES ('a', 'a', '[]', '[]', 0, 0, 0, 0, 'a')",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'preferred_area VARCHAR(120)', "
            "'preferred_area VARCHAR(120) NOT NULL') WHERE name = 'accounts'",
        ),
        "the file is damaged: NULL value in accounts.preferred_area",
    ),
    "lost rows": (
        _made_and("INSERT INTO sessions VALUES ('a', 7, 'b', 'c')", "INSERT INTO recovery_codes VALUES (7, 'a')"),
        "rows of sessions belong to rows of accounts that are missing: 1",
    ),
    "without a log": (_made_and("DROP TABLE audit_entries"), "the audit log is gone"),
    "without a guard": (_made_and("DROP TRIGGER audit_entries_stay_update"), "its triggers are not what they were"),
    "with a false log": (
        _made_and("INSERT INTO audit_entries VALUES (1, 'a', 'b', 'c', 'd', '{}', NULL, 'e', 'f')"),
        "entry 1 was changed after it was written",
    ),
}
