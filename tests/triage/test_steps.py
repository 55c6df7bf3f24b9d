"""Which step may follow where a report stands: every pair of the two, written out."""

import pytest

from geo_ij.triage.steps import STEPS, Step, status_after, steps_from
from geo_ij.vocabulary import COUNTED_STATUSES, ReportStatus

TABLE = """
              recv need revw dupl acpt cncl poli nots plan done clos with
start_review  revw revw -    -    -    -    -    -    -    -    -    -
accept        acpt acpt acpt -    -    -    -    -    -    -    -    -
ask           need need need -    -    -    -    -    -    -    -    -
merge         dupl dupl dupl -    dupl dupl -    -    dupl -    -    -
redact_text   recv need revw -    acpt cncl -    -    plan done clos -
refer_to_council        cncl cncl cncl -    cncl -    -    -    cncl -    -    -
refer_to_police_channel poli poli poli -    poli poli -    -    poli -    -    -
not_suitable  nots nots nots -    nots nots -    -    nots -    -    -
reply         recv need revw dupl acpt cncl poli nots plan done clos -
note          recv need revw dupl acpt cncl poli nots plan done clos with
plan_work     -    -    -    -    plan plan -    -    -    -    -    -
close         -    -    -    -    clos clos -    -    clos clos -    -
reopen        -    -    -    revw -    -    revw revw -    acpt acpt -
change_issues recv need revw -    acpt cncl -    -    plan done clos -
locate        recv need revw -    acpt cncl -    -    plan done clos -
"""
"""Where a report stands after each step (row), by where it stood (column); a dash: it may not be taken."""

SHORT = {
    "recv": ReportStatus.RECEIVED,
    "need": ReportStatus.NEEDS_INFORMATION,
    "revw": ReportStatus.UNDER_REVIEW,
    "dupl": ReportStatus.DUPLICATE,
    "acpt": ReportStatus.ACCEPTED,
    "cncl": ReportStatus.REFERRED_TO_COUNCIL,
    "poli": ReportStatus.REFERRED_TO_POLICE_CHANNEL,
    "nots": ReportStatus.NOT_SUITABLE,
    "plan": ReportStatus.WORK_PLANNED,
    "done": ReportStatus.WORK_DONE,
    "clos": ReportStatus.CLOSED,
    "with": ReportStatus.WITHDRAWN,
}


def written() -> dict[tuple[Step, ReportStatus], ReportStatus | None]:
    """Read the table."""
    header, *lines = TABLE.strip("\n").splitlines()
    found: dict[tuple[Step, ReportStatus], ReportStatus | None] = {}
    for line in lines:
        name, *cells = line.split()
        for before, after in zip(header.split(), cells, strict=True):
            found[Step(name), SHORT[before]] = SHORT.get(after)
    return found


def test_the_table_has_every_step_and_status() -> None:
    assert set(written()) == {(step, status) for step in Step for status in ReportStatus}
    assert set(STEPS) == set(Step)


@pytest.mark.parametrize("pair", sorted(written()), ids="-".join)
def test_every_step_from_everywhere(pair: tuple[Step, ReportStatus]) -> None:
    step, status = pair
    assert status_after(step, status) == written()[pair]
    assert (step in steps_from(status)) == (written()[pair] is not None)


def test_nothing_begins_to_count_but_by_accepting_or_referring() -> None:
    ways = {
        step
        for (step, before), after in written().items()
        if before not in COUNTED_STATUSES and after in COUNTED_STATUSES
    }
    assert ways == {Step.ACCEPT, Step.REFER_TO_COUNCIL}
