"""Put accounts into a database as the services would have, with one hash for all: hashing is slow on purpose."""

from functools import cache
from typing import Any

from geo_ij.access.actor import actor_of
from geo_ij.services.accounts import account_of, moment
from geo_ij.services.passwords import hashed
from geo_ij.services.second_factor import code_hash
from geo_ij.services.sign_in import change_password as change_own_password
from geo_ij.settings import read_settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.audit_rows import AuditFilter, AuditRow, entries
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role

PASSWORD = "lantern-gravel-otter-92"  # noqa: S105  # of an account that does not exist
NEW_PASSWORD = "copper-window-thistle-41"  # noqa: S105  # likewise
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # the example of the format
RECOVERY_CODE = "0badcafe-12345678"

SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")
IN_PRODUCTION = read_settings(
    {"GEO_IJ_PUBLIC_URL": "https://map.example.org", "GEO_IJ_SECRET_KEY": "a secret key for tests that is long enough"},
    database_url="sqlite:///unused.sqlite",
)


@cache
def password_hash() -> str:
    """Give the hash of `PASSWORD`, made once."""
    return hashed(PASSWORD)


def add_person(
    database: Database, name: str = "sergeant", *, roles: tuple[Role, ...] = (Role.SERGEANT,), **more: Any
) -> int:
    """Add an account and give its id; `more` are columns of its own."""
    values = {"label": f"The {name}", "password_hash": password_hash(), "added_at": moment()} | more
    with database.write(content=False) as connection:
        account_id = account_rows.add_account(
            connection, name=name, roles=tuple(role.value for role in roles), **values
        )
        if "totp_secret" in more:
            account_rows.put_recovery_codes(connection, account_id, [code_hash(RECOVERY_CODE)])
    return account_id


def row_of(database: Database, account_id: int) -> AccountRow:
    """Read an account."""
    with database.read() as connection:
        row = account_rows.account(connection, account_id)
    assert row is not None
    return row


def acting_as(database: Database, account_id: int) -> Database:
    """Give the database as the holder of this account asks for it."""
    account = account_of(row_of(database, account_id))
    return database.acting(actor_of(account.name, account.roles, areas=account.areas, account_id=account_id))


def log(database: Database) -> list[AuditRow]:
    """Read the audit log, the earliest first."""
    with database.read() as connection:
        return entries(connection, AuditFilter(), most=1000)[::-1]


def number_of_content(database: Database) -> int:
    """Give the count of changes of content."""
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT number FROM content_version").scalar_one())


def change_password(database: Database, account_id: int, **fields: str) -> None:
    """Change the password of an account to `NEW_PASSWORD` as its holder would; `fields` are what they type else."""
    given = {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD, "session": ""} | fields
    change_own_password(
        database,
        account_id,
        old=given["old"],
        new=given["new"],
        again=given["again"],
        session=given["session"],
        settings=SETTINGS,
    )
