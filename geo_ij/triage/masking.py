"""Mask what must not be shown to others: e-mail addresses, telephone numbers and registration plates."""

from typing import NamedTuple


class Masked(NamedTuple):
    """A stretch of a text that is masked: from `start` up to `end`, and what it was ("telephone number")."""

    start: int
    end: int
    what: str


def masked_stretches(text: str) -> tuple[Masked, ...]:
    """Find the stretches to mask, in order, none overlapping another."""
    raise NotImplementedError


def mask(text: str) -> str:
    """Put "[telephone number removed]" and the like in place of every stretch to mask."""
    raise NotImplementedError
