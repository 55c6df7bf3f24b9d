"""The forms for local names in a real browser: on a phone and a desk, by keyboard, and without scripts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_ij.services.local_names import TypedName, add_local_name
from geo_ij.settings import read_settings
from geo_ij.store.database import open_database
from geo_ij.vocabulary import Role
from tests.browser.signing_in import Cookies, cookies_of
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.web.people import add_person
from tests.web.service import free_port, serving

pytestmark = pytest.mark.browser

WIDTHS = (390, 1440)
LIST = "/staff/local-names"
PARK = TypedName(
    name="Spring Rise Park", town="Kettering", longitude=-0.7219, latitude=52.38, uncertainty_m=150,
    aliases=("The Rec", "The field behind the allotments on the other side of the railway"), note="Said by wardens.",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve two local names by two workers, of which either may get a form that the other wrote."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'names.sqlite'}"
    database = open_database(url)
    for typed in (PARK, replace(PARK, name="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Close")):
        add_local_name(database, typed, settings=read_settings({}))
    add_person(database, Role.PLANNER)
    add_person(database, Role.PLANNER)
    database.close()
    port = free_port()
    with serving(url, "--port", str(port), "--workers", "2"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def cookies(site: str, chromium: Browser) -> Cookies:
    """Sign a planner in."""
    return cookies_of(chromium, site, "person 1")


@pytest.fixture
def planner_at(page_at: WatchedPages, cookies: Cookies) -> Callable[..., Page]:
    """Open pages as the planner, by width."""

    def open_page(width: int, *, expected: tuple[str, ...] = ()) -> Page:
        page = page_at(width, expected=expected)
        page.context.add_cookies(cookies)
        return page

    return open_page


def fill(page: Page, *, name: str, latitude: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Latitude", exact=True).fill(latitude)
    page.get_by_label("Longitude", exact=True).fill("-0.7219")
    page.get_by_role("button", name="Save").press("Enter")


def without_fault(page: Page, *, width: int) -> bool:
    """Say whether axe finds nothing, nothing sticks out and there is one heading of the page."""
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("h1")).to_have_count(1)
    return True


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["", "/add", "/spring-rise-park/change", "/spring-rise-park/remove"])
def test_pages_open_without_fault(site: str, planner_at: Callable[..., Page], path: str, width: int) -> None:
    page = planner_at(width)
    page.goto(f"{site}{LIST}{path}")
    assert without_fault(page, width=width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_name_is_added_mended_changed_and_removed(site: str, planner_at: Callable[..., Page], width: int) -> None:
    page = planner_at(width, expected=("422",))
    page.goto(f"{site}{LIST}")
    page.get_by_role("button", name="Add a local name").press("Enter")
    fill(page, name=f"Pocket park {width}", latitude="fifty")
    expect(page).to_have_title(re.compile("^Error: Add a local name"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert without_fault(page, width=width)
    page.get_by_role("link", name="Enter the latitude as a number").press("Enter")
    expect(page.get_by_label("Latitude", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value(f"Pocket park {width}")
    fill(page, name=f"Pocket park {width}", latitude="52.38")
    expect(page.get_by_role("alert")).to_contain_text(f"Pocket park {width} was added.")
    assert without_fault(page, width=width)
    page.get_by_role("link", name=f"Change Pocket park {width}").click()
    fill(page, name=f"Pocket garden {width}", latitude="52.39")
    expect(page.get_by_role("alert")).to_contain_text(f"Pocket garden {width} was changed.")
    page.get_by_role("link", name=f"Remove Pocket garden {width}").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Pocket garden {width} was removed.")
    expect(page.get_by_text(f"Pocket park {width}")).to_have_count(0)


def test_the_forms_work_without_scripts(site: str, planner_at: Callable[..., Page], cookies: Cookies) -> None:
    browser = planner_at(390).context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{site}{LIST}/add")
    fill(page, name="Plain corner", latitude="x")
    expect(page.get_by_role("link", name="Enter the latitude as a number")).to_be_visible()
    fill(page, name="Plain corner", latitude="52.38")
    expect(page.get_by_text("Plain corner was added.")).to_be_visible()
    page.get_by_role("link", name="Remove Plain corner").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Plain corner was removed.")).to_be_visible()
    context.close()


def test_a_page_from_elsewhere_cannot_send_the_form(site: str, planner_at: Callable[..., Page]) -> None:
    page = planner_at(1440, expected=("401",))
    page.goto(f"{site}{LIST}/add")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["staff_session"]
    page.goto(
        "data:text/html,<form method=post action=" + f"{site}{LIST}/spring-rise-park/remove><button>Win</button></form>"
    )
    page.get_by_role("button", name="Win").click()
    # The browser keeps the cookie to itself, so that the form comes from a stranger.
    expect(page.get_by_text("You are not signed in, or were signed out.")).to_be_visible()
    page.goto(f"{site}{LIST}")
    expect(page.get_by_role("rowheader", name="Spring Rise Park")).to_be_visible()
