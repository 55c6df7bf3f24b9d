"""Report what an import of records kept, and which rows it left out and why."""

from geo_ij.cli import edge
from geo_ij.sources.record_cells import Tally

SHOWN_ROWS = 10
"""How many rejected rows the report in words names; `--json` names them all."""


def report_tally(tally: Tally, *, what: str, as_json: bool) -> None:
    """Print the report of an import as one JSON document, or in words with the first rejected rows."""
    rows = tally.rejected_rows
    document = {
        "read": tally.read,
        "kept": tally.kept,
        "rejected": dict(sorted(tally.rejected.items())),
        "rejected_rows": [{"line": row.line, "reason": row.reason, "detail": row.detail} for row in rows],
    }
    lines = [f"Kept {tally.kept:,} of {tally.read:,} {what}."]
    lines += [f"Left out {row.where}: {row.detail}." for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        lines.append(f"Left out {len(rows) - SHOWN_ROWS:,} more: --json names them all. In total:")
        lines += [f"  {count:,} {reason}" for reason, count in sorted(tally.rejected.items())]
    edge.report(document, lines, as_json=as_json)
