"""Read what a camera noted in a photograph: which way up it was held, and where it was."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress

from PIL import ExifTags, Image
from PIL.ImageFile import ImageFile


def camera_notes(picture: ImageFile) -> Image.Exif:
    """Give what a camera noted, as far as it can be read."""
    # What a camera noted may be damaged where the picture is not. The second call gives what was read before the fault.
    with suppress(Exception):
        picture.getexif()
    return picture.getexif()


def camera_position(exif: Image.Exif) -> tuple[float, float] | None:
    """Give longitude and latitude in degrees, or None where there are none that can be."""
    try:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], {"N": 1, "S": -1})
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], {"E": 1, "W": -1})
    except Exception:
        return None
    # A receiver that has not found itself notes zero and zero.
    if (longitude, latitude) == (0, 0) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return longitude, latitude


def _degrees(parts: Sequence[float], letter: str, signs: Mapping[str, int]) -> float:
    """Join degrees, minutes and seconds. Raises an error where they are none."""
    degrees, minutes, seconds = (float(part) for part in parts)
    total = signs[letter.strip("\x00 ")] * (degrees + minutes / 60 + seconds / 3600)
    if not math.isfinite(total):
        raise ValueError
    return round(total, 6)
