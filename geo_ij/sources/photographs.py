"""Make a photograph safe to keep and to show: decode what was sent, and write it anew without anything else."""

import io
import math
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import NamedTuple

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageDraw
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from geo_ij.errors import LimitError, SourceError
from geo_ij.sources.photograph_notes import camera_notes, camera_position

LONGEST_SIDE = 1600
"""How long a kept photograph may be, in pixels: enough to see what is wrong with a place."""

THUMBNAIL_SIDE = 480
"""How long the small picture of a photograph may be, in pixels."""

MOST_PIXELS = {"JPEG": 65_000_000, "PNG": 20_000_000, "HEIF": 50_000_000, "WEBP": 20_000_000}
"""How many pixels a photograph may have as it is sent, by its format: what telephones take, and what fits in memory.

A JPEG is decoded at a smaller size, the others as a whole. Telephones take JPEG and HEIC. The other two write millions
of pixels of one colour in a thousand bytes, so that the bytes of a file say nothing of what it costs.
"""

MOST_WAITING = 8
"""How many may wait for another's photograph in one process, of those that wait for a time: the others need threads."""

SHORTEST_SIDE = 16
"""How short the shorter side of a picture may be, in pixels; less is a line or a mark that counts readers."""

WIDEST = 20
"""How many times longer than short a picture may be; panoramas of telephones come to 6."""

MOST_SCANS = 32
"""How often a JPEG may go over its picture; cameras and editors stay below 20, and each pass costs time."""

QUALITY = 82
"""The quality of JPEG, of 100, at which photographs are kept."""


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


def clean_photograph(content: bytes, *, limit_megabytes: int, patience_s: float | None = None) -> Photograph:
    """Decode a photograph (JPEG, PNG, WebP, HEIC) and encode it anew.

    What it is called or said to be does not matter, nor what else the file holds: only its pixels are taken. One is
    decoded at a time, so that several large ones do not fill the memory; others wait `patience_s` seconds for their
    turn, or until it comes where that is None.

    Raises SourceError in one plain sentence when it is no such picture, damaged, too large or too many pixels, and
    LimitError when its turn does not come.
    """
    if not content:
        raise SourceError("The selected file is empty: choose another photograph")
    if len(content) > limit_megabytes * 1_000_000:
        raise SourceError(
            f"The photograph must be {limit_megabytes} megabytes or smaller: choose or make a smaller one"
        )
    decoder = _decoder(content)
    if decoder is None:
        raise SourceError("The selected file must be a JPEG, PNG, WebP or HEIC photograph")
    with _turn(patience_s):
        try:
            return _DECODING.submit(_decoded, content, decoder).result()
        except SourceError:
            raise
        # Decoders raise almost anything on a file that was made to hurt them; none of it is to reach a person.
        except Exception as fault:
            raise SourceError(_DAMAGED) from fault


def redacted(jpeg: bytes, boxes: Sequence[Box]) -> tuple[bytes, bytes]:
    """Give the picture with the boxes painted black, and a thumbnail made of that: both as JPEG.

    The picture is one that `clean_photograph` made, so it is small and moderators do not wait for those that are sent.
    A box ends where the picture does and covers at least one pixel. Raises SourceError when the picture cannot be read.
    """
    try:
        with JpegImageFile(io.BytesIO(jpeg)) as picture:
            painted = picture.convert("RGB")
    except Exception as fault:
        raise SourceError(_DAMAGED) from fault
    draw = ImageDraw.Draw(painted)
    for box in boxes:
        draw.rectangle(_pixels(box, painted.size), fill="black")
    whole = _encoded(painted)
    painted.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return whole, _encoded(painted)


_DAMAGED = "The photograph is damaged and cannot be read: take it again or choose another one"

_BUSY = "We are busy. Try again in a minute, or go on without the photograph"

_BUSY_FOR_S = 60

_ONE_AT_A_TIME = threading.Lock()

_DECODING = ThreadPoolExecutor(1, "photographs")
"""The one thread that decodes: an allocator keeps what a thread gave back for that thread, a hundred megabytes each."""

_WAITING = threading.BoundedSemaphore(MOST_WAITING)

_Decoder = Callable[[io.BytesIO], ImageFile]

_HEIC = frozenset({"image/heic", "image/heic-sequence", "image/heif", "image/heif-sequence"})

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A marker of JPEG among what is encoded: there, a 255 that is no marker is followed by 0."""

_START_OF_SCAN, _END = 0xDA, 0xD9

_STRIP = 128
"""How many rows of the smaller picture are made at once."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to turn a picture upright, by the orientation that its camera noted."""


