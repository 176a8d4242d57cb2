"""Who may ask how often, told with a clock of our own."""

import pytest

from glassbook.gateway.access import rate_limits
from glassbook.gateway.access.limit_profiles import PROFILES, SECOND_NS
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.access.refusals import Refusal

MINUTE_NS = 60 * SECOND_NS
DAY_NS = 86_400 * SECOND_NS
ALICE = "203.0.113.7"


class Clock:
    def __init__(self):
        self.now = 1_000 * DAY_NS

    def __call__(self):
        return self.now

    def wait(self, nanoseconds):
        self.now += nanoseconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limiter(clock):
    return RateLimiter(PROFILES["us"], clock)


def refused(call):
    with pytest.raises(Refusal) as told:
        call()
    return told.value


def test_weight_adds_up_within_a_minute_and_is_forgotten_after_it(limiter, clock):
    assert [limiter.charge(ALICE, weight) for weight in (1, 10, 5)] == [1, 11, 16]
    clock.wait(MINUTE_NS - 1)
    assert limiter.used_weight(ALICE) == 16
    clock.wait(1)
    assert limiter.charge(ALICE, 2) == 2


def test_an_address_opens_300_connections_in_five_minutes_where_that_is_limited(clock, limiter):
    of_global = RateLimiter(PROFILES["global"], clock)
    for _ in range(300):
        of_global.count_connection(ALICE)
    told = refused(lambda: of_global.count_connection(ALICE))
    assert (told.status, told.code) == (429, -1034)
    assert told.text == "Too many connection attempts from IP; current limit is 300 per '5 MINUTE'."
    assert dict(told.headers) == {b"retry-after": b"300"}
    of_global.count_connection("203.0.113.8")
    clock.wait(5 * MINUTE_NS)
    of_global.count_connection(ALICE)
    for _ in range(301):
        limiter.count_connection(ALICE)  # Binance.US documents none


def test_windows_are_the_clocks_minutes_not_the_callers(limiter, clock):
    clock.wait(MINUTE_NS - 1)
    limiter.charge(ALICE, 1_200)
    clock.wait(1)
    assert limiter.charge(ALICE, 1_200) == 1_200


def test_the_limit_itself_may_be_used_and_no_more(limiter, clock):
    clock.wait(15 * SECOND_NS)
    limiter.charge(ALICE, 1_200)
    no = refused(lambda: limiter.charge(ALICE, 1))
    assert (no.status, no.code) == (429, -1003)
    assert no.text == (
        "Too much request weight used; current limit is 1200 request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API."
    )
    assert no.headers == ((b"retry-after", b"45"),)


def test_one_address_does_not_use_up_another_ones(limiter):
    limiter.charge(ALICE, 1_200)
    assert limiter.charge("203.0.113.8", 1) == 1


def test_a_network_of_ipv6_addresses_is_one_caller(limiter):
    limiter.charge("2001:db8::1", 700)
    assert limiter.charge("2001:db8::ffff:2", 500) == 1_200
    assert limiter.charge("2001:db8:0:1::1", 1) == 1


def test_requests_are_counted_besides_their_weight(clock):
    limiter = RateLimiter(PROFILES["us"], clock)
    for minute in range(5):
        clock.wait(MINUTE_NS if minute else 0)
        for _ in range(1_000):
            limiter.charge(ALICE, 1)
    no = refused(lambda: limiter.charge(ALICE, 1))
    assert "5000 requests per 5 MINUTE" in no.text


def test_who_does_not_stop_is_banned_for_two_minutes(limiter, clock):
    limiter.charge(ALICE, 1_200)
    for _ in range(rate_limits.REFUSALS_BEFORE_BAN):
        assert refused(lambda: limiter.charge(ALICE, 1)).status == 429
    no = refused(lambda: limiter.charge(ALICE, 1))
    until_ms = (clock.now + 120 * SECOND_NS) // 1_000_000
    assert no.status == 418
    assert no.text == (
        f"Way too much request weight used; IP banned until {until_ms}. "
        "Please use WebSocket Streams for live updates to avoid bans."
    )
    assert no.headers == ((b"retry-after", b"120"),)
    clock.wait(120 * SECOND_NS - 1)
    assert refused(lambda: limiter.charge(ALICE, 1)).status == 418
    clock.wait(1)
    assert limiter.charge(ALICE, 1) > 0


