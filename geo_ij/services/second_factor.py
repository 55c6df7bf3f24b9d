"""Ask for a second proof: the codes that an app on a phone shows (TOTP, RFC 6238), and codes on paper for its loss."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import pyotp
import segno

from geo_ij.errors import InputError
from geo_ij.services.audit import record
from geo_ij.services.confirmation import fault_of_own_password
from geo_ij.services.passwords import random_groups
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction

STEP_S = 30
"""How long an app shows one code, in seconds; the one before and the one after count as well."""

RECOVERY_CODES = 8


@dataclass(frozen=True)
class Enrolment:
    """What an app needs to know: the secret in letters, and a picture of it (SVG, as the address of an image)."""

    secret: str
    picture: str


def enrolment(secret: str | None, *, name: str, service_name: str) -> Enrolment:
    """Give what an app needs for a secret, or for a new one."""
    secret = secret or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=service_name)
    return Enrolment(secret, segno.make(address, micro=False).svg_data_uri(scale=5))


def step_of_code(secret: str, code: str, *, now: dt.datetime) -> int | None:
    """Give the number of the 30 seconds to which a code belongs, of the three about now, or None."""
    digits = "".join(code.split())
    step = int(now.timestamp()) // STEP_S
    if not digits.isascii():
        return None
    shown = ((near, pyotp.TOTP(secret).at(near * STEP_S)) for near in (step, step - 1, step + 1))
    return next((near for near, text in shown if secrets.compare_digest(text, digits)), None)


def add_second_factor(
    database: Database, account_id: int, *, secret: str, code: str, now: dt.datetime | None = None
) -> list[str]:
    """Ask for codes of this secret from now on, once a first code shows that the app has it; give recovery codes.

    They are shown this once and kept as hashes. Raises InputError where the code is not right or there is a second
    factor already.
    """
    step = step_of_code(secret, code, now=now or dt.datetime.now(dt.UTC))
    if step is None:
        raise InputError({"code": "This is not the code that the app shows now: check the time of your phone"})
    codes = [random_groups(4, of=6) for _ in range(RECOVERY_CODES)]
    with database.write(content=False) as connection:
        row = account_rows.account(connection, account_id, to_change=True)
        if row is None or row.totp_secret is not None:
            raise InputError({"code": "There is a second factor already: remove it first"})
        account_rows.change_account(connection, account_id, totp_secret=secret, totp_last_step=step)
        account_rows.put_recovery_codes(connection, account_id, [code_hash(one) for one in codes])
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"account {database.actor.name}",
            what="added second factor",
        )
    return codes


def remove_second_factor(database: Database, account_id: int, *, password: str) -> None:
    """Ask for no codes any more, of whoever asks and knows their password.

    Raises InputError where they do not, or AccessError as `fault_of_own_password`.
    """
    if fault := fault_of_own_password(database, account_id, password):
        raise InputError({"password": fault})
    with database.write(content=False) as connection:
        account_rows.change_account(connection, account_id, totp_secret=None, totp_last_step=None)
        account_rows.put_recovery_codes(connection, account_id, [])
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"account {database.actor.name}",
            what="removed second factor",
        )


def recovery_codes_left(database: Database, account_id: int) -> int:
    """Count the recovery codes that an account has left."""
    with database.read() as connection:
        return account_rows.recovery_codes_left(connection, account_id)


def code_hash(code: str) -> str:
    """Give the hash under which a recovery code is kept: it has 118 random bits, so a quick one will do."""
    return hashlib.sha256("".join(code.split()).casefold().encode()).hexdigest()
