"""Every step of moderation is kept whole: status, history, letter and audit entry; who comes second changes nothing."""

import threading
from collections.abc import Callable

import pytest

from geo_ij.errors import AccessError, GeoIJError, InputError, NotFoundError
from geo_ij.services import moderate_reports as moderate
from geo_ij.services.locate_report import locate_report
from geo_ij.services.merge_reports import merge_report, reopen_report
from geo_ij.services.refer_reports import refer_to_council
from geo_ij.services.report_steps import Taken
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import number_of_content
from tests.services.reports import (
    EMAIL,
    NORTH,
    NOW,
    SETTINGS,
    as_role,
    audited,
    forget_letters,
    ground,
    history_of,
    letters,
    row_of,
    send,
)

MADE_UP = "Ring 01632 960123 or write to me@example.org."

Verb = Callable[[Database, str, int], Taken]
VERBS: dict[str, Verb] = {
    "review": lambda db, ref, v: moderate.start_review(db, ref, version=v, now=NOW),
    "accept": lambda db, ref, v: moderate.accept_report(
        db, ref, version=v, public_text="Cans.", settings=SETTINGS, now=NOW
    ),
    "ask": lambda db, ref, v: moderate.ask_reporter(db, ref, version=v, question="Which?", settings=SETTINGS, now=NOW),
    "text": lambda db, ref, v: moderate.redact_text(db, ref, version=v, public_text="Boxes.", now=NOW),
    "council": lambda db, ref, v: refer_to_council(db, ref, version=v, settings=SETTINGS, note="By the gate", now=NOW),
    "police": lambda db, ref, v: moderate.refer_to_police_channel(db, ref, version=v, settings=SETTINGS, now=NOW),
    "not suitable": lambda db, ref, v: moderate.not_suitable(
        db, ref, version=v, reason="Private land.", settings=SETTINGS, now=NOW
    ),
    "reply": lambda db, ref, v: moderate.reply(db, ref, version=v, message="Thanks.", settings=SETTINGS, now=NOW),
    "note": lambda db, ref, v: moderate.note(db, ref, version=v, text="Seen before.", now=NOW),
    "issues": lambda db, ref, v: moderate.change_issues(db, ref, version=v, issues=["graffiti", "litter"], now=NOW),
    "where": lambda db, ref, v: locate_report(db, ref, version=v, ground=ground(db), choice=1, now=NOW),
}
"""Every verb that a report which waits can take by itself."""

LETTERS = {
    "accept": "counts",
    "ask": "A question",
    "council": "was sent to",
    "police": "About your report",
    "not suitable": "About your report",
    "reply": "A message",
}
"""What the letter to whoever reported has in its subject."""

EXPECTED = {
    "review": ("under_review", "review_started", ""),
    "accept": ("accepted", "accepted", ""),
    "ask": ("needs_information", "asked", "Which?"),
    "text": ("received", "text_redacted", ""),
    "council": ("referred_to_council", "referred_to_council", ""),
    "police": ("referred_to_police_channel", "referred_to_police_channel", ""),
    "not suitable": ("not_suitable", "not_suitable", "Private land."),
    "reply": ("received", "replied", "Thanks."),
    "note": ("received", "noted", ""),
    "issues": ("received", "issues_changed", ""),
    "where": ("received", "located", ""),
}
"""The status, the event and the message to whoever reported that each leaves."""


@pytest.mark.parametrize("name", VERBS)
def test_each_step_leaves_its_status_history_letter_and_entry(database: Database, name: str) -> None:
    reference = send(database, email=EMAIL)
    forget_letters(database)
    taken = VERBS[name](as_role(database), reference, 1)
    status, event, message = EXPECTED[name]
    row, last = row_of(database, reference), history_of(database, reference)[-1]
    assert (row.status, row.version) == (status, 2)
    assert (last.actor, last.event, last.message, last.at) == ("the moderator", event, message, NOW.isoformat())
    assert (taken.report, taken.letter_waits) == (row, name in LETTERS)
    to_reporter = [subject for to, subject, _ in letters(database) if to == EMAIL]
    assert [LETTERS[name] in subject for subject in to_reporter] == ([True] if name in LETTERS else [])
    assert ("the moderator", "changed", f"report {reference}") in audited(database)
    assert row.ended_at == (NOW.isoformat() if name in ("police", "not suitable") else None)


