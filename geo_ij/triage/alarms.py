"""Notice words that point to danger, to a child at risk or to a crime: staff are told at once."""

from geo_ij.vocabulary import Alarm


def alarms_in(*texts: str) -> tuple[Alarm, ...]:
    """Give what the texts of one report may point to, the gravest first (the order of vocabulary.Alarm)."""
    raise NotImplementedError
