"""Types, categories and reports where staff look: filters, counts in words, and the tables of a place."""

import geopandas as gpd
import pytest
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from tests.web import small_county

KINDS = [
    {
        "qualifiers": {"environmental": 12, "nuisance": 3},
        "types": {"littering_drug_paraphernalia": 10, "noise": 2},
        "issues": {"litter": 4, "graffiti": 1},
    },
    {"qualifiers": {"personal": 5}, "types": {"noise": 5}, "issues": {}},
    {"qualifiers": {}, "types": {}, "issues": {}},
]


def kinds_known() -> gpd.GeoDataFrame:
    frame = small_county.hotspots()
    return frame.assign(
        breakdown=KINDS,
        reports=[7, 0, 0],
        households=[5, 0, 0],
        officer_reports=[1, 0, 0],
        voice=["residents_say_more", "police_say_more", None],
    )


def names_in(page: str) -> list[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return [name for name in small_county.STREETS if name in body]


@pytest.fixture
def kinds_planner(planner: FlaskClient, sqlite_database: Database) -> FlaskClient:
    small_county.find(sqlite_database, kinds_known())
    return planner


@pytest.mark.parametrize(
    ("query", "expected", "said"),
    [
        ("category=environmental", [0], "12 environmental, of 83 incidents"),
        ("category=Personal", [1], "5 personal, of 41 incidents"),
        ("type=noise", [0, 1], "5 noise, of 41 incidents"),
        ("type=noise&category=nuisance", [0], "3 nuisance and 2 noise, of 83 incidents"),
        ("type=trespass", [], "No hotspot fits the filters."),
        ("voice=residents_say_more", [0], "Residents say more than police data."),
        ("voice=police_say_more&class=emerging", [1], "Police data say more than residents."),
        ("category=&type=&voice=", [0, 1, 2], "3 of 3 hotspots"),
    ],
)
def test_the_list_is_filtered_by_what_is_known(
    kinds_planner: FlaskClient, query: str, expected: list[int], said: str
) -> None:
    page = kinds_planner.get(f"/staff/hotspots?{query}").text
    assert names_in(page) == [small_county.STREETS[number] for number in expected]
    assert said in page


def test_only_kinds_that_there_are_and_the_chosen_one_are_offered(kinds_planner: FlaskClient) -> None:
    page = kinds_planner.get("/staff/hotspots?type=trespass").text
    choices = page.partition('name="type"')[2].partition("</select>")[0]
    offered = ("noise", "littering_drug_paraphernalia", "trespass")
    assert all(f'value="{value}"' in choices for value in offered)
    assert 'value="fireworks"' not in choices
    assert 'value="trespass" selected' in choices


@pytest.mark.parametrize("query", ["category=dreadful", "type=dreadful", "voice=dreadful", "type=%3Cscript%3E"])
def test_a_kind_that_there_is_not_is_refused(kinds_planner: FlaskClient, query: str) -> None:
    answer = kinds_planner.get(f"/staff/hotspots?{query}")
    assert answer.status_code == 400
    assert "<script>" not in answer.text


def test_a_filter_stays_from_page_to_page(planner: FlaskClient, sqlite_database: Database) -> None:
    frame = small_county.hotspots(names=[f"Street {number}" for number in range(120)])
    small_county.find(sqlite_database, frame.assign(breakdown=[KINDS[1]] * 120))
    page = planner.get("/staff/hotspots?type=noise").text
    assert "/staff/hotspots?type=noise&amp;page=2" in page or "page=2&amp;type=noise" in page
    assert planner.get("/staff/hotspots?type=noise&page=2").status_code == 200


def test_a_row_says_kinds_and_reports_beside_the_incidents(kinds_planner: FlaskClient) -> None:
    said = (
        "12 environmental, 3 nuisance; 10 littering or drug paraphernalia, 2 noise. "
        "6 resident reports from 5 households, 1 officer&#39;s area of concern (above all litter and graffiti). "
        "Residents say more than police data."
    )
    for path in ("/staff/hotspots", "/staff/map"):
        assert said in kinds_planner.get(path).text
    assert ">83<" in kinds_planner.get("/staff/hotspots").text  # nothing was added to the incidents


def test_the_page_of_a_place_counts_every_kind_and_the_rest(kinds_planner: FlaskClient) -> None:
    page = kinds_planner.get("/staff/places/H0TEST").text
    rows = " ".join(page.split())
    for kind, count, share in (
        ("Environmental", 12, 14), ("Nuisance", 3, 4), ("Littering or drug paraphernalia", 10, 12), ("Litter", 4, 57),
    ):  # fmt: skip
        cells = rows.partition(f"> {kind} <svg")[2].partition("</tr>")[0]
        assert f'width="{share}"' in cells
        assert f">{count}<" in cells
        assert f">{share}%<" in cells
    assert rows.count("> Not specified <svg") == 2
    assert ">68<" in rows  # 83 less 12 and 3
    assert ">71<" in rows  # 83 less 10 and 2
    assert 'style="' not in page.partition("<main")[2]


def test_where_nothing_is_known_it_is_said_in_words(kinds_planner: FlaskClient, sqlite_database: Database) -> None:
    said = "do not say what kind of behaviour it was"
    assert said in kinds_planner.get("/staff/places/H2TEST").text
    assert said not in kinds_planner.get("/staff/hotspots").text
    small_county.find(sqlite_database, small_county.hotspots())
    page = kinds_planner.get("/staff/hotspots").text
    assert said in page
    for name in ("category", "type", "voice"):
        assert f'name="{name}"' not in page