@pytest.mark.parametrize("name", VERBS)
def test_whoever_decides_second_is_told_what_happened_and_changes_nothing(sqlite_database: Database, name: str) -> None:
    reference = send(sqlite_database, email=EMAIL)
    moderate.note(as_role(sqlite_database), reference, version=1, text="First", now=NOW)
    before, said = row_of(sqlite_database, reference), letters(sqlite_database)
    log = audited(sqlite_database)
    with pytest.raises(InputError, match="the moderator noted something") as refused:
        VERBS[name](as_role(sqlite_database), reference, 1)
    assert set(refused.value.fields) == {"version"}
    assert row_of(sqlite_database, reference) == before
    assert (letters(sqlite_database), audited(sqlite_database)) == (said, log)
    assert len(history_of(sqlite_database, reference)) == 2


@pytest.mark.parametrize("role", [Role.SERGEANT, Role.PLANNER, Role.DATA_PROTECTION, Role.NOMINATOR])
def test_nobody_but_moderators_decides(sqlite_database: Database, role: Role) -> None:
    reference = send(sqlite_database)
    for verb in VERBS.values():
        with pytest.raises(AccessError):
            verb(as_role(sqlite_database, role), reference, 1)
    assert row_of(sqlite_database, reference).version == 1


def test_a_moderator_of_some_areas_decides_there_alone(database: Database) -> None:
    here, there, nowhere = send(database), send(database, place="The Drapery"), send(database, place="Somewhere")
    limited = as_role(database, areas=(NORTH,))
    for reference in (there, nowhere):
        with pytest.raises(NotFoundError):
            moderate.note(limited, reference, version=1, text="Mine")
        with pytest.raises(InputError, match="no report"):
            merge_report(limited, here, into=reference, version=1, settings=SETTINGS)
    assert moderate.note(limited, here, version=1, text="Mine").report.version == 2


def test_two_at_once_and_one_of_them_wins(database: Database) -> None:
    reference, outcomes = send(database), list[str]()
    barrier = threading.Barrier(2)

    def decide(name: str) -> None:
        barrier.wait()
        try:
            VERBS[name](as_role(database), reference, 1)
            outcomes.append(name)
        except InputError:
            outcomes.append("told")

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("accept", "not suitable")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes)[-1] == "told"
    assert len(outcomes) == 2
    row = row_of(database, reference)
    assert (row.version, len(history_of(database, reference))) == (2, 2)
    assert row.status == ("accepted" if "accept" in outcomes else "not_suitable")


def test_what_alters_what_is_shown_or_counted_says_so_and_the_rest_does_not(sqlite_database: Database) -> None:
    changed = {}
    for name, verb in VERBS.items():
        reference = send(sqlite_database)
        before = number_of_content(sqlite_database)
        verb(as_role(sqlite_database), reference, 1)
        changed[name] = number_of_content(sqlite_database) > before
    assert {name for name, has in changed.items() if not has} == {"review", "ask", "reply", "note"}


def test_accepting_keeps_what_others_may_read(database: Database) -> None:
    reference = send(database, MADE_UP)
    row = moderate.accept_report(
        as_role(database), reference, version=1, public_text=" It is full.\r\n", settings=SETTINGS
    ).report
    assert (row.public_text, row.description) == ("It is full.", MADE_UP)
    other = send(database)
    silent = moderate.accept_report(as_role(database), other, version=1, public_text=" ", settings=SETTINGS)
    assert silent.report.public_text is None


