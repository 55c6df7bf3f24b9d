"""A report is written page by page and sent once, whatever happens; afterwards nothing of the draft is left."""

import datetime as dt
import hashlib
import io
import threading

import pytest
from PIL import Image
from sqlalchemy import select, text

from geo_ij.access.actor import STRANGER
from geo_ij.errors import InputError, NotFoundError, SourceError
from geo_ij.services.report_answers import Answers, PlacedPoint, PointBy, Rejected, faults_in, from_text, to_text
from geo_ij.services.report_drafts import (
    add_photograph,
    begin_draft,
    change_draft,
    close_draft,
    draft_photograph,
    read_draft,
    remove_photograph,
    send_draft,
)
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import ReportPhotograph
from geo_ij.vocabulary import Activity, Alarm, HowOften, Issue, ReporterKind
from tests.services.reports import EMAIL, NOW, SETTINGS, ground, history_of, letters, row_of

LATER = NOW + dt.timedelta(hours=23, minutes=59)
TOO_LATE = NOW + dt.timedelta(hours=24, minutes=1)
GOLD_STREET = PlacedPoint(-0.7245, 52.3987, 60.0, PointBy.MATCH, "Gold Street, Kettering")
FULL = Answers(
    issues=(Issue.LITTER, Issue.OTHER),
    place_text="Gold Street",
    point=GOLD_STREET,
    description="Cans <b>everywhere</b> ☕",
    how_often=HowOften.WEEKLY,
    activities=(Activity.LITTER_PICKING, Activity.OTHER),
    activity_text="Plant something",
    reporter_kind=ReporterKind.VICTIM,
    contact_name="A resident",
    contact_email=EMAIL,
    contact_phone="01632 960123",
    wants_updates=True,
    taken_at=(-0.7, 52.4),
    is_decoy=True,
    rejected=Rejected("report_form.contact", {"contact_email": "No"}, {"contact_email": "x"}),
)


@pytest.fixture
def open_database(database: Database) -> Database:
    """Give the database as a stranger has it."""
    return database.acting(STRANGER)


def photograph(colour: str = "green", *, size: tuple[int, int] = (60, 40), position: bool = False) -> bytes:
    """Make a photograph, of Kettering if it has a position."""
    exif = Image.Exif()
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 23.0, 55.32), 3: "W", 4: (0.0, 43.0, 28.2)})
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif)
    return file.getvalue()


def begun(database: Database, **answers: object) -> str:
    """Begin a draft with answers; give its key."""
    key = begin_draft(database, now=NOW)
    change_draft(database, key, now=NOW, **{"issues": (Issue.LITTER,), "place_text": "Gold Street", **answers})
    return key


def sent(database: Database, key: str, *, now: dt.datetime = NOW, household: str | None = "h" * 64) -> str:
    """Send a draft; give the reference."""
    return send_draft(database, key, settings=SETTINGS, ground=ground(database), household=household, now=now).reference


def test_answers_outlive_being_written_down() -> None:
    assert from_text(to_text(FULL)) == FULL
    assert to_text(Answers()) == "{}"
    assert from_text('{"issues": ["litter"], "of_another_version": 1}') == Answers(issues=(Issue.LITTER,))


def test_faults_are_those_of_the_page_alone() -> None:
    answers = Answers(contact_email="nobody", description="x" * 1001)
    assert set(faults_in(answers)) == {"issues", "place", "contact_email", "description"}
    assert set(faults_in(answers, ["contact_email", "contact_name"])) == {"contact_email"}
    assert faults_in(FULL) == {}


def test_the_key_is_kept_nowhere(open_database: Database) -> None:
    keys = {begin_draft(open_database, now=NOW) for _ in range(3)}
    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)
    with open_database.read() as connection:
        kept = set(connection.execute(text("SELECT key_hash FROM report_drafts")).scalars())
    assert kept == {hashlib.sha256(key.encode()).hexdigest() for key in keys}


