"""Invent who says of an open report: I have seen this too."""

import datetime as dt
import hashlib
from typing import NamedTuple

import pandas as pd

from geo_ij.demonstration.county import stream
from geo_ij.vocabulary import COUNTED_STATUSES, ENDED_STATUSES, ReporterKind

_SUPPORTED = 0.25
"""The share of the open reports that others support."""

_HOW_MANY = (1, 1, 1, 1, 2, 2, 3)
_HOUSEHOLDS = 400
_LONGEST_DAYS = 120


class Supporter(NamedTuple):
    """A household that supports a report, and when; the household is a hash, as everywhere."""

    reference: str
    household: str
    at: dt.datetime


def make_supporters(reports: pd.DataFrame, *, anchor: dt.date) -> list[Supporter]:
    """Say who supports which of the reports (as `make_reports` made them) before `anchor`, the earliest first.

    Only what is public and still open can be supported, from the day after it was accepted.
    """
    random = stream("supporters")
    statuses = [status.value for status in COUNTED_STATUSES - ENDED_STATUSES]
    is_open = reports["status"].isin(statuses) & (reports["reporter_kind"] != ReporterKind.POLICE.value)
    end = dt.datetime.combine(anchor, dt.time(), dt.UTC)
    found = []
    for row in reports[is_open].itertuples(index=False):
        accepted = dt.datetime.fromisoformat(str(row.decided_at)).replace(tzinfo=dt.UTC)
        days = min((end - accepted).days, _LONGEST_DAYS)
        is_supported = random.random_sample() < _SUPPORTED
        households = random.choice(_HOUSEHOLDS, size=int(random.choice(_HOW_MANY)), replace=False)
        if not is_supported or days < 2:
            continue
        for household in households:
            later = dt.timedelta(days=int(random.randint(1, days)), minutes=int(random.randint(600)))
            found.append(Supporter(str(row.reference), _hashed(int(household)), accepted + later))
    return sorted(found, key=lambda one: (one.at, one.reference, one.household))


def _hashed(household: int) -> str:
    return hashlib.sha256(f"demonstration supporter {household}".encode()).hexdigest()
