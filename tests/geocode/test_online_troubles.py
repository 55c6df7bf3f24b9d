"""The failures of an online geocoder harm nobody, and nothing that was typed gets into a log."""

import datetime as dt
import logging
from collections.abc import Callable

import pytest

from geo_ij.geocode.online.pace import FAILURES_UNTIL_PAUSE, PAUSE_S
from geo_ij.geocode.online.providers import PROVIDERS, Server
from tests.geocode.fake_geocoder import FakeGeocoder, dripping, hanging_up, running_fake_geocoder, saying, silent
from tests.geocode.online_world import GOOD, SENT, TEXT, Clock, Make, Memory

BAD = {
    "HTML": saying(b"<html><body>Sign in to the wireless network</body></html>", kind="text/html"),
    "HTML that says it is JSON": saying(b"<html></html>"),
    "more than 1 MB": saying(b"[" + b" " * 1_100_000 + b"]"),
    "not a list": saying({"surprise": 1}),
    "text for a number": saying([{**GOOD[0], "lat": "north"}]),
    "not a number": saying(b'[{"lat": NaN, "lon": -0.7, "display_name": "Sharpener Lane, Ketterby"}]'),
    "not a number as text": saying([{**GOOD[0], "lat": "nan"}]),
    "infinity": saying([{**GOOD[0], "lon": "inf"}]),
    "beyond the pole": saying([{**GOOD[0], "lat": "152.4"}]),
    "no name": saying([{key: value for key, value in GOOD[0].items() if key != "display_name"}]),
    "deeper than anyone reads": saying(b"[" * 100_000),
    "breaks off": hanging_up,
    "not UTF-8": saying(b'["\xff"]'),
    "error": saying({"error": "it is broken"}, status=500),
}


@pytest.mark.parametrize("trick", BAD.values(), ids=BAD)
def test_an_answer_that_is_no_answer_is_a_failure_and_not_kept(
    make: Make, fake: FakeGeocoder, memory: Memory, trick: Callable[..., None]
) -> None:
    fake.tricks += [trick, trick]
    reply = make().ask(TEXT)
    assert reply.places == ()
    assert reply.trouble.startswith("The online geocoder Nominatim did not answer: it")
    assert SENT not in reply.trouble.casefold()
    assert len(fake.questions) == 2, "one retry"
    assert memory.kept == {}
    assert make().places(TEXT)


def test_one_failure_is_tried_again(make: Make, fake: FakeGeocoder) -> None:
    fake.tricks.append(BAD["error"])
    assert make().places(TEXT)
    assert len(fake.questions) == 2


@pytest.mark.parametrize("trick", [dripping, silent], ids=["dripping", "silent"])
def test_a_slow_answer_is_not_waited_for(make: Make, fake: FakeGeocoder, trick: Callable[..., None]) -> None:
    fake.tricks += [trick, trick]
    trouble = make(timeout_s=0.2).ask(TEXT).trouble
    assert trouble == "The online geocoder Nominatim did not answer: it did not answer in time."
    assert fake.questions[1].at - fake.questions[0].at < 0.6


def test_a_redirect_to_another_host_is_not_followed(make: Make, fake: FakeGeocoder) -> None:
    with running_fake_geocoder() as other:
        fake.tricks += [saying(b"", status=302, Location=f"{other.url}/search?q=x")] * 2
        assert make().ask(TEXT).trouble
        assert other.questions == []
    fake.tricks.append(saying(b"", status=302, Location="/search?q=sharpener+lane"))
    assert make().places(TEXT), "a redirect on the same host is"


@pytest.mark.parametrize(("status", "words"), [(401, "key"), (403, "key"), (429, "less often"), (400, "refused")])
def test_a_refusal_is_not_tried_again(make: Make, fake: FakeGeocoder, status: int, words: str) -> None:
    fake.tricks.append(saying({"error": "no"}, status=status))
    assert words in make("osnames").ask(TEXT).trouble
    assert len(fake.questions) == 1


def test_a_server_that_asks_for_a_rest_gets_it(make: Make, fake: FakeGeocoder, clock: Clock) -> None:
    fake.tricks.append(saying(b"{}", status=429, Retry_After="60"))
    assert "less often" in make().ask(TEXT).trouble
    clock.now += dt.timedelta(seconds=59)
    assert "was not asked" in make().ask(TEXT).trouble
    assert len(fake.questions) == 1
    clock.now += dt.timedelta(seconds=2)
    assert make().places(TEXT)


def test_after_three_failures_nobody_asks_for_five_minutes(make: Make, fake: FakeGeocoder, clock: Clock) -> None:
    fake.tricks += [BAD["error"]] * 2 * FAILURES_UNTIL_PAUSE
    for _ in range(FAILURES_UNTIL_PAUSE):
        assert "did not answer" in make().ask(TEXT).trouble
    asked = len(fake.questions)
    clock.now += dt.timedelta(seconds=PAUSE_S - 1)
    assert "was not asked" in make().ask(TEXT).trouble
    assert len(fake.questions) == asked
    clock.now += dt.timedelta(seconds=2)
    assert make().places(TEXT)


def test_an_answer_between_failures_makes_up_for_them(make: Make, fake: FakeGeocoder) -> None:
    for number in range(8):
        fake.tricks += [BAD["error"]] * 2 if number % 2 else []
        make().ask(f"Sharpener Lane, {'Ab' * (number + 1)}town")
    assert len(fake.questions) == 4 + 4 * 2


def test_a_server_that_is_not_there_fails_in_words(make: Make, fake: FakeGeocoder) -> None:
    geocoder = make()
    with running_fake_geocoder() as gone:
        address = gone.url
    geocoder._server = Server(url=address, user_agent="geo-ij/test")
    assert "cannot be reached" in geocoder.ask(TEXT).trouble
    assert fake.questions == []


def test_nothing_that_was_typed_is_logged(make: Make, fake: FakeGeocoder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fake.tricks += [BAD["error"], BAD["error"], BAD["HTML"], BAD["not a list"]]
    for provider in PROVIDERS:
        make(provider).ask(TEXT)
        make(provider).ask("Twelvewell Hills")
    assert len(fake.questions) == 8, "two of the six twice"
    logged = caplog.text.casefold()
    assert not any(word in logged for word in ("sharpener", "twelvewell", "a-key"))
