"""Say what a service needs in order to show how far it is, without knowing who watches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """Somebody who watches: a terminal, a page, or nobody."""

    def bar(self, label: str, *, total: int, unit: str = "it") -> AbstractContextManager[Callable[[int], None]]:
        """Begin one piece of work of `total` units; the function given is called with the units just done."""
        ...

    def say(self, line: str) -> None:
        """Hear that a step began or ended."""
        ...


class Silent:
    """Nobody watches."""

    @contextmanager
    def bar(self, label: str, *, total: int, unit: str = "it") -> Iterator[Callable[[int], None]]:
        """Show nothing."""
        del label, total, unit
        yield lambda done: None

    def say(self, line: str) -> None:
        """Say nothing."""
