"""Words that point to danger, a child at risk or a crime are noticed, and a report of litter raises no alarm.

`alarm_sentences.csv` holds sentences as residents may write them, each with the alarm that a careful clerk would raise,
or "-". Three lists of them were written before the phrases knew them and tried once: of the last of these, 21 of 30
alarms were raised, and none of the three had a false one (132 sentences). What was missed was learnt since, so that a
new list would be missed in part again: an alarm helps staff, who read every report, and is no promise.
"""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.triage.alarms import alarms_in
from geo_ij.vocabulary import Alarm
from tests.project_files import ROOT

DANGER, CHILD, CRIME = Alarm
with (ROOT / "tests/triage/alarm_sentences.csv").open(encoding="utf-8", newline="") as _file:
    SENTENCES = [(row["text"], row["alarms"]) for row in csv.DictReader(_file)]
GRAVE = [(text, Alarm(alarm)) for text, alarm in SENTENCES if alarm != "-"]
PLAIN = [text for text, alarm in SENTENCES if alarm == "-"]


@pytest.mark.parametrize("alarm", list(Alarm))
def test_grave_sentences_raise_their_alarm(alarm: Alarm) -> None:
    sentences = [text for text, meant in GRAVE if meant is alarm]
    assert len(sentences) > 50
    assert [text for text in sentences if alarm not in alarms_in(text)] == []


def test_plain_sentences_raise_none() -> None:
    assert len(PLAIN) > 200
    assert [(text, alarms_in(text)) for text in PLAIN if alarms_in(text)] == []


def test_places_as_people_name_them_raise_none() -> None:
    # What people write of fires, dealing and burnt-out cars is there too, and is meant.
    meant = ("burnt out", "burnt car", "deal drugs", "set fire", "bins on fire")
    with (ROOT / "tests/geocode/labelled_places.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert [text for text in texts if alarms_in(text) and not any(words in text for words in meant)] == []


@pytest.mark.parametrize(
    ("text", "alarms"),
    [
        ("They deal drugs to kids of 12 and one has a knife", (DANGER, CHILD, CRIME)),
        ("MAN WITH A KNIFE", (DANGER, CRIME)),
        ("man\r\nwith\r\n\r\na knife", (DANGER, CRIME)),
        ("I don\u2019t want to live", (DANGER,)),
        ("kn\u200bives hidden under the bench", (CRIME,)),
        ("\uff4d\uff41\uff4e with a \uff4b\uff4e\uff49\uff46\uff45", (DANGER, CRIME)),
        ("there is no drug dealing here", ()),
        ("there are no lights, drug dealing goes on", (CRIME,)),
        ("not a fire, only smoke from a barbecue", ()),
        ("nobody was stabbed", ()),
        ("A child will be hurt on this slide", ()),
        ("so dark that somebody could be stabbed", ()),
        ("clear it before the store is on fire", ()),
        ("The slide will fall. A child was hurt on Tuesday", (CHILD,)),
        ("fire station wall covered in tags", ()),
        ("the fire station is on fire", (DANGER,)),
        ("", ()),
    ],
)
def test_how_a_text_is_read(text: str, alarms: tuple[Alarm, ...]) -> None:
    assert alarms_in(text) == alarms


def test_every_text_of_a_report_is_read_by_itself() -> None:
    assert alarms_in("litter", "", "please stop the drug dealing") == (CRIME,)
    # A child in one answer and a knife in another are no child with a knife.
    assert alarms_in("the child", "with a thing") == ()


@given(st.lists(st.sampled_from([text for text, _ in SENTENCES]), max_size=4), st.text(max_size=60))
def test_any_text_has_alarms_in_their_order(sentences: list[str], rest: str) -> None:
    text = ". ".join([*sentences, rest])
    found = alarms_in(text)
    assert list(found) == [alarm for alarm in Alarm if alarm in found]
    assert (
        set(found) >= {alarm for sentence in sentences for alarm in alarms_in(sentence)} or "," in text or "'" in text
    )
