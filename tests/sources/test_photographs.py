"""What people send as photographs: decoded whatever it is called, written anew with nothing but its pixels."""

import io
import random
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from geo_ij.errors import SourceError
from geo_ij.sources import photographs
from geo_ij.sources.photographs import LONGEST_SIDE, MOST_SCANS, THUMBNAIL_SIDE, Photograph, clean_photograph, redacted
from tests.pictures import RED, corner_colours, encoded, four_colours, located, markers, opened

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
AS_DRAWN = {"top left": "red", "top right": "green", "bottom left": "blue", "bottom right": "grey"}

NO_PHOTOGRAPH = "The selected file must be a JPEG, PNG, WebP or HEIC photograph"
DAMAGED = "The photograph is damaged and cannot be read: take it again or choose another one"
TOO_NARROW = "The picture is too small or too narrow to show anything: choose another photograph"

# Start of image, JFIF, tables, a frame, tables and scans, end: no comment and no application's data besides JFIF's own.
PIXELS_ALONE = {0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}


def clean(content: bytes) -> Photograph:
    return clean_photograph(content, limit_megabytes=15)


def refusal(content: bytes, *, limit_megabytes: int = 15) -> str:
    """Give the one sentence with which something is refused."""
    with pytest.raises(SourceError) as caught:
        clean_photograph(content, limit_megabytes=limit_megabytes)
    assert len(caught.value.faults) == 1
    return str(caught.value)


@cache
def small(kind: str) -> bytes:
    return encoded(four_colours(), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_its_picture(kind: str) -> None:
    found = clean(small(kind))
    picture = opened(found.jpeg)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (96, 64))
    assert (found.width, found.height, found.position) == (96, 64, None)
    assert corner_colours(picture) == AS_DRAWN


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
    return encoded(four_colours(), "PNG", pnginfo=notes, exif=located(), icc_profile=_srgb())


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(four_colours(), exif=located(), comment=b"SECRET comment", xmp=XMP, icc_profile=_srgb()),
        _png_with_text,
        lambda: encoded(four_colours(), "WEBP", exif=located(), xmp=XMP, icc_profile=_srgb()),
        lambda: encoded(four_colours(), "HEIF", exif=located(), xmp=XMP, icc_profile=_srgb()),
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


def test_the_longest_side_is_limited_and_small_pictures_stay() -> None:
    for size, kept in [((4000, 3000), (1600, 1200)), ((1000, 4000), (400, 1600)), ((1600, 20 * 80), (1600, 1600))]:
        found = clean(encoded(four_colours(*size)))
        assert (found.width, found.height) == kept == opened(found.jpeg).size
        assert corner_colours(opened(found.jpeg)) == AS_DRAWN
    assert clean(encoded(four_colours(320, 200), "PNG")).width == 320


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_large_picture_with_transparency_is_put_together_without_seams(kind: str) -> None:
    ramp = np.linspace(230, 20, 6600).astype("uint8")
    grey = np.repeat(ramp[:, None], 500, axis=1)
    picture = Image.fromarray(np.stack([grey, grey, grey, np.full_like(grey, 255)], axis=2))
    assert picture.mode == "RGBA"
    found = clean(encoded(picture, kind, lossless=True))
    rows = np.asarray(opened(found.jpeg).convert("L"), dtype=float).mean(axis=1)
    assert rows.shape == (1600,)
    assert np.abs(rows - np.linspace(230, 20, 1600)).max() < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_telephones_take_passes(kind: str) -> None:
    found = clean(encoded(Image.new("L", (7728, 5152), 90), kind))
    assert (found.width, found.height) == (1600, 1067)
    assert abs(opened(found.jpeg).getpixel((800, 500))[0] - 90) <= 2  # type: ignore[index]


def test_more_pixels_than_can_be_read_are_refused_by_the_header() -> None:
    asked = "more than the {} million that can be read: make it smaller or take another one"
    assert refusal(encoded(Image.new("L", (12_000, 8_400)))).endswith(asked.format(65))
    assert refusal(_png_header(30_000, 30_000)) == ("The photograph has 30,000 by 30,000 pixels, " + asked.format(50))
    assert refusal(encoded(Image.new("L", (10_000, 5_001)), "PNG")).endswith(asked.format(50))
    heic = small("HEIF").replace(b"ispe\0\0\0\0" + struct.pack(">II", 96, 64),
                                 b"ispe\0\0\0\0" + struct.pack(">II", 9_000, 9_000))  # fmt: skip
    assert refusal(heic).endswith(asked.format(50))


