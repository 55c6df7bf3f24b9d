"""Check the database, bring it up to date, back it up and restore it."""

import re
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import make_url

from geo_ij.cli import edge
from geo_ij.cli.groups import database
from geo_ij.errors import StoreError
from geo_ij.services.database_care import (
    DatabaseCheck,
    back_up_database,
    check_database,
    restore_database,
    upgrade_database,
)
from geo_ij.wiring import Wiring


@edge.command(database, "check")
@click.option("--known-hash", metavar="HASH", help="The last hash of an earlier check, which must still be in the log.")
@edge.json_option
@click.pass_obj
def check(wiring: Wiring, known_hash: str | None, as_json: bool) -> None:
    """Check that the database is whole and that nothing in its audit log was changed or taken away."""
    found = check_database(wiring.settings.database_url, known_hash=None if known_hash is None else _hash(known_hash))
    document = {"database": _address(wiring), **_document(found), "faults": list(found.faults)}
    lines = _log_lines(found)
    if not found.faults:
        lines = [f"The database is whole, and its tables are of the newest version ({found.version}).", *lines]
    edge.report(document, lines, as_json=as_json)
    _refuse_faults(found)


@edge.command(database, "upgrade")
@edge.json_option
@click.pass_obj
def upgrade(wiring: Wiring, as_json: bool) -> None:
    """Bring the tables to this version of the program, as every command does that opens the database."""
    done = upgrade_database(wiring.settings.database_url)
    if done.version_before is None:
        line = f"Made a new database with the tables of version {done.version}."
    elif done.version_before == done.version:
        line = f"The tables are of the newest version ({done.version}) already: nothing was changed."
    else:
        line = f"Brought the tables from version {done.version_before} to version {done.version}."
    edge.report(
        {"database": _address(wiring), "version_before": done.version_before, "version": done.version},
        [line],
        as_json=as_json,
    )


@edge.command(database, "backup")
@click.argument("path", type=click.Path(path_type=Path))
@edge.json_option
@click.pass_obj
def backup(wiring: Wiring, path: Path, as_json: bool) -> None:
    """Copy a SQLite database into a new file, also while the service runs."""
    found = back_up_database(wiring.settings.database_url, path)
    size = path.stat().st_size
    edge.report(
        {"file": str(path), "bytes": size, **_document(found), "faults": list(found.faults)},
        [f"Wrote {path} ({size:,} bytes). It holds everything: keep it as safe as the database.", *_log_lines(found)],
        as_json=as_json,
    )
    _refuse_faults(found)


@edge.command(database, "restore")
@click.argument("path", type=edge.existing_path())
@edge.json_option
@click.pass_obj
def restore(wiring: Wiring, path: Path, as_json: bool) -> None:
    """Put a backup in the place of a SQLite database, and keep beside it what was there."""
    done = restore_database(wiring.settings.database_url, path)
    kept = "There was no database before." if done.kept is None else f"What was there is kept as {done.kept}."
    edge.report(
        {
            "database": _address(wiring),
            "kept": None if done.kept is None else str(done.kept),
            **_document(done.check),
        },
        [f"Restored the database from {path}.", kept, "Everybody is signed out.", *_log_lines(done.check)],
        as_json=as_json,
    )


def _hash(text: str) -> str:
    plain = text.strip().casefold()
    if re.fullmatch("[0-9a-f]{64}", plain) is None:
        raise click.BadParameter(
            f"{text!r} is not a hash: 64 digits and letters from a to f", param_hint="--known-hash"
        )
    return plain


def _address(wiring: Wiring) -> str:
    return make_url(wiring.settings.database_url).render_as_string(hide_password=True)


def _document(found: DatabaseCheck) -> dict[str, Any]:
    return {
        "version": found.version,
        "newest_version": found.newest_version,
        "audit_entries": None if found.audit is None else found.audit.entries,
        "last_hash": None if found.audit is None else found.audit.last_hash,
    }


def _log_lines(found: DatabaseCheck) -> list[str]:
    if found.audit is None:
        return []
    entries = found.audit.entries
    return [
        f"The audit log has {entries:,} {'entry' if entries == 1 else 'entries'}. The hash of the last one is",
        f"  {found.audit.last_hash}",
        "Note it somewhere else: only geo-ij database check --known-hash HASH sees later that the end was cut off.",
    ]


def _refuse_faults(found: DatabaseCheck) -> None:
    if found.faults:
        edge.refuse(StoreError(found.faults))
