"""Signing in with a work account in a real browser, whose policy lets a form of ours lead to no other site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from geo_ij.store.database import open_database
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.web.service import free_port, serving
from tests.web.work_providers import CLIENT_ID, CLIENT_SECRET, GoodProvider, good_provider

pytestmark = pytest.mark.browser

BUTTON = "Sign in with your work account"
STYLES_OF_THE_PROGRAM = "https://cdn.jsdelivr.net/**"


@pytest.fixture(scope="module")
def provider() -> Iterator[GoodProvider]:
    with good_provider() as running:
        running.put_person("s-1", name="The First Planner", groups=["g-planners"])
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider: GoodProvider) -> Iterator[str]:
    """Serve by two workers: the answer may come to another one than what began."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'people.sqlite'}"
    open_database(url).close()
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEO_IJ_OIDC_ISSUER", provider.issuer)
        patch.setenv("GEO_IJ_OIDC_CLIENT_ID", CLIENT_ID)
        patch.setenv("GEO_IJ_OIDC_CLIENT_SECRET", CLIENT_SECRET)
        patch.setenv("GEO_IJ_OIDC_ROLES", "g-planners=planner")
        with serving(url, "--port", str(port), "--workers", "2"):
            yield f"http://127.0.0.1:{port}"


def press(page: Page, site: str) -> None:
    """Come as a stranger who asked for a page, and press the button by keyboard."""
    page.goto(f"{site}/staff/hotspots?page=1")
    page.get_by_role("button", name=BUTTON).press("Enter")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_button_leads_there_and_back(page_at: WatchedPages, site: str, provider: GoodProvider, width: int) -> None:
    page = page_at(width, expected=("404",))
    page.route(STYLES_OF_THE_PROGRAM, lambda route: route.fulfill(content_type="text/css", body=""))
    press(page, site)
    page.wait_for_url(f"{provider.issuer}/oauth2/authorize?**")
    page.get_by_placeholder("sub").fill("s-1")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site}/staff/hotspots?page=1")
    page.goto(f"{site}/staff/account")
    expect(page.get_by_text("The First Planner").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_on_the_way_are_accessible(
    page_at: WatchedPages, site: str, provider: GoodProvider, width: int
) -> None:
    page = page_at(width, expected=("400",))
    # An answer without content leaves the browser where it is.
    page.route(f"{provider.issuer}/**", lambda route: route.fulfill(status=204))
    page.goto(f"{site}/staff/sign-in")
    assert accessibility_faults(page) == []
    press(page, site)
    link = page.get_by_role("link", name="go on to your work account")
    expect(link).to_be_visible()
    assert str(link.get_attribute("href")).startswith(f"{provider.issuer}/oauth2/authorize?")
    assert accessibility_faults(page) == []
    page.goto(f"{site}/staff/sign-in/work-account/answer")
    expect(page.get_by_role("link", name="start again here")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="start again here").press("Enter")
    expect(page.get_by_role("button", name=BUTTON)).to_be_focused()
