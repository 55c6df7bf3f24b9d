"""The single-file map in a real browser: offline, on a phone and on a desk, by pointer and by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo_ij.maps.content import MapContent
from geo_ij.maps.page import standalone_html
from tests.browser.single_file import in_list, opened, shape, visible_rows
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.maps.samples import CLOSING, SCRIPT, STREETS, public_map, staff_map

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


@WIDTHS
@pytest.mark.parametrize("content", [public_map(synthetic=True), staff_map()], ids=["public", "staff"])
def test_it_opens_offline_and_fits_the_screen(
    page_at: WatchedPages, tmp_path: Path, width: int, content: MapContent
) -> None:
    page = opened(page_at, tmp_path, content, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("path.map-shape")).to_have_count(6)
    expect(page.locator(".map-marker--work")).to_have_count(len(content.work))
    expect(page.locator(".map-marker--site")).to_have_count(0 if content.sites is None else 3)
    for part in (".map-canvas", "#map-lists"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@WIDTHS
def test_the_map_stands_above_the_list_on_a_phone_and_beside_it_on_a_desk(
    page_at: WatchedPages, tmp_path: Path, width: int
) -> None:
    page = opened(page_at, tmp_path, public_map(), width=width)
    canvas, lists = (page.locator(part).bounding_box() for part in (".map-canvas", "#map-lists"))
    assert canvas is not None
    assert lists is not None
    if width == 390:
        assert lists["y"] >= canvas["y"] + canvas["height"]
    else:
        assert lists["x"] >= canvas["x"] + canvas["width"]
        assert lists["y"] < canvas["y"] + canvas["height"]


@WIDTHS
@pytest.mark.parametrize("content", [public_map(synthetic=True), staff_map()], ids=["public", "staff"])
def test_axe_finds_nothing(page_at: WatchedPages, tmp_path: Path, width: int, content: MapContent) -> None:
    page = opened(page_at, tmp_path, content, width=width)
    assert accessibility_faults(page) == []
    page.locator(in_list(page, "hotspot-2")).click()
    page.wait_for_selector(".map-popup")
    page.wait_for_timeout(400)  # the popup fades in: half-faded text has no contrast
    # An open popup may cover part of a marker; closing it uncovers the marker, and the list has it too.
    assert [fault for fault in accessibility_faults(page) if not fault.startswith("target-size")] == []


@WIDTHS
def test_picking_in_the_list_shows_the_place_on_the_map(page_at: WatchedPages, tmp_path: Path, width: int) -> None:
    page = opened(page_at, tmp_path, public_map(), width=width)
    page.locator(in_list(page, "hotspot-3")).click()
    expect(page.locator(shape(page, "hotspot-3"))).to_have_class(re.compile("map-chosen"))
    expect(page.locator(".map-popup__name")).to_have_text("Rockingham Road, Kettering")
    expect(page.locator("#hotspot-3")).to_have_class(re.compile("map-row--chosen"))
    expect(page.locator("[data-map-status]")).to_have_text("Shown on the map: Rockingham Road, Kettering")
    expect(page.locator(".map-popup")).to_be_in_viewport()


def test_picking_on_the_map_shows_the_row(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.evaluate("GeoIJ.map.fitBounds(GeoIJ.known.get('hotspot-6').layer.getBounds(), {animate: false})")
    page.locator(shape(page, "hotspot-6")).click()
    expect(page.locator("#hotspot-6")).to_have_class(re.compile("map-row--chosen"))
    expect(page.locator("#hotspot-6")).to_be_in_viewport()
    page.locator(".leaflet-popup-close-button").click()
    expect(page.locator(".map-row--chosen")).to_have_count(0)


def test_work_leads_to_its_hotspot_and_back(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.locator("#hotspot-2 button[data-map-pick='work-1']").click()
    expect(page.locator(".map-popup__name").last).to_have_text("Spring Rise Park")
    page.get_by_role("button", name="Montagu Street, Kettering").last.click()
    expect(page.locator("#hotspot-2")).to_have_class(re.compile("map-row--chosen"))


@WIDTHS
def test_the_list_sorts_by_every_column(page_at: WatchedPages, tmp_path: Path, width: int) -> None:
    page = opened(page_at, tmp_path, public_map(), width=width)
    hotspots = page.locator("[data-map-section=hotspots]")
    heading = hotspots.get_by_role("columnheader", name="Place")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    by_name = sorted(range(6), key=lambda index: STREETS[index])
    assert visible_rows(page) == [f"hotspot-{index + 1}" for index in by_name]
    incidents = hotspots.get_by_role("columnheader", name="Incidents")
    incidents.get_by_role("button").click()
    expect(incidents).to_have_attribute("aria-sort", "descending")
    assert visible_rows(page) == [f"hotspot-{rank}" for rank in (1, 2, 3, 4, 5, 6)]
    incidents.get_by_role("button").click()
    expect(incidents).to_have_attribute("aria-sort", "ascending")
    assert visible_rows(page) == [f"hotspot-{rank}" for rank in (6, 5, 4, 3, 2, 1)]


def test_filters_act_on_list_map_and_counts_at_once(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.get_by_label("Kind of hotspot").select_option("Cooling")
    assert visible_rows(page) == ["hotspot-4"]
    expect(page.locator("path.map-shape")).to_have_count(1)
    expect(page.locator("[data-map-count]").first).to_have_text("1 of 6 hotspots")
    page.get_by_label("Area").select_option("Rothwell")
    assert visible_rows(page) == []
    assert visible_rows(page, "work") == ["work-2"]
    expect(page.locator("path.map-shape")).to_have_count(0)
    empty = page.locator("[data-map-section=hotspots] [data-map-empty]")
    expect(empty).to_contain_text("Nothing here fits the filters")
    empty.get_by_role("link", name="clear the filters").click()
    assert len(visible_rows(page)) == 6
    expect(page.locator("path.map-shape")).to_have_count(6)


def test_a_link_with_filters_opens_filtered(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map(), query="?class=persistent&area=Kettering")
    assert visible_rows(page) == ["hotspot-1"]
    expect(page.get_by_label("Area")).to_have_value("Kettering")


def test_a_layer_that_was_switched_off_comes_back_when_picked(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.evaluate("GeoIJ.map.removeLayer(GeoIJ.known.get('hotspot-1').group)")
    expect(page.locator("path.map-shape")).to_have_count(0)
    page.locator(in_list(page, "hotspot-1")).click()
    expect(page.locator(shape(page, "hotspot-1"))).to_have_class(re.compile("map-chosen"))


def test_the_keyboard_reaches_and_opens_every_feature(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, staff_map())
    page.evaluate("GeoIJ.map.fitBounds(GeoIJ.known.get('hotspot-1').group.getBounds().pad(3), {animate: false})")
    reached: list[str] = []
    page.locator(".map-skip").focus()
    expect(page.locator(".map-skip")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        key = page.evaluate("document.activeElement.getAttribute('data-map-key')")
        if key:
            reached.append(key)
            assert page.evaluate("document.activeElement.getAttribute('aria-label')")
    on_the_map = page.evaluate(
        "Array.from(GeoIJ.known.keys()).filter(key => GeoIJ.known.get(key).layer.getElement().tabIndex === 0)"
    )
    assert sorted(reached) == sorted(on_the_map)
    assert [key for key in reached if key.startswith("hotspot")] == [f"hotspot-{rank}" for rank in range(1, 7)]


def test_enter_opens_a_feature_and_escape_gives_the_focus_back(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.locator(shape(page, "hotspot-5")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup")).to_be_focused()
    expect(page.locator("#hotspot-5")).to_have_class(re.compile("map-row--chosen"))
    page.keyboard.press("Escape")
    expect(page.locator(".map-popup")).to_have_count(0)
    expect(page.locator(shape(page, "hotspot-5"))).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show in the list").click()
    expect(page.locator(in_list(page, "hotspot-5"))).to_be_focused()


def test_markers_at_one_point_stand_in_a_row_from_near_and_as_one_from_far(
    page_at: WatchedPages, tmp_path: Path
) -> None:
    content = staff_map()
    here = content.work.geometry.iloc[0]
    content.work["geometry"] = [here, here, here]
    page = opened(page_at, tmp_path, content)
    covered = page.locator(".map-marker--work.map-covered")
    page.evaluate("GeoIJ.map.setView(GeoIJ.known.get('work-1').layer.getLatLng(), 12, {animate: false})")
    expect(covered).to_have_count(2)
    expect(page.locator(".map-marker--work[data-map-more='+2']")).to_have_count(1)
    page.evaluate("GeoIJ.map.setZoom(16, {animate: false})")
    expect(covered).to_have_count(0)
    boxes = page.locator(".map-marker--work").evaluate_all("m => m.map(x => Math.round(x.getBoundingClientRect().x))")
    assert [boxes[1] - boxes[0], boxes[2] - boxes[1]] == [28, 28]


@pytest.mark.parametrize("zoom", [9, 10, 11, 12, 13])
def test_numbers_leave_the_names_of_towns_readable(page_at: WatchedPages, tmp_path: Path, zoom: int) -> None:
    page = opened(page_at, tmp_path, public_map())
    page.evaluate(f"GeoIJ.map.setZoom({zoom}, {{animate: false}})")
    page.wait_for_function(
        f"GeoIJ.namedIn({zoom}, [0, 0, 1e3, 1e3]) === false && document.querySelector('.map-number')"
    )
    page.wait_for_timeout(500)  # names are drawn tile by tile
    middles = page.evaluate(
        """() => [...document.querySelectorAll(".map-number")].map((number) => {
            const box = number.getBoundingClientRect();
            const frame = GeoIJ.map.getContainer().getBoundingClientRect();
            const middle = [box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y];
            const at = GeoIJ.map.project(GeoIJ.map.containerPointToLatLng(middle));
            return GeoIJ.namedIn(GeoIJ.map.getZoom(), [at.x - 9, at.y - 7, at.x + 9, at.y + 7]);
        })"""
    )
    assert middles
    assert not any(middles)


def test_a_reader_at_street_zoom_sees_street_names(page_at: WatchedPages, tmp_path: Path) -> None:
    page = opened(page_at, tmp_path, public_map())
    drawn = page.evaluate(
        """async () => {
            const texts = [];
            const write = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text) {
                texts.push(text);
                return write.apply(this, arguments);
            };
            GeoIJ.map.setView([52.3985, -0.7255], 16, {animate: false});
            await new Promise(done => setTimeout(done, 600));
            return texts;
        }"""
    )
    assert {"Gold Street", "Montagu Street", "Spring Rise"} <= set(drawn)
    expect(page.locator(".map-where")).to_have_text("Kettering")
    page.evaluate("GeoIJ.map.setZoom(11, {animate: false})")
    expect(page.locator(".map-where")).to_be_hidden()


@pytest.mark.parametrize("hostile", [SCRIPT, CLOSING])
def test_hostile_names_are_shown_and_never_run(page_at: WatchedPages, tmp_path: Path, hostile: str) -> None:
    content = public_map(names=[hostile, f"{hostile}, Kettering"], place=hostile)
    content.basemap.streets["name"] = hostile
    content.basemap.places["name"] = [hostile, "Rothwell", "Far Away"]
    content.basemap.outlines["name"] = [hostile, "Westshire", hostile]
    page = opened(page_at, tmp_path, content)
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.locator(in_list(page, "hotspot-1")).click()
    expect(page.locator(".map-popup__name")).to_have_text(hostile)
    page.locator(in_list(page, "work-1")).click()
    expect(page.locator(".map-popup__name").last).to_have_text(hostile)  # the first fades out
    page.wait_for_timeout(200)
    assert alerts == []
    assert page.locator("img[src=x]").count() == 0


def test_without_javascript_the_list_is_whole_and_the_map_says_why(page_at: WatchedPages, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(standalone_html(public_map()))
    context = page_at._browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".map-canvas")).to_be_hidden()
    expect(page.get_by_text("The map needs JavaScript")).to_be_visible()
    expect(page.locator("#hotspot-1")).to_contain_text("About 60 incidents, in 12 of 12 months.")
    context.close()
