"""Do what must be done while the service runs, without anybody asking: send e-mails, fetch reports, tidy up."""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from geo_ij.access.actor import SERVICE_ITSELF
from geo_ij.errors import GeoIJError
from geo_ij.settings import Settings, file_of_database
from geo_ij.store.database import Database
from geo_ij.wiring import Wiring

LOOK_EVERY_S = 1.0
"""How often the clock is looked at."""

LONGEST_PAUSE = 40
"""How many times its own pause a task waits at most that fails again and again."""

log = logging.getLogger(__name__)


@dataclass
class Task:
    """Something that is done every so many seconds; what fails is done again later, each time after twice as long."""

    name: str
    every_s: float
    do: Callable[[Database, Settings], object]
    due_at: float = 0.0
    failures: int = field(default=0)

    def run(self, database: Database, settings: Settings, *, now: float) -> None:
        """Do it, and note when it is due again; nothing that goes wrong reaches whoever calls."""
        try:
            self.do(database, settings)
            self.failures = 0
        except GeoIJError as error:
            self.failures += 1
            log.warning("%s did not work: %s", self.name, " ".join(error.faults))
        except Exception as error:
            self.failures += 1
            log.error("%s did not work", self.name, exc_info=error)
        self.due_at = now + self.every_s * min(2**self.failures, LONGEST_PAUSE)


def tasks(settings: Settings) -> list[Task]:
    """List what is done in the background with these settings."""
    found = [
        Task("sending e-mails", 15, _deliver),
        Task("deleting contacts whose time is over", 24 * 3600, _tidy),
    ]
    if settings.imap_url:
        found.append(Task("fetching reports from the mailbox", 300, _fetch))
    return found


def start(settings: Settings) -> threading.Thread:
    """Begin in a thread of its own, which ends with the process and never stops it.

    Every process of the service calls this; one of them does the work, and when it ends another takes over.
    """
    thread = threading.Thread(target=_work, args=(settings,), name="background", daemon=True)
    thread.start()
    return thread


def _work(settings: Settings) -> None:
    lock = _Lock(file_of_database(settings.database_url, "background", otherwise=_folder()))
    wiring = Wiring(settings, actor=SERVICE_ITSELF)
    every = tasks(settings)
    while True:
        time.sleep(LOOK_EVERY_S)
        now = time.monotonic()
        due = [task for task in every if task.due_at <= now]
        if not due or not lock.is_mine():
            continue
        for task in due:
            try:
                database = wiring.database
            except GeoIJError as error:
                # The pages say so as well; it is opened again with the next round.
                log.warning("the background waits for the database: %s", " ".join(error.faults))
                time.sleep(60)
                break
            task.run(database, settings, now=now)


class _Lock:
    """Held by one process of this computer at a time, and let go of by its end, however it comes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def is_mine(self) -> bool:
        """Take the lock if nobody has it, and say whether this process has."""
        if self._file is not None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return False
        self._file = opened
        return True


def _folder() -> Path:
    return user_data_path("geo-ij", appauthor=False)


def _deliver(database: Database, settings: Settings) -> object:
    from geo_ij.services.deliver_mail import deliver_mail

    return deliver_mail(database, settings=settings)


def _tidy(database: Database, settings: Settings) -> object:
    from geo_ij.services.report_retention import tidy_reports

    return tidy_reports(database, settings=settings)


def _fetch(database: Database, settings: Settings) -> object:
    from geo_ij.services.fetch_mail import fetch_mail

    return fetch_mail(database, settings=settings)
