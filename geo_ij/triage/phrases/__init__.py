"""List the phrases that point to danger, to a child at risk or to a crime, and those that only sound like it.

A phrase is a pattern over a text in small letters, with plain apostrophes and single spaces. A capital word in braces
stands for one of a group. `~` stands for up to four words, a comma or a full stop never among them.
"""

from geo_ij.triage.phrases.children import CHILDREN
from geo_ij.triage.phrases.crime import CRIME
from geo_ij.triage.phrases.danger import DANGER
from geo_ij.triage.phrases.groups import BENIGN, GROUPS
from geo_ij.vocabulary import Alarm

PHRASES: dict[Alarm, tuple[str, ...]] = {
    Alarm.DANGER_NOW: DANGER,
    Alarm.CHILD_AT_RISK: CHILDREN,
    Alarm.CRIME: CRIME,
}

__all__ = ["BENIGN", "GROUPS", "PHRASES"]
