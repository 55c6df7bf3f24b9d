"""Know the pages of one's own account, and look at what they left in the database and in the browser."""

from flask.testing import FlaskClient

from geo_ij.store import account_rows, audit_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.audit_rows import AuditFilter, AuditRow
from geo_ij.store.database import Database

ACCOUNT = "/staff/account"
CHANGE = "/staff/account/password"
FACTOR = "/staff/account/second-factor"
REMOVE = "/staff/account/second-factor/remove"
ELSEWHERE = "/staff/account/sign-out-elsewhere"
NEW = "seven copper kettles whistling"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # the example of the format
NAME = "person 1"
"""Whom the fixture `planner` signs in."""


def row(database: Database, name: str = NAME) -> AccountRow:
    """Read an account."""
    with database.read() as connection:
        found = account_rows.account_called(connection, name)
    assert found is not None
    return found


def log(database: Database) -> list[AuditRow]:
    """Read the audit log, the latest first."""
    with database.read() as connection:
        return audit_rows.entries(connection, AuditFilter(), most=None)


def change(database: Database, **values: object) -> None:
    """Put these columns into the account, past the services."""
    with database.write(content=False) as connection:
        account_rows.change_account(connection, row(database).account_id, **values)


def key_of(client: FlaskClient) -> str:
    """Give what the browser holds of its session."""
    cookie = client.get_cookie("staff_session", path="/staff/")
    assert cookie is not None
    return cookie.value


def is_in(client: FlaskClient) -> bool:
    """Say whether a browser is signed in."""
    status = client.get(ACCOUNT).status_code
    assert status in (200, 302)
    return status == 200
