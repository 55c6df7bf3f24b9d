"""Files that would take up the machine, or are no whole photograph, are refused in plain words before they do harm."""

import random
import struct
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo_ij.errors import LimitError, SourceError
from geo_ij.sources import photographs
from geo_ij.sources.photographs import LONGEST_SIDE, MOST_SCANS, clean_photograph
from tests.pictures import encoded, four_colours, located, markers
from tests.sources.cleaned_photographs import DAMAGED, KINDS, PIXELS_ALONE, clean, refusal, small, srgb_profile


def test_more_pixels_than_can_be_read_are_refused_by_the_header() -> None:
    asked = "pixels. Make it smaller than {} million pixels"
    as_jpeg = asked + " or send it as a JPEG"
    assert refusal(encoded(Image.new("L", (12_000, 8_400)))).endswith(asked.format(65))
    assert refusal(_png_header(30_000, 30_000)) == "The photograph has 30,000 by 30,000 " + asked.format(20)
    assert refusal(encoded(Image.new("L", (5_000, 4_001)), "PNG")).endswith(as_jpeg.format(20))
    lossless = encoded(Image.new("RGB", (6_300, 6_300)), "WEBP", lossless=True)
    assert len(lossless) < 2_000, "bytes say nothing of what it costs"
    assert refusal(lossless).endswith(as_jpeg.format(20))
    heic = small("HEIF").replace(b"ispe\0\0\0\0" + struct.pack(">II", 96, 64),
                                 b"ispe\0\0\0\0" + struct.pack(">II", 9_000, 9_000))  # fmt: skip
    assert refusal(heic).endswith(asked.format(50)), "81 million are too many for a JPEG too"


def test_a_heic_that_is_larger_than_its_header_says_is_refused() -> None:
    large = encoded(Image.new("RGB", (2048, 2048)), "HEIF")
    header = struct.pack(">II", 2048, 2048)
    assert large.count(b"ispe\0\0\0\0" + header) == 1
    assert refusal(large.replace(b"ispe\0\0\0\0" + header, b"ispe\0\0\0\0" + struct.pack(">II", 64, 64))) == DAMAGED


