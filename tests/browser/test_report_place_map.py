"""The map of the report form says in words where its pin is, and does not take one that was put from afar."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from geo_ij.maps.ground import to_units
from geo_ij.store.database import Database
from tests.browser.barriers import assert_without_barrier
from tests.browser.phone_reports import FAULT, PHONE, Begin, beginning, go_on, latest, noise, served, small_county_in
from tests.chromium_pages import WatchedPages

pytestmark = pytest.mark.browser

ZOOM_IN = "Zoom in until you can see streets, then move the pin"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a small county."""
    with small_county_in(tmp_path_factory) as database:
        yield database


@pytest.fixture(scope="module")
def site(county: Database) -> Iterator[str]:
    """Serve it."""
    with served(county) as address:
        yield address


@pytest.fixture
def begun(site: str, page_at: WatchedPages) -> Begin:
    """Begin reports on a phone."""
    return beginning(site, page_at)


def at_the_map(begun: Begin, *, expected: tuple[str, ...] = ()) -> Page:
    """Open the map without words."""
    page = begun("issue", expected=expected)
    page.get_by_label("Litter", exact=True).check()
    go_on(page, "where")
    page.get_by_role("link", name="Choose it on the map").click()
    page.wait_for_selector('[data-map-ready="yes"]')
    return page


def zoom_in(page: Page) -> None:
    """Zoom in as far as it goes."""
    nearer = page.get_by_role("button", name="Nearer")
    while nearer.get_attribute("aria-disabled") != "true":
        nearer.click()
        page.wait_for_timeout(350)


def test_a_pin_put_from_afar_is_refused_until_it_is_near(begun: Begin, county: Database) -> None:
    page = at_the_map(begun, expected=FAULT)
    page.get_by_label("Where the pin is on the map").check()
    near = page.locator("[data-report-near]")
    expect(near).to_have_attribute("role", "status")
    expect(near).to_have_text(re.compile(f"^The pin is near .+\\. {ZOOM_IN}\\.$"))
    go_on(page, r"place\?fault=1")
    page.wait_for_selector('[data-map-ready="yes"]')
    expect(page.get_by_role("alert")).to_contain_text(ZOOM_IN)
    expect(page.get_by_label("Where the pin is on the map")).to_be_checked()
    assert float(page.locator("input[name=accuracy]").input_value()) > 60
    assert_without_barrier(page, width=PHONE)
    zoom_in(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".govuk-form-group--error")).to_have_count(0)
    expect(near).to_have_text(re.compile(r"Accurate to about 10 metres\.$"))
    for step in ("details", "activities", "contact", "check", "sent"):
        go_on(page, step)
    assert latest(county).uncertainty_m == 10


def with_a_street(route: Route) -> None:
    """Give the ground as it is served, with the label of a street 100 m north of the postcode."""
    answer = route.fetch()
    ground = answer.json()
    ((x, y),) = to_units(np.array([[486_700.0, 278_900.0]])) - ground["origin"]
    route.fulfill(response=answer, json={**ground, "streets": [["Silver Lane", [int(x), int(y)]]]})


def test_the_pin_is_said_by_the_street_that_it_is_near(begun: Begin) -> None:
    page = begun("where")
    page.route("**/basemap.json", with_a_street)
    page.get_by_label("Street, park or postcode").fill("NN16 8JN")
    go_on(page, "place")
    page.wait_for_selector('[data-map-ready="yes"]')
    near = page.locator("[data-report-near]")
    expect(near).to_be_empty()
    page.get_by_label("Where the pin is on the map").check()
    expect(near).to_have_text(re.compile(r"^The pin is near Silver Lane, Kettering\. Accurate to about \d0 metres\.$"))
    page.get_by_label("NN16 8JN").check()
    expect(near).to_be_empty()


def test_a_fault_is_gone_once_it_is_mended(begun: Begin) -> None:
    page = at_the_map(begun, expected=FAULT)
    go_on(page, r"place\?fault=1")
    expect(page.get_by_role("alert")).to_contain_text("Select the place")
    assert page.title().startswith("Error: ")
    page.get_by_label("Where the pin is on the map").check()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".govuk-error-message")).to_have_count(0)
    expect(page.get_by_role("group")).to_have_attribute("aria-describedby", "choice-words")
    assert not page.title().startswith("Error: ")


def test_a_photograph_is_not_sent_again_by_the_way_back(begun: Begin) -> None:
    page = begun()
    page.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    page.get_by_role("button", name="Continue with the photograph").click()
    page.wait_for_url(re.compile("/issue$"))
    page.go_back()
    page.wait_for_load_state()
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 0