def test_a_heic_that_is_larger_than_its_header_says_is_refused() -> None:
    large = encoded(Image.new("RGB", (2048, 2048)), "HEIF")
    header = struct.pack(">II", 2048, 2048)
    assert large.count(b"ispe\0\0\0\0" + header) == 1
    assert refusal(large.replace(b"ispe\0\0\0\0" + header, b"ispe\0\0\0\0" + struct.pack(">II", 64, 64))) == DAMAGED


def test_memory_is_bounded() -> None:
    code = """
import io, resource
from PIL import Image
from geo_ij.sources.photographs import clean_photograph
tile = Image.effect_noise((500, 450), 60)
whole = Image.new("L", (9000, 7200))
for x in range(0, 9000, 500):
    for y in range(0, 7200, 450):
        whole.paste(tile, (x, y))
stream = io.BytesIO()
Image.merge("RGB", [whole.reduce(2)] * 3).resize((9000, 7200)).save(stream, "JPEG")
del whole
"""
    measured = """
import resource, sys
from geo_ij.sources.photographs import clean_photograph
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert clean_photograph(content, limit_megabytes=100).width == 1600
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
    made = subprocess.run(
        [sys.executable, "-c", code + "import sys; sys.stdout.buffer.write(stream.getvalue())"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    # Whole, 64.8 million pixels would take 260 MB.
    peak = subprocess.run([sys.executable, "-c", measured], input=made, check=True, capture_output=True).stdout
    assert float(peak) < 200


def test_too_many_bytes_are_refused_before_anything_is_decoded() -> None:
    content = small("JPEG")
    assert refusal(content + bytes(1_000_000), limit_megabytes=1) == (
        "The photograph must be 1 megabytes or smaller: choose or make a smaller one"
    )
    padded = content + bytes(1_000_000 - len(content))
    assert clean_photograph(padded, limit_megabytes=1).width == 96


def _png_header(width: int, height: int) -> bytes:
    """Give the beginning of a PNG, with a little that unpacks to a lot."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))


def test_text_that_unpacks_to_more_than_fits_is_refused() -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    plain = small("PNG")
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    assert refusal(plain[:33] + bomb + plain[33:]) == DAMAGED


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("text", b"I took this picture on Sunday\n" * 10),
        ("a page", b"<!doctype html><script>alert(1)</script>"),
        ("a drawing", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a document", b"%PDF-1.7\n"),
        ("an archive", b"PK\x03\x04" + bytes(100)),
        ("a program", b"\x7fELF" + bytes(100)),
        ("a film", b"\0\0\0\x20ftypisom" + bytes(100)),
        ("AVIF", b"\0\0\0\x20ftypavif" + bytes(100)),
        ("a sound", b"RIFF\x24\0\0\0WAVEfmt " + bytes(100)),
        ("one byte", b"\xff"),
    ],
)
def test_what_is_no_photograph_is_refused(what: str, content: bytes) -> None:
    assert refusal(content) == NO_PHOTOGRAPH, what


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM", "JPEG2000", "ICO", "PDF", "EPS", "TGA", "AVIF"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    assert refusal(encoded(four_colours(), kind)) == NO_PHOTOGRAPH


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "The selected file is empty: choose another photograph"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_half_a_file_is_refused(kind: str, share: float) -> None:
    whole = encoded(Image.effect_noise((300, 200), 80).convert("RGB"), kind)
    assert refusal(whole[: int(len(whole) * share)]) == DAMAGED


@pytest.mark.parametrize("beginning", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8 "])
def test_the_beginning_of_a_picture_alone_is_refused(beginning: bytes) -> None:
    assert refusal(beginning + b"<html>not a picture</html>" * 20) == DAMAGED


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (15, 15), (4000, 16), (16, 321)])
def test_lines_and_marks_are_refused(size: tuple[int, int]) -> None:
    assert refusal(encoded(Image.new("RGB", size), "PNG")) == TOO_NARROW


def test_a_panorama_is_kept() -> None:
    found = clean(encoded(Image.new("RGB", (3200, 160))))
    assert (found.width, found.height) == (1600, 80)
    assert clean(encoded(Image.new("RGB", (16, 16)))).width == 16


