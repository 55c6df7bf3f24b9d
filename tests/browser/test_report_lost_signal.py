"""Nothing that somebody typed on a phone is lost: not without a signal, not with a closed page, not on the way back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from geo_ij.store.database import Database
from tests.browser.phone_reports import FAULT, Begin, beginning, go_on, noise, served, small_county_in
from tests.chromium_pages import WatchedPages

pytestmark = pytest.mark.browser


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


def test_what_is_typed_outlives_a_lost_signal_and_a_closed_page(begun: Begin) -> None:
    page = begun("details", expected=("ERR_INTERNET_DISCONNECTED",))
    page.get_by_label("What do you see? (optional)").fill("Typed in a tunnel")
    page.get_by_label("Most weeks").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_contain_text("You are offline. What you typed is kept on this device")
    address = page.url
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(address)
    expect(again.get_by_label("What do you see? (optional)")).to_have_value("Typed in a tunnel")
    expect(again.get_by_label("Most weeks")).to_be_checked()
    go_on(again, "activities")
    # The server has it now, so it need not stay on a device that others may use.
    assert again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('report:'))") == []
    again.goto(address)
    expect(again.get_by_label("What do you see? (optional)")).to_have_value("Typed in a tunnel")


def test_the_button_works_again_once_the_signal_is_back(begun: Begin) -> None:
    page = begun("details")
    page.get_by_label("What do you see? (optional)").fill("Typed in a tunnel")
    page.context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("You have a signal again")
    go_on(page, "activities")


def test_how_to_reach_somebody_does_not_stay_on_the_device(begun: Begin) -> None:
    page = begun("contact")
    page.get_by_label("E-mail address").fill("resident@example.org")
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    assert "resident@example.org" in page.evaluate("JSON.stringify(sessionStorage)")
    page.reload()
    expect(page.get_by_label("E-mail address")).to_have_value("resident@example.org")


def test_a_large_photograph_is_made_smaller_before_it_is_sent(begun: Begin) -> None:
    page = begun()
    large = noise()
    assert len(large) > 2_000_000
    page.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": large})
    expect(page.locator("input[type=file]")).to_have_attribute("data-report-shrink", "done")
    size = page.evaluate("document.querySelector('input[type=file]').files[0].size")
    assert size < 0.7 * len(large)
    page.get_by_role("button", name="Continue with the photograph").click()
    page.wait_for_url(re.compile("/issue$"))
    page.goto(page.url.replace("issue", "photograph"))
    picture = page.get_by_role("img", name="Your photograph 1")
    assert picture.evaluate("(image) => image.naturalWidth") == 1600


def test_the_browsers_own_way_back_is_no_dead_end(begun: Begin) -> None:
    page = begun("issue", expected=FAULT)
    go_on(page, r"issue\?fault=1")
    page.get_by_label("Litter", exact=True).check()
    go_on(page, "where")
    page.go_back()
    expect(page.get_by_role("heading", name="What is the issue?")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Where is it?")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_label("Litter", exact=True)).to_be_checked()
