"""Settings of e-mail that cannot be used are named before anything is served, and never with their password."""

import pytest

from geo_ij.errors import SettingsError
from geo_ij.settings import (
    MailServer,
    Settings,
    check_serving,
    council_addresses,
    mailbox_server,
    read_settings,
    sending_server,
)


def settings(**variables: str) -> Settings:
    return read_settings({f"GEO_IJ_{name.upper()}": value for name, value in variables.items()})


def faults(**variables: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        check_serving(settings(**variables))
    return refused.value.faults


def test_by_default_nothing_is_sent_or_fetched() -> None:
    check_serving(settings())
    assert sending_server(settings()) is None
    assert mailbox_server(settings()) is None
    assert council_addresses(settings()) == {}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, False, "", "")),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, True, "", "")),
        ("smtp://a%40b:p%2F%40@mail.example.org:2525", MailServer("mail.example.org", 2525, False, "a@b", "p/@")),
        ("smtp://[::1]:25/", MailServer("::1", 25, False, "", "")),
    ],
)
def test_a_server_that_sends_is_read_from_its_address(url: str, server: MailServer) -> None:
    assert sending_server(settings(smtp_url=url)) == server


def test_a_mailbox_has_a_folder() -> None:
    server = mailbox_server(settings(imap_url="imaps://me:word@mail.example.org/Reports%2FNew"))
    assert server == MailServer("mail.example.org", 993, True, "me", "word", "Reports/New")


@pytest.mark.parametrize(("host", "expected"), [("localhost", True), ("127.0.0.1", True), ("[::1]", True),
                                                ("mail.example.org", False), ("10.0.0.1", False)])  # fmt: skip
def test_only_this_computer_may_be_spoken_to_without_encryption(host: str, expected: bool) -> None:
    server = sending_server(settings(smtp_url=f"smtp://{host}:25"))
    assert server is not None
    assert server.is_loopback is expected


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://hidden@mail.example.org", "smtp://", "smtp://x:hidden@", "smtp://mail.example.org:port",
     "smtp://mail.example.org:99999", "smtp://mail.example.org/folder", "smtp://mail.example.org?x=hidden",
     "smtp://:hidden@mail.example.org", "smtp://[::1"],
)  # fmt: skip
@pytest.mark.parametrize("variable", ["smtp_url", "imap_url"])
def test_an_address_of_no_server_is_refused_by_the_name_of_its_variable(variable: str, url: str) -> None:
    if variable == "imap_url":
        url = url.replace("smtp", "imap").replace("/folder", "/folder#part")
    (fault,) = faults(**{variable: url})
    assert fault.startswith(f"GEO_IJ_{variable.upper()} ")
    assert "hidden" not in fault


@pytest.mark.parametrize("variable", ["mail_from", "alarm_email"])
@pytest.mark.parametrize("address", ["nobody", "a b@example.org", "a@", "@localhost", "a@b@localhost", "a@local host"])
def test_what_is_no_address_is_refused(variable: str, address: str) -> None:
    (fault,) = faults(**{variable: address})
    assert fault.startswith(f"GEO_IJ_{variable.upper()} is {address!r}")


def test_councils_have_addresses() -> None:
    text = "North Northamptonshire=streets@example.org ; West  Northamptonshire = places@example.org;"
    assert council_addresses(settings(council_emails=text)) == {
        "North Northamptonshire": "streets@example.org",
        "West Northamptonshire": "places@example.org",
    }


def test_every_fault_of_the_councils_is_said_at_once() -> None:
    text = "North Northamptonshire; West=nobody; East=a@example.org; EAST=b@example.org"
    first, second, third = faults(council_emails=text)
    assert "'North Northamptonshire'" in first
    assert "'West=nobody'" in second
    assert "names EAST twice" in third
