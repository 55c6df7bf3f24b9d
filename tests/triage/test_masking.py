"""E-mail addresses, telephone numbers and plates are masked; postcodes, roads and all else stay as they are."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo_ij.triage.masking import EMAIL, HANDLE, PLATE, TELEPHONE, mask, masked_stretches
from tests.triage.masked_lines import ADDRESSES, NOTHING, NUMBERS, PLATES


def labelled(block: str) -> list[tuple[str, list[tuple[int, int]]]]:
    cases = []
    for line in block.strip().splitlines():
        spans, text = [], ""
        for part in re.split(r"(\{[^}]*\})", line):
            if part.startswith("{"):
                spans.append((len(text), len(text) + len(part) - 2))
            text += part.strip("{}")
        cases.append((text, spans))
    return cases


@pytest.mark.parametrize(
    ("what", "block"), [(EMAIL, ADDRESSES), (TELEPHONE, NUMBERS), (PLATE, PLATES)], ids=["mail", "telephone", "plate"]
)
def test_each_kind_is_found_where_it_stands(what: str, block: str) -> None:
    for text, spans in labelled(block):
        assert [(one.start, one.end, one.what) for one in masked_stretches(text)] == [(*span, what) for span in spans]


@pytest.mark.parametrize("text", NOTHING.strip().splitlines())
def test_nothing_else_is_masked(text: str) -> None:
    assert mask(text) == text


def test_what_is_masked_says_what_it_was() -> None:
    text = "Ring 07700 900123 or name@example.org: AB12 CDE is parked at NN16 8AB. My insta is @some.one"
    assert mask(text) == (
        "Ring [telephone number removed] or [e-mail address removed]: [registration plate removed] is parked at "
        "NN16 8AB. My insta is [name on social media removed]"
    )
    assert [one.what for one in masked_stretches(text)] == [TELEPHONE, EMAIL, PLATE, HANDLE]


def test_invisible_letters_hide_nothing() -> None:
    assert mask("07700\u200b 900\u2060123 by the gate") == "[telephone number removed] by the gate"
    assert mask("AB12\u200dCDE") == "[registration plate removed]"


PIECES = st.lists(
    st.sampled_from(
        [text.strip("{}") for block in (ADDRESSES, NUMBERS, PLATES, NOTHING) for text in block.strip().splitlines()]
        + ["tel", "reg", "at", "dot", "@", ".", "0", "12", "AB", " ", "\n", "[telephone number removed]", "]", "["]
    ),
    max_size=6,
)  # fmt: skip


@given(st.one_of(st.text(max_size=120), st.builds("".join, PIECES), st.builds(" ".join, PIECES)))
@example("07700900123 or 960123")
@example("reg AB12CDE ABC 123")
def test_masking_any_text(text: str) -> None:
    stretches = masked_stretches(text)
    assert all(0 <= one.start < one.end <= len(text) for one in stretches)
    assert all(before.end <= after.start for before, after in itertools.pairwise(stretches))
    masked = mask(text)
    # Twice is as good as once, and nothing grows but by what is said of each stretch.
    assert mask(masked) == masked
    assert len(masked) <= len(text) + 30 * len(stretches)
    kept = "".join(part for part in re.split(r"\[[a-z -]+ removed\]", masked))
    if not re.search(r"\[[a-z -]+ removed\]", text):
        assert len(kept) <= len(text)


def test_a_long_text_is_masked_in_no_time() -> None:
    # A thousand characters that are nearly an address, a number or a plate, over and over.
    for piece in ("a.", "a at ", "0 ", "tel ", "AB1", "1 dot ", "(at)", "zero ", "reg A", "x@"):
        assert len(mask(piece * (20_000 // len(piece)))) > 0
