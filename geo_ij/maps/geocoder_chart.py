"""Draw how far off the answers of a geocoder were, against how far off it said they might be."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from geo_ij.maps.charts import CHART_STYLE, look_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_LEAST_M = 3.0
"""Errors below this are drawn at it: a logarithm has no place for 0."""

_FLOOR = (
    f"On the lowest line ({_LEAST_M:.0f} m or less) the true place is the geocoder's own point:\n"
    "taken from its gazetteers, or read from the same figures."
)


def geocoder_chart(answers: Sequence[tuple[str, float, float]], *, ending: str) -> bytes:
    """Draw each answer (precision in words, stated uncertainty and error in metres) as a point, as SVG or PNG.

    What lies under the line is an answer whose place was within its stated uncertainty. The same answers give the same
    bytes. `ending` is one of `charts.ENDINGS`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(CHART_STYLE | {"font.size": 10}):
        figure = Figure(figsize=(6.2, 5.0), layout="constrained")
        figure.suptitle("How far off the geocoder was", x=0.01, ha="left", fontweight="bold")
        figure.supxlabel(_FLOOR, x=0.01, ha="left", fontsize=9)
        _draw(figure.subplots(), answers)
        written = io.BytesIO()
        kind = ending.lower().removeprefix(".")
        figure.savefig(written, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return written.getvalue()


def _draw(axes: "Axes", answers: Sequence[tuple[str, float, float]]) -> None:
    uncertainty = np.array([answer[1] for answer in answers])
    error = np.maximum([answer[2] for answer in answers], _LEAST_M)
    low, high = _LEAST_M, float(max(uncertainty.max(), error.max())) * 1.3
    axes.fill_between([low, high], [low, high], low, color="#e8f1f8", linewidth=0)
    axes.plot([low, high], [low, high], color="#595959", linewidth=1.2)
    for number, precision in enumerate(sorted({answer[0] for answer in answers})):
        chosen = [answer[0] == precision for answer in answers]
        axes.scatter(
            uncertainty[chosen],
            error[chosen],
            s=26,
            marker=_MARKERS[number % len(_MARKERS)],
            color=look_of(number)[0],
            alpha=0.75,
            linewidth=0,
            label=f"{precision} ({sum(chosen)})",
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(max(low, float(uncertainty.min()) / 1.5), high)
    axes.set_ylim(low / 1.2, high)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    within = 100 * float(np.mean([answer[2] <= answer[1] for answer in answers]))
    share = f"{within:.1f} % of {len(answers):,} places lie within their stated uncertainty"
    axes.set_title(share, loc="left", fontsize=10)
    axes.set_xlabel("Stated uncertainty (metres)")
    axes.set_ylabel("How far off it was (metres)")
    axes.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1.0, 1.0))
