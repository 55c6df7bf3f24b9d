"""What residents read: figures that link to what they count, stories of places, honest empty states."""

import re

import pytest
from flask.testing import FlaskClient

from geo_ij.services.publish import public_reference
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.web import small_county
from web.app import create_app
from web.context import disconnect

PAGES = ("/", "/map", "/cleaned-areas", "/about", "/privacy", "/accessibility")
ATTACK = "<script>alert(1)</script>"


def words(html: str) -> str:
    """Give the words of a page without its tags, single-spaced."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_says_what_to_do_before_anything_is_published(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    if path in ("/", "/map"):
        assert "geo-ij publish" in response.text
    if path == "/cleaned-areas":
        assert "geo-ij import work" in response.text


@pytest.mark.parametrize("path", PAGES)
def test_home_links_to_every_public_page(client: FlaskClient, path: str) -> None:
    assert f'href="{path}"' in client.get("/").text


def test_home_opens_on_the_latest_work_at_a_hotspot(filled: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(
        sqlite_database, small_county.work("late", place="Nowhere near", day="2026-02-20", kilometre=40)
    )
    page = words(filled.get("/").text)
    assert "The latest finished story Spring Rise Park, Kettering" in page
    assert "About 85 incidents of anti-social behaviour in the 12 months to December 2025, in 11 of them" in page
    assert "8 hours of litter picking and vegetation clearance with Kettering Town Council. 14 bags collected." in page
    assert "3 February 2026" in page
    assert f'href="/places/{public_reference("one")}"' in filled.get("/").text


def test_home_figures_are_those_of_what_they_link_to(filled: FlaskClient) -> None:
    page = words(filled.get("/").text)
    assert "12.5 hours of completed work" in page
    assert "2 places where work was done" in page
    assert "3 areas where anti-social behaviour gathers" in page


def test_home_without_work_opens_on_the_top_hotspot(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.publish(sqlite_database, small_county.hotspots())
    page = client.get("/")
    said = words(page.text)
    assert "Most incidents on the least ground Gold Street, Kettering" in said
    assert "in 11 of them. Higher than a year before. Persistent: incidents in at least half of the months." in said
    assert 'href="/places/H0TEST"' in page.text
    assert "No completed work is recorded yet. Each piece appears here and on the map from 24 hours after" in said
    assert "0 hours" not in said
    assert "3 areas where anti-social behaviour gathers" in said


def test_home_does_not_open_on_a_passing_hotspot(client: FlaskClient, sqlite_database: Database) -> None:
    frame = small_county.hotspots()
    frame["class"] = ["cooling", "temporary", "emerging"]
    small_county.publish(sqlite_database, frame)
    page = words(client.get("/").text)
    # Two are denser, so it is not said to have the most on the least.
    assert "Many incidents on little ground Rockingham Road, Kettering" in page
    assert "3rd of 3 published areas" in page


def test_home_shows_the_first_hotspot_when_all_are_passing(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.publish(sqlite_database, small_county.hotspots().assign(**{"class": "cooling"}))
    page = words(client.get("/").text)
    assert "Most incidents on the least ground Gold Street, Kettering" in page
    assert "needed most" not in page


def test_home_says_no_change_where_none_is_known(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.publish(sqlite_database, small_county.hotspots().assign(trend=float("nan")))
    page = words(client.get("/").text)
    assert "in 11 of them. Persistent:" in page
    assert "not known" not in page.lower()


def test_about_names_the_force_and_says_what_else_the_areas_rest_on(filled: FlaskClient) -> None:
    page = words(filled.get("/about").text)
    assert "the 12 months to December 2025 (Northamptonshire)" in page
    assert "rests a little on two other things: criminal damage recorded nearby, and how busy the streets" in page


def test_incidents_aimed_at_one_person_are_said_to_be_within_the_counts(client: FlaskClient) -> None:
    privacy, about = words(client.get("/privacy").text), words(client.get("/about").text)
    assert "they are within our counts" in privacy
    assert "at least 10 incidents over at least 3 months, for areas at least 150 metres across. Where the" in privacy
    assert "own records say that an incident was aimed at one person, nothing that we publish counts it." in privacy
    assert "never publish" not in about
    assert "Open police data do not tell the three kinds apart, so the counts hold all of them." in about


def test_how_to_reach_the_team_is_said_where_it_is_set(sqlite_database: Database) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    for contact in ("", "reparation@example.org"):
        app = create_app(read_settings({"GEO_IJ_CONTACT": contact}, database_url=url))
        page = words(app.test_client().get("/accessibility").text)
        disconnect(app)
        assert ("You can reach them here: reparation@example.org." in page) == bool(contact)
        assert ("reach them" in page) == bool(contact)


def test_home_with_work_alone_opens_on_the_work(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(sqlite_database, small_county.work("one"))
    page = words(client.get("/").text)
    assert "The latest completed work Spring Rise Park, Kettering" in page
    assert "Nothing has been published" not in page


def test_synthetic_data_are_called_so_on_every_page(filled: FlaskClient) -> None:
    for path in (*PAGES, "/places/H0TEST", "/nowhere", "/map?class=dreadful"):
        assert "Synthetic data" in filled.get(path).text, path


def test_real_data_are_not_called_synthetic(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database, synthetic=False)
    for path in (*PAGES, "/nowhere"):
        assert "Synthetic data" not in client.get(path).text, path


def test_cleaned_areas_are_filtered_by_activity(filled: FlaskClient) -> None:
    every = filled.get("/cleaned-areas").text
    assert "Spring Rise Park" in every
    assert "Ise Valley" in every
    painted = filled.get("/cleaned-areas?activity=painting").text
    assert "Ise Valley" in painted
    assert "Spring Rise Park" not in painted
    assert "1 piece of work at 1 place, 4.5 hours in all" in words(painted)


def test_an_activity_that_nobody_did_gives_an_empty_list(filled: FlaskClient) -> None:
    response = filled.get("/cleaned-areas?activity=minor_repairs")
    assert response.status_code == 200
    assert "No completed work of this kind" in response.text


def test_an_unknown_activity_is_refused_in_words(filled: FlaskClient) -> None:
    response = filled.get("/cleaned-areas", query_string={"activity": ATTACK})
    assert response.status_code == 400
    assert "There is no activity" in response.text
    assert ATTACK not in response.text


def test_what_must_not_be_public_is_on_no_page(filled: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(sqlite_database, small_county.work("hidden", place="Not approved yet", approved=False))
    references = ["H0TEST", public_reference("one")]
    for path in (*PAGES, "/api/v1/hotspots", *(f"/places/{ref}" for ref in references)):
        page = filled.get(path).text
        assert "Not approved yet" not in page, path
        assert "known to the officer" not in page, path
        assert not re.search(r"\b83\b|\b41\b|0\.0123|1\.37", words(page)), path


def test_the_story_of_a_hotspot_tells_months_and_work_in_order(filled: FlaskClient) -> None:
    page = words(filled.get("/places/H0TEST").text)
    assert "About 85 incidents of anti-social behaviour were recorded here in the 12 months to December 2025" in page
    assert "1st of 3 published areas" in page
    first = page.index("In the first published figures, to November 2025: persistent")
    assert (
        first
        < page.index("Latest figures: persistent")
        < page.index("Litter picking and vegetation clearance: 8 hours")
    )


def test_the_story_of_work_tells_the_figures_of_its_hotspot(filled: FlaskClient) -> None:
    page = filled.get(f"/places/{public_reference('one')}").text
    assert "<h1" in page
    assert "Spring Rise Park, Kettering" in page
    assert 'href="/places/H0TEST"' in page
    assert "at or near this place" in words(page)


def test_the_story_of_work_far_from_any_hotspot_stands_alone(filled: FlaskClient) -> None:
    page = words(filled.get(f"/places/{public_reference('two')}").text)
    assert "worked 4.5 hours here" in page
    assert "What police figures say" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2026-02-03"], "Too early to say what changed: the figures end in December 2025, before the latest work."),
        (["2025-12-03"], "Too early to say what changed: the figures end in December 2025, in the month of the latest"),
        (["2025-09-30", "2025-11-30"], "The figures reach 3 months past the first work. They are counts, not proof"),
        (["2025-11-01"], "The figures reach 1 month past the first work."),
    ],
)
def test_a_story_says_what_can_be_concluded(
    client: FlaskClient, sqlite_database: Database, days: list[str], said: str
) -> None:
    small_county.publish(sqlite_database, small_county.hotspots())
    small_county.record(sqlite_database, *(small_county.work(day, day=day) for day in days))
    assert said in words(client.get("/places/H0TEST").text)


def test_a_story_without_work_concludes_nothing(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.publish(sqlite_database, small_county.hotspots())
    page = words(client.get("/places/H0TEST").text)
    assert "Too early" not in page
    assert "not proof" not in page


def test_a_place_that_joined_later_is_not_said_to_be_in_the_first_figures(
    client: FlaskClient, sqlite_database: Database
) -> None:
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2025-11", names=small_county.STREETS[:2]))
    small_county.publish(sqlite_database, small_county.hotspots())
    page = words(client.get("/places/H2TEST").text)
    assert "Newly in the published figures, to December 2025: cooling" in page


def test_a_place_that_left_the_list_keeps_its_story(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2025-11"))
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2025-12", names=small_county.STREETS[:2]))
    page = words(client.get("/places/H2TEST").text)
    assert "last among the published hotspots in November 2025; it is not in the figures to December 2025" in page


@pytest.mark.parametrize("ref", ["H9TEST", "one", "W0000000000", "x" * 500, "..%2f..%2fetc", ATTACK])
def test_an_unpublished_reference_is_not_found(filled: FlaskClient, ref: str) -> None:
    response = filled.get(f"/places/{ref}")
    assert response.status_code == 404
    assert ATTACK not in response.text


def test_names_are_shown_as_text_never_as_markup(planner: FlaskClient, sqlite_database: Database) -> None:
    frame = small_county.hotspots(names=[f"{ATTACK} Street", '"><img src=x onerror=alert(1)>', "Plain Street"])
    small_county.find(sqlite_database, frame)
    small_county.publish(sqlite_database, frame)
    small_county.record(sqlite_database, small_county.work("one", place=ATTACK, partners=f"{ATTACK};{{{{7*7}}}}"))
    small_county.add_site(sqlite_database, name=ATTACK, notes=ATTACK)
    paths = [*PAGES, "/places/H0TEST", "/places/H1TEST", f"/places/{public_reference('one')}"]
    for path in [*paths, "/staff/map", "/staff/hotspots", "/staff/sites"]:
        page = planner.get(path)
        assert page.status_code == 200, path
        assert ATTACK not in page.text, path
        assert "<img src=x" not in page.text, path
        assert "&lt;" in page.text or path in PAGES[3:], path


def test_public_pages_set_no_cookie(filled: FlaskClient) -> None:
    for path in PAGES:
        assert "Set-Cookie" not in filled.get(path).headers, path


def test_no_page_asks_for_anything_elsewhere(filled_planner: FlaskClient) -> None:
    asked = re.compile(r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="([^"]+)"')
    for path in (*PAGES, "/places/H0TEST", "/staff/", "/staff/map", "/staff/hotspots", "/staff/sites", "/nowhere"):
        for address in asked.findall(filled_planner.get(path).text):
            assert address.startswith("/"), (path, address)
            assert not address.startswith("//"), (path, address)


def test_no_page_holds_a_script_or_style_of_its_own(filled_planner: FlaskClient) -> None:
    for path in (*PAGES, "/places/H0TEST", "/staff/", "/staff/map", "/staff/hotspots", "/staff/sites", "/nowhere"):
        page = filled_planner.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path