def test_what_is_answered_is_kept_for_a_day_after_the_last_change(open_database: Database) -> None:
    key = begun(open_database, description="First")
    change_draft(open_database, key, now=LATER, how_often=HowOften.DAILY)
    draft = read_draft(open_database, key, now=LATER + dt.timedelta(hours=23))
    assert (draft.answers.description, draft.answers.how_often) == ("First", HowOften.DAILY)
    with pytest.raises(NotFoundError, match="24 hours"):
        read_draft(open_database, key, now=LATER + dt.timedelta(hours=25))
    with pytest.raises(NotFoundError):
        change_draft(open_database, key, now=LATER + dt.timedelta(hours=25), description="Second")
    with pytest.raises(NotFoundError):
        read_draft(open_database, key[:-1], now=NOW)


def test_a_new_draft_clears_dead_ones_away(open_database: Database) -> None:
    begun(open_database)
    begin_draft(open_database, now=TOO_LATE)
    with open_database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM report_drafts")).scalar_one() == 1


def test_a_sent_draft_becomes_one_report_with_everything_in_it(open_database: Database) -> None:
    key = begun(
        open_database, description="Cans by the bench.", how_often=HowOften.DAILY, activities=(Activity.PAINTING,),
        activity_text="Paint it", reporter_kind=ReporterKind.BUSINESS, point=GOLD_STREET,
    )  # fmt: skip
    add_photograph(open_database, key, photograph(), settings=SETTINGS, now=NOW)
    row = row_of(open_database, sent(open_database, key))
    assert (row.issues, row.description, row.how_often) == ("litter", "Cans by the bench.", "daily")
    assert (row.activities, row.activity_text, row.reporter_kind) == ("painting", "Paint it", "business")
    assert (row.place_text, row.source, row.status, row.household) == ("Gold Street", "web", "received", "h" * 64)
    assert row.uncertainty_m == 60.0
    assert (row.easting, row.northing) == pytest.approx((486_840, 278_740), abs=200)
    with open_database.read() as connection:
        owners = connection.execute(select(ReportPhotograph.report_id, ReportPhotograph.draft_hash)).all()
    assert owners == [(row.report_id, None)]


def test_sending_twice_sends_once(open_database: Database) -> None:
    key = begun(open_database, contact_email=EMAIL)
    first = sent(open_database, key)
    assert sent(open_database, key, now=LATER) == first
    change_draft(open_database, key, now=NOW, description="Too late")
    with open_database.read() as connection:
        assert report_rows.count_reports(connection) == 1
    assert [recipient for recipient, _, _ in letters(open_database)] == [EMAIL]
    assert row_of(open_database, first).description == ""


def test_a_report_whose_draft_was_not_closed_is_not_taken_again(open_database: Database) -> None:
    """As when the service was killed between the two."""
    key = begun(open_database)
    first = sent(open_database, key)
    with open_database.write(content=False) as connection:
        connection.execute(
            text("UPDATE report_drafts SET sent_as = NULL, answers = :answers"),
            {"answers": to_text(Answers(issues=(Issue.LITTER,), place_text="Gold Street"))},
        )
    assert sent(open_database, key) == first
    with open_database.read() as connection:
        assert report_rows.count_reports(connection) == 1


def test_two_presses_at_one_moment_send_once(open_database: Database) -> None:
    key = begun(open_database)
    together = threading.Barrier(4)
    references: list[str] = []
    place = ground(open_database)

    def press() -> None:
        together.wait()
        references.append(send_draft(open_database, key, settings=SETTINGS, ground=place, now=NOW).reference)

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(references) == 4
    assert len(set(references)) == 1
    with open_database.read() as connection:
        assert report_rows.count_reports(connection) == 1
    assert len(history_of(open_database, references[0])) == 1


def test_after_sending_the_draft_knows_its_reference_and_nothing_more(open_database: Database) -> None:
    key = begun(open_database, description="He has a knife, please help", contact_email=EMAIL)
    reference = sent(open_database, key)
    draft = read_draft(open_database, key, now=LATER)
    assert draft.answers == Answers()
    assert draft.photographs == ()
    assert draft.sent is not None
    assert (draft.sent.reference, draft.sent.is_told) == (reference, True)
    assert Alarm.DANGER_NOW in draft.sent.alarms
    with open_database.read() as connection:
        kept = connection.execute(text("SELECT answers FROM report_drafts")).scalar_one()
    assert "knife" not in kept
    assert EMAIL not in kept


