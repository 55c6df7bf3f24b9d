"""The line about each role, which whoever gives it reads, says what the table of permissions says."""

from flask import Flask

from geo_ij.access.permissions import PERMISSIONS_OF, Permission
from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role, label
from tests.web.people import signed_in
from tests.web.sending import words_of
from web.staff.role_words import ROLE_LINES


def test_each_role_is_said_in_words_that_are_true(app: Flask, sqlite_database: Database) -> None:
    assert set(ROLE_LINES) == set(GIVEN_ROLES)
    form = words_of(signed_in(app, sqlite_database, Role.ADMIN).get("/staff/users/add"))
    for role, line in ROLE_LINES.items():
        assert f"{label(role)} {line} " in form
        for word, permission in {
            "hotspots": Permission.SEE_HOTSPOTS, "sites": Permission.SEE_SITES, "reports": Permission.SEE_REPORTS,
            "referrals": Permission.SEE_REFERRALS, "audit log": Permission.SEE_AUDIT, "publishes": Permission.PUBLISH,
            "accounts": Permission.MANAGE_USERS, "decides on": Permission.MODERATE_REPORTS,
            "brings in data": Permission.IMPORT_DATA, "plan": Permission.SEE_PLAN,
            "Suggests places": Permission.NOMINATE_SITES,
        }.items():  # fmt: skip
            held = permission in PERMISSIONS_OF[role]
            assert (word.casefold() in line.casefold()) == held, (role, word)
