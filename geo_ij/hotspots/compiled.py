"""Compile the few loops that arrays cannot do, by numba."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

_F = TypeVar("_F", bound=Callable[..., object])


def compiled(function: _F) -> _F:
    """Compile a function at its first call and keep the result for later processes; threads may run it side by side."""
    return cast(_F, njit(cache=True, nogil=True)(function))
