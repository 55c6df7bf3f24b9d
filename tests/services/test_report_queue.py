"""The list for staff: alarms first, then who waits longest; only what somebody may see, and masked for most."""

import pytest

from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.services.moderate_reports import accept_report, ask_reporter, not_suitable
from geo_ij.services.nominate_concern import nominate_concern
from geo_ij.services.own_report import answer_question
from geo_ij.services.report_queue import TO_DECIDE, Waiting, next_waiting, queue, report_areas, waiting_reports
from geo_ij.services.report_surroundings import near_report
from geo_ij.services.staff_report import report_for_staff
from geo_ij.sources.sent_report import SentReport
from geo_ij.store.database import Database
from geo_ij.store.report_rows import Wanted
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import Issue, ReporterKind, ReportSource, ReportStatus, Role
from tests.services.reports import (
    EMAIL,
    NORTH,
    NOW,
    PHONE,
    SETTINGS,
    WEST,
    as_role,
    audited,
    ground,
    row_of,
    send,
)

MASKED = "Ring 01632 960123 about the bags."
KNIFE = "There is a man with a knife in the park right now."
DECIDE = Wanted(statuses=tuple(TO_DECIDE))


def listed(database: Database, wanted: Wanted = DECIDE, *, unsure: bool = False) -> list[str]:
    found = queue(database, wanted, page=1, rows=50, unsure=unsure)
    assert found.total == len(found.lines)
    return [line.reference for line in found.lines]


def test_alarms_come_first_then_who_waits_longest(database: Database) -> None:
    new, old = send(database), send(database, days_ago=9)
    alarmed = send(database, KNIFE, days_ago=1)
    assert listed(as_role(database)) == [alarmed, old, new]
    found = queue(as_role(database), DECIDE, page=2, rows=2)
    assert ([line.reference for line in found.lines], found.total, found.alarmed) == ([new], 3, 1)


def test_a_list_of_what_is_decided_begins_with_the_newest(sqlite_database: Database) -> None:
    moderator = as_role(sqlite_database)
    old, new = send(sqlite_database, KNIFE, days_ago=9), send(sqlite_database)
    for reference in (new, old):
        not_suitable(moderator, reference, version=1, reason="No.", settings=SETTINGS)
    assert listed(moderator, Wanted(statuses=("not_suitable",))) == [new, old]
    assert queue(moderator, DECIDE, page=1, rows=5).alarmed == 0, "it no longer waits"


def test_filters_and_counts(database: Database) -> None:
    moderator = as_role(database)
    first = send(database, issues=(Issue.GRAFFITI, Issue.LITTER), source=ReportSource.EMAIL, days_ago=2)
    second = send(database, place="The Drapery", reporter_kind=ReporterKind.BUSINESS)
    unsure, accepted = send(database, place="High Street"), send(database)
    accept_report(moderator, accepted, version=1, public_text="", settings=SETTINGS)
    assert listed(moderator, DECIDE._replace(issue="graffiti")) == [first]
    assert listed(moderator, DECIDE._replace(source="email")) == [first]
    assert listed(moderator, DECIDE._replace(kind="business")) == [second]
    assert listed(moderator, DECIDE._replace(area=WEST)) == [second]
    assert listed(moderator, DECIDE._replace(received_before=NOW.isoformat())) == [first]
    assert listed(moderator, unsure=True) == [unsure]
    found = queue(moderator, DECIDE._replace(area=NORTH), page=1, rows=5)
    assert found.counts == {ReportStatus.RECEIVED: 1, ReportStatus.ACCEPTED: 1}
    assert dict(report_areas(moderator))["Council"] == [NORTH, WEST]


def test_whoever_is_limited_sees_their_areas_and_nothing_without_a_place(database: Database) -> None:
    here, there, nowhere = send(database), send(database, place="The Drapery"), send(database, place="Somewhere")
    limited = as_role(database, areas=(NORTH,))
    assert listed(limited) == [here]
    assert queue(limited, DECIDE, page=1, rows=5).counts == {ReportStatus.RECEIVED: 1}
    assert waiting_reports(limited).reports == 1
    assert set(listed(as_role(database))) == {here, there, nowhere}
    for reference in (there, nowhere):
        with pytest.raises(NotFoundError):
            report_for_staff(limited, reference)
    accept_report(as_role(database), here, version=1, public_text="", settings=SETTINGS)
    assert listed(limited) == []


