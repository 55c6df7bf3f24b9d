"""Every page that the service has, in a real browser: no barrier that axe sees, nothing cut off, all by keyboard.

The list is checked against the routes, so that a page that is added without an example here fails.
"""

import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from geo_ij.services.publish import public_reference
from geo_ij.settings import read_settings
from geo_ij.store.database import open_database
from tests.browser import draft_pages
from tests.browser.barriers import (
    MOST_STOPS,
    WIDTHS,
    assert_without_barrier,
    assert_without_barrier_at_both_widths,
    tab_to,
)
from tests.browser.full_county import ASKED, DONE, MAIL, SECRET, UNSURE, fill
from tests.browser.signing_in import Cookies, cookies_of
from tests.chromium_pages import WatchedPages
from tests.photographed_reports import REFERENCE
from tests.web.people import PASSWORD
from tests.web.service import free_port, serving
from web.app import create_app

pytestmark = pytest.mark.browser

PUBLIC = {
    "/": ("/",),
    "/map": ("/map", "/map?area=Kettering&class=persistent"),
    "/cleaned-areas": ("/cleaned-areas", "/cleaned-areas?activity=minor_repairs"),
    "/places/<path:ref>": ("/places/H0TEST", f"/places/{public_reference('one')}"),
    "/figures": ("/figures",),
    "/report": ("/report",),
    **draft_pages.PAGES,
    "/report/<path:ref>": (f"/report/{ASKED}", f"/report/{DONE}"),
    "/report/<path:ref>/withdraw": (f"/report/{ASKED}/withdraw",),
    "/about": ("/about",),
    "/privacy": ("/privacy",),
    "/accessibility": ("/accessibility",),
    "/staff/sign-in": ("/staff/sign-in",),
}
"""The pages that anyone may open, by their routes, with an example of each."""

STAFF = {
    "/staff/": ("/staff/", "/staff/?area=Kettering"),
    "/staff/map": ("/staff/map",),
    "/staff/hotspots": ("/staff/hotspots", "/staff/hotspots?class=cooling"),
    "/staff/back-test": ("/staff/back-test",),
    "/staff/sites": ("/staff/sites",),
    "/staff/ranking": ("/staff/ranking",),
    "/staff/places/<path:ref>": ("/staff/places/H0TEST", "/staff/places/one"),
    "/staff/clear-hold-build": ("/staff/clear-hold-build",),
    "/staff/reports": ("/staff/reports", "/staff/reports?status=all"),
    "/staff/reports/<reference>": tuple(
        f"/staff/reports/{reference}" for reference in (REFERENCE, ASKED, DONE, UNSURE)
    ),
    "/staff/reports/concern": ("/staff/reports/concern",),
    "/staff/reports/mail": ("/staff/reports/mail",),
    "/staff/reports/mail/<key>": (f"/staff/reports/mail/{MAIL}",),
    "/staff/reports/<reference>/photographs/<int:photograph_id>": (f"/staff/reports/{REFERENCE}/photographs/1",),
    "/staff/reports/<reference>/photographs/<int:photograph_id>/remove": (
        f"/staff/reports/{REFERENCE}/photographs/1/remove",
    ),
    "/staff/referrals": ("/staff/referrals",),
    "/staff/plan": ("/staff/plan",),
    "/staff/work": ("/staff/work",),
    "/staff/imports": ("/staff/imports",),
    "/staff/local-names": ("/staff/local-names",),
    "/staff/local-names/add": ("/staff/local-names/add",),
    "/staff/local-names/<reference>/change": ("/staff/local-names/spring-rise-park/change",),
    "/staff/local-names/<reference>/remove": ("/staff/local-names/spring-rise-park/remove",),
    "/staff/local-names/words/<int:location_id>/forget": ("/staff/local-names/words/2/forget",),
    "/staff/users": ("/staff/users",),
    "/staff/users/add": ("/staff/users/add",),
    "/staff/users/<int:account_id>/change": ("/staff/users/1/change",),
    "/staff/users/<int:account_id>/disable": ("/staff/users/2/disable",),
    "/staff/users/<int:account_id>/enable": ("/staff/users/2/enable",),
    "/staff/users/<int:account_id>/reset": ("/staff/users/2/reset",),
    "/staff/audit": ("/staff/audit",),
    "/staff/account": ("/staff/account",),
    "/staff/account/password": ("/staff/account/password",),
    "/staff/account/second-factor": ("/staff/account/second-factor",),
}
"""The same of pages for whoever is signed in."""

OPEN311 = (
    "discovery", "v2/services", "v2/services/<code>", "v2/requests", "v2/requests/<request_id>", "v2/tokens/<token>",
)  # fmt: skip

NO_PAGES = {
    "/.well-known/security.txt": "a text for those who look for faults",
    "/api/openapi.json": "data",
    "/api/v1/hotspots": "data",
    "/figures.csv": "a file",
    "/healthz": "for machines that watch",
    "/map/files/<month>/<version>/<name>": "what the map loads",
    **dict.fromkeys((f"/open311/{each}" for each in OPEN311), "data"),
    **dict.fromkeys((f"/open311/{each}.<any(json, xml):ending>" for each in OPEN311), "data"),
    "/readyz": "for machines that watch",
    "/report/find": "leads on to another page",
    **draft_pages.NO_PAGES,
    "/staff/account/second-factor/remove": "opens only with a second factor: see below",
    "/staff/audit.csv": "a file",
    "/staff/back-test/<force>.svg": "a picture",
    "/staff/back-test/narrow/<force>.svg": "a picture",
    "/staff/hotspots.<ending>": "a file",
    "/staff/map/<version>/<name>": "what the map loads",
    "/report/photographs/<int:photograph_id>.jpg": "a picture",
    "/report/photographs/<int:photograph_id>-small.jpg": "a picture",
    "/staff/reports.<ending>": "a file",
    "/staff/reports/<reference>/photographs/<int:photograph_id>.jpg": "a picture",
    "/staff/reports/<reference>/photographs/<int:photograph_id>-approved.jpg": "a picture",
    "/staff/sign-in/code": "opens only after a right password: see below",
    "/staff/sign-in/work-account/answer": "leads on to another page",
    "/staff/sites.<ending>": "a file",
    "/static/<path:name>": "a file",
}
"""The other routes that answer GET, and why they are no pages of their own."""

