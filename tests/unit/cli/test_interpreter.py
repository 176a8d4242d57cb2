"""What an open venue asks of the interpreter: threads that change places soon."""

import sys

from glassbook.cli.up import hand_over_sooner


def test_a_thread_that_computes_gives_the_interpreter_to_one_that_waits():
    before = sys.getswitchinterval()
    try:
        hand_over_sooner()
        assert sys.getswitchinterval() <= before / 10
    finally:
        sys.setswitchinterval(before)
