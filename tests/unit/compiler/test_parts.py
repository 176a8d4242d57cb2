"""What only compiled code calls is compiled once."""

import pytest
from numba.core import types

from glassbook.compiler.kernels import IS_COMPILED, Kernels

pytestmark = pytest.mark.skipif(not IS_COMPILED, reason="there is nothing to compile")


@pytest.fixture
def part():
    @Kernels().kernel
    def successor(number):
        return number + 1

    return successor


@pytest.mark.parametrize(
    "given", [types.uint8, types.int32, types.int64, types.uint32, types.literal(7)], ids=str
)
def test_a_part_is_compiled_for_the_widest_integers_whoever_calls_it(part, given):
    part.get_call_template((types.int64,), {})
    part.get_call_template((given,), {})
    (compiled,) = part.nopython_signatures
    assert compiled.args == (types.int64,)
    assert compiled.return_type == types.int64


@pytest.mark.parametrize("given", [types.uint64, types.boolean, types.float64], ids=str)
def test_what_is_no_narrow_integer_stays_what_it_is(part, given):
    part.get_call_template((given,), {})
    (compiled,) = part.nopython_signatures
    assert compiled.args == (given,)
