"""The faults that tools/planted.py plants still have their place in the sources."""

import sys

import pytest

from tests.tidy.tree import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from planted_faults import FAULTS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted(fault):
    text = (ROOT / "src/glassbook" / fault.file).read_text()
    assert text.count(fault.old) == 1
    assert fault.new != fault.old
