"""My patch: the best hotspots, the sites that need something and when, the latest work, for whoever may see them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from geo_ij.access.actor import actor_of
from geo_ij.geocode.location import Location
from geo_ij.maps.features import Feature, features_of
from geo_ij.services.draw_map import staff_map_content
from geo_ij.services.kept_locations import keep_location
from geo_ij.services.my_patch import Patch, PatchWaiting, my_patch, need_of, patch_waiting
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.store.site_rows import read_sites, write_sites
from geo_ij.vocabulary import LocationStatus, Role
from tests.web import small_county

TODAY = dt.date(2026, 3, 2)
SITE = {
    "status": "ready",
    "permission_status": "granted",
    "permission_until": None,
    "risk_assessment_status": "approved",
    "risk_assessment_review_due": None,
}


def patch_of(database: Database, *roles: Role, area: str | None = None, areas: tuple[str, ...] = ()) -> Patch:
    """Gather the patch of somebody with these roles and areas, who sees the staff map if they may."""
    theirs = database.acting(actor_of("somebody", roles, areas=areas))
    settings = read_settings({})
    content = staff_map_content(theirs, settings=settings, today=TODAY) if Role.SUPERVISOR not in roles else None
    features: Iterable[Feature] = () if content is None else features_of(content).all
    return my_patch(theirs, content=content, features=features, area=area, today=TODAY)


def as_role(database: Database, role: Role) -> Database:
    """Give the database as somebody with this role asks for it."""
    return database.acting(actor_of("somebody", [role]))


@pytest.fixture
def county(database: Database) -> Database:
    """Give the small county with seven hotspots, on SQLite and on PostgreSQL."""
    small_county.fill(database)
    small_county.find(database, small_county.hotspots(names=[f"Street {n}, Kettering" for n in range(1, 8)]))
    return database


def test_the_five_best_hotspots_in_words_with_where_they_are_on_the_map(county: Database) -> None:
    patch = patch_of(county, Role.SERGEANT)
    assert patch.hotspots is not None
    assert [line.key for line in patch.hotspots] == [f"hotspot-{rank}" for rank in range(1, 6)]
    assert patch.hotspots_in_all == 7
    best = patch.hotspots[0]
    assert (best.name, best.ref) == ("Street 1, Kettering", "H0TEST")
    assert best.says == "Persistent. 83 incidents in 11 of 12 months. Up 37% on a year earlier."


def test_an_area_keeps_what_lies_in_it(county: Database) -> None:
    everywhere, kettering = (patch_of(county, Role.PLANNER, area=area) for area in (None, "Kettering"))
    assert everywhere.work is not None
    assert kettering.work is not None
    assert [line.name for line in everywhere.work] == ["Spring Rise Park, Kettering", "Ise Valley"]
    assert [line.name for line in kettering.work] == ["Spring Rise Park, Kettering"]
    assert patch_of(county, Role.PLANNER, area="Rushden").hotspots == ()


def test_whoever_is_limited_to_an_area_sees_nothing_else(county: Database) -> None:
    patch = patch_of(county, Role.PLANNER, areas=("West Northamptonshire",))
    assert patch.hotspots == ()
    assert patch.sites == ()
    assert patch.work == ()


def test_each_part_is_for_those_who_may_see_it(county: Database) -> None:
    sergeant = patch_of(county, Role.SERGEANT)
    assert sergeant.sites_in_all == 1
    supervisor = patch_of(county, Role.SUPERVISOR)
    assert supervisor == Patch(work=supervisor.work, work_in_all=2)
    assert supervisor.work is not None
    assert [line.name for line in supervisor.work] == ["Spring Rise Park, Kettering", "Ise Valley"]
    assert supervisor.work[0].says.startswith("3 February 2026: litter picking")
    limited = patch_of(county, Role.SUPERVISOR, areas=("North Northamptonshire",))
    assert limited.work_in_all == 1
    nobody = my_patch(county.acting(actor_of("x", [Role.ADMIN])), content=None, features=(), area=None, today=TODAY)
    assert nobody == Patch()


def test_places_that_wait_for_somebody_are_counted(county: Database) -> None:
    unsure = Location("by the old mill", LocationStatus.AMBIGUOUS, "there are two", None, ())
    with county.write() as connection:
        keep_location(connection, unsure, subject_kind="report", subject_reference="R1")
    assert patch_waiting(as_role(county, Role.SERGEANT), area=None).places == 1
    assert patch_waiting(as_role(county, Role.SUPERVISOR), area=None) == PatchWaiting()


def add_sites(database: Database, **until: str | None) -> None:
    """Store approved sites by name whose permission is granted until a day."""
    with database.write() as connection:
        sample = read_sites(connection).iloc[:1]
        for name, day in until.items():
            site = sample.assign(
                **SITE | {"site_id": name, "name": name, "status": "candidate", "permission_until": day}
            )
            write_sites(connection, site)


def test_what_has_run_out_comes_first_then_what_ends_soon_then_what_is_missing(county: Database) -> None:
    add_sites(county, later="2026-04-30", over="2026-03-01", soon="2026-03-02", fine=None, far="2026-05-02")
    patch = patch_of(county, Role.PLANNER)
    assert patch.sites is not None
    assert [line.name for line in patch.sites] == ["over", "soon", "later", "Spring Rise Park"]
    assert patch.sites[0].says == "Permission ran out on 1 March 2026."
    assert patch.sites[1].says == "Permission ends on 2 March 2026."
    assert patch.sites[3].says == ("Permission was asked for but not given yet, and its risk assessment is a draft.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"permission_until": "2026-05-02"}, None),
        ({"permission_until": "2026-05-01"}, "Permission ends on 1 May 2026."),
        ({"permission_status": "not_requested"}, "Nobody has asked for permission."),
        ({"permission_status": "refused"}, "Permission was refused."),
        ({"permission_status": "expired"}, "Permission ran out."),
        ({"risk_assessment_review_due": "2026-03-02"}, "Its risk assessment is due for review on 2 March 2026."),
        (
            {"risk_assessment_review_due": "2026-03-01"},
            "The review of its risk assessment is overdue since 1 March 2026.",
        ),
        ({"risk_assessment_status": "rejected"}, "Its risk assessment was rejected."),
        ({"risk_assessment_status": "expired"}, "Its risk assessment ran out."),
        ({"status": "paused", "permission_status": "refused"}, None),
        ({"status": "completed", "risk_assessment_status": "draft"}, None),
    ],
)
def test_what_a_site_needs_is_said_in_one_line(change: dict[str, Any], said: str | None) -> None:
    need = need_of(SITE | change, today=TODAY)
    assert (None if need is None else need[1]) == said
