"""What a moderator paints over is black in the photograph and its small copy, and the rest stays."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo_ij.errors import SourceError
from geo_ij.sources import photographs
from geo_ij.sources.photographs import THUMBNAIL_SIDE, redacted
from tests.pictures import corner_colours, encoded, opened
from tests.sources.cleaned_photographs import AS_DRAWN, clean, small

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
