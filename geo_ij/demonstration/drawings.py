"""Draw the small illustrations that stand in for residents' photographs: nobody and nowhere is in them."""

import io
from collections.abc import Callable

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw

from geo_ij.demonstration.county import stream

SIZE = (480, 360)

DRAWINGS = 15
"""How many reports have one."""

CAPTION = "Drawn illustration"
"""What is written into each, so that none is taken for a photograph."""

_SKY, _GRASS, _PATH, _WALL = (198, 220, 235), (122, 158, 96), (176, 170, 160), (186, 120, 92)
_COLOURS = ((220, 60, 50), (240, 200, 60), (60, 110, 190), (235, 235, 235), (60, 150, 90), (150, 80, 160))


def drawing(issue: str, *, name: str) -> bytes:
    """Draw an issue as JPEG; the same name gives the same picture."""
    random = stream(f"drawing {name}")
    picture = Image.new("RGB", SIZE, _SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 150, *SIZE), fill=_GRASS)
    pen.polygon([(180, SIZE[1]), (300, SIZE[1]), (255, 150), (225, 150)], fill=_PATH)
    _DRAWN.get(issue, _litter)(pen, random)
    pen.rectangle((0, SIZE[1] - 30, *SIZE), fill=(255, 255, 255))
    pen.text((10, SIZE[1] - 22), f"{CAPTION} (demonstration)", fill=(0, 0, 0))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return content.getvalue()


def _litter(pen: ImageDraw.ImageDraw, random: np.random.RandomState) -> None:
    for _ in range(45):
        x, y, size = int(random.randint(0, 460)), int(random.randint(160, 310)), int(random.randint(5, 16))
        pen.rectangle((x, y, x + size, y + size // 2 + 2), fill=_COLOURS[random.randint(len(_COLOURS))])


def _graffiti(pen: ImageDraw.ImageDraw, random: np.random.RandomState) -> None:
    pen.rectangle((40, 60, 440, 230), fill=_WALL)
    for _ in range(9):
        points = [(int(random.randint(50, 430)), int(random.randint(70, 220))) for _ in range(5)]
        pen.line(points, fill=_COLOURS[random.randint(len(_COLOURS))], width=int(random.randint(4, 10)), joint="curve")


def _overgrown(pen: ImageDraw.ImageDraw, random: np.random.RandomState) -> None:
    for _ in range(160):
        x, foot, height = int(random.randint(60, 420)), int(random.randint(200, 325)), int(random.randint(40, 130))
        green = (40, 90 + int(random.randint(70)), 45)
        pen.line(
            (x, foot, x + int(random.randint(-25, 25)), foot - height), fill=green, width=int(random.randint(2, 6))
        )


_DRAWN: dict[str, Callable[[ImageDraw.ImageDraw, np.random.RandomState], None]] = {
    "litter": _litter,
    "fly_tipping": _litter,
    "graffiti": _graffiti,
    "overgrown_vegetation": _overgrown,
}
DRAWN_ISSUES = tuple(_DRAWN)
"""The issues of which there are drawings."""


def pictured(reports: pd.DataFrame) -> dict[str, str]:
    """Choose the reports that have a drawing, from the first to the last: reference to issue."""
    issue = reports["issues"].str.split(";").str[0]
    able = reports.assign(issue=issue)[issue.isin(DRAWN_ISSUES) & (reports["duplicate_of"] == "")]
    chosen = able.iloc[np.linspace(0, len(able) - 1, DRAWINGS).astype(int)]
    return dict(zip(chosen["reference"], chosen["issue"], strict=True))
