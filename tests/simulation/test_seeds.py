"""The whole venue under faults drawn from fixed seeds: no promise breaks.

`glassbook simulate --minutes M` runs as many more as there is time for. A seed that once failed
stays here, with what it found.
"""

import pytest

from glassbook.node.core_room import compiled_core
from glassbook.simulation.campaign import Failure, run_seed

EVERYDAY = range(1, 9)

#: seed: what it found.
GOLDEN = {
    1: "doors built before a recovery refused every key afterwards",
}


@pytest.fixture(scope="module")
def core():
    return compiled_core(print)


@pytest.mark.parametrize("seed", sorted({*EVERYDAY, *GOLDEN}))
def test_no_promise_breaks_under_the_faults_of_this_seed(core, seed):
    result = run_seed(seed, core)
    assert not isinstance(result, Failure), result
    assert result.answers > 50


def test_a_seed_does_the_same_thing_every_time(core):
    first = run_seed(6, core, seconds=5)
    assert first.lives > 2, "it is a seed in which the process ends again and again"
    assert first == run_seed(6, core, seconds=5)
