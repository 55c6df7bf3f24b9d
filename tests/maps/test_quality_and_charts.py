"""What a back-test says in words and draws as a chart."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from geo_ij.errors import OutputError
from geo_ij.hotspots.backtest_results import BackTest
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps import quality
from geo_ij.maps.charts import check_chart_ending, hit_rate_chart
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
        "Places found from the 8 to 9 months up to 2 month ends, August 2025 to September 2025, "
        "tested on 1,234 incidents of the 3 months after"
    )
    one = replace(tested, cutoffs=tested.cutoffs[-1:], known_months=(9,))
    assert "from the 9 months up to the end of September 2025" in quality.tested_in_words(one)


def test_cutoffs_that_a_gap_left_out_are_named(tested: BackTest) -> None:
    assert quality.passed_over_in_words(tested) == ""
    gap = replace(tested, passed_over=(2025 * 12 + 5,))
    assert quality.passed_over_in_words(gap) == "Left out, because a month after them is missing: 2025-06"


def test_a_guessed_area_is_said_to_be_one(tested: BackTest) -> None:
    assert quality.area_in_words(tested, known=True) == "The area is 2,350 km²"
    assert "outermost incidents" in quality.area_in_words(tested, known=False)


def test_the_rates_stand_beside_chance_and_the_best_possible(tested: BackTest) -> None:
    assert quality.rates(tested, tested.area_shares) == [
        ["method", "0.5%", "1%"],
        ["coverage", "47.8% (41 to 54)", "64.2% (59 to 69)"],
        ["counts", "36.7% (30 to 43)", "51.1% (44 to 57)*"],
        ["knowing the future", "71.4%", "81.2%"],
        ["chance", "0.5%", "1%"],
    ]
    assert quality.some_ran_out(tested)


def test_the_details_are_those_of_the_share_in_the_middle(tested: BackTest) -> None:
    assert quality.middle_share(tested) == 0.005
    assert quality.details(tested, 0.005) == [
        ["method", "PAI", "PEI", "places", "month to month", "coverage holds"],
        ["coverage", "96 (82 to 108)", "0.67 (0.60 to 0.72)", "540", "0.70 (0.68 to 0.73)", "-"],
        ["counts", "73 (60 to 86)", "-", "540", "-", "1.30x (1.20 to 1.40)"],
    ]


def texts(svg: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_a_chart_is_a_valid_picture_whose_words_are_words(tested: BackTest) -> None:
    said = texts(hit_rate_chart([("Northamptonshire", tested)], ending=".svg"))
    for words in (
        "Northamptonshire",
        "coverage",
        "counts",
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
    assert said.count("coverage") == 2


def test_names_of_curves_that_end_together_do_not_lie_on_each_other(tested: BackTest) -> None:
    same = tuple(replace(curve, points=tested.curves[0].points) for curve in tested.curves)
    svg = hit_rate_chart([("A", replace(tested, curves=same))], ending=".svg")
    root = ET.fromstring(svg)  # noqa: S314
    heights = []
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        if "".join(node.itertext()) in ("coverage", "counts"):
            heights.append(
                float(node.attrib["y"])
                if "y" in node.attrib
                else float(node.attrib["transform"].split()[-1].rstrip(")"))
            )
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) > 10


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.svg.txt"])
def test_another_kind_of_picture_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match=r"\.svg or \.png"):
        check_chart_ending(Path(name))


def test_what_the_chart_shows_is_said(tested: BackTest) -> None:
    assert "In 1% of the area: coverage 64%, counts 51%, chance 1%." in quality.chart_in_words(tested)


def test_an_interval_is_said_in_whole_per_cent() -> None:
    assert quality.interval(Estimate(0.3, 0.284, 0.337)) == "28% to 34%"
