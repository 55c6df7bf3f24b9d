"""The pace owed to a server holds over threads and processes."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from geo_ij.geocode.online.pace import FAILURES_UNTIL_PAUSE, LONGEST_PAUSE_S, LONGEST_WAIT_S, PAUSE_S, NoTurnError, Pace


@dataclass
class Time:
    """A clock that moves when somebody sleeps."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch() -> Time:
    return Time()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "pace.sqlite"


def pace(path: Path, watch: Time, *, host: str = "maps.example.org", seconds: float = 2) -> Pace:
    return Pace(path, host=host, seconds=seconds, clock=watch.clock, sleep=watch.sleep)


def test_turns_are_so_many_seconds_apart(path: Path, watch: Time) -> None:
    for _ in range(3):
        pace(path, watch).take_turn()
    assert watch.slept == [2, 2]
    watch.now += 1.5
    pace(path, watch).take_turn()
    assert watch.slept[2:] == [0.5]
    watch.now += 10
    pace(path, watch).take_turn()
    assert len(watch.slept) == 3, "who comes late does not wait"


def test_each_host_has_turns_of_its_own(path: Path, watch: Time) -> None:
    pace(path, watch).take_turn()
    pace(path, watch, host="other.example.org").take_turn()
    assert watch.slept == []


def test_nobody_waits_long(path: Path, watch: Time) -> None:
    crowd = Pace(path, host="maps.example.org", seconds=2, clock=watch.clock, sleep=watch.slept.append)
    for _ in range(6):
        crowd.take_turn()
    with pytest.raises(NoTurnError, match="waiting"):
        crowd.take_turn()
    assert max(watch.slept) == LONGEST_WAIT_S
    watch.now += LONGEST_WAIT_S
    crowd.take_turn()
    assert watch.slept[-1] <= 2, "who was turned away took nobody's turn"


def test_a_clock_put_back_stops_nobody(path: Path, watch: Time) -> None:
    for _ in range(FAILURES_UNTIL_PAUSE):
        pace(path, watch).failed()
    watch.now += PAUSE_S + 1
    pace(path, watch).take_turn()
    watch.now -= 1_000_000
    pace(path, watch).take_turn()
    assert watch.slept == []


def test_an_answer_forgives_failures(path: Path, watch: Time) -> None:
    for _ in range(FAILURES_UNTIL_PAUSE - 1):
        pace(path, watch).failed()
    pace(path, watch).answered()
    for _ in range(FAILURES_UNTIL_PAUSE - 1):
        pace(path, watch).failed()
    pace(path, watch, seconds=0).take_turn()
    pace(path, watch).failed()
    with pytest.raises(NoTurnError, match="left alone"):
        pace(path, watch).take_turn()


def test_after_a_pause_one_failure_begins_the_next(path: Path, watch: Time) -> None:
    for _ in range(FAILURES_UNTIL_PAUSE):
        pace(path, watch).failed()
    watch.now += PAUSE_S
    pace(path, watch).take_turn()
    pace(path, watch).failed()
    with pytest.raises(NoTurnError, match="left alone"):
        pace(path, watch).take_turn()


def test_a_rest_is_heeded_for_an_hour_at_most(path: Path, watch: Time) -> None:
    pace(path, watch).failed(rest_s=1e9)
    watch.now += LONGEST_PAUSE_S - 1
    with pytest.raises(NoTurnError, match="left alone"):
        pace(path, watch).take_turn()
    watch.now += 1
    pace(path, watch).take_turn()
    assert watch.slept == []


def test_without_its_file_nobody_asks(tmp_path: Path, watch: Time) -> None:
    (tmp_path / "file").write_text("not a folder")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"this is no database" * 100)
    for path in (tmp_path / "file" / "pace.sqlite", damaged):
        with pytest.raises(NoTurnError, match="cannot be written"):
            pace(path, watch).take_turn()


def test_two_who_come_at_once_get_two_turns(path: Path) -> None:
    Pace(path, host="other.example.org", seconds=0).take_turn()
    slept: list[float] = []
    together = threading.Barrier(2)

    def slow_clock() -> float:
        time.sleep(0.1)  # long enough for the other to come in between, if it could
        return 1_000_000.0

    def ask() -> None:
        pace = Pace(path, host="maps.example.org", seconds=2, clock=slow_clock, sleep=slept.append)
        together.wait()
        pace.take_turn()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slept == [2]


def test_threads_share_the_pace(path: Path) -> None:
    turns: list[float] = []
    together = threading.Barrier(8)

    def ask() -> None:
        pace = Pace(path, host="maps.example.org", seconds=0.02)
        together.wait()
        for _ in range(4):
            pace.take_turn()
            turns.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns) == 32
    assert max(turns) - min(turns) >= 31 * 0.02 - 0.02


def test_processes_share_the_pace(path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from geo_ij.geocode.online.pace import Pace\n"
        "pace = Pace(Path(sys.argv[1]), host='maps.example.org', seconds=0.2)\n"
        "for _ in range(3): pace.take_turn(); print(time.time())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    turns = sorted(float(line) for process in running for line in process.communicate()[0].split())
    assert [process.returncode for process in running] == [0, 0]
    assert len(turns) == 6
    # A process may print a little late, but the whole cannot be quicker than five waits.
    assert turns[-1] - turns[0] >= 5 * 0.2 - 0.05
