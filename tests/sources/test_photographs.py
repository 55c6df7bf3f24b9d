"""What people send as photographs: decoded whatever it is called, every kind and every way to write colours."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.pictures import RED, corner_colours, encoded, four_colours, opened
from tests.sources.cleaned_photographs import AS_DRAWN, KINDS, clean, refusal, small, srgb_profile

NO_PHOTOGRAPH = "The selected file must be a JPEG, PNG, WebP or HEIC photograph"

TOO_NARROW = "The picture is too small or too narrow to show anything: choose another photograph"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_its_picture(kind: str) -> None:
    found = clean(small(kind))
    picture = opened(found.jpeg)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (96, 64))
    assert (found.width, found.height, found.position) == (96, 64, None)
    assert corner_colours(picture) == AS_DRAWN


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


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (7728, 5152)), ("PNG", (5463, 3642)), ("WEBP", (5463, 3642))])
def test_what_telephones_take_passes(kind: str, size: tuple[int, int]) -> None:
    found = clean(encoded(Image.new("L", size, 90), kind))
    assert (found.width, found.height) == (1600, 1067)
    assert abs(opened(found.jpeg).getpixel((800, 500))[0] - 90) <= 2  # type: ignore[index]


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


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (15, 15), (4000, 16), (16, 321)])
def test_lines_and_marks_are_refused(size: tuple[int, int]) -> None:
    assert refusal(encoded(Image.new("RGB", size), "PNG")) == TOO_NARROW


def test_a_panorama_is_kept() -> None:
    found = clean(encoded(Image.new("RGB", (3200, 160))))
    assert (found.width, found.height) == (1600, 80)
    assert clean(encoded(Image.new("RGB", (16, 16)))).width == 16


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
    profile = srgb_profile().replace(b"rXYZ", b"TEMP").replace(b"gXYZ", b"rXYZ").replace(b"TEMP", b"gXYZ")
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
