"""Letters about reports are plain, lead to the right page, and give nothing away to whoever gets them by mistake."""

import inspect
from typing import Any

import pytest

from geo_ij.services import report_letters
from geo_ij.services.report_letters import CouncilCase, Letter, grid_reference
from geo_ij.settings import read_settings
from geo_ij.vocabulary import Alarm, Issue

REFERENCE = "7HJM2-PQRVW"
PLAIN = read_settings({"GEO_IJ_CONTACT": "team@example.org"})
PUBLIC = read_settings({"GEO_IJ_CONTACT": "team@example.org", "GEO_IJ_PUBLIC_URL": "https://map.example.org/"})
HOSTILE = "Kettering\r\nBcc: everybody@example.org\n\u202e"
CASE = CouncilCase(
    reference=REFERENCE,
    council="North Northamptonshire",
    issues=(Issue.FLY_TIPPING, Issue.LITTER),
    place="Gold Street, Kettering",
    public_easting=486_500.0,
    public_northing=278_600.0,
    easting=486_531.4,
    northing=278_617.9,
    uncertainty_m=40.0,
    text="A sofa by the gate",
)
WORDS: dict[str, Any] = {
    "place": "Gold Street, Kettering",
    "alarms": (Alarm.CRIME,),
    "question": "Which gate?",
    "message": "Thank you.",
    "council": "North Northamptonshire",
    "reason": "It is a private garden.",
    "day": "4 June 2026",
    "work_reference": "W0TEST",
}


def letters(settings: Any, **more: Any) -> dict[str, Letter]:
    """Write every letter to a reporter, and the alarm to staff."""
    found = {}
    for name, function in inspect.getmembers(report_letters, inspect.isfunction):
        parameters = inspect.signature(function).parameters
        if not name.startswith("_") and "reference" in parameters:
            values = {word: (WORDS | more)[word] for word in parameters if word in WORDS}
            found[name] = function(settings, reference=REFERENCE, **values)
    return found


def test_every_step_has_its_letter() -> None:
    assert set(letters(PLAIN)) == {
        "accepted", "alarm", "asked", "closed", "joined", "not_suitable", "received", "referred_to_council",
        "referred_to_police", "replied", "work_done", "work_planned",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(letters(PLAIN)))
def test_a_letter_names_the_report_and_how_to_reach_us(name: str) -> None:
    for settings in (PLAIN, PUBLIC):
        letter = letters(settings)[name]
        assert REFERENCE in letter.subject
        assert letter.body.endswith("To reach us: team@example.org\n")
        assert "Community reparation map\nImmediate Justice" in letter.body
    page = "/staff/reports/" if name == "alarm" else "/report/"
    assert f"https://map.example.org{page}{REFERENCE}" in letters(PUBLIC)[name].body
    assert "http" not in letters(PLAIN)[name].body.replace(PLAIN.police_url, "")


@pytest.mark.parametrize("name", sorted(letters(PLAIN)))
def test_no_word_from_outside_begins_a_header(name: str) -> None:
    hostile = {word: HOSTILE for word in WORDS if word != "alarms"}
    letter = letters(PUBLIC, **hostile)[name]
    assert letter.subject.isprintable()
    assert len(letter.subject) <= 200
    assert "\u202e" not in letter.body
    assert "\r" not in letter.body
    long = letters(PUBLIC, **dict.fromkeys(hostile, "x" * 5000))[name]
    assert len(long.subject) <= 200


def test_the_right_numbers_come_first() -> None:
    body = letters(PLAIN, alarms=(Alarm.DANGER_NOW, Alarm.CHILD_AT_RISK, Alarm.CRIME))["received"].body
    first, second, third, thanks, *_ = body.split("\n\n")
    assert "call 999" in first
    assert "0808 800 5000" in second
    assert "call 101 or use https://www.police.uk/" in third
    assert thanks == f"Thank you. We have received your report {REFERENCE} about Gold Street, Kettering."
    assert "999" not in letters(PLAIN, alarms=())["received"].body


def test_planned_work_is_told_without_when_and_where() -> None:
    letter = letters(PUBLIC)["work_planned"]
    assert "We cannot say when." in letter.body
    assert WORDS["day"] not in letter.body
    assert WORDS["place"] not in letter.body


def test_done_work_leads_to_its_story() -> None:
    assert "https://map.example.org/places/W0TEST" in letters(PUBLIC)["work_done"].body
    assert "on 4 June 2026" in letters(PLAIN)["work_done"].body


def test_the_council_gets_the_issue_and_both_points_and_no_name() -> None:
    letter = report_letters.referral(PUBLIC, CASE)
    assert letter.subject == f"Report {REFERENCE}: Fly-tipping, Litter"
    assert "Gold Street, Kettering" in letter.body
    assert "(known to within about 40 m):\nSP 86531 78617 (latitude 52." in letter.body
    assert "SP 86500 78600" in letter.body
    assert letter.body.count("https://www.openstreetmap.org/?mlat=52.") == 2
    assert "What was reported:\nA sofa by the gate" in letter.body
    assert "/report/" not in letter.body


def test_a_council_case_without_place_and_words_says_so() -> None:
    nowhere = CASE._replace(
        place=HOSTILE, easting=None, northing=None, public_easting=None, public_northing=None, text=None
    )
    letter = report_letters.referral(PLAIN, nowhere)
    assert "Where" not in letter.body
    assert "No description was passed on." in letter.body
    assert "Place: Kettering Bcc: everybody@example.org\n" in letter.body


@pytest.mark.parametrize(
    ("point", "said"),
    [
        # The examples of Ordnance Survey's own guide, and the corners of Great Britain.
        ((216_600, 771_200), "NN 16600 71200"),
        ((530_268.9, 180_640.9), "TQ 30268 80640"),
        ((90_000, 10_000), "SV 90000 10000"),
        ((447_000, 1_141_000), "HU 47000 41000"),
        ((655_000, 293_000), "TM 55000 93000"),
    ],
)
def test_points_are_said_as_grid_references(point: tuple[float, float], said: str) -> None:
    assert grid_reference(*point) == said
