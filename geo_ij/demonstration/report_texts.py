"""Put together what residents say of what they see: each in a manner of their own."""

import numpy as np

from geo_ij.demonstration.report_stories import GREETINGS, ISSUES, LAST_WORDS, Story

_ADDS, _ADDS_TWO, _GREETS, _ENDS, _IN_HASTE = 0.7, 0.25, 0.12, 0.35, 0.15


def stories_of(issue: str) -> tuple[Story, ...]:
    """Give the stories of an issue."""
    return ISSUES[issue][1]


def text_of(story: Story, random: np.random.RandomState, *, not_as: str = "") -> str:
    """Tell a story; with `not_as` in other words than those."""
    before = not_as.casefold()
    ways = [way for way in story.told if way.casefold().rstrip(".") not in before]
    said = [str(random.choice(ways or story.told))]
    if random.random_sample() < _ADDS:
        count = 2 if random.random_sample() < _ADDS_TWO else 1
        fresh = [one for one in story.added if one.casefold().rstrip(".") not in before] or list(story.added)
        said += [str(one) for one in random.choice(fresh, size=min(count, len(fresh)), replace=False)]
    if random.random_sample() < _ENDS:
        said.append(str(random.choice(LAST_WORDS)))
    if random.random_sample() < _GREETS:
        greeting = str(random.choice(GREETINGS))
        said[0] = f"{greeting} {_lowered(said[0]) if greeting.endswith(',') else said[0]}"
    text = " ".join(said)
    return _in_haste(text) if random.random_sample() < _IN_HASTE else text


def _lowered(text: str) -> str:
    """Begin with a small letter, but for the word I."""
    return text if text.startswith(("I ", "I'")) else text[0].lower() + text[1:]


def _in_haste(text: str) -> str:
    """Write as people do on a telephone with one thumb."""
    return text.replace("I am", "im").replace("cannot", "cant").lower().replace(". ", ", ").rstrip(".")
