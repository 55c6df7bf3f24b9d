"""Say how good the hotspots are, on months that the methods had not seen."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.cli.screen import table, wrapped
from geo_ij.frames import month_text
from geo_ij.hotspots.backtest_results import Score
from geo_ij.hotspots.methods import METHODS
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps import quality
from geo_ij.maps.charts import check_chart_ending, hit_rate_chart
from geo_ij.services.backtest_hotspots import (
    USUAL_CUTOFFS,
    USUAL_SHARES,
    BackTests,
    ForceBackTest,
    backtest_hotspots,
)
from geo_ij.sources.table_files import check_folder, write_bytes
from geo_ij.wiring import Wiring

_SMALLEST_SHARE = 0.001
"""The least share in per cent: of a county that is one or two places."""


class SharesType(click.ParamType[tuple[float, ...]]):
    """Shares of the area in per cent, separated by commas: "0.1,0.25,0.5,1"."""

    name = "PERCENT,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Read the shares as fractions of 1, the least first."""
        shares = set()
        for text in str(value).split(","):
            try:
                share = float(text.strip().removesuffix("%"))
            except ValueError:
                self.fail(f"{text.strip()!r} is not a number: write per cents like 0.1,0.25,0.5,1", param, ctx)
            if not _SMALLEST_SHARE <= share <= 100:
                self.fail(f"{text.strip()} is not a share: give {_SMALLEST_SHARE:g} to 100 per cent", param, ctx)
            shares.add(share / 100)
        return tuple(sorted(shares))


@edge.command(main, "backtest")
@click.option(
    "--area-share",
    "shares",
    type=SharesType(),
    default=",".join(f"{100 * share:g}" for share in USUAL_SHARES),
    show_default=True,
    help="On which shares of the area to compare, in per cent.",
)
@click.option("--method", "methods", type=click.Choice(list(METHODS)), multiple=True, help="Test only these methods.")
@click.option("--force", metavar="NAME", help="Test only this police force.")
@click.option(
    "--cutoffs",
    type=click.IntRange(1, 60),
    default=USUAL_CUTOFFS,
    show_default=True,
    help="How many months in turn to take for the last one known.",
)
@click.option("--months", type=click.IntRange(6, 60), default=12, show_default=True, help="How many months to look at.")
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), help="Draw to an .svg or .png file.")
@click.option("--details", is_flag=True, help="Say everything else about the methods, and how to read the figures.")
@edge.json_option
@click.pass_obj
def backtest(
    wiring: Wiring,
    shares: tuple[float, ...],
    methods: tuple[str, ...],
    force: str | None,
    cutoffs: int,
    months: int,
    chart: Path | None,
    details: bool,
    as_json: bool,
) -> None:
    """Say how much of what came later the hotspots held, against other methods and chance."""
    if chart is not None:
        check_chart_ending(chart)
        check_folder(chart)
    done = backtest_hotspots(
        wiring.database,
        force=force,
        shares=shares,
        methods=methods or None,
        cutoffs=cutoffs,
        months=months,
        progress=edge.Progress(),
    )
    if chart is not None:
        write_bytes(chart, hit_rate_chart([(one.force_name, one.found) for one in done.tested], ending=chart.suffix))
    edge.report(_document(done, chart), _lines(done, chart, details=details), as_json=as_json)


def _document(done: BackTests, chart: Path | None) -> dict[str, Any]:
    """Give everything as one JSON document: shares of the area in per cent, as they are asked for, rates up to 1."""
    return {
        "forces": [_force_document(one) for one in done.tested],
        "left_out": done.left_out,
        "kept": done.kept,
        "chart": str(chart) if chart else None,
    }


def _force_document(one: ForceBackTest) -> dict[str, Any]:
    found = one.found
    return {
        "force": one.force,
        "area_km2": round(found.area_m2 / 1e6, 1),
        "area_known": one.area_known,
        "cutoffs": [month_text(month) for month in found.cutoffs],
        "known_months": list(found.known_months),
        "passed_over": [month_text(month) for month in found.passed_over],
        "months": found.months,
        "test_months": found.test_months,
        "incidents": found.incidents,
        "default_method": found.default_method,
        "best": {"places": found.best.places, "area_share": _per_cent(found.best.area_share)}
        | _flat("hit_rate", found.best.hit_rate),
        "results": [_score_document(score) for score in found.scores],
        "chance": [_chance(share, rate) for share, rate in zip(found.area_shares, found.attainable, strict=True)],
        "curves": {
            curve.method: [
                {name: _per_cent(v) if name == "area_share" else round(v, 6) for name, v in asdict(point).items()}
                for point in curve.points
            ]
            for curve in found.curves
        },
    }


def _score_document(score: Score) -> dict[str, Any]:
    document: dict[str, Any] = {
        "method": score.method,
        "area_share": _per_cent(score.area_share),
        "ground_share": _per_cent(score.ground_share),
        "places": round(score.places, 2),
    }
    for name in ("hit_rate", "pai", "pei", "stability", "default_against"):
        document |= _flat(name, getattr(score, name))
    return document


def _chance(share: float, attainable: float) -> dict[str, float]:
    return {"area_share": _per_cent(share), "hit_rate": round(share, 8), "pai": 1.0, "attainable": round(attainable, 6)}


def _flat(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    ends = {name: "value", f"{name}_low": "low", f"{name}_high": "high"}
    return {key: None if estimate is None else round(getattr(estimate, end), 6) for key, end in ends.items()}


def _per_cent(share: float) -> float:
    return round(100 * share, 6)


def _lines(done: BackTests, chart: Path | None, *, details: bool) -> Iterator[str]:
    for number, one in enumerate(done.tested):
        if number:
            yield ""
        yield from _force_lines(one, details=details)
    for force, reason in done.left_out.items():
        yield from wrapped(f"{force}: not tested: {reason}.")
    yield ""
    if details:
        for sentence in (quality.MEASURES, *quality.CAUTIONS):
            yield from wrapped(sentence)
    else:
        yield from wrapped("For the rest, and for what these figures do not say: geo-ij backtest --details")
    if not done.kept:
        yield from wrapped(
            "Not kept for the staff pages, which show the usual question: run it without other options for that."
        )
    if chart is not None:
        yield f"Drew {chart}."


def _force_lines(one: ForceBackTest, *, details: bool) -> Iterator[str]:
    found = one.found
    yield from wrapped(f"{one.force_name}: {quality.best_in_words(found)}.")
    yield ""
    said = [
        quality.tested_in_words(found),
        quality.counted_in_words(found),
        quality.passed_over_in_words(found),
        quality.area_in_words(found, known=one.area_known),
    ]
    yield from wrapped(" ".join(f"{sentence}." for sentence in said if sentence))
    yield ""
    yield from wrapped(quality.rates_caption(found))
    yield from table(quality.rates(found, brief=True))
    if quality.some_ran_out(found):
        yield f"{quality.RAN_OUT}."
    if details:
        share = quality.middle_share(found)
        yield ""
        yield quality.details_caption(share)
        yield from table(quality.details(found, share))
