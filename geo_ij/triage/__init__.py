"""Sense what a report tells: doubles, alarms, what to mask, and what each household counts for."""
