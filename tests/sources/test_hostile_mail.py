"""E-mails that are broken, hostile, or in other character sets: each has an answer, in good time."""

import base64
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.sources import mail_pages, mail_parts
from geo_ij.sources.mail_pages import lines_of_html
from geo_ij.sources.report_email import words_of
from geo_ij.vocabulary import MailState
from tests.sources.labelled_mails import MAILS, message, read, taken


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-16", "Śmieci na Gold Street"),
        ("iso-2022-jp", "ゴミ Gold Street litter"),
        ("koi8-r", "мусор Gold Street"),
        ("windows-1252", "Café Gold Street “litter”"),
    ],
)
def test_other_character_sets_are_read(charset: str, text: str) -> None:
    head = f"From: resident@example.org\nContent-Type: text/plain; charset={charset}\n"
    raw = head.encode() + b"Content-Transfer-Encoding: base64\n\n"
    sent = taken(raw + base64.encodebytes(text.encode(charset))).sent
    assert sent is not None
    assert sent.description == text


@pytest.mark.parametrize("charset", ["no-such-set", "utf-8", "", "idna", "rot13", "base64", "undefined", "\x00"])
def test_a_wrong_or_unknown_character_set_is_read_as_the_likeliest(charset: str) -> None:
    head = (
        f'From: resident@example.org\nContent-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n'
    )
    sent = taken(head.encode() + b"\nLitter outside the caf\xe9 \x96 Gold Street\n").sent
    assert sent is not None
    assert sent.description == "Litter outside the café \u2013 Gold Street"


def test_a_hostile_subject_is_one_line_of_visible_letters() -> None:
    raw = (
        b"From: =?utf-8?q?A=0D=0ABcc=3A_x=40example=2Eorg_=E2=80=AEresident?= <resident@example.org>\n"
        b"Subject: =?utf-8?q?Graffiti=0D=0ABcc=3A_victim=40example=2Eorg_=E2=80=AE=00gnp?=\n\n\n"
    )
    found = taken(raw)
    assert found.sender is not None
    for text in (found.subject, found.sender.name or "", found.sender.email or ""):
        assert text.isprintable()
        assert "\u202e" not in text
    huge = taken(b"From: resident@example.org\nSubject: Graffiti " + b"x" * 2_000_000 + b"\n\nGraffiti\n")
    assert len(huge.subject) <= 200


def test_encrypted_words_are_not_read_and_readable_ones_beside_them_are() -> None:
    armoured = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    assert read(message(armoured)).reason == "It is encrypted"
    assert taken(message(f"Litter at the pond\n{armoured}")).subject == "Community Justice"


def test_messages_that_would_take_long_or_much_are_not_taken_apart() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(1000)
    )
    assert read(b"From: resident@example.org\n" + nested).reason == "It has more than 100 parts"
    deep = nested.split(b"Content-Type", 60)
    assert read(b"From: a@example.org\n" + b"Content-Type".join(deep[:60])).state is MailState.UNREADABLE
    assert read(b"x" * (mail_parts.LARGEST_MESSAGE + 1)).reason == "It is larger than 25 MB"
    attached = b"--b\n\nx\n" * 1000
    many = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + attached
    assert "too many" in read(many).reason


@pytest.mark.parametrize(
    "text",
    [
        "On " * 6000,
        "On x" + "a" * 19_000,
        ("On " + "b" * 900 + "\n") * 20,
        "> " * 9_000,
        "What is the issue and where? " * 600,
        "CAUTION: " * 2000,
        "From: x\nTo: y\n" * 1200,
        "what kinds of activities would you like " * 500,
        "\n" * 20_000,
        "-- \n" * 5000,
        "<div>" * 4000,
    ],
    ids=range(11),
)
def test_text_made_to_take_long_does_not(text: str) -> None:
    began = time.process_time()
    read(message(text))
    made = EmailMessage()
    made.set_content(text, subtype="html")
    read(made)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<p>", "<!--", "<a b='", "<a/", "<br/", "<x ", "<![", "<script ", "\"'<a ", '<a "<"', "<div a="],
)
def test_a_page_of_one_mark_again_and_again_is_read(piece: str) -> None:
    """With time that grows with the square of the length, each would take hours."""
    words = lines_of_html(f"<p>Litter</p>{piece * (mail_pages.LONGEST_HTML // len(piece))}")
    assert words.startswith("Litter")


@pytest.mark.parametrize(
    "piece",
    [
        "*_ \t",
        "[(*",
        "\t",
        "\n",
        "\n\t",
        "what is the issue" + "\n" * 3_000,
        "issue" + "\n" * 5_000,
        "suggested\n",
        "no. A ",
    ],
)
def test_words_of_one_mark_again_and_again_are_read(piece: str) -> None:
    text = f"Litter at the pond\n{piece * (mail_parts.LONGEST_TEXT // len(piece))}x"
    assert taken(b"From: resident@example.org\n\n" + text.encode()).sent is not None


@given(st.binary(max_size=2_000))
def test_any_bytes_have_an_answer(raw: bytes) -> None:
    found = read(raw)
    assert (found.sent is not None) == (found.state is MailState.TAKEN)
    assert found.sent is not None or found.reason
    assert isinstance(words_of(raw), str)


HEADERS = ("From", "Reply-To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Disposition", "Return-Path")


VALUES = (
    "multipart/mixed; boundary=b", "multipart/digest; boundary=b", "multipart/alternative", "message/rfc822",
    "text/html; charset=utf-7", "text/plain; charset*=utf-8''%ff", "image/png; name*0*=x", "=?utf-8?b?gA==?=", "a@",
    "<@>,;:",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=60) | st.sampled_from(VALUES)), max_size=8),
    st.binary(max_size=400) | st.text(max_size=400).map(str.encode),
)
def test_any_headers_have_an_answer(headers: list[tuple[str, str]], body: bytes) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in headers)
    raw = head.encode("utf-8", errors="surrogatepass") + b"\n--b\n" + body + b"\n--b\n\nx\n--b--\n"
    found = read(raw)
    assert found.reason or found.sent is not None


@given(st.sampled_from(sorted(MAILS.glob("*.eml"))), st.integers(0, 3000), st.integers(0, 200), st.binary(max_size=20))
def test_damaged_messages_have_an_answer(path: Path, start: int, length: int, instead: bytes) -> None:
    raw = path.read_bytes()
    found = read(raw[:start] + instead + raw[start + length :])
    assert found.reason or found.sent is not None


@pytest.mark.parametrize(
    "raw", [b"\x00\x01garbage not a mail", b"Litter at Spring Rise\n\nEvery day", b"To: us\n\nLitter"]
)
def test_what_says_neither_who_sent_it_nor_when_waits_for_a_person(raw: bytes) -> None:
    found = read(raw)
    assert (found.state, found.sent) == (MailState.UNREADABLE, None)
    assert "no e-mail" in found.reason
