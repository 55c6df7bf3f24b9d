"""Blacking out a photograph in a real browser: by mouse, by finger, by keyboard, and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from geo_ij.services.report_photographs import CheckedPhotograph, public_photograph, report_photograph
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import Role
from tests.browser.signing_in import Cookies, cookies_of
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.photographed_reports import HEIGHT, REFERENCE, WIDTH, add_photographs, add_report
from tests.pictures import opened
from tests.web.people import add_person
from tests.web.service import free_port, serving

pytestmark = pytest.mark.browser

WIDTHS = (390, 1440)
FOLDER = f"/staff/reports/{REFERENCE}/photographs"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a database with a moderator and a report, whose photographs each test adds."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('served') / 'photographs.sqlite'}")
    add_report(database)
    add_person(database, Role.MODERATOR)
    yield database
    database.close()


@pytest.fixture(scope="module")
def site(database: Database) -> Iterator[str]:
    """Serve it."""
    port = free_port()
    url = database.engine.url.render_as_string(hide_password=False)
    with serving(url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def cookies(site: str, chromium: Browser) -> Cookies:
    """Sign a moderator in."""
    return cookies_of(chromium, site, "person 1")


@pytest.fixture
def photograph_id(database: Database) -> int:
    """Give the id of a white photograph at which nobody has looked."""
    return add_photographs(database, 1)[0]


@pytest.fixture
def moderator_at(page_at: WatchedPages, cookies: Cookies, site: str) -> Callable[..., Page]:
    """Open a page of photographs as the moderator, by its name and width."""

    def open_page(name: object, *, width: int, expected: tuple[str, ...] = ()) -> Page:
        # The report itself is another page's matter: after a decision there may be none to go back to.
        page = page_at(width, expected=(*expected, "404"))
        page.context.add_cookies(cookies)
        page.goto(f"{site}{FOLDER}/{name}")
        return page

    return open_page


def stored(database: Database, photograph_id: int) -> CheckedPhotograph:
    return report_photograph(database, REFERENCE, photograph_id)


def decide(page: Page, button: str) -> None:
    """Press a button that ends the page, and wait until another one has come."""
    before = page.url
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(lambda url: url != before)


def picture_on(page: Page) -> Locator:
    """Give what is drawn on, once the photograph is there."""
    page.wait_for_function("document.querySelector('[data-picture] img').complete")
    picture = page.locator("[data-picture] svg")
    picture.scroll_into_view_if_needed()
    return picture


def assert_black(database: Database, photograph_id: int, *, around: tuple[float, float]) -> None:
    """Check that what others see is black at a place (in shares), and white in its upper left corner."""
    for small in (False, True):
        seen = opened(public_photograph(database, photograph_id, small=small)).convert("L")
        assert seen.getpixel((round(seen.width * around[0]), round(seen.height * around[1]))) == 0
        assert seen.getpixel((2, 2)) == 255


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("which", ["{}", "{}/remove"])
def test_pages_open_without_fault(
    moderator_at: Callable[..., Page], photograph_id: int, which: str, width: int
) -> None:
    page = moderator_at(which.format(photograph_id), width=width)
    if which == "{}":
        page.get_by_role("button", name="Add a box").click()
        expect(page.get_by_role("button", name="Show the boxes")).to_have_count(0)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_box_is_drawn_with_the_mouse(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int, width: int
) -> None:
    page = moderator_at(photograph_id, width=width)
    frame = picture_on(page).bounding_box()
    assert frame is not None
    assert frame["width"] / frame["height"] == pytest.approx(WIDTH / HEIGHT, rel=0.01)
    # From the lower right to the upper left: a box has no direction.
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.8)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.6, steps=4)
    expect(page.locator("[data-picture] rect")).to_have_count(1)
    page.mouse.up()
    expect(page.get_by_role("group", name="Box 1")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Box 1 added.")
    # A click alone is no box.
    page.mouse.click(frame["x"] + 9, frame["y"] + 9)
    expect(page.get_by_role("group", name="Box 2")).to_have_count(0)
    decide(page, "Black out and approve")
    (box,) = stored(database, photograph_id).boxes
    assert box == pytest.approx((0.5, 0.6, 0.25, 0.2), abs=0.01)
    assert_black(database, photograph_id, around=(0.62, 0.7))


def test_a_box_that_leaves_the_picture_ends_there(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int
) -> None:
    page = moderator_at(photograph_id, width=1440)
    frame = picture_on(page).bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.9, frame["y"] + frame["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] + 200, frame["y"] + frame["height"] * 0.7, steps=4)
    page.mouse.up()
    decide(page, "Black out and approve")
    assert stored(database, photograph_id).boxes[0] == pytest.approx((0.9, 0.5, 0.1, 0.2), abs=0.01)


def test_a_box_is_drawn_with_a_finger(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int, cookies: Cookies
) -> None:
    opener = moderator_at(photograph_id, width=390)
    browser = opener.context.browser
    assert browser is not None
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(opener.url)
    frame = picture_on(page).bounding_box()
    assert frame is not None
    scrolled = page.evaluate("window.scrollY")
    session = context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": frame["x"] + frame["width"] * x, "y": frame["y"] + frame["height"] * y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.2, 0.2))
    for step in (0.3, 0.4, 0.6):
        touch("touchMove", (0.2 + step / 2, 0.2 + step))
    touch("touchEnd")
    expect(page.get_by_role("group", name="Box 1")).to_be_visible()
    assert page.evaluate("window.scrollY") == scrolled, "the finger draws and does not move the page"
    decide(page, "Black out and approve")
    assert stored(database, photograph_id).boxes[0] == pytest.approx((0.2, 0.2, 0.3, 0.6), abs=0.01)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_boxes_are_made_moved_and_removed_by_keyboard(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int, width: int
) -> None:
    page = moderator_at(photograph_id, width=width)
    add = page.get_by_role("button", name="Add a box")
    add.press("Enter")
    first = page.get_by_role("group", name="Box 1")
    expect(first.get_by_label("From the left (%)")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    expect(first.get_by_label("From the left (%)")).to_have_value("40")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picture] rect")).to_have_attribute("y", "34")
    add.press("Enter")
    expect(page.locator("[data-picture] rect")).to_have_count(2)
    page.get_by_role("button", name="Remove box 2").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Box 2 removed.")
    expect(add).to_be_focused()
    page.get_by_role("button", name="Black out and approve").press("Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{photograph_id}"))
    assert stored(database, photograph_id).boxes == ((0.4, 0.34, 0.3, 0.3),)
    assert_black(database, photograph_id, around=(0.5, 0.5))


def test_what_was_drawn_is_there_again_and_can_be_taken_away(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int
) -> None:
    page = moderator_at(photograph_id, width=390, expected=("422",))
    address = page.url
    page.get_by_role("button", name="Black out and approve").click()
    expect(page.get_by_role("link", name="Draw at least one box, or approve the photograph as it is")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Add a box").click()
    page.get_by_role("button", name="Approve as it is").click()
    expect(page.get_by_role("link", name="There are boxes: remove them, or black them out and approve")).to_be_visible()
    decide(page, "Black out and approve")
    page.goto(address)
    expect(page.locator("[data-picture] rect")).to_have_count(1)
    page.get_by_role("button", name="Remove box 1").click()
    decide(page, "Approve as it is")
    assert stored(database, photograph_id).boxes == ()
    assert stored(database, photograph_id).approved


def test_a_photograph_is_removed(database: Database, moderator_at: Callable[..., Page], photograph_id: int) -> None:
    page = moderator_at(photograph_id, width=390)
    page.get_by_role("link", name="Remove this photograph").click()
    decide(page, "Remove")
    response = page.goto(page.url.split("/staff/")[0] + f"{FOLDER}/{photograph_id}")
    assert response is not None
    assert response.status == 404


def test_all_of_it_works_without_scripts(
    database: Database, moderator_at: Callable[..., Page], photograph_id: int, cookies: Cookies
) -> None:
    opener = moderator_at(photograph_id, width=390)
    browser = opener.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(opener.url)
    page.get_by_role("button", name="Add a box").click()
    box = page.get_by_role("group", name="Box 1")
    for called, number in (("From the left (%)", "10"), ("From the top (%)", "20"), ("Width (%)", "30")):
        box.get_by_label(called).fill(number)
    box.get_by_label("Height (%)").fill("40")
    box.get_by_label("Height (%)").press("Enter")
    expect(page.locator("[data-picture] rect")).to_have_count(1)
    expect(box.get_by_label("Width (%)")).to_have_value("30")
    page.get_by_role("button", name="Black out and approve").click()
    assert stored(database, photograph_id).boxes == ((0.1, 0.2, 0.3, 0.4),)
    context.close()
