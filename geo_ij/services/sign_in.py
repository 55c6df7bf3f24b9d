"""Sign people in and out: check what they give, slow down who guesses, and keep who is signed in.

A browser holds a random key in its cookie; the database holds the key's hash, so that a session can be ended from here
and a copy of the database signs nobody in.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace

from geo_ij.access.actor import STRANGER, Actor, actor_of
from geo_ij.errors import AccessError, InputError
from geo_ij.services.accounts import NAME_LENGTH, Account, account_of, moment, name_of_account
from geo_ij.services.audit import record
from geo_ij.services.confirmation import SHARED, count_failure, fault_of_own_password, is_locked
from geo_ij.services.passwords import fault_of, hashed, is_right, needs_new_hash
from geo_ij.services.second_factor import code_hash, step_of_code
from geo_ij.settings import Settings
from geo_ij.store import account_rows
from geo_ij.store.account_rows import AccountRow, SessionRow
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction

SEEN_EVERY_S = 60
"""A session's last use is written at most this often."""

REFUSED = (
    "The name or the password is not right. Check both and try again. After five wrong tries, wait: half a minute at "
    "first, then longer each time."
)
"""One sentence for every reason, so that nobody learns which names there are or which wait."""

CODE_REFUSED = "The code is not right, or was used before: wait for the next one and type that"


@dataclass(frozen=True)
class SignedIn:
    """Whoever is signed in in one browser, and what they must do before anything else.

    `session` is the hash of the session's key.
    """

    account: Account
    actor: Actor
    session: str
    must_change_password: bool
    must_add_second_factor: bool
    preferred_area: str | None


def check_password(
    database: Database, name: str, password: str, *, settings: Settings, now: dt.datetime | None = None
) -> Account:
    """Give the account whose name and password these are; where it has a second factor, that is still to come.

    Raises InputError with one sentence for every reason.
    """
    now = now or dt.datetime.now(dt.UTC)
    given = name_of_account(name[: 2 * NAME_LENGTH])
    with database.read() as connection:
        row = account_rows.account_called(connection, given)
    # Hashing takes a tenth of a second on purpose: not within a transaction, and also for a name that nobody has.
    compared = row.password_hash if row is not None else None
    right = is_right(password, compared)
    with database.write(content=False) as connection:
        row = account_rows.account_called(connection, given, to_change=True)
        right = right and row is not None and row.password_hash == compared
        why = _why_refused(row, right=right, settings=settings, now=now)
        if why is None and row is not None:
            if row.password_hash is not None and needs_new_hash(row.password_hash):
                account_rows.change_account(connection, row.account_id, password_hash=hashed(password))
            if row.totp_secret is None:
                account_rows.change_account(connection, row.account_id, failures=0, locked_until=None)
            return account_of(row)
        if row is not None and why == "wrong password":
            count_failure(connection, row, now=now)
        actor = replace(database.actor, name=row.name if row is not None else STRANGER.name)
        # What was typed for a name may have been the password: it is not kept.
        whose = "sign-in" if row is None else f"sign-in of {row.name}"
        record(connection, actor, AuditAction.SIGN_IN_REFUSED, whose, now=now, why=why)
    raise InputError({"password": REFUSED})


def check_code(database: Database, account_id: int, code: str, *, now: dt.datetime | None = None) -> None:
    """Check the second factor: the code that an app shows now, or one of the account's recovery codes, once.

    Raises InputError where it is not right or the account has to wait.
    """
    now = now or dt.datetime.now(dt.UTC)
    with database.write(content=False) as connection:
        row = account_rows.account(connection, account_id, to_change=True)
        if row is None or row.totp_secret is None or row.is_disabled:
            raise InputError({"code": CODE_REFUSED})
        if not is_locked(row, now):
            step = step_of_code(row.totp_secret, code, now=now)
            if step is not None and step > (row.totp_last_step or 0):
                account_rows.change_account(connection, account_id, totp_last_step=step, failures=0, locked_until=None)
                return
            if account_rows.take_recovery_code(connection, account_id, code_hash(code)):
                account_rows.change_account(connection, account_id, failures=0, locked_until=None)
                actor = replace(database.actor, name=row.name)
                record(
                    connection, actor, AuditAction.CHANGED, f"account {row.name}", now=now, what="used a recovery code"
                )
                return
            count_failure(connection, row, now=now)
        actor = replace(database.actor, name=row.name)
        why = "has to wait" if is_locked(row, now) else "wrong code"
        record(connection, actor, AuditAction.SIGN_IN_REFUSED, f"sign-in of {row.name}", now=now, why=why)
    raise InputError({"code": CODE_REFUSED})


def begin_session(
    database: Database, account_id: int, *, settings: Settings, how: str, now: dt.datetime | None = None
) -> str:
    """Begin a session of an account whose holder has proved who they are; give its key, which is kept nowhere else."""
    now = now or dt.datetime.now(dt.UTC)
    key = secrets.token_urlsafe(32)
    with database.write(content=False) as connection:
        row = account_rows.account(connection, account_id)
        if row is None or not _may_sign_in(row, settings):
            raise InputError({"password": REFUSED})
        account_rows.end_old_sessions(
            connection,
            seen_before=moment(now - dt.timedelta(minutes=settings.session_idle_minutes)),
            began_before=moment(now - dt.timedelta(hours=settings.session_hours)),
        )
        account_rows.add_session(connection, SessionRow(key_hash(key), account_id, moment(now), moment(now)))
        account_rows.change_account(connection, account_id, signed_in_at=moment(now))
        actor = replace(database.actor, name=row.name)
        record(connection, actor, AuditAction.SIGNED_IN, f"account {row.name}", now=now, how=how)
    return key


