"""How good the hotspots are is said to the public coarsely, made by the rules alone, and frozen with the month."""

import datetime as dt
import json
from typing import Any

import pytest

from geo_ij.disclosure.frozen import freeze, thaw
from geo_ij.disclosure.public import PublicQuality, PublicSnapshot
from geo_ij.disclosure.rules import FEWEST_FOR_PERCENT, Thresholds, publish_hotspots, publish_quality
from geo_ij.errors import DisclosureError
from geo_ij.frames import STREET_POINTS, empty
from tests.web.small_county import hotspots

SEPTEMBER_2025 = 2025 * 12 + 8


def publish(**figures: Any) -> PublicQuality | None:
    plain = {
        "places": 50, "held": 1_240, "incidents": 4_000, "area_share": 0.0041234, "area_known": True,
        "known_to": SEPTEMBER_2025, "test_months": 3,
    }  # fmt: skip
    return publish_quality(**(plain | figures))


def snapshot(quality: PublicQuality | None) -> PublicSnapshot:
    return publish_hotspots(
        hotspots(),
        streets=empty(STREET_POINTS),
        thresholds=Thresholds(),
        today=dt.date(2026, 3, 2),
        forces=("northamptonshire",),
        synthetic=False,
        quality=quality,
    )


def test_shares_are_whole_per_cents_and_two_digits_of_ground() -> None:
    quality = publish()
    assert quality is not None
    assert (quality.places, quality.held_percent, quality.ground_percent) == (50, 31, 0.41)
    assert (quality.known_to, quality.tested_from, quality.tested_to) == ("2025-09", "2025-10", "2025-12")


def test_no_count_can_be_read_from_it() -> None:
    # A whole per cent of the fewest incidents is five of them: as coarse as the counts that are published.
    assert {publish(held=held) for held in range(1_221, 1_260)} == {publish()}
    assert FEWEST_FOR_PERCENT == 500


@pytest.mark.parametrize("figures", [{"incidents": FEWEST_FOR_PERCENT - 1, "held": 300}, {"places": 0, "held": 0}])
def test_of_too_few_incidents_or_places_nothing_is_said(figures: dict[str, int]) -> None:
    assert publish(**figures) is None
    assert publish(incidents=FEWEST_FOR_PERCENT, held=300) is not None


def test_it_cannot_be_made_by_hand() -> None:
    with pytest.raises(DisclosureError):
        PublicQuality(50, 31, 0.41, True, "2025-09", "2025-10", "2025-12", key=object())


@pytest.mark.parametrize("quality", [publish(), publish(area_known=False), None])
def test_it_is_frozen_with_the_month(quality: PublicQuality | None) -> None:
    assert thaw(freeze(snapshot(quality))).quality == quality


def test_a_snapshot_that_was_frozen_without_it_still_reads() -> None:
    document = json.loads(freeze(snapshot(publish())))
    del document["quality"]
    old = thaw(json.dumps(document))
    assert old.quality is None
    assert old.as_of == "2025-12"
