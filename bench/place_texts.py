"""Write places of a made-up country as people write them: misspelt, with a town or without, in a sentence."""

import string
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

SLIPS = (0, 1, 2)


class PlaceText(NamedTuple):
    """A text with its truth: the street that is meant and a point of it, in metres."""

    text: str
    name: str
    easting: float
    northing: float


def misspelt(text: str, slips: int, random: np.random.Generator) -> str:
    """Add, leave out, replace or swap so many letters anywhere in a text, each of the four as likely."""
    for _ in range(slips):
        before = text
        while text == before or not text.strip():
            at = int(random.integers(len(before)))
            letter = str(random.choice(list(string.ascii_lowercase)))
            text = str(
                random.choice(
                    [
                        before[:at] + letter + before[at:],
                        before[:at] + before[at + 1 :],
                        before[:at] + letter + before[at + 1 :],
                        before[:at] + before[at + 1 : at + 2] + before[at] + before[at + 2 :],
                    ]
                )
            )
    return text


def _with_town(name: str, town: str) -> str:
    return f"{name}, {town}"


def _alone(name: str, _town: str) -> str:
    return name


def _in_sentence(name: str, town: str) -> str:
    return f"Rubbish and needles left behind the shops on {name} in {town}, by the bus stop, every weekend since June"


WAYS: dict[str, Callable[[str, str], str]] = {
    "name and town": _with_town,
    "name alone": _alone,
    "sentence with both": _in_sentence,
}
"""The ways in which people write a street; slips are made in its name only."""


def place_texts(streets: pd.DataFrame, way: str, *, slips: int, count: int, seed: int) -> list[PlaceText]:
    """Draw streets (name, locality, easting, northing), common names as often as they occur, and write each."""
    random = np.random.default_rng(seed)
    drawn = streets.iloc[random.integers(0, len(streets), count)]
    return [
        PlaceText(WAYS[way](misspelt(name, slips, random), town), name, easting, northing)
        for name, town, easting, northing in zip(
            drawn["name"], drawn["locality"], drawn["easting"], drawn["northing"], strict=True
        )
    ]
