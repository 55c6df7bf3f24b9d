"""`geo-ij mail`, `geo-ij reports tidy` and the background of `geo-ij serve`, as real processes."""

import json
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from geo_ij.cli.background import Task
from geo_ij.errors import OutputError
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.services.kept_reports import keep, queue, queued
from tests.web.service import GEO_IJ, free_port, serving

TO = "resident@example.org"


def run(database: Database, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    url = database.engine.url.render_as_string(hide_password=False)
    return subprocess.run(
        [GEO_IJ, "--database", url, *arguments],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


def outbox(database: Database) -> Path:
    return Path(str(database.engine.url.database)).with_name("test.outbox")


def test_what_waits_is_listed_and_delivered_into_the_folder(sqlite_database: Database) -> None:
    row = keep(sqlite_database)
    queue(sqlite_database, row, TO, subject="Your report \x1b[31m")
    listed = run(sqlite_database, "mail", "list")
    assert listed.returncode == 0
    assert f"1 to {TO}: Your report" in listed.stdout
    assert "not tried yet" in listed.stdout
    assert "\x1b" not in listed.stdout
    document = json.loads(run(sqlite_database, "mail", "list", "--json").stdout)
    assert [(one["mail_id"], one["recipient"], one["tries"]) for one in document["waiting"]] == [(1, TO, 0)]
    assert "body" not in document["waiting"][0]
    done = json.loads(run(sqlite_database, "mail", "deliver", "--json").stdout)
    assert done == {"sent": 1, "refused": 0, "given_up": 0, "to": str(outbox(sqlite_database))}
    assert run(sqlite_database, "mail", "deliver").stdout == "No e-mail is due.\n"
    assert run(sqlite_database, "mail", "list").stdout == "No e-mail waits to be sent.\n"


def test_a_server_that_is_not_there_is_said_on_one_line(sqlite_database: Database) -> None:
    queue(sqlite_database, keep(sqlite_database), TO)
    port = free_port()
    result = run(sqlite_database, "mail", "deliver", GEO_IJ_SMTP_URL=f"smtp://name:hidden@127.0.0.1:{port}")
    assert result.returncode == 1
    assert result.stderr.startswith(f"geo-ij: 127.0.0.1:{port} cannot be used to send e-mails: ")
    assert len(result.stderr.splitlines()) == 1
    assert "hidden" not in result.stderr
    assert [one.tries for one in queued(sqlite_database)] == [0]


def test_tidying_says_what_went(sqlite_database: Database) -> None:
    row = keep(sqlite_database, email=TO, status="closed", ended_at="2020-01-01T00:00:00+00:00")
    queue(sqlite_database, row, TO)
    result = run(sqlite_database, "reports", "tidy")
    assert result.stdout == (
        "Deleted 1 contact, 1 e-mail to them, 0 e-mails that nobody could read and 0 drafts that nobody sent.\n"
    )
    assert json.loads(run(sqlite_database, "reports", "tidy", "--json").stdout) == {
        "contacts": 0, "emails": 0, "drafts": 0, "unread": 0,
    }  # fmt: skip


def wait_for(path: Path, *, number: int, seconds: float = 60) -> list[Path]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = sorted(path.glob("*.eml"))
        if len(found) >= number:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{path} has not {number} e-mails after {seconds} s")


def test_the_service_sends_while_it_runs_and_stops_when_asked(sqlite_database: Database) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    row = keep(sqlite_database)
    queue(sqlite_database, row, TO)
    log: list[str] = []
    with serving(url, "--port", str(free_port()), "--workers", "2", log=log) as (process, _):
        (file,) = wait_for(outbox(sqlite_database), number=1)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert "Traceback" not in "".join(log)


def test_a_server_of_e_mail_that_is_not_there_does_not_stop_the_service(sqlite_database: Database) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    queue(sqlite_database, keep(sqlite_database), TO)
    log: list[str] = []
    environment = {"GEO_IJ_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}
    with serving(url, "--port", str(free_port()), "--workers", "1", environment=environment, log=log) as (process, _):
        end = time.monotonic() + 60
        while time.monotonic() < end and not any("sending e-mails did not work" in line for line in log):
            time.sleep(0.2)
        assert process.poll() is None
    assert sum("sending e-mails did not work" in line for line in log) == 1
    assert "Traceback" not in "".join(log)


def test_what_fails_is_done_again_after_ever_longer_pauses(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = read_settings({})
    faults: list[Exception] = [OutputError("no way"), ValueError("a mistake of ours"), *[OutputError("no")] * 10]

    def fail(database: Database, settings: object) -> None:
        if faults:
            raise faults.pop(0)

    task = Task("trying", 15, fail)
    pauses = []
    for _ in range(12):
        task.run(sqlite_database, settings, now=100.0)
        pauses.append(task.due_at - 100.0)
    assert pauses == [30, 60, 120, 240, 480, 600, 600, 600, 600, 600, 600, 600]
    assert "trying did not work: no way" in caplog.text
    task.run(sqlite_database, settings, now=100.0)
    assert task.due_at == 115.0
