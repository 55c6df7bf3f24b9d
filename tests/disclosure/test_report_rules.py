"""Only accepted reports become public, snapped and by month; the page of a reference tells nothing of what it says."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.disclosure.reports import (
    PublicReport,
    PublicStatus,
    ReportFacts,
    StepFacts,
    households_in_bands,
    publish_report,
    status_of,
)
from geo_ij.errors import DisclosureError
from geo_ij.vocabulary import Issue, ReporterKind, ReportEvent, ReportStatus

ACCEPTED = {"accepted", "referred_to_council", "work_planned", "work_done", "closed"}
PLAIN = ReportFacts(
    reference="7HJM2-PQRVW",
    received_at="2026-03-05T10:20:30+00:00",
    status="accepted",
    issues="litter;graffiti",
    reporter_kind="resident",
    public_easting=486_500.0,
    public_northing=278_600.0,
    public_place="Gold Street, Kettering",
    ward="All Saints",
    council="North Northamptonshire",
    public_text=None,
)
STAFF_NAME = "moderator 9"
WORDS = "what somebody wrote in confidence"

facts = st.builds(
    ReportFacts,
    reference=st.just("7HJM2-PQRVW"),
    received_at=st.integers(0, 10 * 365 * 24 * 3600).map(
        lambda seconds: (dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)).isoformat()
    ),
    status=st.sampled_from([one.value for one in ReportStatus]),
    issues=st.lists(st.sampled_from([one.value for one in Issue]), min_size=1, unique=True).map(";".join),
    reporter_kind=st.sampled_from([one.value for one in ReporterKind]),
    public_easting=st.none() | st.floats(440_000, 520_000),
    public_northing=st.none() | st.floats(230_000, 300_000),
    public_place=st.none() | st.just("Gold Street, Kettering"),
    ward=st.none() | st.just("All Saints"),
    council=st.none() | st.just("North Northamptonshire"),
    public_text=st.none() | st.just("") | st.just("Cans by the gate"),
)


def publish(report: ReportFacts, **more: Any) -> PublicReport | None:
    return publish_report(report, **({"public_id": "RTEST", "households": 1} | more))


@given(facts)
def test_nothing_but_an_accepted_report_with_a_place_is_public(report: ReportFacts) -> None:
    public = publish(report)
    may = (
        report.status in ACCEPTED
        and report.reporter_kind != "police"
        and None not in (report.public_easting, report.public_northing)
    )
    assert (public is not None) == may
    if public is not None:
        assert (public.easting, public.northing) == (report.public_easting, report.public_northing)
        assert len(public.month) == len("2026-03")
        assert report.reference not in repr(public)
        assert "planned" not in public.status


def test_an_officers_concern_is_never_public_whatever_became_of_it() -> None:
    for status in ReportStatus:
        assert publish(PLAIN._replace(reporter_kind="police", status=status.value)) is None


def test_a_report_is_told_by_month_at_its_snapped_point_and_without_the_reference() -> None:
    public = publish(PLAIN, photographs=[3, 4], work_reference="WTEST")
    assert public is not None
    assert dataclasses.asdict(public) == {
        "public_id": "RTEST",
        "issues": (Issue.LITTER, Issue.GRAFFITI),
        "month": "2026-03",
        "easting": 486_500.0,
        "northing": 278_600.0,
        "place": "Gold Street, Kettering",
        "ward": "All Saints",
        "council": "North Northamptonshire",
        "text": None,
        "status": "accepted",
        "is_open": True,
        "households": "1",
        "photographs": (3, 4),
        "done": None,
        "work_reference": None,
    }


def test_the_month_is_that_of_british_time() -> None:
    # Half past midnight on the first of June in British Summer Time.
    public = publish(PLAIN._replace(received_at="2026-05-31T23:30:00+00:00"))
    assert public is not None
    assert public.month == "2026-06"


@pytest.mark.parametrize(
    ("status", "said", "is_open"),
    [
        ("accepted", "accepted", True),
        ("work_planned", "accepted", True),
        ("referred_to_council", "sent to North Northamptonshire", True),
        ("work_done", "work was done", False),
        ("closed", "closed", False),
    ],
)
def test_where_it_stands_is_said_in_words_and_planned_work_is_not(status: str, said: str, is_open: bool) -> None:
    public = publish(PLAIN._replace(status=status), work_reference="WTEST")
    assert public is not None
    assert (public.status, public.is_open) == (said, is_open)
    assert public.work_reference == ("WTEST" if status == "work_done" else None)


@pytest.mark.parametrize(
    ("households", "said"), [(0, "1"), (1, "1"), (2, "2 to 4"), (4, "2 to 4"), (5, "5 or more"), (70, "5 or more")]
)
def test_small_counts_of_households_are_told_in_bands(households: int, said: str) -> None:
    assert households_in_bands(households) == said


def test_neither_type_can_be_made_by_hand() -> None:
    for kind in (PublicReport, PublicStatus):
        values: dict[str, Any] = {field.name: None for field in dataclasses.fields(kind)}
        with pytest.raises(DisclosureError):
            kind(**values, key=object())


def test_nothing_that_is_not_among_the_facts_can_be_shown() -> None:
    kept = {"description", "place_text", "easting", "northing", "uncertainty_m", "household", "activity_text"}
    shown = {field.name for field in dataclasses.fields(PublicReport)}
    assert kept & set(ReportFacts._fields) == set()
    assert (kept - {"easting", "northing"}) & shown == set()
    assert "actor" not in StepFacts._fields
    assert "details" not in StepFacts._fields


@given(
    facts,
    st.lists(
        st.builds(
            StepFacts,
            at=st.just("2026-03-06T09:08:07+00:00"),
            event=st.sampled_from([*(one.value for one in ReportEvent), "something newer"]),
            message=st.just(WORDS),
        ),
        max_size=8,
    ),
)
def test_the_page_of_a_reference_shows_staff_words_alone(report: ReportFacts, history: list[StepFacts]) -> None:
    found = status_of(report, history)
    told = {"accepted", "asked", "not_suitable", "replied", "closed"}
    assert [step.message for step in found.steps].count(WORDS) == sum(step.event in told for step in history)
    assert all(len(step.day) == len("2026-03-06") for step in found.steps)
    said = repr(dataclasses.replace(found, steps=(), question="", key=_key()))
    assert WORDS not in said
    if report.public_text:
        assert report.public_text not in repr(found)
    assert found.can_be_withdrawn == (report.status in {"received", "needs_information", "under_review"})
    assert found.asks == (report.status == "needs_information")


def _key() -> object:
    from geo_ij.disclosure.public import _MADE_HERE  # the test stands in for the package

    return _MADE_HERE


def test_what_staff_do_among_themselves_is_no_line_of_the_page() -> None:
    quiet = ("noted", "located", "text_redacted", "photograph_approved", "photograph_redacted", "supported")
    assert status_of(PLAIN, [StepFacts("2026-03-06T09:00:00+00:00", event, WORDS) for event in quiet]).steps == ()


def test_every_status_has_words() -> None:
    for status in ReportStatus:
        found = status_of(PLAIN._replace(status=status.value, council=None), [])
        assert found.heading
        assert found.meaning
        assert "{" not in found.heading + found.meaning


def test_the_last_question_is_the_one_that_is_asked() -> None:
    history = [
        StepFacts("2026-03-06T09:00:00+00:00", "asked", "Which gate?"),
        StepFacts("2026-03-07T09:00:00+00:00", "answered", ""),
        StepFacts("2026-03-08T09:00:00+00:00", "asked", "Which side?"),
    ]
    found = status_of(PLAIN._replace(status="needs_information"), history)
    assert found.question == "Which side?"
    assert [step.day for step in found.steps] == ["2026-03-08", "2026-03-07", "2026-03-06"]
    assert status_of(PLAIN, history).question == ""
