"""A real venue, killed while real clients trade, and on a disk that is harmed, full or slow.

Two kills and a few dozen harms here; `glassbook torture` does as many as it is told.
"""

from glassbook.cli.torture.crash import run_crash
from glassbook.cli.torture.disk import run_disk


def test_no_client_finds_anything_else_than_it_was_told_after_a_kill():
    verdict = run_crash(None, rounds=2, seed=3)
    assert verdict.is_clean, verdict.findings
    assert verdict.acknowledged > 5
    assert verdict.commands > 1_000, "the recorded market traded beside them"


def test_a_harmed_disk_is_refused_with_the_place_or_serves_what_the_sound_one_did():
    tally = run_disk(seed=2, every=25, rooms_bytes=[2**20])
    assert not tally.wrong
    kinds = {kind.partition(",")[0] for kind in tally.ends}
    assert kinds >= {"journal", "snapshots", "history.db", "slow", "full"}
    assert sum(counts["refused"] for counts in tally.ends.values()) > 20
    assert sum(counts["mended"] for counts in tally.ends.values()) > 3
