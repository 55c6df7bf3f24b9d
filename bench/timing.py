"""Time two ways of doing the same in turn, so that a machine that slows down slows both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Median seconds of ours and of a peer, and the median of the ratios pair by pair."""

    ours: float
    peer: float
    ratio: float

    def line(self, ours: str, peer: str) -> str:
        """Say both figures and the ratio in one line."""
        return f"{ours} {self.ours:.3f} s, {peer} {self.peer:.3f} s: ratio {self.ratio:.2f}"


def compare(
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    runs: int = 7,
    before_each: Callable[[], object] = lambda: None,
) -> Comparison:
    """Run both in turn, once to warm up and then `runs` times; `before_each` of ours is not timed."""
    pairs = []
    for _ in range(runs + 1):
        before_each()
        pairs.append((_seconds(ours), _seconds(peer)))
    counted = pairs[1:]
    return Comparison(
        ours=statistics.median(pair[0] for pair in counted),
        peer=statistics.median(pair[1] for pair in counted),
        ratio=statistics.median(pair[0] / pair[1] for pair in counted),
    )


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
