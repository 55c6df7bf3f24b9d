"""Serve a small county and begin reports in it on a phone, in a real browser."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from geo_ij.store import report_rows
from geo_ij.store.database import Database, open_database
from geo_ij.store.report_rows import ReportRow
from tests.chromium_pages import WatchedPages
from tests.web import small_county
from tests.web.service import free_port, serving

PHONE = 390

FAULT = ("422",)
"""What Chromium says on its console of a page that says what is to be mended."""

Begin = Callable[..., Page]


@contextmanager
def small_county_in(folders: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a small county in a file of its own."""
    database = open_database(f"sqlite:///{folders.mktemp('served') / 'county.sqlite'}")
    small_county.fill(database)
    yield database
    database.close()


@contextmanager
def served(county: Database) -> Iterator[str]:
    """Serve it by two workers, so that one takes up what the other began."""
    port = free_port()
    url = county.engine.url.render_as_string(hide_password=False)
    limits = {"GEO_IJ_REPORTS_AN_HOUR": "100", "GEO_IJ_FORMS_A_MINUTE": "1000"}
    with serving(url, "--port", str(port), "--workers", "2", environment=limits):
        yield f"http://127.0.0.1:{port}"


def beginning(site: str, page_at: WatchedPages) -> Begin:
    """Give what begins a report on a phone, at the page that is asked for."""

    def begin(step: str = "photograph", *, expected: tuple[str, ...] = ()) -> Page:
        page = page_at(PHONE, expected=expected)
        page.goto(f"{site}/report")
        page.get_by_role("button", name="Start now").click()
        page.wait_for_url(re.compile("/photograph$"))
        if step != "photograph":
            page.goto(page.url.replace("photograph", step))
        return page

    return begin


def go_on(page: Page, step: str) -> None:
    """Press the button of a page and wait for the next."""
    page.locator("form[data-report-form] button.app-report-button").last.click()
    page.wait_for_url(re.compile(f"/{step}$"))


def latest(county: Database) -> ReportRow:
    """Read the report that came last."""
    with county.read() as connection:
        return report_rows.reports(connection)[0]


def noise() -> bytes:
    """Make a photograph of some megabytes."""
    pixels = np.random.default_rng(1).integers(0, 255, (1500, 2400, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()
