"""E-mails as reports: a labelled set of them, what each part of a message becomes, and what is no report."""

import datetime as dt
from io import BytesIO

import pytest
from PIL import Image

from geo_ij.sources.report_email import read_mail
from geo_ij.vocabulary import Activity, Issue, MailState, ReportSource, ReportStatus
from tests.sources.labelled_mails import FIRST, MAILS, NOW, SECOND, count_right, message, read, taken


def test_the_labelled_messages_are_read_right() -> None:
    right = count_right(MAILS)
    assert right["all"] == right["state"] == 67
    assert min(right[part] for part in ("issues", "activities", "place")) == right["reports"] == 60


def test_messages_written_after_the_code_are_read_no_worse_than_at_first() -> None:
    right = count_right(MAILS / "held_out")
    assert right["state"] == right["all"] == 20
    assert (right["reports"], right["issues"] >= 15, right["place"] >= 17, right["activities"] >= 18) == (
        19, True, True, True,
    )  # fmt: skip


def test_a_report_is_what_its_message_says() -> None:
    found = taken((MAILS / "gmail_inline.eml").read_bytes())
    sent = found.sent
    assert sent is not None
    assert sent.description == "Graffiti on the underpass near Corporation Street in Corby, right along both walls."
    assert sent.activity_text == "Graffiti removal please, and a coat of paint."
    assert sent.place_text == sent.description.rstrip(".")
    assert (sent.source, sent.status, sent.wants_updates) == (ReportSource.EMAIL, ReportStatus.RECEIVED, False)
    assert sent.contact is not None
    assert (sent.contact.name, sent.contact.email) == ("A resident", "resident@example.org")
    assert sent.received_key == f"mail {found.key}"
    assert sent.received_at is not None
    assert sent.received_at.year == 2026


def test_long_texts_are_cut_and_not_refused() -> None:
    sent = taken(message(f"{FIRST}\n{'Litter by the lake. ' * 200}\n{SECOND}\n{'Please clean. ' * 100}")).sent
    assert sent is not None
    assert (len(sent.description), len(sent.activity_text)) == (1000, 500)
    assert sent.description.endswith(" […]")
    assert sent.activity_text.endswith(" […]")
    assert len(sent.place_text) <= 300


def picture(kind: str = "JPEG", *, size: int = 200) -> bytes:
    """Make a picture of noise, which does not become small."""
    out = BytesIO()
    Image.effect_noise((size, size), 200).convert("RGB").save(out, kind)
    return out.getvalue()


def test_pictures_are_found_by_what_they_are_and_logos_and_archives_are_not() -> None:
    made = message()
    made.add_attachment(picture(), maintype="application", subtype="octet-stream", filename="IMG_1.JPG")
    made.add_attachment(picture("PNG"), maintype="image", subtype="jpeg", filename="wrong type.jpg")
    made.add_attachment(picture(size=20), maintype="image", subtype="jpeg", filename="logo.jpg")
    made.add_attachment(b"GIF89a" + b"x" * 20_000, maintype="image", subtype="gif", filename="x.gif")
    made.add_attachment(b"PK\x03\x04" + b"x" * 20_000, maintype="application", subtype="zip", filename="x.zip")
    pictures = taken(made).pictures
    assert [one[:4] for one in pictures] == [b"\xff\xd8\xff\xe0", b"\x89PNG"]


def test_a_message_of_pictures_alone_waits_for_a_person() -> None:
    made = message("", Subject="")
    made.add_attachment(picture(), maintype="image", subtype="jpeg", filename="a.jpg")
    found = read(made)
    assert (found.state, found.reason) == (MailState.UNREADABLE, "There are only pictures in it")


def test_a_page_is_read_as_people_see_it() -> None:
    made = message()
    made.set_content(
        "<html><head><title>Litter</title><style>p{}</style></head><body><p>Weeds&nbsp;in<br>Gold Street</p>"
        "<script>graffiti()</script><!-- needles --><ul><li>One<li>Two</ul></body></html>",
        subtype="html",
    )
    sent = taken(made).sent
    assert sent is not None
    assert sent.description.split("\n")[:2] == ["Weeds in", "Gold Street"]
    assert sent.issues == (Issue.OVERGROWN_VEGETATION,)


def test_activities_are_read_from_their_answer_alone_where_it_was_asked() -> None:
    sent = taken(
        message(f"{FIRST}\nSomebody did litter picking in the park but left the graffiti\n{SECOND}\nRepaint")
    ).sent
    assert sent is not None
    assert sent.activities == (Activity.PAINTING,)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.example.org>"},
        {"X-Autoreply": "yes"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@example.org"},
        {"Subject": "Out of Office: litter"},
        {"Subject": "Automatic reply: litter"},
        {"Subject": "Undeliverable: litter"},
    ],
)
def test_what_no_person_wrote_for_us_is_set_aside_and_says_why(headers: dict[str, str]) -> None:
    found = read(message(**headers))
    assert (found.state, found.sent) == (MailState.SET_ASIDE, None)
    assert found.reason
    assert read(message(Auto_Submitted="no")).state is MailState.TAKEN


def test_what_the_service_sent_itself_is_no_report() -> None:
    raw = message(From="Reports <reports@example.org>").as_bytes()
    assert read_mail(raw, now=NOW, own_address="Reports@example.org").reason == "This service sent it"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 02 Nov 2026 10:00:00 +0100", dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)),
        ("Mon, 02 Nov 2026 10:00:00 -0000", dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)),
        ("Mon, 02 Nov 2099 10:00:00 +0000", NOW),
        ("Thu, 01 Jan 1970 00:00:00 +0000", NOW),
        ("yesterday", NOW),
        ("Mon, 02 Nov 2026 10:00:00 +9999", NOW),
    ],
)
def test_the_moment_is_the_senders_where_that_can_be(date: str, expected: dt.datetime) -> None:
    raw = f"From: resident@example.org\nDate: {date}\n\nLitter\n".encode()
    assert read(raw).received_at == expected


def test_a_message_is_known_again_by_its_headers_and_else_by_its_bytes() -> None:
    named = {"Message_ID": "<1@example.org>", "Date": "Mon, 02 Nov 2026 10:00:00 +0000"}
    assert read(message(**named)).key == read(message(**named, X_Route="another")).key
    assert read(message(**named)).key != read(message(**named | {"Message_ID": "<2@example.org>"})).key
    assert read(message()).key != read(message("Litter elsewhere")).key
