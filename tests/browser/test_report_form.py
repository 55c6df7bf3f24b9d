"""A resident reports on a phone in a real browser: by keyboard, without scripts, by device and on the map."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_ij.store import report_rows
from geo_ij.store.database import Database
from tests.browser.barriers import assert_without_barrier, tab_to
from tests.browser.phone_reports import FAULT, PHONE, Begin, beginning, go_on, latest, noise, served, small_county_in
from tests.chromium_pages import WatchedPages

pytestmark = pytest.mark.browser

SECONDS = 60
"""In which somebody who knows what to say must be done; a script waits for nothing but the service."""

KETTERING = {"latitude": 52.3987, "longitude": -0.7245, "accuracy": 24}


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


def checked_without_barrier(page: Page) -> None:
    """Check the page that is open, with its map if it has one."""
    if page.locator("[data-report-map]").count():
        page.wait_for_selector('[data-report-map][data-map-ready="yes"]')
    assert_without_barrier(page, width=PHONE)


def test_a_report_goes_by_keyboard_alone_within_a_minute(site: str, page_at: WatchedPages, county: Database) -> None:
    page = page_at(PHONE)
    page.goto(f"{site}/report")
    began = time.monotonic()
    tab_to(page, "Start now")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/photograph$"))
    tab_to(page, "Continue without a photograph")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/issue$"))
    tab_to(page, "issues")
    page.keyboard.press("Space")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/where$"))
    tab_to(page, "place")
    page.keyboard.type("NN16 8JN")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/place$"))
    expect(page.get_by_label("NN16 8JN")).to_be_checked()
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/details$"))
    tab_to(page, "description")
    page.keyboard.type("Cans and bags beside the bench")
    for step in ("activities", "contact", "check"):
        tab_to(page, "Continue")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"/{step}$"))
    tab_to(page, "Send the report")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sent$"))
    taken = time.monotonic() - began
    assert taken < SECONDS
    report = latest(county)
    expect(page.get_by_text(report.reference)).to_be_visible()
    assert (report.issues, report.description) == ("litter", "Cans and bags beside the bench")
    assert (report.easting, report.northing) == pytest.approx((486_700, 278_800), abs=1)


def test_no_page_has_a_barrier_on_the_way(begun: Begin) -> None:
    page = begun(expected=FAULT)
    checked_without_barrier(page)
    page.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    go_on_with_photograph = page.get_by_role("button", name="Continue with the photograph")
    go_on_with_photograph.click()
    page.wait_for_url(re.compile("/issue$"))
    page.goto(page.url.replace("issue", "photograph"))
    expect(page.get_by_role("img", name="Your photograph 1")).to_be_visible()
    checked_without_barrier(page)
    go_on(page, "issue")
    go_on(page, r"issue\?fault=1")
    checked_without_barrier(page)
    page.get_by_label("Graffiti").check()
    go_on(page, "where")
    page.get_by_label("Street, park or postcode").fill("Leeds")
    go_on(page, r"where\?fault=1")
    checked_without_barrier(page)
    page.get_by_label("Street, park or postcode").fill("the old oak")
    go_on(page, "place")
    expect(page.get_by_role("heading", name="We do not know that place")).to_be_visible()
    checked_without_barrier(page)
    page.get_by_label("Use what I wrote").check()
    for step in ("details", "activities", "contact", "check", "sent"):
        go_on(page, step)
        checked_without_barrier(page)


def test_it_all_works_without_scripts(site: str, chromium: Browser, county: Database) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/report")
    page.get_by_role("button", name="Start now").click()
    page.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise()})
    page.get_by_role("button", name="Continue with the photograph").click()
    page.get_by_label("Litter", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    # What needs a script is not there.
    expect(page.get_by_role("button", name="Use my location")).to_have_count(0)
    expect(page.get_by_role("link", name="Choose it on the map")).to_have_count(0)
    page.get_by_label("Street, park or postcode").fill("NN16 8JN")
    page.get_by_role("button", name="Find the place").click()
    expect(page.get_by_label("Where the pin is on the map")).to_have_count(1)
    expect(page.get_by_label("Where the pin is on the map")).to_be_hidden()
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()
    for _ in ("place", "details", "activities", "contact"):
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Report sent")).to_be_visible()
    assert latest(county).place_text == "NN16 8JN"
    context.close()


def test_the_device_says_where_it_is(begun: Begin, county: Database) -> None:
    page = begun("issue")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(KETTERING)  # type: ignore[arg-type]
    page.get_by_label("Litter", exact=True).check()
    go_on(page, "where")
    page.get_by_role("button", name="Use my location").click()
    page.wait_for_url(re.compile("/place$"))
    expect(page.get_by_text("Your location. Accurate to about 20 metres")).to_be_visible()
    for step in ("details", "activities", "contact", "check", "sent"):
        go_on(page, step)
    assert latest(county).uncertainty_m == 24


def test_who_does_not_want_to_say_types_instead(begun: Begin) -> None:
    page = begun("where")
    page.context.clear_permissions()
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_role("status")).to_contain_text("Type a street, park or postcode instead")
    expect(page.get_by_label("Street, park or postcode")).to_be_editable()


def test_the_pin_is_moved_by_keyboard(begun: Begin, county: Database) -> None:
    page = begun("issue")
    page.get_by_label("Litter", exact=True).check()
    go_on(page, "where")
    page.get_by_label("Street, park or postcode").fill("NN16 8JN")
    go_on(page, "place")
    page.wait_for_selector('[data-map-ready="yes"]')
    expect(page.get_by_label("NN16 8JN")).to_be_checked()
    page.get_by_role("region", name=re.compile("^Map")).focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(400)
    expect(page.get_by_label("Where the pin is on the map")).to_be_checked()
    for step in ("details", "activities", "contact", "check", "sent"):
        go_on(page, step)
    report = latest(county)
    assert report.northing is not None
    assert report.easting == pytest.approx(486_700, abs=30)
    assert 278_850 < report.northing < 279_500
    assert report.uncertainty_m is not None
    assert 10 <= report.uncertainty_m < 30


def test_a_choice_moves_the_map_and_is_not_taken_for_the_pin(begun: Begin) -> None:
    page = begun("where")
    page.get_by_label("Street, park or postcode").fill("Kettering")
    go_on(page, "place")
    page.wait_for_selector('[data-map-ready="yes"]')
    choice = page.locator("[data-report-at]").first
    choice.check()
    expect(choice).to_be_checked()
    latitude = float(str(choice.get_attribute("data-report-at")).split(",")[0])
    assert float(page.locator("input[name=latitude]").input_value()) == pytest.approx(latitude, abs=0.001)


def test_others_reports_near_by_are_shown_and_joined(begun: Begin, county: Database) -> None:
    def at_the_place() -> Page:
        page = begun("issue")
        page.get_by_label("Fly-posting").check()
        go_on(page, "where")
        page.get_by_label("Street, park or postcode").fill("NN16 8JN")
        go_on(page, "place")
        return page

    page = at_the_place()
    for step in ("details", "activities", "contact", "check", "sent"):
        go_on(page, step)
    with county.write() as connection:
        report_rows.change_report(connection, latest(county).report_id, {"status": "accepted"})
    page = at_the_place()
    go_on(page, "similar")
    checked_without_barrier(page)
    page.get_by_label("Yes: fly-posting").check()
    go_on(page, "sent")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    checked_without_barrier(page)
