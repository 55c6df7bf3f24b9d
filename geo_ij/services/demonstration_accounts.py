"""Give the demonstration an account for each role, with a password that its sign-in page shows to everybody."""

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow
from geo_ij.services.accounts import GIVEN_ROLES, moment
from geo_ij.services.audit import record
from geo_ij.services.passwords import hashed
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Role, label

PASSWORD = "only-for-looking-around"  # noqa: S105  # shown on the sign-in page; good for invented data alone
"""The password of every account of the demonstration: a secret from nobody."""


def add_demonstration_accounts(database: Database) -> int:
    """Add the accounts that are not there yet; give how many there are."""
    allow(database, Permission.MANAGE_USERS)
    with database.write(content=False) as connection:
        known = {row.name for row in account_rows.accounts(connection)}
        missing = [role for role in GIVEN_ROLES if role.value not in known]
        password_hash = hashed(PASSWORD) if missing else ""
        for role in missing:
            account_rows.add_account(
                connection,
                name=role.value,
                label=f"Demonstration {label(role).lower()}",
                roles=(role.value,),
                password_hash=password_hash,
                is_demonstration=True,
                added_at=moment(),
            )
        if missing:
            record(connection, database.actor, AuditAction.ADDED, "demonstration accounts", roles=list(missing))
    return len(GIVEN_ROLES)


def demonstration_accounts(database: Database, *, settings: Settings) -> list[tuple[str, str]]:
    """Give the name and the role in words of each; none where the service faces others, for there they do not work."""
    if settings.is_production:
        return []
    with database.read() as connection:
        rows = [row for row in account_rows.accounts(connection) if row.is_demonstration and not row.is_disabled]
    order = [role.value for role in GIVEN_ROLES]
    return [(row.name, label(Role(row.name))) for row in sorted(rows, key=lambda row: order.index(row.name))]
