"""Who may do what: the table of roles, refusals before anything is read, and areas that limit what is seen."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.access.actor import OPERATOR, STRANGER, Actor, actor_of
from geo_ij.access.permissions import PERMISSIONS_OF, Permission
from geo_ij.errors import AccessError, NotFoundError
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.services import accounts, audit
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.store.database import Database, bulk_insert
from geo_ij.store.models import Boundary
from geo_ij.vocabulary import Role
from tests.services.people import add_person, log

WEST, EAST = shapely.box(480_000, 270_000, 481_000, 271_000), shapely.box(481_000, 270_000, 482_000, 271_000)
TYPED = accounts.TypedAccount("planner", "", ("planner",))


def put_wards(database: Database, wards: dict[str, shapely.Geometry]) -> None:
    """Make these the wards of the database."""
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM boundaries")
        columns = {
            "kind": ["ward"] * len(wards),
            "code": [f"W{number}" for number in range(len(wards))],
            "name": list(wards),
            "source": ["test"] * len(wards),
            "geometry": [shapely.to_wkb(shape) for shape in wards.values()],
        }
        bulk_insert(connection, Boundary.__table__, columns)


def limited(database: Database, *areas: str) -> Database:
    return database.acting(actor_of("sergeant", [Role.SERGEANT], areas=areas))


def test_every_role_is_in_the_table_and_every_permission_is_held_by_some_role() -> None:
    assert set(PERMISSIONS_OF) == set(Role)
    assert frozenset().union(*PERMISSIONS_OF.values()) == set(Permission)


def test_no_role_takes_contacts_out_in_a_file() -> None:
    both = {Permission.EXPORT_REPORTS, Permission.SEE_CONTACTS}
    assert [role for role, may in PERMISSIONS_OF.items() if both <= may] == []


def test_the_promises_of_the_table() -> None:
    holders = {right: {role for role, held in PERMISSIONS_OF.items() if right in held} for right in Permission}
    assert PERMISSIONS_OF[Role.PUBLIC] == frozenset()
    assert holders[Permission.MANAGE_USERS] == {Role.ADMIN}, "only an administrator gives rights"
    assert holders[Permission.SEE_AUDIT] == {Role.AUDITOR, Role.DATA_PROTECTION}, "nobody who is watched by it"
    assert holders[Permission.SEE_REFERRALS] == {Role.PLANNER, Role.DATA_PROTECTION}
    assert PERMISSIONS_OF[Role.AUDITOR] == {Permission.SEE_AUDIT}
    assert not PERMISSIONS_OF[Role.ADMIN] & {Permission.SEE_REPORTS, Permission.SEE_HOTSPOTS, Permission.PUBLISH}
    for sees, does in (
        (Permission.SEE_REPORTS, Permission.MODERATE_REPORTS),
        (Permission.SEE_REFERRALS, Permission.MANAGE_REFERRALS),
        (Permission.SEE_PLAN, Permission.MAKE_PLAN),
        (Permission.SEE_SITES, Permission.MANAGE_SITES),
        (Permission.SEE_HOTSPOTS, Permission.EXPORT_HOTSPOTS),
        (Permission.SEE_HOTSPOTS, Permission.FIND_HOTSPOTS),
        (Permission.SEE_SITES, Permission.EXPORT_SITES),
    ):
        assert holders[does] <= holders[sees], f"{does} without {sees}"


@given(st.lists(st.sampled_from(Role)))
def test_an_actor_may_exactly_what_one_of_their_roles_may(roles: list[Role]) -> None:
    actor = actor_of("someone", roles)
    assert {right for right in Permission if actor.may(right)} == {
        right for right in Permission if any(right in PERMISSIONS_OF[role] for role in roles)
    }
    assert set(actor.roles) == set(roles)
    assert len(actor.roles) == len(set(roles))


@pytest.mark.parametrize("right", Permission)
def test_a_stranger_may_nothing_and_the_operator_everything(right: Permission) -> None:
    with pytest.raises(AccessError, match="may not do this"):
        STRANGER.require(right)
    OPERATOR.require(right)


def test_the_services_ask_before_they_read_or_write_anything(sqlite_database: Database) -> None:
    account_id = add_person(sqlite_database)
    everything_else = frozenset(Permission) - {Permission.MANAGE_USERS, Permission.SEE_AUDIT}
    other = sqlite_database.acting(Actor("someone", everything_else))
    asked = [
        lambda: accounts.accounts(other),
        lambda: accounts.account(other, account_id),
        lambda: accounts.account_called(other, "sergeant"),
        lambda: accounts.add_account(other, TYPED),
        lambda: accounts.change_account(other, account_id, TYPED),
        lambda: accounts.set_disabled(other, account_id, disabled=True),
        lambda: accounts.reset_password(other, account_id),
        lambda: audit.audit_entries(other, AuditFilter(), page=1, rows=10),
        lambda: audit.audit_actors(other),
        lambda: allow(other, Permission.SEE_AUDIT),
    ]
    for ask in asked:
        with pytest.raises(AccessError):
            ask()
    assert log(sqlite_database) == []
    assert [account.name for account in accounts.accounts(sqlite_database)] == ["sergeant"]


def test_areas_limit_what_is_seen_to_all_of_them_together(database: Database) -> None:
    put_wards(database, {"West": WEST, "East": EAST})
    assert limit_of(limited(database)) is None
    both = limit_of(limited(database, "west", "W1"))
    assert both is not None
    assert both.equals(shapely.box(480_000, 270_000, 482_000, 271_000))
    points = gpd.GeoDataFrame(
        {"name": ["in the west", "in the east", "on the border", "outside"]},
        geometry=gpd.points_from_xy([480_500, 481_500, 481_000, 483_000], [270_500] * 4),
        crs=NATIONAL_GRID_CRS,
    )
    kept = within_limit(points, limit_of(limited(database, "West")))
    assert kept["name"].tolist() == ["in the west", "on the border"]
    assert kept.index.tolist() == [0, 1]
    assert len(within_limit(points, None)) == 4
    assert within_limit(points.iloc[:0], WEST).empty


def test_an_area_that_vanished_shows_nothing_rather_than_everything(database: Database) -> None:
    put_wards(database, {"West": WEST, "East": EAST})
    acting = limited(database, "West", "East")
    assert limit_of(acting) is not None
    put_wards(database, {"West": WEST, "Elsewhere": EAST})
    with pytest.raises(NotFoundError, match="There is no area called 'East'"):
        limit_of(acting)
