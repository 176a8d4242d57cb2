"""The faults that the tools plant still have their place in the sources."""

import sys

import pytest

from tests.tidy.tree import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from mutants import MUTANTS
from mutants_of_the_doors import MUTANTS_OF_THE_DOORS
from planted_faults import FAULTS


@pytest.mark.parametrize(
    "fault", [*FAULTS, *MUTANTS, *MUTANTS_OF_THE_DOORS], ids=lambda fault: fault.name
)
def test_a_fault_can_be_planted(fault):
    text = (ROOT / "src/glassbook" / fault.file).read_text()
    assert text.count(fault.old) == 1
    assert fault.new != fault.old
