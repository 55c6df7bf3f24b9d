"""Choose from the pictures of an e-mail those that are photographs of a place."""

from collections.abc import Sequence

from geo_ij.errors import SourceError
from geo_ij.services.receive_reports import clean_photographs
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import MOST_PHOTOGRAPHS
from geo_ij.store.photograph_rows import NewPhotograph

SMALLEST_SIDE = 100
"""Pixels; a picture that is lower or narrower is a logo."""


def photographs_among(pictures: Sequence[bytes], *, settings: Settings) -> tuple[list[NewPhotograph], list[str]]:
    """Make pictures safe to keep, as many as a report may have; say why others were left out, but not of logos."""
    kept: list[NewPhotograph] = []
    left_out: list[str] = []
    for picture in pictures:
        if len(kept) == MOST_PHOTOGRAPHS:
            left_out.append(f"only {MOST_PHOTOGRAPHS} are kept")
            break
        try:
            (one,) = clean_photographs((picture,), settings=settings)
        except SourceError as error:
            left_out.append(str(error))
            continue
        if min(one.width, one.height) >= SMALLEST_SIDE:
            kept.append(one)
    return kept, left_out