@contextmanager
def _turn(patience_s: float | None) -> Iterator[None]:
    """Wait until nobody else decodes a photograph. Raises LimitError when that takes longer than somebody waits."""
    if patience_s is None:
        with _ONE_AT_A_TIME:
            yield
        return
    if not _WAITING.acquire(blocking=False):
        raise LimitError(_BUSY, wait_s=_BUSY_FOR_S)
    try:
        has_come = _ONE_AT_A_TIME.acquire(timeout=patience_s)
    finally:
        _WAITING.release()
    if not has_come:
        raise LimitError(_BUSY, wait_s=_BUSY_FOR_S)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _decoder(content: bytes) -> _Decoder | None:
    """Say what decodes a file, by its first bytes; each decoder is called by name, so that no other ever is."""
    if content.startswith(b"\xff\xd8\xff"):
        # The class itself: Pillow's opener would take the first of two pictures in one file for a kind of its own.
        return JpegImageFile
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WebPImageFile
    if content[4:8] == b"ftyp" and pillow_heif.get_file_mimetype(content[:64]) in _HEIC:
        return _heif
    return None


def _heif(stream: io.BytesIO) -> ImageFile:
    # One thread a picture: others wait for the processor too. An embedded preview may show something else.
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    picture: ImageFile = pillow_heif.HeifImageFile(stream)  # type: ignore[no-untyped-call]
    return picture


def _decoded(content: bytes, decoder: _Decoder) -> Photograph:
    if decoder is JpegImageFile and _scans(content) > MOST_SCANS:
        raise SourceError(_DAMAGED)
    with decoder(io.BytesIO(content)) as picture:
        _check_size(picture.size, kind=str(picture.format))
        exif = camera_notes(picture)
        profile = picture.info.get("icc_profile")
        small = _shrunk(picture)
    upright = _coloured(small, profile)
    turn = _TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    if turn is not None:
        upright = upright.transpose(turn)
    return Photograph(_encoded(upright), upright.width, upright.height, camera_position(exif))


def _scans(content: bytes) -> int:
    """Count how often a JPEG goes over its picture, up to its end: what follows is another picture or a film."""
    count, at = 0, 2
    while (found := _MARKER.search(content, at)) is not None:
        marker, at = content[found.end() - 1], found.end()
        if marker == _END:
            break
        count += marker == _START_OF_SCAN
        # After the marker comes how long its segment is, with these two bytes.
        at += max(int.from_bytes(content[at : at + 2], "big"), 2)
    return count


def _check_size(size: tuple[int, int], *, kind: str) -> None:
    shorter, longer = sorted(size)
    if shorter < SHORTEST_SIDE or longer > WIDEST * shorter:
        raise SourceError("The picture is too small or too narrow to show anything: choose another photograph")
    if shorter * longer > MOST_PIXELS[kind]:
        # What is no more than a JPEG may be can be sent as one, which whoever took it need not make smaller.
        or_so = " or send it as a JPEG" if shorter * longer <= MOST_PIXELS["JPEG"] else ""
        raise SourceError(
            f"The photograph has {size[0]:,} by {size[1]:,} pixels. Make it smaller than "
            f"{MOST_PIXELS[kind] // 1_000_000} million pixels{or_so}"
        )


def _shrunk(picture: ImageFile) -> Image.Image:
    """Give the picture no longer than it is kept; a large JPEG is never held at its full size."""
    small: Image.Image = picture
    if picture.mode not in {"RGB", "L", "CMYK"}:
        # Strip by strip, because a second copy of a large picture with transparency would fill the memory.
        factor = max(1, max(picture.size) // LONGEST_SIDE)
        small = Image.new("RGB", (math.ceil(picture.width / factor), math.ceil(picture.height / factor)))
        for top in range(0, picture.height, _STRIP * factor):
            bottom = min(top + _STRIP * factor, picture.height)
            strip = _opaque(picture.crop((0, top, picture.width, bottom)))
            small.paste(strip.reduce(factor), (0, top // factor))
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    small.load()
    return small


def _opaque(picture: Image.Image) -> Image.Image:
    """Give a picture of 8 bits, on white where it is transparent."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    clear = picture.convert("RGBA")
    opaque = Image.new("RGB", picture.size, "white")
    opaque.paste(clear.convert("RGB"), mask=clear.getchannel("A"))
    return opaque


def _coloured(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Give a picture in the colours of screens (sRGB)."""
    if profile:
        # A profile that is damaged or for other colours than the picture's says nothing: the values stand as they are.
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            wanted = ImageCms.createProfile("sRGB")
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, given, wanted, outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGB")


def _encoded(picture: Image.Image) -> bytes:
    # Pixels alone: what else a picture carries is left behind, also what Pillow would write of its own accord.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=QUALITY, subsampling="4:2:0", progressive=True)
    return stream.getvalue()


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Give the first and last column and row of a box, all of them within the picture."""
    x, y, width, height = box
    left, right = _span(x, width, size[0])
    top, bottom = _span(y, height, size[1])
    return left, top, right, bottom


def _span(start: float, length: float, pixels: int) -> tuple[int, int]:
    first = min(max(math.floor(start * pixels), 0), pixels - 1)
    last = min(max(math.ceil((start + length) * pixels) - 1, first), pixels - 1)
    return first, last
