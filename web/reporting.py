"""Let public pages take reports in and say where one stands, without ever holding a database themselves."""

from collections.abc import Callable

from geo_ij.services.receive_reports import Receipt, submit_report
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import SentReport
from geo_ij.store.database import Database
from geo_ij.store.state import ChangeWatch


class Reporting:
    """What anybody may do about reports; `open_database` is called when it is first needed.

    What it gives back is what the person typed themselves, or public by the rules of disclosure.
    """

    def __init__(self, open_database: Callable[[], Database], settings: Settings) -> None:
        self._open_database = open_database
        self._settings = settings
        self._watch: ChangeWatch | None = None
        self._ground: tuple[int, Ground] | None = None

    def submit(self, sent: SentReport, *, draft_hash: str | None = None) -> Receipt:
        """Take in a report. Raises InputError with the fault of each field."""
        return submit_report(
            self._open_database(), sent, settings=self._settings, ground=self.ground(), draft_hash=draft_hash
        )

    def ground(self) -> Ground:
        """Give what reports are placed with, read anew whenever something that it rests on may have changed."""
        database = self._open_database()
        if self._watch is None:
            self._watch = ChangeWatch(database)
        mark = self._watch.mark()
        if self._ground is None or self._ground[0] != mark:
            self._ground = (mark, open_ground(database, settings=self._settings))
        return self._ground[1]

    def close(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()
