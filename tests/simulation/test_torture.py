"""A real venue, killed while real clients trade: each of them finds what it was told.

Two kills here; `glassbook torture crash` does as many as it is told.
"""

from glassbook.cli.torture.crash import run_crash


def test_no_client_finds_anything_else_than_it_was_told_after_a_kill():
    verdict = run_crash(None, rounds=2, seed=3)
    assert verdict.is_clean, verdict.findings
    assert verdict.acknowledged > 5
    assert verdict.commands > 1_000, "the recorded market traded beside them"
