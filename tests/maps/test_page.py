"""The map's parts for a page and the single file: same bytes every time, nothing inline, nothing from elsewhere."""

import base64
import dataclasses
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
import shapely

from geo_ij.maps.assets import STATIC_FOLDER, STATIC_PREFIX
from geo_ij.maps.content import MapContent
from geo_ij.maps.page import SCRIPT_FILE, STYLE_FILE, build_document, filtered_fragment, list_html, standalone_html
from geo_ij.vocabulary import HotspotClass
from tests.maps.samples import CLOSING, SCRIPT, public_map, staff_map

CONTENTS = pytest.mark.parametrize("content", [public_map(), staff_map()], ids=["public", "staff"])


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text inside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in {"script", "style"} and data.strip():
            self.inline.append((*self.found[-1], data))


@CONTENTS
def test_the_same_content_gives_the_same_bytes(content: MapContent) -> None:
    assert standalone_html(content) == standalone_html(content)
    assert build_document(content, file_prefix="/m/") == build_document(content, file_prefix="/m/")


def test_another_process_gives_the_same_bytes_too() -> None:
    here = hashlib.sha256(standalone_html(public_map())).hexdigest()
    program = (
        "import hashlib\nfrom tests.maps.samples import public_map\nfrom geo_ij.maps.page import standalone_html\n"
        "print(hashlib.sha256(standalone_html(public_map())).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


@CONTENTS
def test_a_fragment_holds_nothing_inline(content: MapContent) -> None:
    page = Elements(build_document(content, file_prefix="/m/").fragment)
    assert page.inline == []
    for tag, attributes in page.found:
        assert tag != "style"
        assert "style" not in attributes, f"<{tag}> has a style of its own"
        assert not [name for name in attributes if name.startswith("on")]


@CONTENTS
def test_a_fragment_names_only_files_of_this_service_that_exist(content: MapContent) -> None:
    document = build_document(content, file_prefix="/m/{version}/")
    own = f"/m/{document.version}/"
    page = Elements(document.fragment)
    files = [a.get("src") or a.get("href") or "" for tag, a in page.found if tag in {"script", "link"}]
    assert {own + SCRIPT_FILE, own + STYLE_FILE} <= set(files)
    for file in set(files) - {own + SCRIPT_FILE, own + STYLE_FILE}:
        assert file.startswith(STATIC_PREFIX)
        name, _, mark = file.removeprefix(STATIC_PREFIX).partition("?v=")
        assert hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest().startswith(mark)
    (holder,) = [a["data-map-files"] for _, a in page.found if "data-map-files" in a]
    assert holder == own


def test_the_version_changes_with_anything_shown() -> None:
    versions = {
        build_document(content, file_prefix="/m/").version
        for content in (public_map(), public_map(place="Mill Road Park"), staff_map())
    }
    assert len(versions) == 3


def test_folium_made_the_map_and_no_name_in_it_is_random() -> None:
    script = build_document(staff_map(), file_prefix="/m/").script.decode()
    assert "L.map(" in script
    assert "L.control.layers(" in script
    assert not re.search(r"[0-9a-f]{32}", script)


@CONTENTS
def test_data_are_valid_geojson_in_degrees(content: MapContent) -> None:
    data = build_document(content, file_prefix="/m/").data
    assert ("sites.geojson" in data) == (content.sites is not None)
    hotspots = json.loads(data["hotspots.geojson"])["features"]
    assert [feature["properties"]["rank"] for feature in hotspots] == [1, 2, 3, 4, 5, 6]
    for feature in hotspots:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        assert shape.contains(shapely.Point(feature["properties"]["at"]))
        # Gold Street, Kettering: 52.40 N, 0.73 W.
        assert shape.distance(shapely.Point(-0.73, 52.40)) < 0.03


def test_public_data_hold_no_exact_figure() -> None:
    properties = json.loads(build_document(public_map(), file_prefix="/m/").data["hotspots.geojson"])["features"][0]
    assert set(properties["properties"]) == {"key", "id", "name", "group", "label", "reason", "rank", "at"}


def test_hotspots_and_work_are_linked_both_ways() -> None:
    data = build_document(public_map(), file_prefix="/m/").data
    hotspots, work = (json.loads(data[f"{name}.geojson"])["features"] for name in ("hotspots", "work"))
    assert [feature["properties"].get("linked") for feature in work] == [["hotspot-2"], None]
    assert [feature["properties"].get("linked") for feature in hotspots[:3]] == [None, ["work-1"], None]


@CONTENTS
def test_the_single_file_allows_exactly_what_stands_in_it(content: MapContent) -> None:
    text = standalone_html(content).decode()
    page = Elements(text)
    (policy,) = [a["content"] or "" for _, a in page.found if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        bodies = re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", text, flags=re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(b.encode()).digest()).decode()}'" for b in bodies]
        assert rules[directive].split() == hashes
    assert not [a for tag, a in page.found if tag in {"script", "link", "img"} and (a.get("src") or a.get("href"))]
    assert "style" not in {name for _, attributes in page.found for name in attributes}


def test_line_ends_are_those_that_a_browser_hashes() -> None:
    # Leaflet's style sheet comes with carriage returns, which HTML drops before a hash is taken.
    assert b"\r" not in standalone_html(public_map())


def test_the_single_file_has_language_title_landmarks_and_skip_link() -> None:
    text = standalone_html(public_map()).decode()
    assert '<html lang="en-GB">' in text
    assert "<title>Community reparation map: January to December 2025</title>" in text
    for landmark in ("<header", "<main", "<footer", 'href="#main"'):
        assert landmark in text
    assert "synthetic" not in text.split("<footer")[0].split("<body>")[1]
    assert "Demonstration: synthetic data" in standalone_html(public_map(synthetic=True)).decode()


def test_a_staff_file_says_that_it_is_for_staff_only() -> None:
    assert "For staff only" in standalone_html(staff_map()).decode()
    assert "For staff only" not in standalone_html(public_map()).decode()


@pytest.mark.parametrize("hostile", [SCRIPT, CLOSING, '"><script>alert(3)</script>', "' onfocus=alert(4) '"])
def test_no_name_is_ever_read_as_html(hostile: str) -> None:
    content = public_map(names=[hostile, "Plain"], place=hostile)
    plain = Elements(standalone_html(public_map(names=["Safe", "Plain"], place="Safe")).decode())
    page = Elements(standalone_html(content).decode())
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]
    assert [sorted(a) for _, a in page.found] == [sorted(a) for _, a in plain.found]
    for name, body in build_document(content, file_prefix="/m/").data.items():
        assert b"<" not in body, name