@pytest.mark.parametrize("verb", ["accept", "text"])
@pytest.mark.parametrize("text", [MADE_UP, "My car is AB12 CDE", "x" * 2_001])
def test_what_must_be_masked_never_becomes_what_others_read(sqlite_database: Database, verb: str, text: str) -> None:
    reference, moderator = send(sqlite_database), as_role(sqlite_database)
    calls: dict[str, Callable[[], Taken]] = {
        "accept": lambda: moderate.accept_report(moderator, reference, version=1, public_text=text, settings=SETTINGS),
        "text": lambda: moderate.redact_text(moderator, reference, version=1, public_text=text),
    }
    with pytest.raises(InputError) as refused:
        calls[verb]()
    assert set(refused.value.fields) == {"public_text"}
    assert row_of(sqlite_database, reference).public_text is None


def test_work_planned_and_closed_are_told_to_those_who_asked_for_news(database: Database) -> None:
    for wants in (True, False):
        reference, moderator = send(database, email=EMAIL, wants_updates=wants), as_role(database)
        VERBS["accept"](moderator, reference, 1)
        forget_letters(database)
        assert moderate.plan_work(moderator, reference, version=2, settings=SETTINGS).letter_waits == wants
        closed = moderate.close_report(moderator, reference, version=3, settings=SETTINGS, message="Done.", now=NOW)
        assert (closed.report.status, closed.report.ended_at) == ("closed", NOW.isoformat())
        assert len(letters(database)) == (2 if wants else 0)
        opened = reopen_report(moderator, reference, version=4).report
        assert (opened.status, opened.ended_at) == ("accepted", None)


@pytest.mark.parametrize(
    ("verb", "field"), [("ask", "question"), ("not suitable", "reason"), ("reply", "message"), ("note", "note")]
)
def test_an_empty_or_endless_message_is_refused(sqlite_database: Database, verb: str, field: str) -> None:
    reference, moderator = send(sqlite_database), as_role(sqlite_database)
    for text in (" \x00\u200b", "x" * 1_001):
        calls: dict[str, Callable[[str], Taken]] = {
            "ask": lambda words: moderate.ask_reporter(
                moderator, reference, version=1, question=words, settings=SETTINGS
            ),
            "not suitable": lambda words: moderate.not_suitable(
                moderator, reference, version=1, reason=words, settings=SETTINGS
            ),
            "reply": lambda words: moderate.reply(moderator, reference, version=1, message=words, settings=SETTINGS),
            "note": lambda words: moderate.note(moderator, reference, version=1, text=words),
        }
        with pytest.raises(InputError) as refused:
            calls[verb](text)
        assert set(refused.value.fields) == {field}


def test_issues_are_those_of_the_list(sqlite_database: Database) -> None:
    reference, moderator = send(sqlite_database), as_role(sqlite_database)
    assert VERBS["issues"](moderator, reference, 1).report.issues == "litter;graffiti"
    for wrong in ([], ["burglary"], ["litter", "burglary"]):
        with pytest.raises(InputError):
            moderate.change_issues(moderator, reference, version=2, issues=wrong)


@pytest.mark.parametrize("reference", ["ZZZZZ-ZZZZZ", "\x00", "x" * 500])
def test_a_report_that_is_not_there_is_not_found(database: Database, reference: str) -> None:
    with pytest.raises(NotFoundError):
        VERBS["note"](as_role(database), reference, 1)


def test_a_step_that_cannot_follow_is_refused(sqlite_database: Database) -> None:
    reference, moderator = send(sqlite_database), as_role(sqlite_database)
    with pytest.raises(InputError, match="stands at “received”"):
        moderate.close_report(moderator, reference, version=1, settings=SETTINGS)
    with pytest.raises(GeoIJError):
        moderate.plan_work(moderator, reference, version=1, settings=SETTINGS)
