"""Only what clients asked for becomes a command; the market's own doings do not."""

import numpy as np
import pytest

from glassbook.protocol.commands import CommandKind
from glassbook.protocol.orders import OrderFlag, OrderType, Side
from glassbook.replay.flow import GHOSTS, LANES, CaptureEmpty, Market, lanes, order_flow
from tests.unit.replay.captures import MARKET, flow_of, rows_of


def test_a_created_order_is_placed_and_a_deleted_one_cancelled_by_its_key(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #5 bid 2@100.25 created
        4 ms #5 bid 2@100.25 deleted
        """,
    )
    place, cancel = flow.commands
    assert place["kind"] == CommandKind.PLACE_ORDER
    assert (place["price_ticks"], place["quantity_lots"]) == (10_025, 200_000_000)
    assert (place["side"], place["order_type"]) == (Side.BUY, OrderType.LIMIT)
    assert (place["symbol_id"], place["client_key"]) == (7, 5)
    assert cancel["kind"] == CommandKind.CANCEL_ORDER
    assert (cancel["order_id"], cancel["order_flags"]) == (5, OrderFlag.TARGET_BY_CLIENT_KEY)
    assert cancel["account_id"] == place["account_id"]
    assert flow.places.tolist() == [0, 0]


def test_a_changed_row_is_the_markets_own_doing_and_is_not_fed(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #5 bid 2@100 created
        2 ms #5 bid 1@100 changed
        """,
    )
    assert len(flow) == 1


def test_an_order_gone_untouched_in_the_same_millisecond_was_post_only(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #1 bid 2@100 created
        1 ms #1 bid 2@100 deleted
        1 ms #2 bid 2@100 created
        2 ms #2 bid 2@100 deleted
        3 ms #3 bid 2@100 created
        3 ms #3 bid 1@100 deleted
        """,
    )
    assert flow.commands["order_type"][~flow.is_cancel].tolist() == [
        OrderType.LIMIT_MAKER,
        OrderType.LIMIT,
        OrderType.LIMIT,
    ]


def test_prices_that_mean_any_price_make_market_orders(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #1 ask 2@0.0 created
        1 ms #2 bid 2@999999999.0 created
        1 ms #3 bid 2@0.0 created
        1 ms #4 bid 0.0@999999999.0 created
        """,
    )
    market, limit = OrderType.MARKET, OrderType.LIMIT
    assert flow.commands["order_type"].tolist() == [market, market, limit, limit]
    assert flow.commands["price_ticks"].tolist() == [0, 0, 0, 99_999_999_900]


def test_an_order_that_was_never_created_is_not_cancelled(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #1 bid 2@100 created
        2 ms #9 bid 2@100 deleted
        """,
    )
    assert len(flow) == 1
    assert flow.left_out == {"deletions of orders never created": 1}


def test_a_deletion_before_its_order_cancels_nothing(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #9 bid 2@100 deleted
        2 ms #9 bid 2@100 created
        """,
    )
    assert flow.is_cancel.tolist() == [False]


def test_ghosts_of_the_opening_book_are_left_out_with_their_deletion(tmp_path):
    flow = flow_of(
        tmp_path,
        f"""
        1 ms #1 bid 2@100 created
        1 ms #{GHOSTS[0]} ask 2@101 created
        2 ms #{GHOSTS[0]} ask 2@101 deleted
        """,
    )
    assert len(flow) == 1
    assert flow.left_out == {"ghosts of the opening book": 1}


def test_what_the_symbol_cannot_express_is_left_out_and_counted(tmp_path):
    rows = rows_of(
        tmp_path,
        """
        1 ms #1 bid 2@100.5 created
        1 ms #2 bid 2.5@100 created
        1 ms #3 bid 2@100 created
        1 ms #3 bid 2@100 created
        2 ms #1 bid 2@100.5 deleted
        """,
    )
    whole = Market(7, tick_e8=10**8, lot_e8=10**8, accounts=MARKET.accounts)
    flow = order_flow(rows, whole)
    assert flow.order_ids.tolist() == [3]
    assert flow.left_out == {
        "orders created twice": 1,
        "prices off the tick": 1,
        "quantities off the lot": 1,
    }


def test_a_capture_of_which_nothing_can_be_placed_is_refused(tmp_path):
    with pytest.raises(CaptureEmpty):
        flow_of(tmp_path, "1 ms #1 bid 2@100 deleted")


def test_opening_and_closing_of_the_recording_are_found(tmp_path):
    flow = flow_of(
        tmp_path,
        """
        1 ms #1 bid 2@100 created
        1 ms #2 ask 2@101 created
        5 ms #3 ask 2@102 created
        6 ms #3 ask 2@102 deleted
        9 ms #1 bid 2@100 deleted
        9 ms #2 ask 2@101 deleted
        """,
    )
    assert flow.opening == 2
    assert flow.closing == 4


def test_bids_and_asks_never_share_an_account_and_lanes_are_all_used(tmp_path):
    story = "\n".join(
        f"1 ms #{2_002_347_637_329_922 + 1_024 * n} {side} 1@100 created"
        for n in range(2_000)
        for side in ("bid",)
    )
    rows = rows_of(tmp_path, story)
    bid_lanes = lanes(rows)
    assert set(bid_lanes.tolist()) == set(range(0, LANES, 2))
    counts = np.bincount(bid_lanes)[::2]
    assert counts.max() < 3 * counts.min()
    rows.side[:] = Side.SELL
    assert (lanes(rows) == bid_lanes + 1).all()
