"""Administrators look after accounts in plain pages; first passwords are shown once, nobody shuts themselves out."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.demonstration_accounts import PASSWORD as DEMONSTRATION_PASSWORD
from geo_ij.services.demonstration_accounts import add_demonstration_accounts
from geo_ij.store import account_rows, audit_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.audit_rows import AuditFilter
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.people import PASSWORD, add_person, sign_in, signed_in
from tests.web.sending import faults_of, send, words_of

LIST = "/staff/users"
ADD = "/staff/users/add"
FIRST_PASSWORD = re.compile(r"\b(?:[a-z2-9]{5}-){3}[a-z2-9]{5}\b")
NEW = "seven copper kettles whistling"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # the example of the format
TYPED = {"name": "Ward.Sergeant@Example.org", "label": "Sergeant of the ward", "roles": ["sergeant", "nominator"]}


@pytest.fixture
def admin(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which an administrator is signed in: the account "person 1"."""
    return signed_in(app, sqlite_database, Role.ADMIN)


def row(database: Database, name: str) -> AccountRow:
    with database.read() as connection:
        found = account_rows.account_called(connection, name)
    assert found is not None
    return found


def path_of(database: Database, name: str, what: str) -> str:
    return f"{LIST}/{row(database, name).account_id}/{what}"


def change(database: Database, name: str, **values: object) -> None:
    with database.write(content=False) as connection:
        account_rows.change_account(connection, row(database, name).account_id, **values)


def names_on(client: FlaskClient, path: str = LIST) -> list[str]:
    """Give the names of the accounts that the list shows."""
    return [" ".join(one.split()) for one in re.findall(r'<th scope="row"[^>]*>([^<]*)<', client.get(path).text)]


def values_on(page: str) -> dict[str, list[str]]:
    """Give what the form holds: texts, and the roles that are ticked."""
    ticked = [tag for tag in re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page) if " checked" in tag]
    values = {"roles": [re.search(r'value="(\w+)"', tag)[1] for tag in ticked]}  # type: ignore[index]
    for field in ("name", "label"):
        found = re.search(rf'<input[^>]*id="{field}"[^>]*?value="([^"]*)"', page)
        values[field] = [html.unescape(found[1])] if found else []
    found = re.search(r'<textarea[^>]*id="areas"[^>]*>([^<]*)</textarea>', page)
    values["areas"] = html.unescape(found[1]).split() if found else []
    return values


def test_the_list_shows_every_account_and_what_it_may_do(admin: FlaskClient, sqlite_database: Database) -> None:
    add_person(sqlite_database, Role.PLANNER, Role.DATA_PROTECTION, areas=("Kettering",))
    add_person(sqlite_database, Role.AUDITOR)
    change(sqlite_database, "person 2", totp_secret=SECRET, is_disabled=True)
    change(sqlite_database, "person 3", password_hash=None, issuer="https://login.example", subject="1")
    page = admin.get(LIST)
    assert "3 of 3 accounts." in words_of(page)
    first, second, third = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in page.text.split("<tr ")[2:]]
    assert "This is your own account" in first
    assert "Administrator Every area No " in first
    assert re.search(r"\d{1,2} [A-Z][a-z]+ \d{4} at \d{1,2}:\d\d[ap]m", first)
    assert "Disabled Planner and data protection Kettering Yes Never" in second
    assert "own sign-in Never" in third
    assert f'href="{path_of(sqlite_database, "person 2", "enable")}"' in page.text
    assert f'href="{path_of(sqlite_database, "person 3", "reset")}"' not in page.text
    assert f'href="{path_of(sqlite_database, "person 1", "disable")}"' not in page.text


