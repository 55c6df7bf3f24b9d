"""A moderator's minutes in a real browser: ten reports by keyboard, at a desk and on a phone, without a barrier."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_ij.store import report_rows
from geo_ij.store.database import Database, open_database
from geo_ij.store.report_rows import Wanted
from geo_ij.vocabulary import Role
from tests.browser.barriers import WIDTHS, assert_without_barrier, tab_to
from tests.browser.signing_in import Cookies, cookies_of
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.services.reports import EMAIL, send
from tests.web.people import add_person
from tests.web.service import free_port, serving

pytestmark = pytest.mark.browser

TWO_MINUTES_S = 120
LIST = "/staff/reports"
DOUBLE = "Bags of rubbish dumped beside the bench by the gate"
MARKED = "The bins are full. Ring 01632 960123 or write to me@example.org."
KEY_S, READING_S = 0.25, 6
"""What a person needs for each key, and to read each report, in seconds."""


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a database with ten reports that wait: plain ones, two that speak of one thing, one to mask, one unsure."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('served') / 'reports.sqlite'}")
    for days in range(6):
        send(database, f"Cans and boxes by bench {days}.", place="The Drapery", days_ago=30 + 100 * days)
    send(database, MARKED, email=EMAIL, days_ago=4)
    send(database, DOUBLE, days_ago=3)
    send(database, DOUBLE + ", again", days_ago=2)
    send(database, "Tags on the shutters.", place="High Street", days_ago=1)
    add_person(database, Role.MODERATOR)
    yield database
    database.close()


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """Serve it."""
    port = free_port()
    url = database.engine.url.render_as_string(hide_password=False)
    with serving(url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def cookies(site: str, chromium: Browser) -> Cookies:
    """Sign in a moderator."""
    return cookies_of(chromium, site, "person 1")


def waiting(database: Database) -> int:
    with database.read() as connection:
        return report_rows.count_reports(connection, Wanted(statuses=("received", "under_review")))


def press(page: Page, words: str) -> None:
    """Reach something by Tab and press Enter."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def decide_by_keyboard(page: Page, site: str) -> None:
    """Decide about ten reports as they come: accept, join the double, say where the unsure one is, accept that."""
    page.goto(f"{site}{LIST}")
    first = page.locator(".app-queue a").first
    press(page, first.inner_text().strip())
    for _ in range(8):
        press(page, "Accept")
        expect(page.get_by_role("alert")).to_contain_text("left.")
    press(page, page.get_by_role("button", name="Join with").first.inner_text().strip())
    expect(page.get_by_role("alert")).to_contain_text("Joined. 1 left.")
    tab_to(page, "choice")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # The first place that is said after a start waits for the geocoder to be read.
    expect(page.get_by_role("alert")).to_contain_text("The place was kept.", timeout=60_000)
    press(page, "Accept")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is left to decide.")


@pytest.mark.parametrize("width", WIDTHS)
def test_ten_reports_by_keyboard_in_two_minutes(
    site: str, database: Database, cookies: Cookies, page_at: WatchedPages, width: int
) -> None:
    page = page_at(width)
    page.context.add_cookies(cookies)
    assert waiting(database) == 10
    keys: list[str] = []
    plain_press = page.keyboard.press
    page.keyboard.press = lambda key, **more: (keys.append(key), plain_press(key, **more))[1]  # type: ignore[method-assign,return-value]
    began = time.monotonic()
    decide_by_keyboard(page, site)
    took = time.monotonic() - began
    assert waiting(database) == 0
    assert took < TWO_MINUTES_S
    assert len(keys) * KEY_S + 10 * READING_S < TWO_MINUTES_S, len(keys)
    with database.read() as connection:
        rows = report_rows.reports(connection)
    assert sorted(row.status for row in rows) == ["accepted"] * 9 + ["duplicate"]
    shown = " ".join(row.public_text or "" for row in rows)
    assert "960123" not in shown
    assert "[telephone number removed]" in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_accepts_with_one_press_and_what_is_refused_is_led_to(
    site: str, database: Database, cookies: Cookies, page_at: WatchedPages, width: int
) -> None:
    page = page_at(width, expected=("422",))
    page.context.add_cookies(cookies)
    page.goto(site + LIST)
    assert_without_barrier(page, width=width)
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Accepted. 9 left.")
    assert waiting(database) == 9
    page.get_by_role("link", name="Litter: Gold Street").first.click()
    page.wait_for_load_state("networkidle")
    assert_without_barrier(page, width=width)
    page.get_by_label("What others will read").fill("Ring 01632 960123")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Others must not read")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("What others will read")).to_be_focused()
    assert accessibility_faults(page) == []
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    assert_without_barrier(page, width=width)


def test_an_officer_on_the_spot_fills_in_where_they_are(
    site: str, database: Database, cookies: Cookies, page_at: WatchedPages
) -> None:
    page = page_at(390)
    page.context.add_cookies(cookies)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 52.4010, "longitude": -0.7219, "accuracy": 20})
    page.goto(f"{site}{LIST}/concern")
    assert_without_barrier(page, width=390)
    page.get_by_label("Graffiti").first.check()
    page.get_by_role("button", name="Use where I am now").click()
    expect(page.get_by_text("Your position is filled in, to within 20 m.")).to_be_visible()
    page.get_by_role("button", name="Nominate").click()
    expect(page.get_by_role("alert")).to_contain_text("It counts from now on.")
    with database.read() as connection:
        (row,) = report_rows.reports(connection, Wanted(kind="police"))
    assert (row.status, row.uncertainty_m) == ("accepted", 20)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_and_the_map_are_tied_both_ways(
    site: str, cookies: Cookies, page_at: WatchedPages, width: int
) -> None:
    page = page_at(width)
    page.context.add_cookies(cookies)
    page.goto(site + LIST)
    page.wait_for_selector("[data-pins][data-map-ready]", timeout=60_000)
    first, second = page.locator(".app-queue__item").nth(0), page.locator(".app-queue__item").nth(6)
    assert second.locator("h2").inner_text() == "Litter: Gold Street"
    list_at, map_at = page.locator(".app-queue").bounding_box(), page.locator(".app-beside__map").bounding_box()
    assert list_at is not None
    assert map_at is not None
    assert (map_at["y"] > list_at["y"] + list_at["height"]) == (width < 1000), "on a phone the list comes first"
    first.get_by_role("button", name="Show on the map").press("Enter")
    expect(page.locator(".map-popup__name")).to_have_text(first.locator("h2").inner_text())
    expect(page.locator(".map-popup__name")).to_be_in_viewport()
    expect(first).to_have_class(re.compile("app-queue__item--chosen"))
    assert_without_barrier(page, width=width)
    second.get_by_role("button", name="Show on the map").click()
    expect(first).not_to_have_class(re.compile("app-queue__item--chosen"))
    pin = page.locator('.app-pin[role=button][aria-label^="Litter: Gold Street"].map-chosen')
    pin.focus()
    page.keyboard.press("Enter")
    # The one before it fades away first.
    expect(page.locator(".map-popup")).to_have_count(1)
    expect(page.locator(".map-popup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".app-pin:focus")).to_have_count(1)
    expect(page.locator(".app-queue__item--chosen")).to_have_count(0)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show in the list").click()
    expect(page.locator(".app-queue__item--chosen a").first).to_be_focused()
    page.get_by_role("link", name="Open report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Litter: Gold Street")
    page.wait_for_selector("[data-pins][data-map-ready]")
    expect(page.locator(".app-pins .app-pin")).to_have_count(1)
    expect(page.locator(".app-pins path")).to_have_count(1)
