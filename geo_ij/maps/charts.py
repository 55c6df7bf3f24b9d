"""Draw charts for people: how much of what came later the best places held, against the ground they take."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_ij.errors import OutputError
from geo_ij.hotspots.backtest_results import BackTest, Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".svg", ".png")

# Okabe and Ito's colours for the colour-blind, darkened so that names in them can be read on white. Each has a line of
# its own as well, for paper. The first is the default method's.
_COLOURS = ("#0072B2", "#B34D00", "#00734F", "#A3407C", "#6B5900", "#000000")
_LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
_QUIET = "#595959"

# Small, so that the words are still readable where a phone shrinks the picture.
_WIDTH_IN = 6.2
_HEIGHT_IN = 4.4
_LABEL_GAP = 0.055
"""The least distance between two labels, as a share of the height of the chart."""

_STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 11.5,
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


def hit_rate_chart(tested: Sequence[tuple[str, BackTest]], *, ending: str) -> bytes:
    """Draw the hit rate of every method against the share of the area, one panel for each force (title, back-test).

    The band round a curve is its 95 % interval; what chance would hold is a line of its own. The same back-tests give
    the same bytes. `ending` is one of `ENDINGS`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN * len(tested)), layout="constrained")
        for axes, (title, found) in zip(figure.subplots(len(tested), squeeze=False).flat, tested, strict=True):
            _draw(axes, title, found)
        written = io.BytesIO()
        kind = ending.lower().removeprefix(".")
        figure.savefig(written, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return written.getvalue()


def _draw(axes: "Axes", title: str, found: BackTest) -> None:
    labels: list[tuple[float, str, str]] = []
    default_first = sorted(found.curves, key=lambda curve: curve.method != found.default_method)
    for number, curve in reversed(list(enumerate(default_first))):
        colour = _COLOURS[number % len(_COLOURS)]
        _draw_curve(axes, curve, colour, _LINES[number % len(_LINES)], is_default=number == 0)
        labels.append((100 * curve.points[-1].hit_rate, curve.method, colour))
    right = 100 * found.area_shares[-1]
    axes.plot([0, right], [0, right], color=_QUIET, linewidth=1)
    labels.append((right, "chance", _QUIET))
    shares = [0.0, *(100 * share for share in found.area_shares)]
    axes.plot(shares, [0.0, *(100 * rate for rate in found.attainable)], ".", color=_QUIET, markersize=7)
    labels.append((100 * found.attainable[-1], "knowing the future", _QUIET))
    axes.set_xlim(0, right)
    axes.set_ylim(0, 100)
    _label(axes, labels, right)
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel("Share of the area taken, best places first (%)")
    axes.set_ylabel(f"Held of the next {found.test_months} months' incidents (%)")
    axes.grid(axis="y", color="#e0e0e0", linewidth=0.8)
    axes.set_axisbelow(True)


def _draw_curve(axes: "Axes", curve: Curve, colour: str, line: Any, *, is_default: bool) -> None:
    share, rate, low, high = (
        100 * np.array([(0.0, 0.0, 0.0, 0.0), *((p.area_share, p.hit_rate, p.low, p.high) for p in curve.points)]).T
    )
    axes.fill_between(share, low, high, color=colour, alpha=0.18 if is_default else 0.07, linewidth=0)
    axes.plot(share, rate, color=colour, linestyle=line, linewidth=2.6 if is_default else 1.6)


def _label(axes: "Axes", labels: list[tuple[float, str, str]], right: float) -> None:
    """Write each name beside the end of its curve, moved apart where curves end close together."""
    gap = 100 * _LABEL_GAP
    lowest = 0.0
    for height, name, colour in sorted(labels):
        lowest = max(height, lowest)
        axes.annotate(
            name,
            xy=(right, height),
            xytext=(1.02, lowest / 100),
            textcoords="axes fraction",
            color=colour,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0},
        )
        lowest += gap
