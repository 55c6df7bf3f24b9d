"""The answers to the two questions in all forms of replies, what is left out around them, and the words for a place."""

import pytest

from geo_ij.sources.mail_answers import Answers, answers_in
from geo_ij.sources.mail_farewell import without_farewell
from geo_ij.sources.mail_places import place_choices
from tests.sources.labelled_mails import FIRST, SECOND


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FIRST}\nDogs\n{SECOND}\nSigns", Answers("Dogs", "Signs", True)),
        (f"> {FIRST}\nDogs\n> {SECOND}\nSigns", Answers("Dogs", "Signs", True)),
        (f">> {FIRST}\n> Dogs\n>> {SECOND}\n> Signs", Answers("Dogs", "Signs", True)),
        (f"1) {FIRST} Dogs\n2) {SECOND} Signs", Answers("Dogs", "Signs", True)),
        (f"Q1. {FIRST.upper()}\n\nDogs\n\nQ2. {SECOND.upper()}\n\nSigns", Answers("Dogs", "Signs", True)),
        (f"**{FIRST}** Dogs\n**{SECOND}** Signs", Answers("Dogs", "Signs", True)),
        (f"Hello,\n\n{FIRST}\nDogs\n\nKind regards\nA resident", Answers("Dogs", "", True)),
        (f"{SECOND}\nSigns\n{FIRST}\nDogs", Answers("Dogs", "Signs", True)),
        ("Dogs in the park", Answers("Dogs in the park", "", False)),
        ("I do not know what is the issue with them but they shout", None),
        ("We put up with what kind of work they do", None),
        ("", Answers("", "", False)),
    ],
)
def test_the_two_questions_are_known_in_many_forms(text: str, expected: Answers | None) -> None:
    assert answers_in(text) == (expected or Answers(text, "", False))


def test_words_above_and_below_an_older_message_are_both_kept() -> None:
    older = f"On Mon, 1 Jun 2026 at 09:00, Community Justice <reports@example.org> wrote:\n> {FIRST}\n> {SECOND}\n"
    assert answers_in(f"See my photograph of the needles.\n\n{older}In the alley behind the shops.\n").issue == (
        "See my photograph of the needles.\n\nIn the alley behind the shops."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi there,\n\nGlass.\n\nThanks\nA resident", "Glass."),
        ("Good morning!\nGlass.\nMany thanks,\nA resident\n01632 960111", "Glass."),
        ("Thanks, the bins are full again and nobody comes.", "Thanks, the bins are full again and nobody comes."),
        ("Glass.\n\nThanks for what you did\nlast year, but it is back.\n", None),
        ("Glass.\n-- \nA resident\nSecretary", "Glass."),
        ("Glass.\n\nThis e-mail is confidential and intended for one person.\nGraffiti.", "Glass."),
        ("CAUTION: this e-mail comes from outside.\n\nGlass.", "Glass."),
        ("Glass.\n\nA landlord\nAny Lettings Ltd\n12 High Street\nMK40 1AA", "Glass."),
        ("Glass.\n\nIt is behind the Co-op\nNN15 6DP", None),
        ("- glass\n- needles\n- rubbish", "- glass\n- needles\n- rubbish"),
    ],
)
def test_what_nobody_wrote_for_the_report_is_left_out(text: str, expected: str | None) -> None:
    assert without_farewell(text) == (expected or text.strip())


def test_the_sentence_that_says_where_comes_first() -> None:
    text = "I am cross. It is by the pond near St. Mary's Road in Corby. It smells."
    assert place_choices(text, subject="Help")[0] == "It is by the pond near St. Mary's Road in Corby"
    assert place_choices("It smells.", subject="Re: Fw: Pond in Corby")[0] == "Pond in Corby"
    assert place_choices(f"Where: the pond\n{text}", subject="")[0] == "the pond"
    long = place_choices("word " * 200, subject="")
    assert (len(long), len(long[0]) <= 300, long[0].endswith("…")) == (1, True, True)
