"""Whoever the force's own sign-in vouches for gets an account of their own, and the roles of their groups, no more."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import InputError, SettingsError
from geo_ij.services.accounts import Account, TypedAccount, change_account, moment, set_disabled
from geo_ij.services.sign_in import begin_session, check_password, signed_in
from geo_ij.services.work_accounts import FIELD, account_for, roles_of_groups
from geo_ij.settings import Settings, check_serving, read_settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import PASSWORD, add_person, log, row_of

ISSUER = "https://sign-in.example.org/tenant/v2.0"
WORKING = {
    "GEO_IJ_OIDC_ISSUER": ISSUER,
    "GEO_IJ_OIDC_CLIENT_ID": "the-map",
    "GEO_IJ_OIDC_CLIENT_SECRET": "shown to the sign-in",
    "GEO_IJ_OIDC_ROLES": "g-planners=planner; g-analysts = analyst ;g-lead=planner;g-lead=admin;",
}
SECRET = "abcdefghijklmnopqrstuvwxyz012345"  # noqa: S105  # of no service
NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)


def settings(**changes: str) -> Settings:
    return read_settings(WORKING | changes, database_url="sqlite:///unused.sqlite")


SETTINGS = settings()


def come(
    database: Database,
    *groups: str,
    subject: str = "s-1",
    issuer: str = ISSUER,
    name: str = "planner.one@force.example",
    label: str = "The First Planner",
) -> Account:
    """Sign in as the web does: nobody is known before."""
    return account_for(
        database.acting(STRANGER),
        issuer=issuer,
        subject=subject,
        name=name,
        label=label,
        groups=groups,
        settings=SETTINGS,
        now=NOW,
    )


def every_account(database: Database) -> list[AccountRow]:
    with database.read() as connection:
        return account_rows.accounts(connection)


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ((), ()),
        (("g-planners",), (Role.PLANNER,)),
        (("g-analysts", "g-planners", "g-others"), (Role.PLANNER, Role.ANALYST)),
        (("g-lead",), (Role.PLANNER, Role.ADMIN)),
        (("G-PLANNERS", "g-planners ", "planner", "g-planner", ""), ()),
    ],
)
def test_roles_are_those_of_the_groups_and_no_other(groups: tuple[str, ...], roles: tuple[Role, ...]) -> None:
    assert roles_of_groups(WORKING["GEO_IJ_OIDC_ROLES"], groups) == roles


def test_the_name_of_a_group_may_hold_the_sign_between() -> None:
    assert roles_of_groups("CN=planners,OU=x=planner", ["CN=planners,OU=x"]) == (Role.PLANNER,)


@pytest.mark.parametrize("role", ["chief", "public", "Planner", "planner,admin"])
def test_a_role_that_there_is_not_is_refused_by_name(role: str) -> None:
    with pytest.raises(SettingsError, match=f"GEO_IJ_OIDC_ROLES has no role '{role}': choose from nominator, planner"):
        roles_of_groups(f"g-planners=planner;g-chiefs={role}", [])


@pytest.mark.parametrize("variable", ["GEO_IJ_OIDC_CLIENT_ID", "GEO_IJ_OIDC_CLIENT_SECRET", "GEO_IJ_OIDC_ROLES"])
def test_an_issuer_without_the_rest_is_refused_before_anybody_is_served(variable: str) -> None:
    check_serving(SETTINGS)
    with pytest.raises(SettingsError, match=f"GEO_IJ_OIDC_ISSUER needs {variable}"):
        check_serving(settings(**{variable: ""}))


@pytest.mark.parametrize("roles", ["planner", "g-planners", "=planner", "g-planners=", "a=planner;b"])
def test_a_pair_that_is_none_is_named(roles: str) -> None:
    wrong = roles.rpartition(";")[2]
    with pytest.raises(SettingsError, match=f"GEO_IJ_OIDC_ROLES has '{wrong}': write group=role; group=role"):
        check_serving(settings(GEO_IJ_OIDC_ROLES=roles))


def test_another_claim_than_groups_or_roles_is_refused() -> None:
    check_serving(settings(GEO_IJ_OIDC_GROUPS_CLAIM="roles"))
    with pytest.raises(SettingsError, match="GEO_IJ_OIDC_GROUPS_CLAIM is 'email'"):
        check_serving(settings(GEO_IJ_OIDC_GROUPS_CLAIM="email"))


@pytest.mark.parametrize(
    ("issuer", "public_url", "is_right"),
    [
        ("https://sign-in.example.org", "https://map.example.org", True),
        ("http://127.0.0.1:9400", "", True),
        ("http://localhost:9400/x", "", True),
        ("http://127.0.0.1:9400", "https://map.example.org", False),
        ("http://sign-in.example.org", "", False),
        ("https://sign-in.example.org/?tenant=1", "", False),
        ("https://sign-in.example.org#x", "", False),
        ("https://somebody@sign-in.example.org", "", False),
        ("https://", "", False),
        ("https://[oh", "", False),
        ("sign-in.example.org", "", False),
    ],
)
def test_only_a_safe_issuer_is_believed(issuer: str, public_url: str, *, is_right: bool) -> None:
    given = settings(GEO_IJ_OIDC_ISSUER=issuer, GEO_IJ_PUBLIC_URL=public_url, GEO_IJ_SECRET_KEY=SECRET)
    if is_right:
        check_serving(given)
    else:
        with pytest.raises(SettingsError, match="GEO_IJ_OIDC_ISSUER is"):
            check_serving(given)


def test_the_first_time_adds_an_account_without_a_password(database: Database) -> None:
    account = come(database, "g-planners")
    assert (account.name, account.label, account.roles) == (
        "planner.one@force.example",
        "The First Planner",
        (Role.PLANNER,),
    )
    assert (account.areas, account.has_password, account.added_at) == ((), False, moment(NOW))
    row = row_of(database, account.account_id)
    assert (row.issuer, row.subject, row.must_change_password) == (ISSUER, "s-1", False)
    (entry,) = log(database)
    assert (entry.action, entry.actor, entry.subject) == ("added", row.name, f"account {row.name}")
    assert json.loads(entry.details) == {
        "how": "work account", "issuer": ISSUER, "label": "The First Planner", "roles": ["planner"], "areas": "all",
    }  # fmt: skip
    with pytest.raises(InputError):
        check_password(database, account.name, "", settings=SETTINGS)


def test_the_next_time_is_the_same_account_with_the_roles_of_today(database: Database) -> None:
    first = come(database, "g-planners")
    again = come(database, "g-planners")
    assert again == first
    assert len(log(database)) == 1
    promoted = come(database, "g-lead", name="another@force.example", label="A Married Planner")
    assert promoted.account_id == first.account_id
    assert (promoted.name, promoted.label) == (first.name, "A Married Planner")
    assert promoted.roles == (Role.PLANNER, Role.ADMIN)
    reduced = come(database, "g-analysts", label="A Married Planner")
    assert reduced.roles == (Role.ANALYST,)
    last = json.loads(log(database)[-1].details)
    assert (last["roles"], last["roles_before"]) == (["analyst"], ["planner", "admin"])
    assert [entry.action for entry in log(database)] == ["added", "changed", "changed"]


def test_areas_and_roles_of_an_administrator_last_as_long_as_they_should(database: Database) -> None:
    account = come(database, "g-planners")
    with database.write(content=False) as connection:
        account_rows.change_account(connection, account.account_id, areas=("Kettering",))
    change_account(database, account.account_id, TypedAccount(account.name, "Other", ("admin",)))
    with database.write(content=False) as connection:
        account_rows.change_account(connection, account.account_id, areas=("Kettering",))
    again = come(database, "g-planners")
    assert again.areas == ("Kettering",)
    assert again.roles == (Role.PLANNER,)


def test_issuer_and_subject_alone_say_who_it_is(database: Database) -> None:
    first = come(database, "g-planners")
    others = [
        come(database, "g-planners", subject="s-2"),
        come(database, "g-planners", subject="S-1"),
        come(database, "g-planners", issuer=f"{ISSUER}/"),
    ]
    assert len({first.account_id, *(one.account_id for one in others)}) == 4
    names = [one.name for one in every_account(database)]
    assert len(set(names)) == 4
    assert all(name.startswith("planner.one@force.example") for name in names)


def test_a_local_account_is_never_taken_over(database: Database) -> None:
    local = add_person(database, "the administrator", roles=(Role.ADMIN,))
    account = come(database, "g-planners", name="The  Administrator")
    assert account.account_id != local
    assert account.name == "the administrator (sign-in.example.org)"
    assert row_of(database, local).roles == ("admin",)
    assert row_of(database, local).subject is None
    assert check_password(database, "the administrator", PASSWORD, settings=SETTINGS).account_id == local


@pytest.mark.parametrize("name", ["command line", "Nobody", "  COMMAND\u200b LINE "])
def test_nobody_is_called_what_means_somebody_else_in_the_log(database: Database, name: str) -> None:
    assert come(database, "g-planners", name=name).name.endswith(" (sign-in.example.org)")


@pytest.mark.parametrize(("name", "label"), [("", ""), ("\u202e\u0000", "\n"), ("x" * 400, "y" * 400)])
def test_a_name_that_is_none_or_too_long_does_no_harm(database: Database, name: str, label: str) -> None:
    first = come(database, "g-planners", name=name, label=label)
    second = come(database, "g-planners", name=name, label=label, subject="s-2")
    assert first.name != second.name
    for account in (first, second):
        assert 0 < len(account.name) <= 100
        assert 0 < len(account.label) <= 100
        assert (account.name + account.label).isprintable()


def test_somebody_without_a_group_gets_no_account(database: Database) -> None:
    with pytest.raises(InputError) as refused:
        come(database, "g-others")
    assert list(refused.value.fields) == [FIELD]
    assert "which group you need" in refused.value.fields[FIELD]
    assert every_account(database) == []
    (entry,) = log(database)
    assert (entry.action, entry.actor) == ("sign_in_refused", "nobody")
    assert json.loads(entry.details) == {
        "how": "work account", "why": "in no group that has a role", "label": "The First Planner",
    }  # fmt: skip


def test_groups_taken_away_end_the_roles_and_every_session(database: Database) -> None:
    account = come(database, "g-lead")
    keys = [begin_session(database, account.account_id, settings=SETTINGS, how="work account") for _ in range(2)]
    other = add_person(database)
    others_key = begin_session(database, other, settings=SETTINGS, how="password")
    with pytest.raises(InputError):
        come(database)
    assert row_of(database, account.account_id).roles == ()
    assert [signed_in(database, key, settings=SETTINGS) for key in keys] == [None, None]
    assert signed_in(database, others_key, settings=SETTINGS) is not None
    assert [entry.action for entry in log(database)][-2:] == ["changed", "sign_in_refused"]
    assert log(database)[-1].actor == account.name
    assert come(database, "g-planners").roles == (Role.PLANNER,)


def test_whoever_is_disabled_stays_so(database: Database) -> None:
    account = come(database, "g-planners")
    set_disabled(database, account.account_id, disabled=True)
    with pytest.raises(InputError) as refused:
        come(database, "g-planners", "g-lead")
    assert "was disabled" in refused.value.fields[FIELD]
    row = row_of(database, account.account_id)
    assert (row.is_disabled, row.roles) == (True, ("planner",))
    assert json.loads(log(database)[-1].details)["why"] == "disabled"


@pytest.mark.parametrize("subject", ["", "s" * 256, "s\x00", "s\n1", "sé"])
def test_a_subject_that_is_none_is_refused(database: Database, subject: str) -> None:
    with pytest.raises(InputError, match="did not say who you are"):
        come(database, "g-planners", subject=subject)
    assert every_account(database) == []


def test_many_who_come_at_once_get_one_account_each(database: Database) -> None:
    """The same person with two browsers, and others of the same name, all for the first time."""
    subjects = ["s-1", "s-2", "s-3", "s-4"] * 3
    with ThreadPoolExecutor(len(subjects)) as pool:
        found = list(pool.map(lambda subject: come(database, "g-planners", subject=subject), subjects))
    ids = {
        subject: {one.account_id for one, own in zip(found, subjects, strict=True) if own == subject}
        for subject in subjects
    }
    assert [len(own) for own in ids.values()] == [1, 1, 1, 1]
    assert len({row.name for row in every_account(database)}) == 4
