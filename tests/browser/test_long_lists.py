"""Long lists in a real browser: short at first, whole when asked, on paper, and wherever a place is picked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo_ij.maps.content import MapContent
from tests.browser.single_file import in_list, opened, shape, visible_rows
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.maps.samples import public_map

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


def long_map() -> MapContent:
    """Give a public map of 75 hotspots, every sixth of them cooling."""
    return public_map(names=[f"Street {number:02}, Kettering" for number in range(1, 76)])


@WIDTHS
def test_a_long_list_begins_short_and_opens_whole(page_at: WatchedPages, tmp_path: Path, width: int) -> None:
    page = opened(page_at, tmp_path, long_map(), width=width)
    assert visible_rows(page) == [f"hotspot-{rank}" for rank in range(1, 31)]
    expect(page.locator("[data-map-jump=hotspots]")).to_have_text("75 hotspots")
    expect(page.locator("path.map-shape")).to_have_count(75)
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Show all 75 hotspots").press("Enter")
    assert len(visible_rows(page)) == 75
    expect(page.locator(in_list(page, "hotspot-31"))).to_be_focused()
    expect(page.locator("[data-map-section=hotspots] [data-map-all]")).to_be_hidden()


def test_sorting_and_filters_choose_which_rows_are_the_first(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, long_map())
    hotspots = page.locator("[data-map-section=hotspots]")
    rank = hotspots.get_by_role("columnheader", name="Rank").get_by_role("button")
    rank.click()
    assert visible_rows(page) == [f"hotspot-{rank}" for rank in range(75, 45, -1)]
    page.get_by_label("Kind of hotspot").select_option("Cooling")
    assert visible_rows(page) == [f"hotspot-{rank}" for rank in range(70, 0, -6)]
    expect(hotspots.locator("[data-map-all]")).to_be_hidden()
    expect(page.locator("[data-map-jump=hotspots]")).to_have_text("12 of 75 hotspots")


def test_a_row_that_waits_is_brought_in_when_picked_on_the_map(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, long_map())
    page.evaluate("GeoIJ.map.fitBounds(GeoIJ.known.get('hotspot-60').layer.getBounds(), {animate: false})")
    page.locator(shape(page, "hotspot-60")).click()
    expect(page.locator("#hotspot-60")).to_have_class(re.compile("map-row--chosen"))
    expect(page.locator("#hotspot-60")).to_be_in_viewport()
    assert visible_rows(page) == [*(f"hotspot-{rank}" for rank in range(1, 31)), "hotspot-60"]


@WIDTHS
def test_an_address_with_a_place_opens_on_it(page_at: WatchedPages, tmp_path: Path, width: int) -> None:
    page = opened(page_at, tmp_path, long_map(), width=width, query="#hotspot-60")
    expect(page.locator(".map-popup__name")).to_have_text("Street 60, Kettering")
    expect(page.locator(".map-popup")).to_be_in_viewport()
    expect(page.locator("#hotspot-60")).to_have_class(re.compile("map-row--chosen"))
    page.evaluate("location.hash = '#hotspot-61'")
    expect(page.locator("#hotspot-61")).to_have_class(re.compile("map-row--chosen"))


def test_on_paper_every_row_is_there(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, long_map())
    page.emulate_media(media="print")
    assert len(visible_rows(page)) == 75
    expect(page.locator("[data-map-section=hotspots] [data-map-more]")).to_be_hidden()