def test_memory_is_bounded() -> None:
    code = """
import io, resource
from PIL import Image
from geo_ij.sources.photographs import clean_photograph
tile = Image.effect_noise((500, 450), 60)
whole = Image.new("L", (9000, 7200))
for x in range(0, 9000, 500):
    for y in range(0, 7200, 450):
        whole.paste(tile, (x, y))
stream = io.BytesIO()
Image.merge("RGB", [whole.reduce(2)] * 3).resize((9000, 7200)).save(stream, "JPEG")
del whole
"""
    measured = """
import resource, sys
from geo_ij.sources.photographs import clean_photograph
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert clean_photograph(content, limit_megabytes=100).width == 1600
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
    made = subprocess.run(
        [sys.executable, "-c", code + "import sys; sys.stdout.buffer.write(stream.getvalue())"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    # Whole, 64.8 million pixels would take 260 MB.
    peak = subprocess.run([sys.executable, "-c", measured], input=made, check=True, capture_output=True).stdout
    assert float(peak) < 200


def test_too_many_bytes_are_refused_before_anything_is_decoded() -> None:
    content = small("JPEG")
    assert refusal(content + bytes(1_000_000), limit_megabytes=1) == (
        "The photograph must be 1 megabytes or smaller: choose or make a smaller one"
    )
    padded = content + bytes(1_000_000 - len(content))
    assert clean_photograph(padded, limit_megabytes=1).width == 96


def _chunk(name: bytes, content: bytes) -> bytes:
    """Give one part of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png_header(width: int, height: int) -> bytes:
    """Give the beginning of a PNG, with a little that unpacks to a lot."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(1_000_000)))


def test_text_that_unpacks_to_more_than_fits_is_refused() -> None:
    plain = small("PNG")
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    assert refusal(plain[:33] + bomb + plain[33:]) == DAMAGED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_half_a_file_is_refused(kind: str, share: float) -> None:
    whole = encoded(Image.effect_noise((300, 200), 80).convert("RGB"), kind)
    assert refusal(whole[: int(len(whole) * share)]) == DAMAGED


@pytest.mark.parametrize("beginning", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8 "])
def test_the_beginning_of_a_picture_alone_is_refused(beginning: bytes) -> None:
    assert refusal(beginning + b"<html>not a picture</html>" * 20) == DAMAGED


def test_a_jpeg_that_goes_over_its_picture_without_end_is_refused() -> None:
    plain = encoded(Image.new("L", (640, 480), 99), progressive=True)
    last = plain[plain.rfind(b"\xff\xda") : -2]
    # A film that a telephone puts behind its picture may hold the same two bytes.
    assert clean(plain + b"\0\0" + last * 1000).width == 640
    assert refusal(plain[:-2] + last * MOST_SCANS + b"\xff\xd9") == DAMAGED


def test_one_picture_is_decoded_at_a_time() -> None:
    done = threading.Event()
    worker = threading.Thread(target=lambda: (clean(small("JPEG")), done.set()))
    with photographs._ONE_AT_A_TIME:
        worker.start()
        assert not done.wait(0.3)
    assert done.wait(10)
    worker.join()


def test_whoever_waits_too_long_is_told_so_and_nobody_waits_after_them() -> None:
    with photographs._ONE_AT_A_TIME, pytest.raises(LimitError, match="We are busy") as caught:
        clean_photograph(small("JPEG"), limit_megabytes=15, patience_s=0.05)
    assert caught.value.wait_s == 60
    for _ in range(photographs.MOST_WAITING + 1):
        assert clean_photograph(small("JPEG"), limit_megabytes=15, patience_s=0.05).width == 96
        with suppress(SourceError):
            clean_photograph(small("JPEG")[:200], limit_megabytes=15, patience_s=0.05)


def test_only_some_wait() -> None:
    refused: list[LimitError] = []

    def send() -> None:
        try:
            clean_photograph(small("JPEG"), limit_megabytes=15, patience_s=20)
        except LimitError as error:
            refused.append(error)

    with photographs._ONE_AT_A_TIME:
        senders = [threading.Thread(target=send) for _ in range(photographs.MOST_WAITING + 3)]
        for sender in senders:
            sender.start()
        deadline = time.monotonic() + 10
        while len(refused) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [sender.is_alive() for sender in senders].count(True) == photographs.MOST_WAITING
    for sender in senders:
        sender.join(20)
    assert len(refused) == 3, "those who waited had their turn"


def test_memory_does_not_grow_with_those_who_wait() -> None:
    code = """
import resource, sys, threading
from geo_ij.sources.photographs import clean_photograph
content = sys.stdin.buffer.read()
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
clean_photograph(content, limit_megabytes=15)
one = peak()
def send():
    for _ in range(3):
        clean_photograph(content, limit_megabytes=15)
senders = [threading.Thread(target=send) for _ in range(6)]
for sender in senders:
    sender.start()
for sender in senders:
    sender.join()
print(peak() - one)
"""
    lossless = encoded(Image.new("RGB", (4_470, 4_470)), "WEBP", lossless=True)
    more = subprocess.run([sys.executable, "-c", code], input=lossless, check=True, capture_output=True).stdout
    # Decoded by the six threads themselves, it is several hundred.
    assert float(more) < 60


def test_a_moderator_does_not_wait_for_what_is_sent() -> None:
    kept = clean(small("JPEG")).jpeg
    done = threading.Event()
    with photographs._ONE_AT_A_TIME:
        worker = threading.Thread(target=lambda: (photographs.redacted(kept, []), done.set()))
        worker.start()
        assert done.wait(10)
    worker.join()


@given(st.binary(max_size=3000), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X",
                                                   b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"]))  # fmt: skip
def test_nonsense_is_refused_in_plain_words(content: bytes, beginning: bytes) -> None:
    with pytest.raises(SourceError):
        clean(beginning + content)


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(kind: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # which bytes are damaged
    content = bytearray(_with_everything(kind))
    for _ in range(chance.choice([1, 2, 8, 40])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.2:
        at = chance.randrange(len(content))
        del content[at : at + chance.randrange(1, 60)]
    with suppress(SourceError):
        found = clean(bytes(content))
        assert set(markers(found.jpeg)) <= PIXELS_ALONE
        assert max(found.width, found.height) <= LONGEST_SIDE


@cache
def _with_everything(kind: str) -> bytes:
    return encoded(four_colours(), kind, exif=located(orientation=6), icc_profile=srgb_profile())
