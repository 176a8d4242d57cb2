"""How long a connection lives, and how often it may speak. Time is told, never waited for."""

from glassbook.gateway.streams.allowance import Allowance
from glassbook.gateway.streams.heartbeat import Due, Heartbeat
from glassbook.gateway.streams.profile import GLOBAL, HOUR_NS, MINUTE_NS, SECOND_NS, US

BORN = 1_700_000_000 * SECOND_NS


def after(heart, since_birth_ns):
    """Beat every second until then; return what was due on the way."""
    told = []
    for second in range(since_birth_ns // SECOND_NS + 1):
        due = heart.beat(BORN + second * SECOND_NS)
        if due is not Due.NOTHING:
            told.append((second, due))
    return told


def test_binance_us_pings_every_three_minutes():
    heart = Heartbeat(US, BORN)
    assert after(heart, 7 * MINUTE_NS) == [(180, Due.PING), (360, Due.PING)]


def test_binance_us_gives_up_ten_minutes_after_a_ping_nobody_answered():
    told = after(Heartbeat(US, BORN), 13 * MINUTE_NS)
    pings = [(minute * 60, Due.PING) for minute in (3, 6, 9, 12)]
    assert told == [*pings, (13 * 60, Due.PONG_IS_LATE)]


def test_binance_pings_every_twenty_seconds_and_waits_a_minute():
    told = after(Heartbeat(GLOBAL, BORN), 80 * SECOND_NS)
    assert told == [(20, Due.PING), (40, Due.PING), (60, Due.PING), (80, Due.PONG_IS_LATE)]


def test_a_pong_that_echoes_the_ping_keeps_the_connection():
    heart = Heartbeat(GLOBAL, BORN)
    for second in range(600):
        due = heart.beat(BORN + second * SECOND_NS)
        assert due in {Due.NOTHING, Due.PING}
        if due is Due.PING:
            heart.pong(heart.payload)


def test_an_answer_to_the_newest_ping_answers_the_older_ones_too():
    heart = Heartbeat(GLOBAL, BORN)
    heart.beat(BORN + 20 * SECOND_NS)
    heart.beat(BORN + 40 * SECOND_NS)
    heart.pong(heart.payload)
    assert heart.beat(BORN + 80 * SECOND_NS) is Due.PING


def test_a_pong_nobody_asked_for_prevents_nothing():
    heart = Heartbeat(GLOBAL, BORN)
    heart.beat(BORN + 20 * SECOND_NS)
    heart.pong(b"")
    heart.pong(b"something else")
    assert heart.beat(BORN + 80 * SECOND_NS) is Due.PONG_IS_LATE


def test_a_connection_ends_after_24_hours_however_lively_it_is():
    heart = Heartbeat(US, BORN)
    assert heart.beat(BORN + 24 * HOUR_NS - 1) is Due.PING
    heart.pong(heart.payload)
    assert heart.beat(BORN + 24 * HOUR_NS) is Due.TOO_OLD


def test_nothing_is_ever_due_before_the_heart_says_so():
    heart = Heartbeat(GLOBAL, BORN)
    for second in range(80):
        now_ns, due_ns = BORN + second * SECOND_NS, heart.due_ns
        assert heart.beat(now_ns) is Due.NOTHING or now_ns >= due_ns
        assert heart.due_ns > now_ns


def spent(allowance, *times_ms):
    return [allowance.spend(time_ms * 1_000_000) for time_ms in times_ms]


def test_five_messages_at_once_are_allowed_and_the_sixth_is_not():
    assert spent(Allowance(5), 10, 10, 10, 10, 10, 10) == [True] * 5 + [False]


def test_five_messages_a_second_may_go_on_for_ever_and_jitter_does_not_matter():
    allowance = Allowance(5)
    times_ms = [200 * n - (n % 3) * 40 for n in range(1, 1000)]
    assert all(spent(allowance, *times_ms))


def test_six_messages_a_second_cannot_go_on():
    assert not all(spent(Allowance(5), *range(0, 10_000, 167)))


def test_a_quiet_second_restores_the_allowance_and_a_quiet_hour_does_not_add_to_it():
    allowance = Allowance(5)
    assert spent(allowance, *[0] * 5, *[3_600_000] * 6) == [True] * 10 + [False]


def test_without_a_limit_everything_is_allowed():
    assert all(spent(Allowance(None), *[0] * 1000))
