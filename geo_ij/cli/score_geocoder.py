"""Score the geocoder on labelled places."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.geocode.scoring import Score, Scored
from geo_ij.services.review_locations import words_of
from geo_ij.services.score_geocoder import check_chart, draw_score, score_geocoder
from geo_ij.wiring import Wiring


@edge.command(main, "score-geocoder")
@click.argument("path", type=edge.existing_path())
@click.option("--misses", is_flag=True, help="List every wrong answer, and every right one outside its uncertainty.")
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE", help="Draw the errors too, as .svg or .png.")
@edge.json_option
@click.pass_obj
def score(wiring: Wiring, path: Path, misses: bool, chart: Path | None, as_json: bool) -> None:
    """Score the geocoder on a CSV of texts whose true place is known.

    It says how many are right, how many wrong places were accepted, and how many matches lie within their own
    uncertainty.
    """
    if chart is not None:
        check_chart(chart)
    result = score_geocoder(wiring.database, path, settings=wiring.settings, progress=edge.Progress())
    if chart is not None:
        draw_score(result, chart)
    missed = [one for one in result.scored if not one.is_right or one.is_covered is False] if misses else []
    document = _document(result.score) | ({"misses": [_miss(one) for one in missed]} if misses else {})
    edge.report(document, [*_lines(result.score), *(_miss_line(one) for one in missed)], as_json=as_json)


def _document(score: Score) -> dict[str, Any]:
    return {
        "texts": score.texts,
        "right": _rounded(score.right),
        "wrong_in_silence": _rounded(score.wrong_in_silence),
        "wrong_though_sure": _rounded(score.wrong_though_sure),
        "matched": score.matched,
        "covered": _rounded(score.covered),
        "covered_exact": _rounded(score.covered_exact),
        "median_uncertainty_m": {precision: round(median, 1) for precision, median in score.medians.items()},
        "by_kind": {kind: {"right": _rounded(right), "texts": texts} for kind, (right, texts) in score.by_kind.items()},
    }


def _lines(score: Score) -> Iterator[str]:
    yield f"{edge.counted(score.texts, 'text')}: {_percent(score.right)} right."
    sure = f"{_percent(score.wrong_though_sure)} without asking for a look"
    yield f"{_percent(score.wrong_in_silence)} matched to a wrong place; {sure}."
    if score.covered is not None:
        covered = f"{_percent(score.covered)} of the true places lie within the stated uncertainty"
        yield f"{score.matched:,} matched; {covered}."
    for precision, median in score.medians.items():
        yield f"  {precision}: half have an uncertainty of {median:,.0f} m or less"
    yield "Right by kind of text:"
    for kind, (right, texts) in score.by_kind.items():
        yield f"  {kind}: {_percent(right)} of {texts}"


def _miss(one: Scored) -> dict[str, Any]:
    best = one.location.best
    return {
        "text": one.labelled.text,
        "kind": one.labelled.kind,
        "expected_status": sorted(status.value for status in one.labelled.statuses),
        "status": one.location.status.value,
        "matched_name": best.name if best else None,
        "error_m": None if one.error_m is None else round(one.error_m),
        "uncertainty_m": round(best.uncertainty_m) if best else None,
        "reason": one.location.reason,
    }


def _miss_line(one: Scored) -> str:
    text = repr(" ".join(one.labelled.text.split())[:80])
    kind, reason = words_of(one.labelled.kind), words_of(one.location.reason)
    if one.location.status not in one.labelled.statuses or one.error_m is None:
        expected = " or ".join(sorted(status.value for status in one.labelled.statuses))
        return f"Miss ({kind}): {text} is {one.location.status.value}, not {expected}: {reason}"
    if not one.is_right:
        return f"Wrong place, {one.error_m:,.0f} m off ({kind}): {text}: {reason}"
    # Rounded away from each other: 500.4 m off where 500.2 m was stated must not read as 500 m and 500 m.
    stated = math.floor(one.location.best.uncertainty_m) if one.location.best else 0
    return f"Right, but {math.ceil(one.error_m):,} m off where {stated:,} m was stated ({kind}): {text}: {reason}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
