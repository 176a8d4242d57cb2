"""Any bytes at all, to sessions without sockets. `fuzz` says what they must keep."""

from tests.unit.gateway.fix.fuzz import Fuzzer

SESSIONS = 300


def test_sessions_keep_every_rule_whatever_they_are_told():
    for seed in range(SESSIONS):
        Fuzzer(seed).run()
