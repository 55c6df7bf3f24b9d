"""Measure how quickly reports are taken in under load, and that none is lost when the server is killed.

A real `geo-ij serve` with two workers gets finished drafts sent at a steady pace, each timed from the moment at which
it was due, so that a server that falls behind is not flattered. With the answer a report is placed and on the disk.
Beside it stands the least that any such service has to do: a row in a transaction of its own that waits for the disk.
"""

import datetime as dt
import http.client
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.open_data import archive
from geo_ij.access.actor import STRANGER
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.report_drafts import begin_draft, change_draft, draft_received_key
from geo_ij.services.report_ground import open_ground
from geo_ij.settings import read_settings
from geo_ij.store.database import Database, open_database
from geo_ij.store.report_rows import report_received_as
from geo_ij.vocabulary import Activity, Issue

PACE = 50
"""Reports a second, for which there is a goal."""

FASTER = (100, 200)
"""Paces that say how much room there is."""

SECONDS_UNTIL_KILLED = 4.0
SENDERS = 48
GOAL_MS = 300.0

PLACES = (
    "Studfall Avenue, Corby",
    "behind the shops on Gold Street, Kettering",
    "NN16 8AB",
    "Becket's Park, Northampton",
    "junction of Rockingham Road and Britannia Road, Kettering",
    "Spring Rise, Kettering",
    "Wellingborough Road Northampton near the chip shop",
    "High Street",
)
TEXTS = ("Cans and bags all over the grass", "Somebody has painted the wall again", "Brambles over the whole path")

LIMITS = {
    "GEO_IJ_REPORTS_AN_HOUR": "1000000",
    "GEO_IJ_REPORTS_A_PLACE_AN_HOUR": "1000000",
    "GEO_IJ_FORMS_A_MINUTE": "1000000",
}
"""Set high: the limits have a test of their own."""


class Sent(NamedTuple):
    """What became of one draft: seconds from when it was due, and whether the server acknowledged it."""

    draft: str
    seconds: float
    acknowledged: bool


def main() -> None:
    """Print the figures."""
    path = archive()
    if path is None:
        print("reports: the police archive is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/reports.sqlite"
        database = open_database(url)
        settings = read_settings({}, database_url=url)
        import_police_archive(database, [path], settings=settings, today=dt.date(2026, 3, 15))
        open_ground(database, settings=settings)
        for pace in (PACE, *FASTER):
            _under_load(database, url, pace=pace)
        _killed(database, url)
        database.close()
        _least(Path(folder) / "least.sqlite")


def _under_load(database: Database, url: str, *, pace: int) -> None:
    drafts = _drafts(database, 1_000)
    server, port = _serve(url)
    try:
        _send(port, _drafts(database, 60))  # both workers have opened everything
        sent = _send(port, drafts, pace=pace)
    finally:
        _stop(server, signal.SIGTERM)
    milliseconds = 1000 * np.array([one.seconds for one in sent])
    middle, most, all_but_none = np.percentile(milliseconds, [50, 99, 100])
    kept = _kept(database, drafts)
    goal = f" (goal {GOAL_MS:.0f})" if pace == PACE else ""
    print(
        f"reports: {len(sent):,} at {pace} a second: p50 {middle:.0f} ms, p99 {most:.0f} ms{goal}, "
        f"longest {all_but_none:.0f} ms; acknowledged {sum(one.acknowledged for one in sent):,}, kept {kept:,}"
    )


def _killed(database: Database, url: str) -> None:
    drafts = _drafts(database, 1_000)
    server, port = _serve(url)
    _send(port, _drafts(database, 60))  # both workers have opened everything
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(_send, port, drafts)
        time.sleep(SECONDS_UNTIL_KILLED)
        _stop(server, signal.SIGKILL)
        sent = sending.result()
    acknowledged = [one.draft for one in sent if one.acknowledged]
    kept = _kept(database, acknowledged)
    counts = f"acknowledged {len(acknowledged):,}, of these kept {kept:,}"
    print(f"reports: killed after {SECONDS_UNTIL_KILLED:.0f} s: {counts}")
    if kept != len(acknowledged):
        raise SystemExit("an acknowledged report was lost")


def _least(path: Path) -> None:
    """Time rows of a report's size, each in a transaction of its own that waits for the disk."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT)")
    taken = []
    for _ in range(500):
        begun = time.perf_counter()
        connection.execute("INSERT INTO rows (text) VALUES (?)", ("x" * 600,))
        taken.append(time.perf_counter() - begun)
    connection.close()
    middle, most = 1000 * np.percentile(taken, [50, 99])
    print(f"reports: one bare row that waits for the disk: p50 {middle:.1f} ms, p99 {most:.1f} ms")


def _drafts(database: Database, count: int) -> list[str]:
    """Write drafts up to the last page; give their keys."""
    drawn = random.Random(1)  # noqa: S311  # any texts will do
    stranger = database.acting(STRANGER)
    keys = []
    for number in range(count):
        key = begin_draft(stranger)
        change_draft(
            stranger,
            key,
            issues=(drawn.choice(list(Issue)),),
            place_text=drawn.choice(PLACES),
            description=f"{drawn.choice(TEXTS)} {number}",
            activities=(Activity.LITTER_PICKING,),
            contact_email=f"resident{number}@example.org" if number % 4 == 0 else "",
        )
        keys.append(key)
    return keys


def _send(port: int, drafts: Sequence[str], *, pace: int = PACE) -> list[Sent]:
    """Send the last page of each draft at the pace, from enough threads that none waits for another."""
    start = time.perf_counter() + 0.2
    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(lambda pair: _post(port, pair[1], start + pair[0] / pace), enumerate(drafts)))


def _post(port: int, draft: str, due: float) -> Sent:
    time.sleep(max(0.0, due - time.perf_counter()))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(
            "POST", f"/report/draft/{draft}/check", "", {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        answer.read()
        acknowledged = answer.status == HTTPStatus.SEE_OTHER and str(answer.getheader("Location")).endswith("/sent")
    except (OSError, http.client.HTTPException):
        acknowledged = False
    finally:
        connection.close()
    return Sent(draft, time.perf_counter() - due, acknowledged)


def _kept(database: Database, drafts: Sequence[str]) -> int:
    """Count the reports that the drafts became."""
    with database.read() as connection:
        return sum(report_received_as(connection, draft_received_key(key)) is not None for key in drafts)


def _serve(url: str) -> tuple[subprocess.Popen[str], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "geo_ij", "--database", url, "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, **LIMITS}, start_new_session=True
    )
    for line in server.stderr or ():
        if line.startswith("Serving at"):
            # What it says from now on must be read, or it would wait for a reader.
            threading.Thread(target=lambda: list(server.stderr or ()), daemon=True).start()
            return server, port
    raise SystemExit("the server did not start")


def _stop(server: subprocess.Popen[str], how: signal.Signals) -> None:
    os.killpg(server.pid, how)
    server.wait(timeout=60)


if __name__ == "__main__":
    main()
