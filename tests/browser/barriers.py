"""Check that a page has no barrier that can be seen by a program, and go through one by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.chromium_pages import accessibility_faults

WIDTHS = (390, 1440)

MOST_STOPS = 60


def assert_without_barrier(page: Page, *, width: int) -> None:
    """Check what every page must be: without a fault for axe, nowhere cut off, with one heading and its landmarks."""
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("h1")).to_have_count(1)
    for landmark in ("main", "banner", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)  # type: ignore[arg-type]


def assert_without_barrier_at_both_widths(page: Page) -> None:
    """Check a page that is hard to reach twice."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_without_barrier(page, width=width)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        element = page.locator(":focus")
        if element.count() and words == (element.get_attribute("name") or element.inner_text().strip()):
            return
    pytest.fail(f"{words!r} is not reached by {MOST_STOPS} tabs")
