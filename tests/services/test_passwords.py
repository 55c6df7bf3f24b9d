"""Passwords: hashed with Argon2id, refused when short, stolen or guessed, compared in constant company."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.services import passwords
from geo_ij.services.accounts import first_password
from geo_ij.services.passwords import HASHED_AT_ONCE, LONGEST, SHORTEST, fault_of, hashed, is_right, needs_new_hash
from tests.services.people import PASSWORD, password_hash


def test_a_password_is_kept_as_an_argon2id_hash_that_only_it_opens() -> None:
    kept = password_hash()
    # At least what OWASP asks for: 19 MiB and two rounds.
    name, memory, rounds = kept.split("$")[1], *kept.split("$")[3].split(",")[:2]
    assert name == "argon2id"
    assert int(memory.removeprefix("m=")) >= 19_456
    assert int(rounds.removeprefix("t=")) >= 2
    assert PASSWORD not in kept
    assert is_right(PASSWORD, kept)
    assert not needs_new_hash(kept)
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1]):
        assert not is_right(wrong, kept)
    assert hashed(PASSWORD) != kept, "salted"


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=65536,t=3,p=4$", "$2b$12$" + "a" * 53])
def test_nothing_opens_what_is_no_hash(kept: str | None) -> None:
    assert not is_right(PASSWORD, kept)
    assert not is_right("a password that no account has", kept)


def test_it_takes_as_long_where_there_is_no_account() -> None:
    def seconds(kept: str | None) -> float:
        began = time.process_time()
        is_right("not it", kept)
        return time.process_time() - began

    with_account, without = (min(seconds(kept) for _ in range(3)) for kept in (password_hash(), None))
    assert 0.5 < without / with_account < 2


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "12 characters or more"),
        ("a" * (SHORTEST - 1), "12 characters or more"),
        ("x" * (LONGEST + 1), "200 characters or fewer"),
        ("1q2w3e4r5t6y", "lists of stolen passwords"),
        ("QWERTY123456", "lists of stolen passwords"),
        ("aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("abcdefghijklmnop", "too easy to guess"),
        ("password2026!", "too easy to guess"),
        ("Northamptonshire", "too easy to guess"),
    ],
)
def test_what_is_easily_found_is_refused_with_what_to_do(password: str, said: str) -> None:
    fault = fault_of(password, about=["Northamptonshire"])
    assert fault is not None
    assert said in fault


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "Zwölf große Fische im Öl",
        ", ".join(f"{n} owls" for n in range(7, 28)),
    ],
)
def test_a_long_or_odd_password_can_be_used(password: str) -> None:
    assert fault_of(password) is None


def test_words_about_the_person_make_it_easier_to_guess() -> None:
    assert fault_of("pennyfeathersmythe") is None
    assert fault_of("pennyfeathersmythe", about=["pennyfeather", "smythe", ""]) is not None


@given(st.text(max_size=LONGEST + 10))
def test_every_text_is_judged_and_none_that_is_too_short_or_long_passes(password: str) -> None:
    fault = fault_of(password)
    assert fault is not None or SHORTEST <= len(password) <= LONGEST


def test_a_first_password_is_random_and_good_enough_itself() -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert [len(part) for part in password.split("-")] == [5, 5, 5, 5]
        assert not set(password) & set("ilo01")
    assert fault_of(made.pop()) is None


def test_only_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0
    lock = Lock()

    class Slow:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return password

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    with ThreadPoolExecutor(4 * HASHED_AT_ONCE) as people:
        assert list(people.map(hashed, "abcdefghijklmnop")) == list("abcdefghijklmnop")
    assert most == HASHED_AT_ONCE
