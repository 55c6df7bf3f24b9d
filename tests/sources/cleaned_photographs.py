"""What the tests of photographs share: pictures that are cleaned, and the words with which others are refused."""

from functools import cache

import pytest
from PIL import ImageCms

from geo_ij.errors import SourceError
from geo_ij.sources.photographs import Photograph, clean_photograph
from tests.pictures import encoded, four_colours

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")

AS_DRAWN = {"top left": "red", "top right": "green", "bottom left": "blue", "bottom right": "grey"}

DAMAGED = "The photograph is damaged and cannot be read: take it again or choose another one"

# Start of image, JFIF, tables, a frame, tables and scans, end: no comment and no application's data besides JFIF's own.
PIXELS_ALONE = {0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}


def clean(content: bytes) -> Photograph:
    """Clean a file as the service would."""
    return clean_photograph(content, limit_megabytes=15)


def refusal(content: bytes, *, limit_megabytes: int = 15) -> str:
    """Give the one sentence with which something is refused."""
    with pytest.raises(SourceError) as caught:
        clean_photograph(content, limit_megabytes=limit_megabytes)
    assert len(caught.value.faults) == 1
    return str(caught.value)


@cache
def small(kind: str) -> bytes:
    """Give the picture of four colours as a file of a kind."""
    return encoded(four_colours(), kind)


def srgb_profile() -> bytes:
    """Give the profile of the colours of screens."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
