"""What the map says in words."""

import math

import pytest

from geo_ij.maps import words
from geo_ij.vocabulary import HotspotClass


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (1.25, "up by 25%"),
        (0.5, "down by 50%"),
        (1.04, "about the same as before"),
        (2.5, "up to 2.5 times what it was"),
        (3.0, "up to 3 times what it was"),
        (0.0, "down by 100%"),
        (None, "no earlier figures to compare with"),
        (math.nan, "no earlier figures to compare with"),
    ],
)
def test_a_change_is_said_as_people_say_it(trend: float | None, said: str) -> None:
    assert words.change_in_words(trend) == said


def test_a_public_reason_has_banded_figures_only() -> None:
    row = {"incidents_in_words": "about 40", "months_active": 11, "months": 12, "trend_in_words": "higher than before"}
    assert words.public_reason(row) == "About 40 incidents, in 11 of 12 months. Higher than before."
    assert words.public_reason(row | {"trend_in_words": "not known"}) == "About 40 incidents, in 11 of 12 months."


def test_a_staff_reason_has_exact_figures_and_reports() -> None:
    row = {"incidents": 1, "reports": 6, "months_active": 1, "months": 12, "trend": 1.0}
    assert words.staff_reason(row) == (
        "1 incident in 1 of 12 months; 6 reports from residents and officers. About the same as before."
    )


def test_work_says_when_what_how_much_and_with_whom() -> None:
    row = {
        "day": "2025-06-04",
        "activities": "litter_picking;graffiti_removal",
        "hours": 16.0,
        "bags": 12.0,
        "area_m2": math.nan,
        "partners": "Town council;Friends of the park",
    }
    assert words.work_reason(row) == (
        "4 June 2025: litter picking and graffiti removal, 16 hours of work, 12 bags collected. "
        "With Town council and Friends of the park."
    )
    small = row | {"activities": "painting", "hours": 1.0, "bags": None, "area_m2": 1250.5, "partners": None}
    assert words.work_reason(small) == "4 June 2025: painting, 1 hour of work, 1,250.5 square metres."


def test_a_site_says_its_type_condition_and_reasons() -> None:
    row = {"site_type": "walkway_underpass", "condition": 4.0, "reasons": ["near a hotspot", "Asked for."]}
    assert words.site_reason(row) == (
        "Walkway or underpass, condition 4 (0 is good, 4 is in disrepair). Near a hotspot. Asked for."
    )
    assert words.site_reason({"site_type": "park", "condition": math.nan}) == "Park."


def test_every_class_is_explained_in_the_legend() -> None:
    assert set(words.CLASS_MEANINGS) == set(HotspotClass)