STAFF_PATHS = [path for paths in STAFF.values() for path in paths]
PUBLIC_PATHS = [path for paths in PUBLIC.values() for path in paths]
NARROWEST = 320
"""What 1280 CSS pixels become at a zoom of 400% (WCAG 2.2, 1.4.10)."""

SHOWS_FOCUS = """() => {
    const element = document.activeElement;
    const look = () => {
        const style = getComputedStyle(element);
        const outlined = style.outlineStyle !== "none" && style.outlineColor !== "rgba(0, 0, 0, 0)";
        return [outlined ? style.outline : "", style.boxShadow, style.backgroundColor].join();
    };
    const focused = look();
    element.blur();
    const plain = look();
    element.focus({focusVisible: true});
    return focused !== plain;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a small county to somebody with every role, and to somebody with a second factor."""
    url = f"sqlite:///{tmp_path_factory.mktemp('served') / 'county.sqlite'}"
    database = open_database(url)
    fill(database)
    database.close()
    port = free_port()
    with serving(url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def cookies(site: str, chromium: Browser) -> Cookies:
    """Sign in whoever has every role."""
    return cookies_of(chromium, site, "person 1")


@pytest.fixture
def open_at(site: str, page_at: WatchedPages, cookies: Cookies) -> Callable[..., Page]:
    """Open a page by its path and width, signed in where it is for staff, and wait for its map if it has one."""

    def open_page(path: str, *, width: int) -> Page:
        page = page_at(width)
        if path not in PUBLIC_PATHS:
            page.context.add_cookies(cookies)
        page.goto(site + path)
        page.wait_for_load_state("networkidle")
        assert page.url == site + path
        if page.locator(".map-page").count():
            page.wait_for_selector('.map-page[data-map-ready="yes"]')
        return page

    return open_page


def test_the_list_of_pages_is_that_of_the_routes() -> None:
    routes = {rule.rule for rule in create_app(read_settings({})).url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted([*PUBLIC, *STAFF, *NO_PAGES]) == sorted(routes)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", [*PUBLIC_PATHS, *STAFF_PATHS])
def test_no_page_has_a_barrier(open_at: Callable[..., Page], path: str, width: int) -> None:
    assert_without_barrier(open_at(path, width=width), width=width)


def test_the_pages_of_the_second_factor_have_none_either(site: str, page_at: WatchedPages) -> None:
    page = page_at(1440)
    page.goto(f"{site}/staff/sign-in")
    page.get_by_label("Name", exact=True).fill("person 2")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/sign-in/code")
    assert_without_barrier_at_both_widths(page)
    page.get_by_label("Enter your code").fill(pyotp.TOTP(SECRET).now())
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/")
    page.goto(f"{site}/staff/account/second-factor/remove")
    expect(page.get_by_label("Password", exact=False).first).to_be_visible()
    assert_without_barrier_at_both_widths(page)


def test_everything_fits_where_a_reader_zooms_in_four_times(open_at: Callable[..., Page]) -> None:
    page = open_at("/staff/", width=NARROWEST)
    site = page.url.removesuffix("/staff/")
    wide = {}
    for path in [*PUBLIC_PATHS[:-1], *STAFF_PATHS]:
        page.goto(site + path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in wide.items() if width > NARROWEST} == {}


def test_no_two_pages_have_one_title(open_at: Callable[..., Page]) -> None:
    page = open_at("/staff/", width=390)
    site = page.url.removesuffix("/staff/")
    paths = [path for path in [*PUBLIC_PATHS[:-1], *STAFF_PATHS] if "?" not in path]
    titles: dict[str, list[str]] = {}
    for path in paths:
        found = re.search("<title>(.*?)</title>", page.request.get(site + path).text(), re.DOTALL)
        assert found is not None, path
        titles.setdefault(found.group(1), []).append(path)
    assert {title: same for title, same in titles.items() if len(same) > 1} == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/report", "/figures", "/staff/sign-in", "/staff/", "/staff/local-names/add"])
def test_the_focus_is_seen_wherever_it_goes(open_at: Callable[..., Page], path: str, width: int) -> None:
    page = open_at(path, width=width)
    stops = 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")
    assert stops > 8


@pytest.mark.parametrize("width", WIDTHS)
def test_a_working_day_goes_by_keyboard_alone(site: str, page_at: WatchedPages, width: int) -> None:
    page = page_at(width)
    page.goto(f"{site}/staff/")
    tab_to(page, "name")
    page.keyboard.type("person 1")
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/")
    if width < 600:
        tab_to(page, "Menu")
        page.keyboard.press("Enter")
    tab_to(page, "Hotspots")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/hotspots")
    tab_to(page, "class")
    page.keyboard.type("Cool")
    tab_to(page, "Apply filters")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/hotspots?area=&class=cooling")
    expect(page.get_by_text("1 of 3 hotspots")).to_be_visible()
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/staff/sign-in")
    page.goto(f"{site}/staff/hotspots")
    expect(page).to_have_title(re.compile("^Sign in"))
