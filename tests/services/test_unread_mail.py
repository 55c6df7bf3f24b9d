"""E-mails that nobody could take as reports: who may read them, and what can be decided about each."""

import datetime as dt

import pytest

from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.services.receive_mail import take_message, take_too_large
from geo_ij.services.unread_mail import (
    count_unread_mail,
    mail_message,
    report_from_mail,
    set_aside_mail,
    unread_mail,
)
from geo_ij.settings import read_settings
from geo_ij.store import incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, MailState, Role
from tests.services.people import acting_as, add_person, log
from tests.services.small_ground import small_ground

SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
RAW = (
    "From: A resident <resident@example.org>\nSubject: <script>alert(1)</script> \u202eletter\n"
    "Message-ID: <1@example.org>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n"
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\n?? \u202e!!\n--b\nContent-Type: application/pkcs7-mime\n\nx\n--b--\n"
).encode()


@pytest.fixture
def key(database: Database) -> str:
    """Give the key of a message that nobody could read."""
    ground = small_ground(database, settings=SETTINGS)
    taken = take_message(database, RAW, settings=SETTINGS, ground=ground, now=NOW)
    assert taken.state is MailState.UNREADABLE
    return taken.key


def moderator(database: Database, *, areas: tuple[str, ...] = ()) -> Database:
    name = "limited" if areas else "moderator"
    return acting_as(database, add_person(database, name, roles=(Role.MODERATOR,), areas=areas))


def make_report(database: Database, key: str, **fields: str) -> str:
    given = {"description": "Needles", "place_text": "Spring Rise Park"} | fields
    ground = small_ground(database, settings=SETTINGS)
    receipt = report_from_mail(
        database, key, issues=(Issue.DRUG_LITTER,), settings=SETTINGS, ground=ground, now=NOW, **given
    )
    return receipt.reference


def test_a_moderator_reads_a_message_and_that_is_noted(database: Database, key: str) -> None:
    acting = moderator(database)
    assert count_unread_mail(acting) == 1
    (listed,) = unread_mail(acting)
    assert (listed.key, listed.received_at, listed.reason) == (key, "2026-11-23T12:00:00+00:00", "It is encrypted")
    assert listed.subject == "<script>alert(1)</script> letter", "pages escape it; what nobody sees is gone"
    read = mail_message(acting, key)
    assert (read.text, read.size) == ("?? !!", len(RAW))
    assert read.sender is not None
    assert read.sender.email == "resident@example.org"
    assert [(row.actor, row.action, row.subject) for row in log(database)][-1] == (
        "moderator", "read", f"e-mail {key[:12]}",
    )  # fmt: skip


def test_only_moderators_see_them_and_none_who_is_limited_to_areas(database: Database, key: str) -> None:
    sergeant = acting_as(database, add_person(database, "sergeant", roles=(Role.SERGEANT,)))
    for ask in (unread_mail, count_unread_mail):
        with pytest.raises(AccessError):
            ask(sergeant)
    with pytest.raises(AccessError):
        set_aside_mail(sergeant, key, reason="Spam")
    limited = moderator(database, areas=("North Northamptonshire",))
    assert (unread_mail(limited), count_unread_mail(limited)) == ([], 0)
    for decide in (mail_message, make_report, lambda one, name: set_aside_mail(one, name, reason="Spam")):
        with pytest.raises(NotFoundError):
            decide(limited, key)


def test_what_is_set_aside_is_deleted_and_why_is_kept(database: Database, key: str) -> None:
    acting = moderator(database)
    with pytest.raises(InputError) as refused:
        set_aside_mail(acting, key, reason=" \u200b")
    assert list(refused.value.fields) == ["reason"]
    set_aside_mail(acting, key, reason="An advertisement")
    with database.read() as connection:
        row = incoming_rows.incoming(connection, key)
    assert row is not None
    assert (row.state, row.reason, row.raw) == ("set_aside", "An advertisement", None)
    assert unread_mail(acting) == []
    with pytest.raises(NotFoundError):
        set_aside_mail(acting, key, reason="Again")
    ground = small_ground(database, settings=SETTINGS)
    assert not take_message(database, RAW, settings=SETTINGS, ground=ground, now=NOW).is_new


def test_a_moderator_makes_a_report_of_one(database: Database, key: str) -> None:
    acting = moderator(database)
    with pytest.raises(InputError) as refused:
        make_report(acting, key, place_text="")
    assert list(refused.value.fields) == ["place"]
    reference = make_report(acting, key)
    with database.read() as connection:
        report = report_rows.report_of(connection, reference)
        assert report is not None
        contact = report_rows.contact(connection, report.report_id)
        (step,) = report_rows.history(connection, report.report_id)
        row = incoming_rows.incoming(connection, key)
    assert (report.source, report.status, report.received_at) == ("email", "received", "2026-11-02T10:00:00+00:00")
    assert contact is not None
    assert contact.email == "resident@example.org"
    assert step.actor == "moderator"
    assert row is not None
    assert (row.state, row.report_reference, row.raw) == ("taken", reference, None)
    with pytest.raises(NotFoundError):
        make_report(acting, key)
    assert log(database)[-1].subject == f"report {reference}"


def test_the_head_of_a_message_that_was_too_large_can_be_read(sqlite_database: Database) -> None:
    taken = take_too_large(sqlite_database, RAW.partition(b"\n\n")[0] + b"\n\n", now=NOW)
    read = mail_message(moderator(sqlite_database), taken.key)
    assert read.reason == "It is larger than 25 MB"
    assert read.subject.endswith("letter")