def test_one_press_is_offered_where_nothing_stands_in_the_way(sqlite_database: Database) -> None:
    plain, secret = send(sqlite_database), send(sqlite_database, MASKED)
    alarmed, unsure = send(sqlite_database, KNIFE), send(sqlite_database, place="High Street")
    lines = {line.reference: line for line in queue(as_role(sqlite_database), DECIDE, page=1, rows=9).lines}
    assert {reference for reference, line in lines.items() if line.can_accept} == {plain}
    assert not lines[unsure].is_sure
    assert lines[alarmed].alarms
    assert lines[secret].says == MASKED
    sergeant = queue(as_role(sqlite_database, Role.SERGEANT), DECIDE, page=1, rows=9).lines
    assert not any(line.can_accept for line in sergeant)
    assert {line.says for line in sergeant if line.reference == secret} == {
        "Ring [telephone number removed] about the bags."
    }


def test_the_next_that_waits_comes_after_this_one_and_then_from_the_start(database: Database) -> None:
    references = [send(database, days_ago=days) for days in (3, 2, 1)]
    moderator, rows = as_role(database), [row_of(database, reference) for reference in references]
    assert next_waiting(moderator, Wanted()) == (references[0], 3)
    assert [next_waiting(moderator, Wanted(), after=row)[0] for row in rows] == [*references[1:], references[0]]
    accept_report(moderator, references[1], version=1, public_text="", settings=SETTINGS)
    assert next_waiting(moderator, Wanted(), after=row_of(database, references[1])) == (references[2], 2)
    ask_reporter(moderator, references[2], version=1, question="Which?", settings=SETTINGS)
    assert next_waiting(moderator, Wanted(), after=rows[0]) == (None, 1)


def test_what_waits_in_sum(sqlite_database: Database) -> None:
    moderator = as_role(sqlite_database)
    assert waiting_reports(moderator) == Waiting(0, 0, None, None)
    send(sqlite_database, days_ago=4)
    alarmed = send(sqlite_database, KNIFE, place="The Drapery", days_ago=1)
    waiting = waiting_reports(moderator)
    assert (waiting.reports, waiting.alarmed, waiting.first) == (2, 1, alarmed)
    assert waiting.oldest_at == "2026-02-26T10:30:00+00:00"
    assert waiting_reports(moderator, area=NORTH).alarmed == 0


def test_only_moderators_read_what_is_masked(sqlite_database: Database) -> None:
    reference = send(
        sqlite_database, MASKED, place="Behind 01632 960124", activity_text="Ask me@example.org",
        extra={"note": "07700 900123"},
    )  # fmt: skip
    full = report_for_staff(as_role(sqlite_database), reference)
    assert full.says == MASKED
    assert [MASKED[one.start : one.end] for one in full.masked] == ["01632 960123"]
    assert full.suggested == "Ring [telephone number removed] about the bags."
    for role in (Role.SERGEANT, Role.PLANNER, Role.DATA_PROTECTION):
        other = report_for_staff(as_role(sqlite_database, role), reference)
        shown = f"{other.says} {other.place_says} {other.activity_says} {other.extra}"
        assert not any(secret in shown for secret in ("960123", "960124", "me@example.org", "900123"))
        assert (other.steps, other.masked, other.can_accept) == ((), (), False)


def test_a_contact_is_read_only_where_it_is_asked_for_and_each_time_noted(database: Database) -> None:
    reference = send(database, email=EMAIL, phone=PHONE)
    moderator = as_role(database)
    assert report_for_staff(moderator, reference).contact is None
    assert report_for_staff(moderator, reference).has_contact
    entry = ("the moderator", "read", f"contact of report {reference}")
    assert entry not in audited(database)
    for times in (1, 2):
        contact = report_for_staff(moderator, reference, with_contact=True).contact
        assert contact is not None
        assert (contact.email, contact.phone) == (EMAIL, PHONE)
        assert audited(database).count(entry) == times
    for role in (Role.SERGEANT, Role.PLANNER):
        assert report_for_staff(as_role(database, role), reference).has_contact
        with pytest.raises(AccessError):
            report_for_staff(as_role(database, role), reference, with_contact=True)
    assert audited(database).count(entry) == 2


def test_likely_doubles_are_near_in_place_and_time(database: Database) -> None:
    same = "Bags of rubbish dumped beside the bench"
    reference = send(database, same, days_ago=1)
    near, late = send(database, same), send(database, same, days_ago=120)
    far, refused = send(database, same, place="The Drapery"), send(database, same)
    not_suitable(as_role(database), refused, version=1, reason="No.", settings=SETTINGS)
    doubles = report_for_staff(as_role(database), reference).doubles
    assert [one.reference for one in doubles] == [near]
    assert doubles[0].reasons
    assert {late, far, refused}.isdisjoint({one.reference for one in doubles})


