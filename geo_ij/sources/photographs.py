"""Make a photograph safe to keep and to show: decode what was sent, and write it anew without anything else."""

from collections.abc import Sequence
from typing import NamedTuple


class Photograph(NamedTuple):
    """A photograph as it is kept: JPEG without metadata, turned upright, at most `LONGEST_SIDE` pixels long.

    `position` is the longitude and latitude (EPSG:4326) that the file gave, None where it gave none: it is offered to
    whoever sent the photograph and is not in the picture any more.
    """

    jpeg: bytes
    width: int
    height: int
    position: tuple[float, float] | None = None


Box = tuple[float, float, float, float]
"""What is blacked out: x, y, width and height in shares (0 to 1) of the picture, from its upper left."""


def clean_photograph(content: bytes, *, limit_megabytes: int) -> Photograph:
    """Decode a photograph (JPEG, PNG, WebP, HEIC) and encode it anew.

    Raises SourceError in one plain sentence when it is no such picture, damaged, too large or too many pixels.
    """
    raise NotImplementedError


def redacted(jpeg: bytes, boxes: Sequence[Box]) -> tuple[bytes, bytes]:
    """Give the picture with the boxes painted black, and a thumbnail made of that: both as JPEG."""
    raise NotImplementedError
