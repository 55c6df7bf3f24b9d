"""Draw charts for people: how much of what came later the best places held, against the ground they take."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_ij.errors import OutputError
from geo_ij.hotspots.backtest_results import BackTest, Curve
from geo_ij.maps.quality import method_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".svg", ".png")

# Okabe and Ito's colours for the colour-blind, darkened so that names in them can be read on white. The default's is
# nobody else's, and neither is its unbroken line. The others have dashes as well, for paper: as many as colours, but
# shifted by one each round, so that no two of twenty-five methods look alike.
_DEFAULT_COLOUR = "#0072B2"
_COLOURS = ("#B34D00", "#00734F", "#A3407C", "#6B5900", "#000000")
_DASHES = ((0, (5, 1.5)), (0, (6, 1.5, 1, 1.5)), (0, (2.5, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (9, 2)))
_QUIET = "#595959"

_FUTURE = "knowing the future"
_CHANCE = "chance"


@dataclass(frozen=True)
class _Paper:
    """The size of a panel in inches and of its words in points; `breaks` puts names on two lines."""

    width_in: float
    height_in: float
    font_size: float
    breaks: bool

    @property
    def label_gap(self) -> float:
        """Give the least distance between two names, as a share of the height of the panel."""
        lines = 2.5 if self.breaks else 1.3
        return lines * self.font_size / (72 * 0.8 * self.height_in)


_WIDE = _Paper(width_in=6.2, height_in=4.2, font_size=9.5, breaks=False)

# A phone shows this at nearly its own size, so its words are as large as those of the page beside it are small.
_NARROW = _Paper(width_in=3.75, height_in=5.2, font_size=9.5, breaks=True)

CHART_STYLE: Any = {
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    # Words stay words, so that they can be read aloud and searched; a fixed salt gives the same file every time.
    "svg.fonttype": "none",
    "svg.hashsalt": "geo-ij",
}


def check_chart_ending(path: Path) -> None:
    """Refuse a file of a kind that charts are not drawn as."""
    if path.suffix.lower() not in ENDINGS:
        raise OutputError(f"{path}: a chart is written as {' or '.join(ENDINGS)}: choose such a name")


def hit_rate_chart(tested: Sequence[tuple[str, BackTest]], *, ending: str, narrow: bool = False) -> bytes:
    """Draw the hit rate of every method against the share of the area, one panel for each force (title, back-test).

    The band round the default method's curve is its 95 % interval; what chance would hold, and what knowing the future
    would, are lines of their own. The same back-tests give the same bytes. `ending` is one of `ENDINGS`; `narrow`
    draws for the screen of a phone.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    paper = _NARROW if narrow else _WIDE
    with mpl.rc_context(CHART_STYLE | {"font.size": paper.font_size}):
        size = (paper.width_in, paper.height_in * len(tested))
        figure = Figure(figsize=size, layout="constrained")
        for axes, (title, found) in zip(figure.subplots(len(tested), squeeze=False).flat, tested, strict=True):
            _draw(axes, title, found, paper=paper)
        written = io.BytesIO()
        kind = ending.lower().removeprefix(".")
        figure.savefig(written, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return written.getvalue()


def chart_size(*, narrow: bool) -> tuple[int, int]:
    """Give the width and height of a chart of one force in pixels of a page (96 to the inch)."""
    paper = _NARROW if narrow else _WIDE
    return round(96 * paper.width_in), round(96 * paper.height_in)


def look_of(number: int) -> tuple[str, Any]:
    """Give the colour and the dashes of a method by its number, 0 for the default; no two of the first 25 are alike."""
    if number == 0:
        return _DEFAULT_COLOUR, "-"
    rounds, at = divmod(number - 1, len(_COLOURS))
    return _COLOURS[at], _DASHES[(at + rounds) % len(_DASHES)]


def _draw(axes: "Axes", title: str, found: BackTest, *, paper: _Paper) -> None:
    labels: list[tuple[float, str, str]] = []
    default_first = sorted(found.curves, key=lambda curve: curve.method != found.default_method)
    for number, curve in reversed(list(enumerate(default_first))):
        colour, line = look_of(number)
        _draw_curve(axes, curve, colour, line, is_default=number == 0)
        labels.append((100 * curve.points[-1].hit_rate, method_in_words(found, curve.method), colour))
    right = 100 * found.area_shares[-1]
    axes.plot([0, right], [0, right], color=_QUIET, linewidth=1)
    labels.append((right, _CHANCE, _QUIET))
    # Known at these shares only: a line from nothing to the first would claim too little.
    shares, attainable = (100 * np.array(values) for values in (found.area_shares, found.attainable))
    axes.plot(shares, attainable, ".:", color=_QUIET, linewidth=1, markersize=7, clip_on=False)
    labels.append((float(attainable[-1]), _FUTURE, _QUIET))
    axes.set_xlim(0, right)
    axes.set_ylim(0, 100)
    _label(axes, labels, right, paper=paper)
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel(_broken("Share of the area taken,| best places first (%)", paper))
    axes.set_ylabel(_broken(f"Held of the next {found.test_months} months'| incidents (%)", paper))
    axes.grid(axis="y", color="#e0e0e0", linewidth=0.8)
    axes.set_axisbelow(True)


def _broken(words: str, paper: _Paper) -> str:
    """Break words where a bar stands, if the paper wants it."""
    return words.replace("| ", "\n" if paper.breaks else " ")


def _draw_curve(axes: "Axes", curve: Curve, colour: str, line: Any, *, is_default: bool) -> None:
    """Draw a curve, with its interval if it is the default's: the bands of all would be mud."""
    share, rate, low, high = (
        100 * np.array([(0.0, 0.0, 0.0, 0.0), *((p.area_share, p.hit_rate, p.low, p.high) for p in curve.points)]).T
    )
    if is_default:
        axes.fill_between(share, low, high, color=colour, alpha=0.16, linewidth=0)
    axes.plot(share, rate, color=colour, linestyle=line, linewidth=2.6 if is_default else 1.6)


def _label(axes: "Axes", labels: list[tuple[float, str, str]], right: float, *, paper: _Paper) -> None:
    """Write each name beside the end of its curve, moved apart where curves end close together."""
    gap = 100 * paper.label_gap
    ordered = sorted(labels)
    heights: list[float] = []
    for height, _, _ in ordered:
        heights.append(max(height, heights[-1] + gap) if heights else height)
    # What was pushed above the panel comes down again, and pushes what is below it.
    highest = max(100.0, gap * (len(heights) - 1))
    for number in range(len(heights) - 1, -1, -1):
        heights[number] = min(heights[number], highest)
        highest = heights[number] - gap
    for (height, name, colour), written in zip(ordered, heights, strict=True):
        axes.annotate(
            _two_lines(name) if paper.breaks else name,
            xy=(right, height),
            xytext=(1.03, written / 100),
            textcoords="axes fraction",
            color=colour,
            va="center",
            linespacing=0.95,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "relpos": (0, 0.5),
                "color": colour,
                "linewidth": 0.6,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )


def _two_lines(name: str) -> str:
    """Break a name after its colon, or else after its first word."""
    code, colon, words = name.partition(": ")
    return f"{code}:\n{words}" if colon else name.replace(" ", "\n", 1)
