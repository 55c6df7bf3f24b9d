"""Read months that people type."""

import re
from typing import Any

import click

from geo_ij.frames import month_text


class MonthType(click.ParamType[str]):
    """A month written as 2025-03."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the month's form."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(value)):
            self.fail(f"{value!r} is not a month: write it like {month_text(2025 * 12 + 2)}", param, ctx)
        return str(value)


MONTH = MonthType()
