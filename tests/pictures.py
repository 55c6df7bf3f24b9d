"""Make small photographs of every kind, as cameras, telephones and programs write them."""

import io
import re
from typing import Any

import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 160, 60), (30, 60, 200), (128, 128, 128)
CORNERS = {"top left": RED, "top right": GREEN, "bottom left": BLUE, "bottom right": GREY}


def four_colours(width: int = 96, height: int = 64) -> Image.Image:
    """Give a picture whose quarters are red, green, blue and grey, row by row."""
    picture = Image.new("RGB", (width, height), GREY)
    half = (width // 2, height // 2)
    picture.paste(RED, (0, 0, *half))
    picture.paste(GREEN, (half[0], 0, width, half[1]))
    picture.paste(BLUE, (0, half[1], half[0], height))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Write a picture as Pillow would."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def opened(content: bytes) -> Image.Image:
    """Read a picture that Pillow can read."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def located(*, latitude: Any = (52, 24, 3.6), north: str = "N", longitude: Any = (0, 43, 18.84), east: str = "W",
            orientation: int = 1) -> bytes:  # fmt: skip
    """Give the EXIF block of a camera that knows where it is, with words that tell whose it is."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "SECRET artist"
    exif[ExifTags.Base.Make] = "SECRET camera"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: north,
        ExifTags.GPS.GPSLatitude: latitude,
        ExifTags.GPS.GPSLongitudeRef: east,
        ExifTags.GPS.GPSLongitude: longitude,
    }
    return exif.tobytes()


def corner_colours(picture: Image.Image) -> dict[str, str]:
    """Say which colour each quarter of a picture has, by the name of the nearest."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}
    width, height = picture.size
    middles = {
        "top left": (width // 4, height // 4),
        "top right": (width * 3 // 4, height // 4),
        "bottom left": (width // 4, height * 3 // 4),
        "bottom right": (width * 3 // 4, height * 3 // 4),
    }
    return {where: _nearest(picture.convert("RGB").getpixel(at), names) for where, at in middles.items()}


def markers(jpeg: bytes) -> list[int]:
    """List the markers of a JPEG in the order in which they stand, and check that it ends with its last."""
    found, at = [0xD8], 2
    assert jpeg.startswith(b"\xff\xd8")
    while (one := re.compile(rb"\xff[^\x00\xff\xd0-\xd7]").search(jpeg, at)) is not None:
        found.append(jpeg[one.start() + 1])
        at = one.end()
        if found[-1] == 0xD9:
            break
        at += int.from_bytes(jpeg[at : at + 2], "big")
    assert at == len(jpeg)
    return found


def _nearest(colour: Any, names: dict[str, tuple[int, int, int]]) -> str:
    def distance(name: str) -> int:
        return sum(abs(one - other) for one, other in zip(colour, names[name], strict=True))

    best = min(names, key=distance)
    assert distance(best) < 40, colour
    return best
