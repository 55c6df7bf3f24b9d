"""What a camera writes beside the pixels: the turn and the place are read, and none of it is kept."""

import struct
from collections.abc import Callable
from typing import Any

import pytest
from PIL import ExifTags, Image

from geo_ij.sources.photographs import redacted
from tests.pictures import corner_colours, encoded, four_colours, located, markers, opened
from tests.sources.cleaned_photographs import KINDS, PIXELS_ALONE, clean, srgb_profile


@pytest.mark.parametrize(
    ("orientation", "red", "green", "blue"),
    [
        # Where the first row and the first column of what is stored are to be seen (EXIF 2.32, 4.6.4 A).
        (1, "top left", "top right", "bottom left"),
        (2, "top right", "top left", "bottom right"),
        (3, "bottom right", "bottom left", "top right"),
        (4, "bottom left", "bottom right", "top left"),
        (5, "top left", "bottom left", "top right"),
        (6, "top right", "bottom right", "top left"),
        (7, "bottom right", "top right", "bottom left"),
        (8, "bottom left", "top left", "bottom right"),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(kind: str, orientation: int, red: str, green: str, blue: str) -> None:
    found = clean(encoded(four_colours(), kind, exif=located(orientation=orientation)))
    assert (found.width, found.height) == ((96, 64) if orientation < 5 else (64, 96))
    seen = corner_colours(opened(found.jpeg))
    assert (seen[red], seen[green], seen[blue]) == ("red", "green", "blue")


def test_a_heic_is_turned_once() -> None:
    found = clean(encoded(four_colours(), "HEIF", exif=located(orientation=6)))
    assert (found.width, found.height) == (64, 96)
    assert corner_colours(opened(found.jpeg))["top right"] == "red"


@pytest.mark.parametrize("kind", KINDS)
def test_the_position_is_read(kind: str) -> None:
    # 52 degrees 24' 3.6" is 52.401, and 43' 18.84" are 0.7219.
    assert clean(encoded(four_colours(), kind, exif=located())).position == (-0.7219, 52.401)


@pytest.mark.parametrize(
    ("where", "position"),
    [
        ({"north": "S", "east": "E"}, (0.7219, -52.401)),
        ({"latitude": (52.123456789, 0, 0), "longitude": (1, 0, 0)}, (-1.0, 52.123457)),
        ({"latitude": (0, 0, 0), "longitude": (0, 0, 0)}, None),
        ({"latitude": (90, 0, 1)}, None),
        ({"longitude": (180, 0, 1)}, None),
        ({"north": "X"}, None),
        ({"north": ""}, None),
        ({"latitude": 52}, None),
        ({"latitude": (52, 24)}, None),
    ],
)
def test_a_position_that_cannot_be_is_none(where: dict[str, Any], position: tuple[float, float] | None) -> None:
    assert clean(encoded(four_colours(), exif=located(**where))).position == position


def test_a_position_without_denominators_is_none() -> None:
    exif = located(latitude=(52, 24, 7.25))
    seconds = struct.pack(">II", 29, 4) if exif[6:8] == b"MM" else struct.pack("<II", 29, 4)
    assert exif.count(seconds) == 1
    broken = exif.replace(seconds, seconds[:4] + bytes(4))
    assert clean(encoded(four_colours(), exif=exif)).position is not None
    assert clean(encoded(four_colours(), exif=broken)).position is None


@pytest.mark.filterwarnings("ignore:Truncated File Read:UserWarning")
def test_notes_of_the_camera_that_are_damaged_do_not_lose_the_picture() -> None:
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    notes[ExifTags.Base.Artist] = "somebody"
    found = clean(encoded(four_colours(), exif=notes.tobytes()[:-6]))
    assert (found.width, found.height) == (64, 96), "turned as what can be read says"
    for kind in ("JPEG", "PNG", "WEBP"):
        assert clean(encoded(four_colours(), kind, exif=b"Exif\x00\x00nonsense")).width == 96


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET xmp</x:xmpmeta>'


def _png_with_text() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "SECRET text")
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(four_colours(), "PNG", pnginfo=notes, exif=located(), icc_profile=srgb_profile())


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(four_colours(), exif=located(), comment=b"SECRET comment", xmp=XMP, icc_profile=srgb_profile()),
        _png_with_text,
        lambda: encoded(four_colours(), "WEBP", exif=located(), xmp=XMP, icc_profile=srgb_profile()),
        lambda: encoded(four_colours(), "HEIF", exif=located(), xmp=XMP, icc_profile=srgb_profile()),
        lambda: encoded(four_colours()) + b"PK\x03\x04 SECRET zip",
        lambda: encoded(four_colours(), comment=b"<script>SECRET()</script>") + b"<html>SECRET</html>",
    ],
    ids=["JPEG", "PNG", "WebP", "HEIC", "with a zip behind it", "with a page in and behind it"],
)
def test_nothing_but_the_pixels_is_left(make: Callable[[], bytes]) -> None:
    sent = make()
    assert b"SECRET" in sent
    found = clean(sent)
    for jpeg in (found.jpeg, *redacted(found.jpeg, [(0.1, 0.1, 0.2, 0.2)])):
        assert set(markers(jpeg)) <= PIXELS_ALONE
        for trace in (b"SECRET", b"Exif", b"GPS", b"http", b"ICC_PROFILE", b"sRGB", b"script", b"PK\x03\x04"):
            assert trace not in jpeg
        assert {"exif", "xmp", "icc_profile", "comment"} & set(opened(jpeg).info) == set()
