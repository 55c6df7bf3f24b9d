"""Keep passwords as slow hashes, and refuse those that are short, known from breaches, or easily guessed."""

import secrets
from collections.abc import Sequence
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
"""Characters of a password: a sentence fits, and hashing a longer one would only cost time."""

_MOST_JUDGED = 72
"""Characters that the judge of strength looks at; more cannot make a password weaker."""

LEAST_SCORE = 3
"""Of zxcvbn's 0 to 4: 3 is beyond about ten thousand million guesses."""

HASHED_AT_ONCE = 4
"""Hashes that one process makes at once: each takes 64 MB, and whoever sends many passwords shall not take it all."""

_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that look like figures."""

_TURN = BoundedSemaphore(HASHED_AT_ONCE)
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("a password that no account has")


def random_groups(groups: int, *, of: int) -> str:
    """Make a secret that is easy to read out and type: groups of so many letters and figures, 4.95 bits each."""
    return "-".join("".join(secrets.choice(_PLAIN) for _ in range(of)) for _ in range(groups))


def hashed(password: str) -> str:
    """Give the Argon2id hash under which a password is kept."""
    with _TURN:
        return _HASHER.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Say whether a password is the one that was hashed; it takes as long where there is none to compare with."""
    try:
        with _TURN:
            right = _HASHER.verify(password_hash or _NOBODYS, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(password_hash)


def needs_new_hash(password_hash: str) -> bool:
    """Say whether a hash was made with less work than is asked for today."""
    return _HASHER.check_needs_rehash(password_hash)


def fault_of(password: str, *, about: Sequence[str] = ()) -> str | None:
    """Say in a sentence why a password cannot be used, or None if it can; `about` are words that others may guess."""
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more: three or four words that do not belong together are easy to keep"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    from zxcvbn import zxcvbn  # its lists of breached passwords take a tenth of a second to load
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    if password.casefold() in FREQUENCY_LISTS["passwords"]:
        return "This password is on lists of stolen passwords: choose another"
    if zxcvbn(password[:_MOST_JUDGED], user_inputs=[word for word in about if word])["score"] < LEAST_SCORE:
        return "This password is too easy to guess: choose words that do not belong together"
    return None
