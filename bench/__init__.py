"""Measure against other ways of doing the same, in the same run; figures are kept in docs/benchmarks.md."""
