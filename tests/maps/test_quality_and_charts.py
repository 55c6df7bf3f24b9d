"""What a back-test says in words and draws as a chart."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from geo_ij.errors import OutputError
from geo_ij.hotspots.backtest_results import BackTest
from geo_ij.hotspots.methods import METHODS
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps import quality
from geo_ij.maps.charts import chart_size, check_chart_ending, hit_rate_chart, look_of
from tests.maps.backtests import found


@pytest.fixture(scope="module")
def tested() -> BackTest:
    return found()


def test_the_one_line_says_places_share_interval_and_ground(tested: BackTest) -> None:
    assert quality.best_in_words(tested) == (
        "The best 50 places hold 31% (28% to 34%) of the next 3 months' anti-social behaviour in 0.41% of the area"
    )


@pytest.mark.parametrize(("places", "said"), [(1, "The only place holds 31%"), (0, "No place was found")])
def test_few_places_are_said_to_be_few(tested: BackTest, places: int, said: str) -> None:
    few = replace(tested, best=replace(tested.best, places=places))
    assert quality.best_in_words(few).startswith(said)


@pytest.mark.parametrize(
    ("share", "said"), [(0.00043, "0.043%"), (0.0041234, "0.41%"), (0.0996, "10%"), (1.0, "100%"), (0.0, "0%")]
)
def test_ground_has_two_significant_digits(share: float, said: str) -> None:
    assert quality.ground(share) == said


def test_what_was_tested_is_said(tested: BackTest) -> None:
    assert quality.tested_in_words(tested) == (
        "Tested twice: places found from 8 to 9 months of data up to August and September 2025, and tested on the 3 "
        "months after"
    )
    one = replace(tested, cutoffs=tested.cutoffs[-1:], known_months=(9,))
    assert quality.tested_in_words(one).startswith(
        "Tested once: places found from 9 months of data up to September 2025,"
    )


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (range(-1, 2), "up to December 2024, January and February 2025,"),
        (range(6), "up to January, February, March, April, May and June 2025,"),
        (range(7), "up to month ends from January 2025 to July 2025,"),
    ],
)
def test_months_are_named_as_long_as_they_are_few(tested: BackTest, months: range, said: str) -> None:
    many = replace(tested, cutoffs=tuple(2025 * 12 + month for month in months))
    assert said in quality.tested_in_words(many)


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ((0,), "1,234 incidents were counted"),
        ((0, 3, 6), "1,234 incidents were counted"),
        ((0, 1), "1,234 incidents were counted; one may count in up to 2 of the tests"),
        ((0, 2, 4, 5, 6, 7), "1,234 incidents were counted; one may count in up to 3 of the tests"),
    ],
)
def test_it_is_said_how_often_an_incident_may_count(tested: BackTest, months: tuple[int, ...], said: str) -> None:
    cutoffs = tuple(2025 * 12 + month for month in months)
    assert quality.counted_in_words(replace(tested, cutoffs=cutoffs)) == said


def test_every_method_has_a_name_in_words(tested: BackTest) -> None:
    assert set(quality.METHOD_NAMES) == set(METHODS)
    assert quality.method_in_words(tested, "kde") == "kde: heat map"
    assert quality.method_in_words(tested, "coverage") == "coverage: the default"
    assert quality.method_in_words(replace(tested, default_method="kde"), "coverage") == "coverage: cores and arms"
    assert quality.method_in_words(tested, "somebody's own") == "somebody's own"


def test_cutoffs_that_a_gap_left_out_are_named(tested: BackTest) -> None:
    assert quality.passed_over_in_words(tested) == ""
    gap = replace(tested, passed_over=(2025 * 12 + 5,))
    assert quality.passed_over_in_words(gap) == "Left out, because a month after them is missing: 2025-06"


def test_a_guessed_area_is_said_to_be_one(tested: BackTest) -> None:
    assert quality.area_in_words(tested, known=True) == "The area is 2,350 km²"
    assert "outermost incidents" in quality.area_in_words(tested, known=False)


def test_the_rates_stand_beside_chance_and_the_best_possible(tested: BackTest) -> None:
    assert quality.rates(tested) == [
        ["method", "0.5%", "1%"],
        ["coverage: the default", "47.8% (41 to 54)", "64.2% (59 to 69)"],
        ["counts: grid of counts", "36.7% (30 to 43)", "51.1% (44 to 57)*"],
        ["knowing the future", "71.4%", "81.2%"],
        ["chance", "0.5%", "1%"],
    ]
    assert quality.rates(tested, brief=True) == [
        ["method", "0.5%", "1%"],
        ["coverage: the default", "48% (41-54)", "64% (59-69)"],
        ["counts: grid of counts", "37% (30-43)", "51% (44-57)*"],
        ["knowing the future", "71%", "81%"],
        ["chance", "0.5%", "1%"],
    ]
    assert quality.some_ran_out(tested)


def test_the_details_are_those_of_the_share_in_the_middle(tested: BackTest) -> None:
    assert quality.middle_share(tested) == 0.005
    assert quality.details(tested, 0.005) == [
        ["method", "PAI", "PEI", "places", "month to month", "default holds"],
        ["coverage: the default", "96 (82 to 108)", "0.67 (0.60 to 0.72)", "540", "0.70 (0.68 to 0.73)", "-"],
        ["counts: grid of counts", "73 (60 to 86)", "-", "540", "-", "1.30x (1.20 to 1.40)"],
    ]


def texts(svg: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_a_chart_is_a_valid_picture_whose_words_are_words(tested: BackTest) -> None:
    said = texts(hit_rate_chart([("Northamptonshire", tested)], ending=".svg"))
    for words in (
        "Northamptonshire",
        "coverage: the default",
        "counts: grid of counts",
        "chance",
        "knowing the future",
        "Share of the area taken, best places first (%)",
        "Held of the next 3 months' incidents (%)",
    ):
        assert words in said


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_the_same_figures_give_the_same_bytes(tested: BackTest, ending: str) -> None:
    first = hit_rate_chart([("A", tested)], ending=ending)
    assert first == hit_rate_chart([("A", tested)], ending=ending)
    better = replace(tested.curves[0].points[-1], hit_rate=0.9)
    other = replace(tested, curves=(replace(tested.curves[0], points=(*tested.curves[0].points[:-1], better)),))
    assert first != hit_rate_chart([("A", other)], ending=ending)
    assert first.startswith(b"<?xml" if ending == ".svg" else b"\x89PNG")


def test_a_chart_holds_no_date_and_no_address_but_those_of_its_format(tested: BackTest) -> None:
    svg = hit_rate_chart([("A", tested)], ending=".svg").decode()
    assert "<dc:date>" not in svg
    assert "<script" not in svg
    assert "<image" not in svg


def test_every_force_has_a_panel_of_its_own(tested: BackTest) -> None:
    said = texts(hit_rate_chart([("North", tested), ("South", tested)], ending=".svg"))
    assert {"North", "South"} <= set(said)
    assert said.count("coverage: the default") == 2


def heights_of(svg: bytes, names: tuple[str, ...]) -> list[float]:
    """Give how far down the picture each of some words stands."""
    return [
        float(node.attrib["y"]) if "y" in node.attrib else float(node.attrib["transform"].split()[-1].rstrip(")"))
        for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
        if "".join(node.itertext()) in names
    ]


@pytest.mark.parametrize("rate", [0.0, 0.5, 1.0])
def test_names_of_curves_that_end_together_do_not_lie_on_each_other(tested: BackTest, rate: float) -> None:
    points = tuple(replace(point, hit_rate=rate) for point in tested.curves[0].points)
    same = tuple(replace(curve, points=points) for curve in tested.curves)
    svg = hit_rate_chart([("A", replace(tested, curves=same, attainable=(rate, rate)))], ending=".svg")
    names = heights_of(svg, ("coverage: the default", "counts: grid of counts", "knowing the future", "chance"))
    assert len(names) == 4
    ordered = sorted(names)
    assert min(lower - upper for upper, lower in pairwise(ordered)) > 10
    # None is pushed out of the panel: below its foot or above its head.
    title, foot = heights_of(svg, ("A",)), heights_of(svg, ("0", "0.0"))
    assert title[0] < ordered[0]
    assert ordered[-1] <= max(foot)


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.svg.txt"])
def test_another_kind_of_picture_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match=r"\.svg or \.png"):
        check_chart_ending(Path(name))


def test_what_the_chart_shows_is_said(tested: BackTest) -> None:
    assert (
        "In 1% of the area: coverage: the default 64%, counts: grid of counts 51%, knowing the future 81%, chance 1%."
    ) in quality.chart_in_words(tested)


def test_only_the_default_has_a_band(tested: BackTest) -> None:
    svg = hit_rate_chart([("A", tested)], ending=".svg").decode()
    assert svg.count('id="FillBetweenPolyCollection_') == 1


def test_no_two_methods_look_alike_and_none_like_the_default() -> None:
    looks = [look_of(number) for number in range(26)]
    assert len(set(looks)) == 26
    colours, lines = zip(*looks, strict=True)
    assert colours[0] not in colours[1:]
    assert lines[0] == "-"
    assert "-" not in lines[1:]


@pytest.mark.parametrize(("narrow", "room"), [(False, 744), (True, 360)])
def test_words_are_large_enough_where_the_chart_is_shown(tested: BackTest, *, narrow: bool, room: int) -> None:
    # `room` is what a page leaves for it on a desk and on a phone 390 pixels wide, in pixels.
    root = ET.fromstring(hit_rate_chart([("A", tested)], ending=".svg", narrow=narrow))  # noqa: S314
    sizes = [
        float(re.findall(r"font-size: ([0-9.]+)px", node.attrib["style"])[0])
        for node in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert len(sizes) > 10
    assert min(sizes) * room / float(root.attrib["viewBox"].split()[2]) >= 12


def test_a_narrow_chart_breaks_names_into_two_lines(tested: BackTest) -> None:
    said = texts(hit_rate_chart([("A", tested)], ending=".svg", narrow=True))
    for words in ("coverage:", "the default", "counts:", "grid of counts", "knowing", "the future", "chance"):
        assert words in said


def test_the_size_of_a_chart_is_that_of_its_picture(tested: BackTest) -> None:
    for narrow in (False, True):
        root = ET.fromstring(hit_rate_chart([("A", tested)], ending=".svg", narrow=narrow))  # noqa: S314
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        wide, tall = chart_size(narrow=narrow)
        assert wide / tall == pytest.approx(width / height, rel=0.01)


def test_an_interval_is_said_in_whole_per_cent() -> None:
    assert quality.interval(Estimate(0.3, 0.284, 0.337)) == "28% to 34%"
