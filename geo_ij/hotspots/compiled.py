"""Compile the few loops that arrays cannot do, by numba."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import njit

_F = TypeVar("_F", bound=Callable[..., object])

_config: Any = numba.config


def compiled(function: _F) -> _F:
    """Compile a function at its first call and keep the result for later processes; threads may run it side by side.

    Where nothing can be kept, because no folder may be written to, each process compiles for itself.
    """
    elsewhere = _config.CACHE_DIR
    _config.CACHE_DIR = _CACHE_FOLDER
    try:
        return cast(_F, njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast(_F, njit(nogil=True)(function))
    finally:
        _config.CACHE_DIR = elsewhere


def _cache_folder() -> str:
    """Name a folder after all source here.

    numba keeps a function until its own file changes, but compiled into it are functions from other files.
    """
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(here.glob("*.py")):
        digest.update(path.read_bytes())
    return str(here / "__pycache__" / f"compiled-{digest.hexdigest()}")


_CACHE_FOLDER = _cache_folder()