def test_a_jpeg_that_goes_over_its_picture_without_end_is_refused() -> None:
    plain = encoded(Image.new("L", (640, 480), 99), progressive=True)
    last = plain[plain.rfind(b"\xff\xda") : -2]
    # A film that a telephone puts behind its picture may hold the same two bytes.
    assert clean(plain + b"\0\0" + last * 1000).width == 640
    assert refusal(plain[:-2] + last * MOST_SCANS + b"\xff\xd9") == DAMAGED


def test_two_pictures_in_one_file_give_the_first() -> None:
    other = Image.new("RGB", (96, 64), RED)
    both = encoded(four_colours(), "MPO", save_all=True, append_images=[other])
    assert both.count(b"\xff\xd8\xff") == 2
    assert corner_colours(opened(clean(both).jpeg)) == AS_DRAWN


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_what_moves_gives_its_first_picture(kind: str) -> None:
    other = Image.new("RGB", (96, 64), RED)
    moving = encoded(four_colours(), kind, save_all=True, append_images=[other, other])
    assert corner_colours(opened(clean(moving).jpeg)) == AS_DRAWN


@pytest.mark.parametrize(
    ("kind", "picture", "colour"),
    [
        ("JPEG", Image.new("CMYK", (64, 48), (0, 255, 255, 0)), (255, 0, 0)),
        ("JPEG", Image.new("L", (64, 48), 100), (100, 100, 100)),
        ("PNG", Image.new("1", (64, 48), 1), (255, 255, 255)),
        ("PNG", Image.new("P", (64, 48), 0), (0, 0, 0)),
        ("PNG", Image.new("LA", (64, 48), (0, 0)), (255, 255, 255)),
        ("PNG", Image.new("RGBA", (64, 48), (255, 0, 0, 0)), (255, 255, 255)),
        ("PNG", Image.new("RGBA", (64, 48), (0, 0, 0, 128)), (127, 127, 127)),
        ("PNG", Image.fromarray(np.full((48, 64), 0x8080, dtype="uint16")), (128, 128, 128)),
        ("PNG", Image.fromarray(np.full((48, 64), 0xFFFF, dtype="uint16")), (255, 255, 255)),
        ("WEBP", Image.new("RGBA", (64, 48), (0, 0, 255, 0)), (255, 255, 255)),
        ("HEIF", Image.new("RGBA", (64, 48), (0, 0, 255, 0)), (255, 255, 255)),
        ("HEIF", Image.new("L", (64, 48), 100), (100, 100, 100)),
    ],
)
def test_every_way_to_write_colours(kind: str, picture: Image.Image, colour: tuple[int, int, int]) -> None:
    found = opened(clean(encoded(picture, kind)).jpeg).getpixel((30, 20))
    assert np.abs(np.subtract(found, colour)).max() <= 3  # type: ignore[arg-type]


def test_a_palette_with_transparency_is_on_white() -> None:
    picture = Image.new("P", (64, 48), 1)
    picture.putpalette([0, 0, 0, 200, 0, 0])
    found = opened(clean(encoded(picture, "PNG", transparency=1)).jpeg)
    assert found.getpixel((30, 20)) == (255, 255, 255)


