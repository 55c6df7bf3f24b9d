"""What people do on the pages, in a real browser on a phone and a desk: by keyboard, without scripts, with nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_ij.store.database import open_database
from geo_ij.vocabulary import Role
from tests.browser.signing_in import Cookies, cookies_of
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.web import small_county
from tests.web.people import PASSWORD, add_person
from tests.web.service import free_port, serving

pytestmark = pytest.mark.browser

WIDTHS = (390, 1440)
EMPTY_PAGES = (
    "/",
    "/map",
    "/cleaned-areas",
    "/figures",
    "/staff/",
    "/staff/map",
    "/staff/hotspots",
    "/staff/back-test",
    "/staff/sites",
    "/staff/ranking",
    "/staff/local-names",
)
REFUSED = {"/nowhere": "404", "/map?period=2025-13": "400", "/map?area=Atlantis": "400"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a small county and give the address of its home page, without the last slash."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'county.sqlite'}"
    database = open_database(url)
    small_county.fill(database)
    add_person(database, Role.PLANNER)
    database.close()
    port = free_port()
    with serving(url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an empty database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite'}"
    database = open_database(url)
    add_person(database, Role.PLANNER)
    database.close()
    port = free_port()
    with serving(url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def empty_cookies(empty_site: str, chromium: Browser) -> Cookies:
    """Sign a planner in where there is nothing else."""
    return cookies_of(chromium, empty_site, "person 1")


def opened(page: Page, address: str) -> Page:
    """Open a page and wait until its map, if it has one, is drawn."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if page.locator(".map-page").count():
        page.wait_for_selector('.map-page[data-map-ready="yes"]')
    return page


def width_of_content(page: Page) -> int:
    """Give how wide the page is, in CSS pixels, with everything that sticks out."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def without_fault(page: Page, *, width: int) -> bool:
    """Say whether axe finds nothing, nothing sticks out, and the page has its one heading and its landmarks."""
    assert accessibility_faults(page) == []
    assert width_of_content(page) <= width
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("contentinfo")).to_have_count(1)
    return True


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", EMPTY_PAGES)
def test_empty_pages_open_without_fault(
    empty_site: str, page_at: WatchedPages, empty_cookies: Cookies, path: str, width: int
) -> None:
    page = page_at(width)
    page.context.add_cookies(empty_cookies)
    assert without_fault(opened(page, empty_site + path), width=width)
    assert page.url == empty_site + path


@pytest.mark.parametrize("width", WIDTHS)
def test_somebody_signs_in_by_keyboard_and_goes_on_where_they_wanted(
    site: str, page_at: WatchedPages, width: int
) -> None:
    page = opened(page_at(width, expected=("422",)), f"{site}/staff/hotspots?class=cooling")
    expect(page).to_have_title(re.compile("^Sign in"))
    page.get_by_label("Name", exact=True).fill("person 1")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    assert without_fault(page, width=width)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/hotspots?class=cooling")
    expect(page.get_by_role("link", name="Rockingham Road, Kettering")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", REFUSED)
def test_error_pages_open_without_fault(site: str, page_at: WatchedPages, path: str, width: int) -> None:
    page = opened(page_at(width, expected=(REFUSED[path],)), site + path)
    assert accessibility_faults(page) == []
    assert width_of_content(page) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_home_leads_by_keyboard_to_the_story(site: str, page_at: WatchedPages, width: int) -> None:
    page = opened(page_at(width), f"{site}/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Report a problem")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Read the story of Spring Rise Park, Kettering")
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/*")
    expect(page.locator("h1")).to_have_text("Spring Rise Park, Kettering")


def test_the_menu_opens_by_keyboard_on_a_phone(site: str, page_at: WatchedPages) -> None:
    page = opened(page_at(390), f"{site}/")
    menu = page.get_by_role("button", name="Menu")
    link = page.get_by_role("link", name="Cleaned areas", exact=True)
    expect(link).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    for called in ("Map", "Report a problem", "Cleaned areas"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(called)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cleaned-areas")


def test_months_open_by_keyboard_in_a_story(site: str, page_at: WatchedPages) -> None:
    page = opened(page_at(1440), f"{site}/places/H0TEST")
    table = page.get_by_role("table")
    expect(table).to_be_hidden()
    page.locator("summary", has_text="month by month").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    assert accessibility_faults(page) == []
    assert "November 2025" in table.inner_text()


def test_a_filter_is_chosen_by_keyboard(site: str, page_at: WatchedPages) -> None:
    page = opened(page_at(1440), f"{site}/cleaned-areas")
    page.get_by_label("Show").select_option("painting")
    page.get_by_role("button", name="Apply filter").press("Enter")
    page.wait_for_url("**/cleaned-areas?activity=painting")
    expect(page.get_by_role("link", name="Ise Valley")).to_be_visible()
    expect(page.get_by_role("link", name="Spring Rise Park, Kettering")).to_have_count(0)


def test_another_period_is_chosen_on_the_map(site: str, page_at: WatchedPages) -> None:
    page = opened(page_at(1440), f"{site}/map")
    expect(page.locator('[data-map-section="hotspots"] [data-map-count]')).to_have_text("3 hotspots")
    page.get_by_label("Period").select_option("2025-11")
    page.get_by_role("button", name="Apply filters").press("Enter")
    page.wait_for_url("**period=2025-11**")
    page.wait_for_selector('.map-page[data-map-ready="yes"]')
    expect(page.locator('[data-map-section="hotspots"] [data-map-count]')).to_have_text("2 hotspots")


def test_everything_can_be_read_without_scripts(site: str, page_at: WatchedPages) -> None:
    browser = page_at(390).context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/map?class=cooling")
    expect(page.locator("#hotspot-3")).to_contain_text("Rockingham Road, Kettering")
    expect(page.locator("#hotspot-3")).to_be_visible()
    expect(page.locator("#hotspot-1")).to_be_hidden()
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()
    page.goto(f"{site}/")
    expect(page.get_by_role("link", name="Cleaned areas", exact=True)).to_be_visible()
    context.close()


def test_the_base_of_every_page_is_ours(site: str, page_at: WatchedPages) -> None:
    page = opened(page_at(1440), f"{site}/")
    font = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "GDS" not in font
    assert page.locator(".govuk-header__logotype, .govuk-footer__copyright-logo, .govuk-footer__crown").count() == 0
    assert page.context.cookies() == []
    names = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert names
    assert all(name.startswith(site) for name in names)
    assert not Path(names[0]).name.startswith(".")
