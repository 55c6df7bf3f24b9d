"""Answer public requests from frozen bytes, built once for each version of what is published."""

from collections.abc import Callable

from flask import Response, request

from web.context import public_parts
from web.frozen import REVALIDATE, Frozen, answer
from web.publications import Published


def page(name: tuple[str, ...], build: Callable[[Published], str]) -> Response:
    """Answer with the page of that name and choices, built at its first request since the last publication."""
    return file(name, lambda published: Frozen(build(published).encode(), "text/html; charset=utf-8"))


def file(name: tuple[str, ...], build: Callable[[Published], Frozen], *, cache_control: str = REVALIDATE) -> Response:
    """Answer with the bytes of that name and choices, built at their first request since the last publication."""
    parts = public_parts()
    published = parts.publications.current()
    frozen = parts.pages.get((published.version, *name), lambda: build(published))
    return answer(frozen, request, cache_control=cache_control)
