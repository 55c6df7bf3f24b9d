"""Report what an import of records kept, and which rows it left out and why."""

from typing import Any

from geo_ij.cli import edge
from geo_ij.sources.record_cells import Tally

SHOWN_ROWS = 10
"""How many rejected rows the report in words names; `--json` names them all."""


def report_tally(tally: Tally, *, what: str, as_json: bool) -> None:
    """Print the report of an import as one JSON document, or in words with the first rejected rows."""
    edge.report(tally_document(tally), tally_lines(tally, what=what), as_json=as_json)


def tally_document(tally: Tally) -> dict[str, Any]:
    """Give what became of a file's rows for the report in JSON."""
    return {
        "read": tally.read,
        "kept": tally.kept,
        "rejected": dict(sorted(tally.rejected.items())),
        "rejected_rows": [
            {"line": row.line, "reason": row.reason, "detail": row.detail} for row in tally.rejected_rows
        ],
    }


def tally_lines(tally: Tally, *, what: str) -> list[str]:
    """Say what became of a file's rows, with the first of those that were left out."""
    rows = tally.rejected_rows
    lines = [f"Kept {tally.kept:,} of {tally.read:,} {what}."]
    lines += [f"Left out {row.where}: {row.detail}." for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        lines.append(f"Left out {len(rows) - SHOWN_ROWS:,} more: --json names them all. In total:")
        lines += [f"  {count:,} {reason}" for reason, count in sorted(tally.rejected.items())]
    return lines