def test_what_a_program_filled_in_looks_sent_and_is_not_kept(open_database: Database) -> None:
    key = begun(open_database, is_decoy=True, description="Buy pills", contact_email=EMAIL)
    add_photograph(open_database, key, photograph(), settings=SETTINGS, now=NOW)
    reference = sent(open_database, key)
    assert len(reference) == 11
    assert sent(open_database, key) == reference
    with open_database.read() as connection:
        assert report_rows.count_reports(connection) == 0
        assert connection.execute(select(ReportPhotograph.photograph_id)).all() == []
        assert "pills" not in connection.execute(text("SELECT answers FROM report_drafts")).scalar_one()
    assert letters(open_database) == []


def test_faults_keep_the_draft(open_database: Database) -> None:
    key = begin_draft(open_database, now=NOW)
    change_draft(open_database, key, now=NOW, description="Only words")
    with pytest.raises(InputError) as refused:
        sent(open_database, key)
    assert set(refused.value.fields) == {"issues", "place"}
    change_draft(open_database, key, now=NOW, issues=(Issue.LITTER,), place_text="Leeds")
    with pytest.raises(InputError) as refused:
        sent(open_database, key)
    assert "find-local-council" in refused.value.fields["place"]
    assert read_draft(open_database, key, now=NOW).answers.description == "Only words"


def test_photographs_are_counted_shown_and_removed(open_database: Database) -> None:
    key, other = begun(open_database), begun(open_database)
    for colour in ("red", "green", "blue"):
        add_photograph(open_database, key, photograph(colour), settings=SETTINGS, now=NOW)
    with pytest.raises(InputError, match="can have 3 photographs"):
        add_photograph(open_database, key, photograph(), settings=SETTINGS, now=NOW)
    first = read_draft(open_database, key, now=NOW).photographs[0]
    shown = Image.open(io.BytesIO(draft_photograph(open_database, key, first.photograph_id, now=NOW)))
    assert shown.size == (first.width, first.height) == (60, 40)
    with pytest.raises(NotFoundError):
        draft_photograph(open_database, other, first.photograph_id, now=NOW)
    remove_photograph(open_database, other, first.photograph_id, now=NOW)
    assert len(read_draft(open_database, key, now=NOW).photographs) == 3
    remove_photograph(open_database, key, first.photograph_id, now=NOW)
    assert len(read_draft(open_database, key, now=NOW).photographs) == 2


def test_where_a_photograph_was_taken_goes_with_the_last_one(open_database: Database) -> None:
    key = begun(open_database)
    add_photograph(open_database, key, photograph(position=True), settings=SETTINGS, now=NOW)
    add_photograph(open_database, key, photograph(), settings=SETTINGS, now=NOW)
    draft = read_draft(open_database, key, now=NOW)
    assert draft.answers.taken_at == pytest.approx((-0.7245, 52.3987), abs=0.00001)
    for one in draft.photographs:
        assert read_draft(open_database, key, now=NOW).answers.taken_at is not None
        remove_photograph(open_database, key, one.photograph_id, now=NOW)
    assert read_draft(open_database, key, now=NOW).answers.taken_at is None


def test_what_is_no_photograph_is_refused_and_nothing_is_lost(open_database: Database) -> None:
    key = begun(open_database, description="Kept")
    with pytest.raises(SourceError):
        add_photograph(open_database, key, b"<script>", settings=SETTINGS, now=NOW)
    draft = read_draft(open_database, key, now=NOW)
    assert (draft.answers.description, draft.photographs) == ("Kept", ())


def test_a_draft_that_became_a_voice_is_ended(open_database: Database) -> None:
    key = begun(open_database, contact_email=EMAIL)
    add_photograph(open_database, key, photograph(), settings=SETTINGS, now=NOW)
    close_draft(open_database, key, now=NOW)
    draft = read_draft(open_database, key, now=NOW)
    assert draft.sent is not None
    assert draft.sent.reference == ""
    assert (draft.answers, draft.photographs) == (Answers(), ())
    assert sent(open_database, key) == ""
    with open_database.read() as connection:
        assert report_rows.count_reports(connection) == 0