def test_the_list_is_filtered_by_role_and_state(admin: FlaskClient, sqlite_database: Database) -> None:
    for roles in ((Role.PLANNER,), (Role.PLANNER, Role.AUDITOR), (Role.SERGEANT,), (Role.SERGEANT,)):
        add_person(sqlite_database, *roles)
    change(sqlite_database, "person 2", is_disabled=True)
    change(sqlite_database, "person 3", locked_until="2999-01-01T00:00:00+00:00")
    change(sqlite_database, "person 4", totp_secret=SECRET, signed_in_at="2026-01-01T00:00:00+00:00")
    change(sqlite_database, "person 5", password_hash=None, locked_until="2020-01-01T00:00:00+00:00")
    for query, shown in {
        "": "12345", "role=planner": "23", "role=auditor": "3", "role=supervisor": "", "state=disabled": "2",
        "state=waiting": "3", "state=enabled": "145", "state=one-factor": "123", "state=never": "235",
        "role=planner&state=waiting": "3",
    }.items():  # fmt: skip
        assert names_on(admin, f"{LIST}?{query}") == [f"person {number}" for number in shown], query
    assert "No account fits the filters." in admin.get(f"{LIST}?role=supervisor").text
    assert re.search(r'<option value="planner" selected', admin.get(f"{LIST}?role=planner").text)


@pytest.mark.parametrize("query", ["role=king", "role=public", "state=gone", "role=%3Cscript%3E"])
def test_a_filter_that_does_not_exist_is_refused_in_plain_words(admin: FlaskClient, query: str) -> None:
    page = admin.get(f"{LIST}?{query}")
    assert page.status_code == 400
    assert "Choose one from the list on the page." in page.text
    assert "<script>" not in page.text


def test_an_account_is_added_and_its_first_password_is_shown_once(
    app: Flask, admin: FlaskClient, sqlite_database: Database
) -> None:
    page = send(admin, ADD, **TYPED)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    passwords = FIRST_PASSWORD.findall(words_of(page))
    assert len(passwords) == 1
    added = row(sqlite_database, "ward.sergeant@example.org")
    assert (added.label, added.roles, added.areas) == ("Sergeant of the ward", ("nominator", "sergeant"), ())
    with sqlite_database.read() as connection:
        latest = audit_rows.entries(connection, AuditFilter(action="added"))[0]
        everything = str(audit_rows.entries(connection, AuditFilter(), most=None))
    assert (latest.actor, latest.subject) == ("person 1", "account ward.sergeant@example.org")
    assert latest.request_id
    assert passwords[0] not in everything
    for path in (LIST, ADD):
        assert not FIRST_PASSWORD.search(admin.get(path).text)
    newcomer = app.test_client()
    assert sign_in(newcomer, "ward.sergeant@example.org", passwords[0]).status_code == 303
    assert newcomer.get("/staff/").headers["Location"] == "/staff/account/password"


def test_an_account_is_limited_to_areas(admin: FlaskClient, sqlite_database: Database) -> None:
    north, west = "North Northamptonshire", "West Northamptonshire"
    assert send(admin, ADD, **TYPED, areas=f"{west}\r\n\r\n  {north} \r\n{west}").status_code == 200
    assert row(sqlite_database, "ward.sergeant@example.org").areas == (west, north)
    form = admin.get(path_of(sqlite_database, "ward.sergeant@example.org", "change")).text
    assert f">{west}\n{north}</textarea>" in form
    refused = send(admin, ADD, **(TYPED | {"name": "other"}), areas=f"{north}\r\nAtlantis")
    assert "Atlantis" in faults_of(refused)["areas"]


def test_what_is_refused_comes_back_as_it_was_typed(admin: FlaskClient, sqlite_database: Database) -> None:
    typed = {"name": "", "label": '"><script>alert(1)', "roles": ["planner", "auditor"], "areas": "Atlantis"}
    page = send(admin, ADD, **typed)
    assert set(faults_of(page)) == {"name", "label", "areas"}
    assert values_on(page.text) == {
        "name": [""], "label": [typed["label"]], "roles": ["planner", "auditor"], "areas": ["Atlantis"],
    }  # fmt: skip
    assert "<script>alert" not in page.text
    assert faults_of(send(admin, ADD, name="somebody"))["roles"] == "Choose at least one role"
    for roles in (["king"], ["public"], ["planner", "king"]):
        assert list(faults_of(send(admin, ADD, name="somebody", roles=roles))) == ["roles"]
    assert list(faults_of(send(admin, ADD, **(TYPED | {"name": "PERSON 1"})))) == ["name"], "it is there already"
    assert names_on(admin) == ["person 1"]


