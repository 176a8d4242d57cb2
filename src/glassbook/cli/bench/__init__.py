"""Benchmarks: one table, and each figure beside a reference of the same run."""