def signed_in(database: Database, key: str, *, settings: Settings, now: dt.datetime | None = None) -> SignedIn | None:
    """Give whoever is signed in with this key, or None where the session has ended, for whatever reason."""
    now = now or dt.datetime.now(dt.UTC)
    hashed_key = key_hash(key)
    with database.read() as connection:
        session = account_rows.session(connection, hashed_key)
        row = None if session is None else account_rows.account(connection, session.account_id)
    if session is None or row is None or not _may_sign_in(row, settings) or _has_ended(session, settings, now):
        return None
    if now - dt.datetime.fromisoformat(session.seen_at) > dt.timedelta(seconds=SEEN_EVERY_S):
        with database.write(content=False) as connection:
            account_rows.touch_session(connection, hashed_key, seen_at=moment(now))
    account = account_of(row)
    return SignedIn(
        account,
        actor_of(row.name, account.roles, areas=account.areas, account_id=row.account_id),
        hashed_key,
        must_change_password=row.must_change_password,
        must_add_second_factor=settings.is_production and row.password_hash is not None and row.totp_secret is None,
        preferred_area=row.preferred_area,
    )


def renew_session(database: Database, session: str, *, now: dt.datetime | None = None) -> str:
    """Give a session (by the hash of its key) a new key: whoever else has the old one is signed out by that.

    It ends when it would have ended. Raises InputError where it has ended already.
    """
    now = now or dt.datetime.now(dt.UTC)
    key = secrets.token_urlsafe(32)
    with database.write(content=False) as connection:
        before = account_rows.session(connection, session)
        if before is None or account_rows.end_sessions(connection, key_hash=session) != 1:
            raise InputError({"session": "You were signed out meanwhile"})
        account_rows.add_session(connection, before._replace(key_hash=key_hash(key), seen_at=moment(now)))
    return key


def end_session(database: Database, session: str) -> None:
    """End a session by the hash of its key, as its holder signs out."""
    with database.write(content=False) as connection:
        if account_rows.end_sessions(connection, key_hash=session):
            record(connection, database.actor, AuditAction.SIGNED_OUT, f"account {database.actor.name}")


def end_other_sessions(database: Database, account_id: int, *, but: str) -> int:
    """End every session of an account but this one; give how many ended.

    Raises AccessError for an account of the demonstration: elsewhere are other people.
    """
    with database.write(content=False) as connection:
        row = account_rows.account(connection, account_id)
        if row is not None and row.is_demonstration:
            raise AccessError(SHARED)
        ended = account_rows.end_sessions(connection, account_id=account_id, but=but)
        record(connection, database.actor, AuditAction.SIGNED_OUT, f"account {database.actor.name}", elsewhere=ended)
    return ended


def change_password(
    database: Database, account_id: int, *, old: str, new: str, again: str, session: str, settings: Settings
) -> None:
    """Change the password of whoever asks; every other session of theirs ends.

    Raises InputError with the fault of each field, or AccessError as `fault_of_own_password`.
    """
    faults: dict[str, str] = {}
    if fault := fault_of_own_password(database, account_id, old):
        faults["old"] = fault
    with database.read() as connection:
        row = account_rows.account(connection, account_id)
    about = () if row is None else (row.name, row.label, settings.service_name, settings.programme_name)
    words = [word for text in about for word in (text, "".join(text.split()), *text.split())]
    if fault := fault_of(new, about=words):
        faults["new"] = fault
    elif new == old:
        faults["new"] = "Choose a password that you did not have before"
    elif new != again:
        faults["again"] = "This is not the same as the new password above"
    if faults:
        raise InputError(faults)
    new_hash = hashed(new)
    with database.write(content=False) as connection:
        account_rows.change_account(connection, account_id, password_hash=new_hash, must_change_password=False)
        account_rows.end_sessions(connection, account_id=account_id, but=session)
        record(
            connection, database.actor, AuditAction.CHANGED, f"account {database.actor.name}", what="changed password"
        )


def any_account(database: Database) -> bool:
    """Say whether anybody can sign in at all."""
    with database.read() as connection:
        return account_rows.any_account(connection)


def prefer_area(database: Database, account_id: int, area: str | None) -> None:
    """Remember which area the pages of whoever asks shall open on, or none."""
    with database.write(content=False) as connection:
        account_rows.change_account(connection, account_id, preferred_area=area)


def key_hash(key: str) -> str:
    """Give the hash under which a session is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def _why_refused(row: AccountRow | None, *, right: bool, settings: Settings, now: dt.datetime) -> str | None:
    if row is None:
        return "no such account"
    if not _may_sign_in(row, settings):
        return "disabled"
    if row.password_hash is None:
        return "has no password"
    if is_locked(row, now):
        return "has to wait"
    return None if right else "wrong password"


def _may_sign_in(row: AccountRow, settings: Settings) -> bool:
    """Say whether an account may be used: those of the demonstration never where the service faces others."""
    return not row.is_disabled and not (row.is_demonstration and settings.is_production)


def _has_ended(session: SessionRow, settings: Settings, now: dt.datetime) -> bool:
    idle = now - dt.datetime.fromisoformat(session.seen_at)
    age = now - dt.datetime.fromisoformat(session.began_at)
    return idle > dt.timedelta(minutes=settings.session_idle_minutes) or age > dt.timedelta(
        hours=settings.session_hours
    )
