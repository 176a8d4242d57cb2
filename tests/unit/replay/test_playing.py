"""A replay is a client: it submits, hears what became of it, and draws its conclusions."""

import asyncio

import pytest

from glassbook.protocol.submission import VenueStopped
from glassbook.replay.capture import read_capture
from glassbook.replay.comparison import compare
from glassbook.replay.flow import order_flow
from glassbook.replay.pace import FullSpeed
from glassbook.replay.playback import Playback, PrintedTrade
from glassbook.replay.player import play, reopen
from tests.unit.replay.captures import MARKET, flow_of, write_capture
from tests.unit.replay.plain_venue import PlainVenue

TRADING = """
    1 ms #1 ask 1@100 created
    1 ms #2 ask 1@100 created
    2 ms #3 bid 1.5@101 created
    2 ms #3 bid 1@100 changed
    2 ms #1 ask 0.0@100 deleted
    2 ms #3 bid 0.0@100 deleted
    9 ms #2 ask 0.5@100 deleted
"""


class OneByOne:
    """A pace of single commands: every outcome is known before the next one."""

    async def next_stop(self, time_ms, start):
        return start + 1


class Closed:
    async def submit_many(self, commands, labels=None):
        raise VenueStopped("the venue is shutting down")


def played(flow, venue=None, pace=None):
    playback = Playback(flow)
    asyncio.run(play(playback, venue or PlainVenue(), pace or FullSpeed()))
    return playback


def test_trades_are_printed_under_the_recorded_markets_own_ids(tmp_path):
    playback = played(flow_of(tmp_path, TRADING))
    assert playback.trades == [
        PrintedTrade(1, 3, 10_000, 100_000_000),
        PrintedTrade(2, 3, 10_000, 50_000_000),
    ]


@pytest.mark.parametrize("pace", [FullSpeed(), OneByOne()])
def test_the_pace_does_not_change_what_is_printed(tmp_path, pace):
    venue = PlainVenue()
    assert len(played(flow_of(tmp_path, TRADING), venue, pace).trades) == 2
    assert venue.open_orders == 0


def test_an_order_known_to_be_done_is_not_cancelled(tmp_path):
    flow = flow_of(tmp_path, TRADING)
    slowly = played(flow, pace=OneByOne())
    assert slowly.sent == 4  # three orders, and the cancel of what was left of #2
    assert played(flow).sent == 6  # in one batch nobody knows yet


def test_a_refused_post_only_order_is_not_cancelled_later(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #1 ask 1@100 created
        2 ms #2 bid 1@100 created
        2 ms #2 bid 1@100 deleted
        """,
    )
    playback = played(flow, pace=OneByOne())
    assert playback.sent == 2
    assert playback.refused() == {"WOULD_TAKE": 1}


def test_a_full_queue_is_tried_again_and_nothing_is_lost_or_sent_twice(tmp_path):
    venue = PlainVenue(full_for=2)
    playback = played(flow_of(tmp_path, TRADING), venue)
    assert len(playback.trades) == 2
    assert len(venue.submissions) == 1


def test_a_stopped_venue_ends_the_play(tmp_path):
    with pytest.raises(VenueStopped):
        played(flow_of(tmp_path, TRADING), Closed())


def test_progress_is_reported_up_to_the_end(tmp_path):
    flow, reached = flow_of(tmp_path, TRADING), []
    asyncio.run(play(Playback(flow), PlainVenue(), OneByOne(), report=reached.append))
    assert reached == list(range(1, len(flow) + 1))


LASTING = """
    1 ms #1 ask 1@100 created
    1 ms #2 bid 1@98 created
    5 ms #3 bid 1@99 created
    6 ms #4 bid 0.5@100 created
    9 ms #1 ask 0.5@100 deleted
    9 ms #2 bid 1@98 deleted
    9 ms #3 bid 1@99 deleted
"""


def test_the_next_pass_takes_the_old_book_down_in_the_batch_that_puts_up_its_own(tmp_path):
    async def two_passes():
        flow, venue = flow_of(tmp_path, LASTING), PlainVenue()
        first, second = Playback(flow), Playback(flow)
        await reopen(first, venue, None)
        await play(first, venue, FullSpeed(), start=flow.opening, stop=flow.closing)
        assert venue.open_orders == 3
        await reopen(second, venue, first)
        assert len(venue.submissions[-1]) == 5
        assert venue.open_orders == 2
        await play(second, venue, FullSpeed(), start=flow.opening)
        assert venue.open_orders == 0
        assert second.trades == first.trades == [PrintedTrade(1, 4, 10_000, 50_000_000)]

    asyncio.run(two_passes())


def compared(directory, story, trades):
    capture = read_capture(write_capture(directory, story, trades))
    return compare(capture.trades, played(order_flow(capture.rows, MARKET)))


def test_equal_trades_are_matched(tmp_path):
    trades = ["1,2,2,100.0,1.0,3,1,buy", "2,2,2,100.0,0.5,3,2,buy"]
    comparison = compared(tmp_path, TRADING, trades)
    assert (comparison.market_trades, comparison.printed_trades) == (2, 2)
    assert comparison.matched_trades == 2
    assert comparison.unmatched == []


def test_a_trade_of_another_quantity_is_not_matched_and_says_what_was_printed(tmp_path):
    trades = ["1,2,2,100.0,1.0,3,1,buy", "2,2,2,100.0,0.4,3,2,buy"]
    comparison = compared(tmp_path, TRADING, trades)
    assert comparison.matched_trades == 1
    (unmatched,) = comparison.unmatched
    assert unmatched.trade.trade_id == 2
    assert "printed instead: 0.50000000 at 100.00 with maker 2" in unmatched.reason


def test_one_printed_trade_matches_only_one_of_the_markets(tmp_path):
    trades = ["1,2,2,100.0,1.0,3,1,buy", "2,2,2,100.0,1.0,3,1,buy"]
    assert compared(tmp_path, TRADING, trades).matched_trades == 1


@pytest.mark.parametrize(
    ("story", "trade", "reason"),
    [
        (
            "1 ms #1 ask 1@100 created\n2 ms #2 bid 0.0@999999999 created",
            "1,2,2,100,1,2,1,buy",
            "the taker is a market order in money",
        ),
        (
            "1 ms #1 ask 1@100 created\n2 ms #2 bid 1@100 created\n2 ms #2 bid 1@100 deleted",
            "1,2,2,100,1,2,1,buy",
            "the taker was refused: WOULD_TAKE",
        ),
        (
            "1 ms #2 bid 1@100 created",
            "1,2,2,100,1,2,1,buy",
            "the maker is not among the orders that could be fed",
        ),
        (
            "1 ms #1 ask 1@100 created\n2 ms #2 bid 1@99 created",
            "1,2,2,100,1,2,1,buy",
            "both orders were placed, but did not meet",
        ),
    ],
)
def test_every_missing_trade_has_its_reason(tmp_path, story, trade, reason):
    (unmatched,) = compared(tmp_path, story, [trade]).unmatched
    assert reason in unmatched.reason