def test_the_steps_are_those_that_may_follow(sqlite_database: Database) -> None:
    reference = send(sqlite_database)
    waiting = report_for_staff(as_role(sqlite_database), reference)
    assert Step.ACCEPT in waiting.steps
    assert Step.CLOSE not in waiting.steps
    accept_report(as_role(sqlite_database), reference, version=1, public_text="Cans.", settings=SETTINGS)
    decided = report_for_staff(as_role(sqlite_database), reference)
    assert Step.ACCEPT not in decided.steps
    assert [line.says for line in decided.history] == [
        "whoever reported sent the report", "the moderator accepted the report",
    ]  # fmt: skip


def test_what_lies_near_is_nothing_without_a_place_or_a_right(sqlite_database: Database) -> None:
    nothing = near_report(as_role(sqlite_database), easting=None, northing=None, today=NOW.date())
    assert (nothing.hotspot, nothing.sites) == (None, ())
    with pytest.raises(AccessError):
        near_report(as_role(sqlite_database, Role.NOMINATOR), easting=1.0, northing=1.0, today=NOW.date())


def test_an_officers_concern_waits_unless_a_moderator_nominates_it(database: Database) -> None:
    where = ground(database)
    for role, place, status in (
        (Role.NOMINATOR, "Gold Street", "received"),
        (Role.SERGEANT, "Gold Street", "received"),
        (Role.MODERATOR, "Gold Street", "accepted"),
        (Role.MODERATOR, "High Street", "received"),
    ):
        sent = SentReport((Issue.GRAFFITI,), place_text=place, reporter_kind=ReporterKind.RESIDENT)
        receipt = nominate_concern(as_role(database, role), sent, settings=SETTINGS, ground=where)
        row = row_of(database, receipt.reference)
        assert (row.status, row.reporter_kind, row.source) == (status, "police", "staff")
        assert audited(database)[0] == (f"the {role.value}", "added", f"report {row.reference}")


def test_a_concern_is_within_the_service_area_and_ones_own(sqlite_database: Database) -> None:
    where = ground(sqlite_database)
    for role, areas, place in (
        (Role.SERGEANT, (), "Leeds"),
        (Role.SERGEANT, (WEST,), "Gold Street"),
        (Role.SERGEANT, (), ""),
    ):
        with pytest.raises(InputError) as refused:
            nominate_concern(
                as_role(sqlite_database, role, areas=areas),
                SentReport((Issue.GRAFFITI,), place_text=place),
                settings=SETTINGS,
                ground=where,
            )
        assert set(refused.value.fields) == {"place"}


def test_the_map_shows_what_the_list_asks_for_on_every_page(database: Database) -> None:
    moderator = as_role(database)
    plain, elsewhere = send(database, days_ago=4), send(database, place="The Drapery", days_ago=3)
    nowhere, alarmed = send(database, place="Somewhere", days_ago=2), send(database, KNIFE)
    found = queue(moderator, DECIDE, page=2, rows=1)
    assert [pin.reference for pin in found.pins] == [alarmed, plain, elsewhere], "in the order of the list"
    assert (found.placed, found.total) == (3, 4)
    assert nowhere not in {pin.reference for pin in found.pins}
    assert [pin.is_alarmed for pin in found.pins] == [True, False, False]
    row = row_of(database, plain)
    pin = found.pins[1]
    assert (pin.easting, pin.northing, pin.uncertainty_m) == (row.easting, row.northing, row.uncertainty_m)
    assert [pin.reference for pin in queue(moderator, DECIDE._replace(area=WEST), page=1, rows=5).pins] == [elsewhere]
    limited = queue(as_role(database, areas=(NORTH,)), DECIDE, page=1, rows=5)
    assert [pin.reference for pin in limited.pins] == [alarmed, plain]


def test_the_map_has_an_end_and_says_how_many_there_are(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_ij.services.report_queue.MOST_PINS", 2)
    references = [send(sqlite_database, days_ago=days) for days in (3, 2, 1)]
    found = queue(as_role(sqlite_database), DECIDE, page=1, rows=1)
    assert ([pin.reference for pin in found.pins], found.placed) == (references[:2], 3)


def test_the_answer_to_a_question_is_read_with_it_and_masked_for_most(database: Database) -> None:
    moderator = as_role(database)
    reference = send(database)
    ask_reporter(moderator, reference, version=1, question="Which bench?", settings=SETTINGS)
    answer_question(database, reference, "The green one.\nRing 01632 960123.", settings=SETTINGS)
    one, masked = report_for_staff(moderator, reference), report_for_staff(as_role(database, Role.PLANNER), reference)
    assert [(said.asked, said.says) for said in one.answers] == [("Which bench?", "The green one.\nRing 01632 960123.")]
    assert one.history[-1].message == "The green one.\nRing 01632 960123."
    assert one.history[-1].details == {}
    for words in (masked.answers[0].says, masked.history[-1].message):
        assert words == "The green one.\nRing [telephone number removed]."