def test_colours_of_another_profile_become_those_of_screens() -> None:
    # The colours of screens with the tags of red and green exchanged: red means green.
    profile = _srgb().replace(b"rXYZ", b"TEMP").replace(b"gXYZ", b"rXYZ").replace(b"TEMP", b"gXYZ")
    red = Image.new("RGB", (64, 48), (255, 0, 0))
    plain = opened(clean(encoded(red, "PNG")).jpeg).getpixel((30, 20))
    turned = opened(clean(encoded(red, "PNG", icc_profile=profile)).jpeg).getpixel((30, 20))
    assert np.abs(np.subtract(plain, (255, 0, 0))).max() < 15  # type: ignore[arg-type]
    assert np.abs(np.subtract(turned, (0, 255, 0))).max() < 60  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "profile", [b"nonsense" * 40, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_a_profile_that_says_nothing_is_left_out(profile: bytes) -> None:
    found = opened(clean(encoded(four_colours(), icc_profile=profile)).jpeg)
    assert corner_colours(found) == AS_DRAWN


def test_one_picture_is_decoded_at_a_time() -> None:
    done = threading.Event()
    worker = threading.Thread(target=lambda: (clean(small("JPEG")), done.set()))
    with photographs._ONE_AT_A_TIME:
        worker.start()
        assert not done.wait(0.3)
    assert done.wait(10)
    worker.join()


@given(st.binary(max_size=3000), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X",
                                                   b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"]))  # fmt: skip
def test_nonsense_is_refused_in_plain_words(content: bytes, beginning: bytes) -> None:
    with pytest.raises(SourceError):
        clean(beginning + content)


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(kind: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # which bytes are damaged
    content = bytearray(_with_everything(kind))
    for _ in range(chance.choice([1, 2, 8, 40])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.2:
        at = chance.randrange(len(content))
        del content[at : at + chance.randrange(1, 60)]
    with suppress(SourceError):
        found = clean(bytes(content))
        assert set(markers(found.jpeg)) <= PIXELS_ALONE
        assert max(found.width, found.height) <= LONGEST_SIDE


@cache
def _with_everything(kind: str) -> bytes:
    return encoded(four_colours(), kind, exif=located(orientation=6), icc_profile=_srgb())


WHITE = encoded(Image.new("RGB", (800, 600), "white"), quality=95)


def test_boxes_are_black_and_the_rest_stays() -> None:
    whole, thumbnail = (opened(jpeg) for jpeg in redacted(WHITE, [(0.25, 0.5, 0.1, 0.2), (0.8, 0, 0.2, 0.1)]))
    assert (whole.size, thumbnail.size) == ((800, 600), (THUMBNAIL_SIDE, 360))
    for picture in (whole, thumbnail):
        levels = np.asarray(picture.convert("L"), dtype=int)
        height, width = levels.shape
        inside = levels[int(0.5 * height) + 2 : int(0.7 * height) - 2, int(0.25 * width) + 2 : int(0.35 * width) - 2]
        assert inside.max() < 40
        assert levels[: int(0.1 * height) - 2, int(0.8 * width) + 2 :].max() < 40
        assert levels[int(0.75 * height) :, :].min() > 215
        assert levels[int(0.2 * height) : int(0.45 * height), :].min() > 215


@pytest.mark.parametrize(
    ("box", "columns", "rows"),
    [
        ((-0.5, -0.5, 1.0, 1.0), (0, 400), (0, 300)),
        ((0.5, 0.5, 9.0, 9.0), (400, 800), (300, 600)),
        ((0.9999, 0.9999, 0.00001, 0.00001), (799, 800), (599, 600)),
        ((0.5, 0.5, 0.0, 0.0), (400, 401), (300, 301)),
        ((0.0, 0.0, 1.0, 1.0), (0, 800), (0, 600)),
    ],
)
def test_a_box_ends_where_the_picture_does_and_is_never_empty(
    box: photographs.Box, columns: tuple[int, int], rows: tuple[int, int]
) -> None:
    left, top, right, bottom = photographs._pixels(box, (800, 600))
    assert ((left, right + 1), (top, bottom + 1)) == (columns, rows)
    found = np.asarray(opened(redacted(WHITE, [box])[0]).convert("L"), dtype=int)
    assert found[top : bottom + 1, left : right + 1].mean() < 100


@given(st.tuples(*[st.floats(0, 0.9)] * 2, *[st.floats(0.02, 0.5)] * 2))
def test_a_box_covers_all_that_it_says(box: photographs.Box) -> None:
    x, y, width, height = box
    left, top, right, bottom = photographs._pixels(box, (800, 600))
    assert left <= x * 800
    assert top <= y * 600
    assert right + 1 >= min((x + width) * 800 - 1e-6, 800)
    assert bottom + 1 >= min((y + height) * 600 - 1e-6, 600)


def test_without_boxes_the_picture_stays_as_it_is() -> None:
    sent = clean(small("JPEG")).jpeg
    whole, thumbnail = redacted(sent, [])
    assert corner_colours(opened(whole)) == corner_colours(opened(thumbnail)) == AS_DRAWN
    assert opened(thumbnail).size == (96, 64)


def test_what_cannot_be_read_is_not_painted() -> None:
    with pytest.raises(SourceError, match="damaged"):
        redacted(b"\xff\xd8\xff nothing", [])
    with pytest.raises(SourceError, match="damaged"):
        redacted(io.BytesIO().getvalue(), [])
