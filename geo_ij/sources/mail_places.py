"""Choose from the words of an e-mail those that say where something is, the likeliest first."""

import re

from geo_ij.sources.sent_report import LONGEST_PLACE

MOST_CHOICES = 5

_LABEL = re.compile(
    r"^[ \t*_-]*(?:where|location|place|address|area|lle|gdzie)[*_]*[ \t]*[:\-=][*_]*[ \t]*(?P<place>.{3,})$",
    re.IGNORECASE | re.MULTILINE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_GRID = re.compile(r"\b(?:S[PK]|TL|TF)\s?\d{2,5}\s?\d{2,5}\b|\b5[12]\.\d{3,}\s*,\s*-[01]\.\d{3,}", re.IGNORECASE)
_STREET = re.compile(
    r"\b[A-Z][\w'\u2019]*\s+(?i:street|st|road|rd|avenue|ave|lane|ln|close|cl|drive|dr|way|crescent|cres"
    r"|terrace|walk|place|court|gardens|grove|hill|row|square|mews|gate|parade|rise|green|broadway)\b"
    r"|\b(?!same|this|that|the|our|your|whole|every|main)\w{3,}\s+(?:street|road|rd|avenue|ave|lane|close|drive|crescent|terrace|grove)\b"
)
_SPOT = re.compile(
    r"\b(?:park|rec|recreation ground|playing field|play ?ground|play area|underpass|subway|alley(?:way)?|jitty"
    r"|car park|shops|school|church|station|pond|lake|canal|river|bridge|bus stop|roundabout|estate|cemetery"
    r"|allotments?|woods?|library|pub|centre|market|garages|town|village)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:on|at|in|near|behind|opposite|outside|between|along|by|next to|corner of|junction of|beside|around|off"
    r"|under)\s+(?:the\s+)?[A-Z]"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d])|\n+")
_SHORT = re.compile(r"\b(?:St|Rd|Ave|Ln|Dr|Cl|Cres|Mr|Mrs|Ms|no|nr|opp|approx|e\.g|i\.e)\.\s*$", re.IGNORECASE)
LONGEST_SHORT = 12
"""Letters of what is looked at for one that is shortened, with the letter before it."""

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|sv|odp|atb|ynglŷn)\s*:\s*)+", re.IGNORECASE)


def place_choices(text: str, *, subject: str) -> tuple[str, ...]:
    """Give the sentences that may say where it is, the likeliest first; at last the whole, and the subject.

    There is always one, as long as there are words at all. None is longer than a place in a report may be.
    """
    labelled = [match["place"] for match in _LABEL.finditer(text)]
    told = sorted(enumerate(_sentences(text)), key=lambda one: (-_clues(one[1]), one[0]))
    topic = topic_of(subject)
    likely = [sentence for _, sentence in told if _clues(sentence)]
    whole = " ".join(text.split())
    if _clues(topic):
        likely.insert(1 if likely and _clues(likely[0]) >= _clues(topic) else 0, topic)
    choices = [*labelled, *likely, whole, topic]
    cut = (_cut(one.strip(" \t*_-.,")) for one in choices)
    return tuple(dict.fromkeys(one for one in cut if one))[:MOST_CHOICES]


def topic_of(subject: str) -> str:
    """Give a subject without what mail programs put before it."""
    return _PREFIX.sub("", subject.strip()).strip()


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and _SHORT.search(found[-1][-LONGEST_SHORT:]):
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found


def _clues(words: str) -> float:
    """Say how much of a place is in these words; long ones hold more that misleads."""
    found = (
        4 * bool(_POSTCODE.search(words) or _GRID.search(words))
        + 3 * bool(_STREET.search(words))
        + 2 * bool(_SPOT.search(words))
        + bool(_WHERE.search(words))
    )
    return found - 0.5 * (len(words) > LONGEST_PLACE) if found else 0.0


def _cut(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_PLACE else flat[: LONGEST_PLACE - 2].rsplit(" ", 1)[0] + " \u2026"