def ban(limiter):
    limiter.charge(ALICE, 1_200)
    for _ in range(rate_limits.REFUSALS_BEFORE_BAN):
        refused(lambda: limiter.charge(ALICE, 1))
    no = refused(lambda: limiter.charge(ALICE, 1))
    assert no.status == 418
    return int(no.headers[0][1])


def test_bans_grow_up_to_three_days(limiter, clock):
    seconds = []
    for _ in range(14):
        seconds.append(ban(limiter))
        clock.wait(seconds[-1] * SECOND_NS + MINUTE_NS)
    assert seconds[:4] == [120, 240, 480, 960]
    assert seconds[-1] == 3 * 86_400


def test_a_good_day_clears_the_record(limiter, clock):
    for _ in range(3):
        clock.wait(ban(limiter) * SECOND_NS + MINUTE_NS)
    clock.wait(DAY_NS)
    assert ban(limiter) == 120


def test_orders_are_counted_by_account_in_ten_seconds_and_days(limiter, clock):
    assert [limiter.count_order(7) for _ in range(2)] == [(1, 1), (2, 2)]
    assert limiter.order_counts(8) == (0, 0)
    clock.wait(10 * SECOND_NS)
    assert limiter.count_order(7) == (1, 3)
    clock.wait(DAY_NS)
    assert limiter.order_counts(7) == (0, 0)


def test_an_order_that_fills_gives_its_place_back_and_a_maker_one_more(clock):
    filled = [3, 1]  # before anybody counted
    limiter = RateLimiter(PROFILES["us"], clock, lambda _: (filled[0], filled[1]))
    for _ in range(6):
        limiter.count_order(7)
    filled[0] += 1
    assert limiter.order_counts(7) == (5, 5)
    filled[1] += 1
    assert limiter.count_order(7) == (4, 4)
    clock.wait(10 * SECOND_NS)
    filled[1] += 1
    assert limiter.order_counts(7) == (0, 2)
    assert limiter.count_order(7) == (1, 3)


def test_an_order_over_the_limit_is_refused_and_not_counted(limiter):
    for _ in range(100):
        limiter.count_order(7)
    no = refused(lambda: limiter.count_order(7))
    assert (no.status, no.code) == (429, -1015)
    assert no.text == "Too many new orders; current limit is 100 orders per 10 SECOND."
    assert limiter.order_counts(7) == (100, 100)


def test_without_limits_everything_is_counted_and_nothing_refused(clock):
    limiter = RateLimiter(PROFILES["none"], clock)
    assert limiter.charge(ALICE, 10**9) == 10**9
    for _ in range(1_000):
        limiter.count_order(7)
    assert limiter.order_counts(7) == (1_000, 1_000)
    assert PROFILES["none"].published() == []


def test_callers_are_forgotten_before_memory_grows_without_bound(limiter, clock, monkeypatch):
    monkeypatch.setattr(rate_limits, "CALLERS_MAX", 50)
    banned_for = ban(limiter)
    clock.wait(6 * MINUTE_NS)
    assert banned_for == 120
    for number in range(200):
        limiter.charge(f"198.51.100.{number}", 1)
    assert len(limiter._callers) <= 50


def test_orders_counted_together_count_as_many_as_one_by_one(limiter):
    limiter.charge(ALICE, 7)
    limiter.count_order(5)
    used, placed = limiter.count_together({ALICE: 3, "2001:db8::/64": 2}, 1, {5: 4, 6: 1})
    assert used == {ALICE: 7, "2001:db8::/64": 0}
    assert placed == {5: [1, 1], 6: [0, 0]}
    assert limiter.charge(ALICE, 1) == 11
    assert limiter.charge("2001:db8::ffff", 1) == 3
    assert limiter.count_order(5) == (6, 6)


@pytest.mark.parametrize(
    ("requests", "orders"),
    [({ALICE: 1_201}, {5: 1}), ({ALICE: 101}, {5: 101}), ({ALICE: 1}, {6: 1})],
)
def test_where_one_may_be_refused_none_is_counted_together(limiter, requests, orders):
    limiter.count_orders(6, limiter.orders_left(6))
    assert limiter.count_together(requests, 1, orders) is None
    assert limiter.used_weight(ALICE) == 0
    assert limiter.order_counts(5) == (0, 0)
