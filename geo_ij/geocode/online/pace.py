"""Keep the pace that an online geocoder is owed, and leave it alone for a while when it fails, over all processes.

What is known of each host is in one small SQLite file, so that the web's workers and the command line share it.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FAILURES_UNTIL_PAUSE = 3
PAUSE_S = 300.0
"""After so many questions in a row without an answer nobody asks for so many seconds."""

LONGEST_PAUSE_S = 3_600.0
"""The longest that a server's own word (Retry-After) is heeded."""

LONGEST_WAIT_S = 10.0
"""Who would have to wait longer for a turn goes without."""

_TABLE = """CREATE TABLE IF NOT EXISTS hosts
(host TEXT PRIMARY KEY, next_turn REAL NOT NULL, failures INTEGER NOT NULL, pause_until REAL NOT NULL)"""


class NoTurnError(Exception):
    """The question may not be asked now; the text says why, in words that complete "was not asked: "."""


class Pace:
    """The turns and the failures of one host, shared by every thread and process of this machine that uses the file."""

    def __init__(
        self,
        path: Path,
        *,
        host: str,
        seconds: float,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._host = host
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep

    def take_turn(self) -> None:
        """Wait for the next turn, at most LONGEST_WAIT_S. Raises NoTurnError when there is none to be had."""
        with self._state() as state:
            now = self._clock()
            # Nothing lies farther ahead than this, unless the clock was put back.
            if now < state.pause_until <= now + LONGEST_PAUSE_S:
                raise NoTurnError("it failed several times or asked for a rest, so it is left alone for a few minutes")
            turn = max(state.next_turn, now)
            if turn > now + LONGEST_WAIT_S + self._seconds:
                turn = now
            if turn > now + LONGEST_WAIT_S:
                raise NoTurnError("too many questions are waiting")
            state.next_turn = turn + self._seconds
        if turn > now:
            self._sleep(turn - now)

    def answered(self) -> None:
        """Note that a question was answered."""
        with self._state() as state:
            state.failures, state.pause_until = 0, 0.0

    def failed(self, *, rest_s: float | None = None) -> None:
        """Note that a question was not answered; `rest_s` are the seconds for which the server asks to be left alone.

        After a pause the first failure begins the next one.
        """
        with self._state() as state:
            state.failures = min(state.failures + 1, FAILURES_UNTIL_PAUSE)
            pause = PAUSE_S if state.failures >= FAILURES_UNTIL_PAUSE else 0.0
            pause = max(pause, min(rest_s or 0.0, LONGEST_PAUSE_S))
            if pause:
                state.pause_until = self._clock() + pause

    @contextmanager
    def _state(self) -> Iterator["_State"]:
        """Give what is known of the host, for this caller alone, and keep the changes.

        Raises NoTurnError when the file cannot be used: without it the pace cannot be kept.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=LONGEST_WAIT_S, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                query = "SELECT next_turn, failures, pause_until FROM hosts WHERE host = ?"
                state = _State(*(connection.execute(query, (self._host,)).fetchone() or (0.0, 0, 0.0)))
                yield state
                connection.execute(
                    "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?)",
                    (self._host, state.next_turn, state.failures, state.pause_until),
                )
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError):
            raise NoTurnError("the file that keeps its pace cannot be written") from None


class _State:
    def __init__(self, next_turn: float, failures: int, pause_until: float) -> None:
        self.next_turn = next_turn
        self.failures = failures
        self.pause_until = pause_until