def test_roles_are_changed_and_count_at_once(app: Flask, admin: FlaskClient, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    assert client.get("/staff/sites").status_code == 200
    path = path_of(sqlite_database, "person 2", "change")
    assert values_on(admin.get(path).text) == {"name": [], "label": ["Person 2"], "roles": ["planner"], "areas": []}
    response = send(admin, path, name="person 9", label="The auditor", roles=["auditor"])
    assert (response.status_code, response.headers["Location"]) == (303, LIST)
    after = row(sqlite_database, "person 2")
    assert (after.label, after.roles) == ("The auditor", ("auditor",))
    assert "The account person 2 was changed." in admin.get(LIST).text
    assert client.get("/staff/sites").status_code == 403
    assert client.get("/staff/audit").status_code == 200


def test_an_account_is_disabled_when_that_is_confirmed_and_enabled_again(
    app: Flask, admin: FlaskClient, sqlite_database: Database
) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    path = path_of(sqlite_database, "person 2", "disable")
    assert "Do you want to disable person 2?" in admin.get(path).text
    assert client.get("/staff/sites").status_code == 200
    assert send(admin, path).headers["Location"] == LIST
    assert "The account person 2 was disabled." in admin.get(LIST).text
    assert client.get("/staff/sites").status_code == 302
    assert sign_in(client, "person 2", PASSWORD).status_code == 422
    path = path_of(sqlite_database, "person 2", "enable")
    assert "Do you want to let person 2 sign in?" in admin.get(path).text
    assert row(sqlite_database, "person 2").is_disabled
    assert send(admin, path).headers["Location"] == LIST
    assert "The account person 2 can sign in." in admin.get(LIST).text
    assert sign_in(client, "person 2", PASSWORD).status_code == 303


def test_enabling_ends_the_wait_after_wrong_passwords(
    app: Flask, admin: FlaskClient, sqlite_database: Database
) -> None:
    add_person(sqlite_database, Role.PLANNER)
    change(sqlite_database, "person 2", failures=9, locked_until="2999-01-01T00:00:00+00:00")
    assert "Has to wait" in words_of(admin.get(LIST)).partition("person 2")[2]
    assert sign_in(app.test_client(), "person 2", PASSWORD).status_code == 422
    send(admin, path_of(sqlite_database, "person 2", "enable"))
    assert sign_in(app.test_client(), "person 2", PASSWORD).status_code == 303


def test_a_lost_password_and_phone_are_replaced(app: Flask, admin: FlaskClient, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    change(sqlite_database, "person 2", totp_secret=SECRET)
    path = path_of(sqlite_database, "person 2", "reset")
    assert "Be sure that it is really they who ask." in admin.get(path).text
    assert row(sqlite_database, "person 2").totp_secret == SECRET
    page = send(admin, path)
    (password,) = FIRST_PASSWORD.findall(words_of(page))
    assert "no-store" in page.headers["Cache-Control"]
    assert row(sqlite_database, "person 2").totp_secret is None
    assert client.get("/staff/sites").status_code == 302, "signed out"
    assert sign_in(client, "person 2", PASSWORD).status_code == 422
    assert sign_in(client, "person 2", password).status_code == 303
    assert client.get("/staff/sites").headers["Location"] == "/staff/account/password"


def test_nobody_shuts_themselves_out(app: Flask, admin: FlaskClient, sqlite_database: Database) -> None:
    add_person(sqlite_database, Role.ADMIN)
    before = row(sqlite_database, "person 1")
    for what, fields in {"disable": {}, "reset": {}, "change": {"label": "x", "roles": ["planner"]}}.items():
        faults = faults_of(send(admin, path_of(sqlite_database, "person 1", what), **fields))
        assert list(faults) == ["roles" if what == "change" else "confirm"], what
    assert row(sqlite_database, "person 1") == before
    own = send(admin, path_of(sqlite_database, "person 1", "change"), label="Still here", roles=["admin"])
    assert own.status_code == 303
    other = app.test_client()
    assert sign_in(other, "person 2", PASSWORD).status_code == 303
    assert send(other, path_of(sqlite_database, "person 1", "disable")).status_code == 303
    assert admin.get(LIST).status_code == 302


def test_accounts_of_the_demonstration_are_kept_from_those_who_share_them(
    app: Flask, admin: FlaskClient, sqlite_database: Database
) -> None:
    add_demonstration_accounts(sqlite_database)
    shared = app.test_client()
    assert sign_in(shared, "admin", DEMONSTRATION_PASSWORD).status_code == 303
    before = row(sqlite_database, "planner")
    for what in ("disable", "enable", "reset"):
        assert list(faults_of(send(shared, path_of(sqlite_database, "planner", what)))) == ["confirm"]
    changed = send(shared, path_of(sqlite_database, "planner", "change"), label="x", roles=["auditor"])
    assert list(faults_of(changed)) == ["roles"]
    assert list(faults_of(send(admin, path_of(sqlite_database, "planner", "reset")))) == ["confirm"]
    assert row(sqlite_database, "planner") == before
    assert send(shared, ADD, **TYPED).status_code == 200
    assert send(admin, path_of(sqlite_database, "planner", "disable")).status_code == 303


def test_an_account_of_the_forces_own_sign_in_has_no_password_to_replace(
    admin: FlaskClient, sqlite_database: Database
) -> None:
    add_person(sqlite_database, Role.PLANNER)
    change(sqlite_database, "person 2", password_hash=None, issuer="https://login.example", subject="1")
    assert "own sign-in, where groups say its roles" in admin.get(path_of(sqlite_database, "person 2", "change")).text
    assert "own sign-in" not in admin.get(path_of(sqlite_database, "person 1", "change")).text
    faults = faults_of(send(admin, path_of(sqlite_database, "person 2", "reset")))
    assert "has no password" in faults["confirm"]
    assert row(sqlite_database, "person 2").password_hash is None


@pytest.mark.parametrize("what", ["change", "disable", "enable", "reset"])
def test_an_account_that_is_not_there_is_not_found(admin: FlaskClient, what: str) -> None:
    assert admin.get(f"{LIST}/999/{what}").status_code == 404
    assert send(admin, f"{LIST}/999/{what}", page=ADD).status_code == 404
    for number in ("one", "0", "2147483648", "9" * 30):
        assert admin.get(f"{LIST}/{number}/{what}").status_code == 404, number


def test_only_administrators_look_after_accounts(app: Flask, admin: FlaskClient, sqlite_database: Database) -> None:
    everybody_else = [role for role in GIVEN_ROLES if role is not Role.ADMIN]
    client = signed_in(app, sqlite_database, *everybody_else)
    before = row(sqlite_database, "person 1")
    for what in ("change", "disable", "enable", "reset"):
        path = path_of(sqlite_database, "person 1", what)
        assert client.get(path).status_code == 403
        assert send(client, path, page="/staff/account", roles=["planner"]).status_code == 403
        with sqlite_database.read() as connection:
            latest = audit_rows.entries(connection, AuditFilter(action="refused"), most=2)
        # By the table of pages, before the service is asked.
        assert {one.details for one in latest} == {f'{{"needs": "manage_users", "page": "{path}"}}'}
    for path in (LIST, ADD):
        assert client.get(path).status_code == 403
    assert send(client, ADD, page="/staff/account", **TYPED).status_code == 403
    assert row(sqlite_database, "person 1") == before
