"""Benchmarks: one protocol, one table. Each prints its ratio to a peer or reference of the same run."""
