"""The same sources without the compiler: the same events and the same state, to the bit.

Interpreted, an overflow of NumPy's integers is a warning, and every warning is an error here.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glassbook.core.engine import Engine
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol.batches import Batch
from tests.twin.flow import commands

ROOT = Path(__file__).parents[2]
COUNT = 4_000


def digests(seed: int) -> list[str]:
    """Return the digest of all events of a flow, and of the state it ends in."""
    engine = Engine()
    events = engine.apply(Batch(1, 0, commands(seed, COUNT)))
    return [hashlib.sha256(events.tobytes()).hexdigest(), engine.digest().hex()]


@pytest.mark.skipif(not IS_COMPILED, reason="there is nothing to compare with")
def test_the_interpreter_and_the_compiler_agree():
    program = "from tests.differential.test_interpreted import digests; print(*digests(5))"
    answer = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == digests(5)
