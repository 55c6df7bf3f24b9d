"""Ask people for their password again before they change how they sign in, and slow down whoever guesses.

A browser that was left open, or a cookie that was stolen, is enough to be signed in, and must not be enough to keep
the account's holder out.
"""

import datetime as dt

from sqlalchemy import Connection

from geo_ij.errors import AccessError
from geo_ij.services.accounts import Account, account_of, moment
from geo_ij.services.audit import record
from geo_ij.services.passwords import is_right
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction

FREE_TRIES = 5
"""Wrong tries before an account has to wait."""

FIRST_WAIT_S, LONGEST_WAIT_S = 30, 900
"""How long it waits after these, doubled with each further wrong try, up to a quarter of an hour."""

NOT_YOURS = "This is not your password"

WAIT = "There were too many wrong tries. Wait, at most a quarter of an hour, and try again"

SHARED = (
    "This is an account of the demonstration, which everybody shares: how one signs in to it cannot be changed. Add an "
    "account of your own to try that."
)

ELSEWHERE = "You sign in through the force's own sign-in: change how you do that there."


def fault_of_own_password(
    database: Database, account_id: int, password: str, *, now: dt.datetime | None = None
) -> str | None:
    """Say in a sentence why this does not prove that the account's holder asks, or None if it does.

    A wrong password counts as it does at sign-in. Raises AccessError for an account of the demonstration, and for one
    that has no password.
    """
    now = now or dt.datetime.now(dt.UTC)
    with database.read() as connection:
        row = account_rows.account(connection, account_id)
    if row is not None and (why := why_not_own(account_of(row))) is not None:
        raise AccessError(why)
    if not password:
        return "Enter your password"
    # Hashing takes a tenth of a second on purpose: not within a transaction.
    compared = row.password_hash if row is not None else None
    right = is_right(password, compared)
    with database.write(content=False) as connection:
        row = account_rows.account(connection, account_id, to_change=True)
        if row is None or row.is_disabled:
            return NOT_YOURS
        waits = is_locked(row, now)
        if right and not waits and row.password_hash == compared:
            if row.totp_secret is None:
                account_rows.change_account(connection, account_id, failures=0, locked_until=None)
            return None
        if not waits:
            count_failure(connection, row, now=now)
        why = "has to wait" if waits else "wrong password"
        record(connection, database.actor, AuditAction.REFUSED, f"account {row.name}", now=now, why=why)
    return WAIT if waits else NOT_YOURS


def why_not_own(account: Account) -> str | None:
    """Say why how people sign in to an account is not for its holder to change here, or None where it is."""
    if account.is_demonstration:
        return SHARED
    return None if account.has_password else ELSEWHERE


def is_locked(row: AccountRow, now: dt.datetime) -> bool:
    """Say whether an account has to wait after wrong tries."""
    return row.locked_until is not None and now < dt.datetime.fromisoformat(row.locked_until)


def count_failure(connection: Connection, row: AccountRow, *, now: dt.datetime) -> None:
    """Count a wrong try of an account, after which it may have to wait."""
    failures = row.failures + 1
    locked_until = None
    if failures >= FREE_TRIES:
        wait = min(FIRST_WAIT_S * 2 ** min(failures - FREE_TRIES, 10), LONGEST_WAIT_S)
        locked_until = moment(now + dt.timedelta(seconds=wait))
    account_rows.change_account(connection, row.account_id, failures=failures, locked_until=locked_until)
