"""Let public pages take reports in and say where one stands, without ever holding a database themselves."""

import datetime as dt
from collections.abc import Callable, Collection
from threading import Lock

from geo_ij.disclosure.reports import PublicReport, PublicStatus
from geo_ij.services.api_keys import holder_of
from geo_ij.services.open311_tokens import public_id_of_token
from geo_ij.services.own_report import answer_question, report_status, withdraw_report
from geo_ij.services.public_reports import public_reports
from geo_ij.services.receive_reports import Receipt, submit_report
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.services.report_photographs import public_photograph
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import SentReport
from geo_ij.store.database import Database
from geo_ij.store.state import ChangeWatch
from geo_ij.vocabulary import Issue
from web.drafting import Drafting


class Reporting:
    """What anybody may do about reports; `open_database` is called when it is first needed.

    What it gives back is what the person typed themselves, or public by the rules of disclosure. `drafts` are the
    reports that somebody is still writing.
    """

    def __init__(self, open_database: Callable[[], Database], settings: Settings) -> None:
        self._open_database = open_database
        self._settings = settings
        self._watch: ChangeWatch | None = None
        self._ground: tuple[int, Ground] | None = None
        self._lock, self._reading = Lock(), Lock()
        self.drafts = Drafting(open_database, settings, self.ground)

    def submit(self, sent: SentReport) -> Receipt:
        """Take in a report. Raises InputError with the fault of each field."""
        return submit_report(self._open_database(), sent, settings=self._settings, ground=self.ground())

    def ground(self) -> Ground:
        """Give what reports are placed with, read anew whenever something that it rests on may have changed.

        While one request reads it, the others go on with what was known; only the first of all waits for it.
        """
        database = self._open_database()
        with self._lock:
            if self._watch is None:
                self._watch = ChangeWatch(database)
        mark = self._watch.mark()
        known = self._ground
        if known is not None and known[0] == mark:
            return known[1]
        if not self._reading.acquire(blocking=known is None) and known is not None:
            return known[1]
        try:
            if self._ground is None or self._ground[0] != mark:
                self._ground = (mark, open_ground(database, settings=self._settings))
            return self._ground[1]
        finally:
            self._reading.release()

    def status(self, reference: str) -> PublicStatus:
        """Say where a report stands. Raises NotFoundError when none has the reference."""
        return report_status(self._open_database(), reference)

    def answer(self, reference: str, text: str) -> None:
        """Take in the answer to a question. Raises NotFoundError, or InputError with the fault of `answer`."""
        answer_question(self._open_database(), reference, text, settings=self._settings)

    def withdraw(self, reference: str) -> None:
        """Take a report back. Raises NotFoundError, or InputError when somebody has decided about it."""
        withdraw_report(self._open_database(), reference, settings=self._settings)

    def public_reports(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        is_open: bool | None = None,
        issue: Issue | None = None,
        ids: Collection[str] | None = None,
        first: int = 0,
        most: int | None = None,
    ) -> list[PublicReport]:
        """Give the accepted reports that anybody may see, the newest month first; see the service."""
        return public_reports(
            self._open_database(),
            since=since,
            until=until,
            is_open=is_open,
            issue=issue,
            ids=ids,
            first=first,
            most=most,
        )

    def photograph(self, photograph_id: int, *, small: bool) -> bytes:
        """Give an approved photograph of a public report as JPEG. Raises NotFoundError when there is none."""
        return public_photograph(self._open_database(), photograph_id, small=small)

    def holder_of(self, api_key: str) -> str | None:
        """Say whose key a program shows, or None where it opens nothing."""
        return holder_of(self._open_database(), api_key)

    def public_id_of_token(self, token: str) -> str | None:
        """Give the public id of a report sent by Open311, or None while it has none. Raises NotFoundError."""
        return public_id_of_token(self._open_database(), token)

    def close(self) -> None:
        """Let go of the database."""
        if self._watch is not None:
            self._watch.close()
