"""Open the single-file map in a real browser and find what is on it."""

from pathlib import Path

from playwright.sync_api import Page

from geo_ij.maps.content import MapContent
from geo_ij.maps.page import standalone_html
from tests.chromium_pages import WatchedPages


def opened(page_at: WatchedPages, folder: Path, content: MapContent, *, width: int = 1440, query: str = "") -> Page:
    """Write the map as a file, open it without a network and wait until it is drawn."""
    path = folder / "map.html"
    path.write_bytes(standalone_html(content))
    page = page_at(width, offline=True)
    page.goto(path.as_uri() + query)
    page.wait_for_selector("[data-map-ready]")
    page.wait_for_function("document.querySelectorAll('.leaflet-tile-loaded').length > 0")
    return page


def shape(page: Page, key: str) -> str:
    """Give the selector of a feature on the map."""
    return f".map-canvas [data-map-key='{key}']"


def in_list(page: Page, key: str) -> str:
    """Give the selector of a feature's own button in the list."""
    return f"#{key} button[data-map-pick='{key}']"


def visible_rows(page: Page, section: str = "hotspots") -> list[str]:
    """Give the ids of the rows that are shown, in their order."""
    ids: list[str] = page.locator(f"[data-map-section={section}] tbody tr:visible").evaluate_all(
        "r => r.map(x => x.id)"
    )
    return ids