def test_the_list_holds_everything_on_the_map_in_words() -> None:
    page = list_html(staff_map(), area=None, hotspot_class=None)
    assert page.count("<tr ") == (1 + 6) + (1 + 3) + (1 + 3)  # each list with its heading
    assert "61 incidents in 12 of 12 months. Up 25% on a year earlier." in page
    assert "+25%" in page
    assert "\N{MINUS SIGN}50%" in page
    assert "Near a persistent hotspot." in page
    assert "In or near hotspot 2:" in page
    assert "Work done:" in page


def hidden_rows(page: str) -> int:
    """Count the rows that the filters leave out."""
    return len(re.findall(r"<tr [^>]*id=[^>]* hidden>", page))


def test_filters_hide_rows_without_javascript() -> None:
    content = public_map()
    everything = list_html(content, area=None, hotspot_class=None)
    assert hidden_rows(everything) == 0
    assert "6 hotspots" in everything
    rothwell = list_html(content, area="Rothwell", hotspot_class=None)
    assert hidden_rows(rothwell) == 7  # six hotspots and one piece of work are in Kettering
    assert '<option value="Rothwell" selected>' in rothwell
    assert "0 of 6 hotspots" in rothwell
    assert "1 of 2 pieces of work" in rothwell
    cooling = list_html(content, area="Kettering", hotspot_class="cooling")
    assert "1 of 6 hotspots" in cooling


def test_an_empty_list_says_what_to_do() -> None:
    page = list_html(public_map(), area="Rothwell", hotspot_class=None)
    shown = re.findall(r"<p class=\"govuk-body\" data-map-empty>(.*?)</p>", page, flags=re.DOTALL)
    assert len(shown) == 1
    assert "Choose a wider area" in shown[0]


def test_a_filtered_fragment_differs_in_its_list_only() -> None:
    content = public_map()
    document = build_document(content, file_prefix="/m/")
    filtered = filtered_fragment(document, content, area="Rothwell", hotspot_class=None)
    assert hidden_rows(filtered) == 7
    assert filtered.split("map-lists")[0] == document.fragment.split("map-lists")[0]
    assert filtered_fragment(document, content, area=None, hotspot_class=None) == document.fragment


def test_every_lasting_class_can_be_chosen_and_not_enough_data_only_where_there_is() -> None:
    page = list_html(public_map(names=["Gold Street, Kettering"]), area=None, hotspot_class=None)
    for value in HotspotClass:
        assert (f'<option value="{value}"' in page) == (value is not HotspotClass.INSUFFICIENT_DATA)
    assert '<option value="insufficient_data"' in list_html(public_map(), area=None, hotspot_class=None)


def test_what_is_left_out_is_said_with_where_it_is() -> None:
    content = dataclasses.replace(staff_map(), left_out=1721, whole_list_at="/staff/hotspots")
    page = list_html(content, area=None, hotspot_class=None)
    assert "1,721 more places have too few incidents or months" in page
    assert 'href="/staff/hotspots"' in page
    assert "too few incidents" not in list_html(staff_map(), area=None, hotspot_class=None)


def test_the_legend_explains_markers_that_stand_for_several() -> None:
    assert "zoom in to see them apart" in build_document(public_map(), file_prefix="/m/").fragment


def test_a_hotspot_is_named_by_its_rank() -> None:
    content = staff_map()
    kept = dataclasses.replace(content, hotspots=content.hotspots[content.hotspots["rank"].isin([2, 5])])
    rows = re.findall(r'<tr [^>]*id="(hotspot-[0-9]+)"', list_html(kept, area=None, hotspot_class=None))
    assert rows == ["hotspot-2", "hotspot-5"]
