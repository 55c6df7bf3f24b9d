"""Run a throw-away PostgreSQL server with PostGIS, on a Unix socket only, of which nothing is left."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from geo_ij.store.database import open_database

OWNER = "geo_ij"
START_SECONDS = 60
# What a crash would lose does not matter here, so nothing waits for the disk.
SERVER_OPTIONS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "autovacuum": "off", "max_connections": "40", "shared_buffers": "64MB", "wal_level": "minimal",
    "max_wal_senders": "0",
}  # fmt: skip


class Cluster:
    """A running server, which makes databases from one that is already migrated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        """Give the URL of one of its databases."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def make_template(self) -> None:
        """Make the migrated database that every other is copied from."""
        self.run("CREATE DATABASE template_migrated")
        open_database(self.url("template_migrated")).close()

    def new_database(self, *, migrated: bool = True) -> str:
        """Make a database and give its name."""
        name = f"test_{next(self._numbers)}"
        source = "template_migrated" if migrated else "template1"
        self.run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement as the owner of the server."""
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_cluster(programs: Path) -> Iterator[Cluster]:
    """Start a server with the programs of that folder, and remove it and its files at the end."""
    # Not pytest's own folder: only root may enter that, and its path may be too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="geo-ij-postgres-"))
    account = _unprivileged_account()
    data = folder / "data"
    try:
        if account:
            shutil.chown(folder, account["user"], account["group"])
        subprocess.run(
            [
                programs / "initdb", "--pgdata", data, "--auth=trust", "--username", OWNER, "--encoding=UTF8",
                "--locale=C", "--no-sync", "--no-instructions",
            ],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **account,
        )  # fmt: skip
        options = [part for name, value in SERVER_OPTIONS.items() for part in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", data, "-k", folder, *options]
        with (folder / "server.log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **account)
        try:
            _wait_until_ready(server, folder)
            cluster = Cluster(folder)
            cluster.make_template()
            yield cluster
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_account() -> dict[str, Any]:
    """Name whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("neither of the accounts postgres and nobody exists to run PostgreSQL as")


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user=OWNER, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "server.log").read_text()) from None
            time.sleep(0.05)
