"""Notice words that point to danger, to a child at risk or to a crime: staff are told at once."""

import re
import unicodedata
from functools import cache

from geo_ij.triage.phrases import BENIGN, GROUPS, PHRASES
from geo_ij.vocabulary import Alarm


def alarms_in(*texts: str) -> tuple[Alarm, ...]:
    """Give what the texts of one report may point to, the gravest first (the order of vocabulary.Alarm)."""
    clauses = [clause for text in texts for clause in _clauses(text)]
    return tuple(alarm for alarm in Alarm if any(_says(clause, alarm) for clause in clauses))


def _clauses(text: str) -> list[str]:
    """Part a text where a sentence ends, in small letters and with single spaces, without what only sounds grave."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().translate(_APOSTROPHES)
    visible = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    single = " ".join(visible.split())
    return [_benign().sub("thing", clause).strip() for clause in _ENDS.split(single) if clause.strip()]


def _says(clause: str, alarm: Alarm) -> bool:
    """Say whether a clause has one of the phrases of an alarm that is neither denied nor only feared."""
    match = _phrases(alarm).search(clause)
    while match is not None:
        if not _DENIED.search(clause[: match.start()]) and not _FEARED.search(clause[: match.end()]):
            return True
        match = _phrases(alarm).search(clause, match.start() + 1)
    return False


_LONGEST = 5_000
"""Letters of a text that are looked at; a report has fewer, an e-mail may have more."""

_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u2032": "'"})
_ENDS = re.compile(r"(?<=[.!?;])\s+")
_DENIED = re.compile(
    r"\b(?:no|not|never|without|isn't|isnt|aren't|arent|wasn't|wasnt|weren't|didn't|hasn't|haven't|"
    r"nobody (?:is|was|has been)|no ?one (?:is|was|has been)|no (?:sign|evidence|risk)s? of|free (?:of|from))\s+"
    r"(?:(?:a|an|any|been|being|more|seen|heard of|about|really|actually)\s+){0,2}$"
)
"""What stands right before a phrase that denies it ("no drug dealing here"), not farther off ("no lights, dealing")."""

_FEARED = re.compile(
    r"\b(?:could|might|may|would|will|'ll|going to|gonna|bound to|waiting to|before|in case|until|till|if)\s+"
    r"(?:\w+\s+){0,3}(?:get|gets|be|is|are|catch|catches|start|happens|hurt|hurts|injured|fall|falls|trip|trips|attack|"
    r"attacked|stabbed|cut|killed)(?:\s+(?:badly\s+|seriously\s+)?(?:hurt|injured|killed|cut|attacked|mugged|robbed|stabbed|hit|burnt|"
    r"electrocuted|on fire|fire|drowned|by))?$"
)
"""What somebody fears may come of a broken slide or a dark alley: "a child will get hurt", "before it is on fire"."""


@cache
def _benign() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(BENIGN)})(?!\w)")


@cache
def _phrases(alarm: Alarm) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_filled(phrase) for phrase in PHRASES[alarm])})(?!\w)")


def _filled(phrase: str) -> str:
    for name, group in GROUPS.items():
        phrase = phrase.replace("{" + name + "}", group)
    return phrase.replace("~", r"(?:[\w'-]+ ){0,4}?")
