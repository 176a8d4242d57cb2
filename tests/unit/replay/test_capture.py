"""A capture is read exactly, or refused with the place that cannot be understood."""

import gzip

import pytest

from glassbook.protocol.orders import Side
from glassbook.replay.capture import Action, CaptureDamaged, MarketTrade, read_capture
from glassbook.replay.source import CaptureNotFound, locate
from tests.unit.replay.captures import ORDERS, TRADES, order_lines, write_capture

STORY = """
    1000 ms #1 bid 2.5@100 created
    1007 ms #2 ask 1e-08@100.5 created
    1009 ms #1 bid 2.5@100 deleted
"""


def test_rows_keep_their_order_and_their_exact_numbers(tmp_path):
    rows = read_capture(write_capture(tmp_path, STORY)).rows
    assert rows.order_id.tolist() == [1, 2, 1]
    assert rows.time_ms.tolist() == [1000, 1007, 1009]
    assert rows.price_e8.tolist() == [10_000_000_000, 10_050_000_000, 10_000_000_000]
    assert rows.volume_e8.tolist() == [250_000_000, 1, 250_000_000]
    assert rows.action.tolist() == [Action.CREATED, Action.CREATED, Action.DELETED]
    assert rows.side.tolist() == [Side.BUY, Side.SELL, Side.BUY]


def test_a_plain_file_says_the_same_as_a_packed_one(tmp_path):
    (tmp_path / "trades.csv").write_text(TRADES + "\n")
    (tmp_path / "orders.csv").write_text("\n".join([ORDERS, *order_lines(STORY)]))
    assert read_capture(tmp_path).rows.order_id.tolist() == [1, 2, 1]


def test_columns_are_found_by_their_names(tmp_path):
    (tmp_path / "trades.csv").write_text(TRADES + "\n")
    (tmp_path / "orders.csv").write_text(
        "direction,action,volume,price,more,exchange_timestamp,id\nask,created,2,3,x,4,5\n"
    )
    rows = read_capture(tmp_path).rows
    assert (rows.order_id[0], rows.time_ms[0], rows.price_e8[0]) == (5, 4, 300_000_000)


def test_the_side_of_a_trade_tells_who_took(tmp_path):
    trades = ["9,1,5,100.0,2.0,11,22,buy", "10,1,6,100.0,2.0,11,22,sell"]
    bought, sold = read_capture(write_capture(tmp_path, STORY, trades)).trades
    assert bought == MarketTrade(9, 5, 22, 11, 100 * 10**8, 2 * 10**8)
    assert (sold.maker_id, sold.taker_id) == (11, 22)


@pytest.mark.parametrize(
    "line",
    [
        "x,1,1,100,1,created,bid",
        "1,1,1.5,100,1,created,bid",
        "1,1,1,-100,1,created,bid",
        "1,1,1,100,NaN,created,bid",
        "1,1,1,100,0.000000001,created,bid",
        "1,1,1,100,1,invented,bid",
        "1,1,1,100,1,created,left",
        "1,1,1,100,1,created",
        "99999999999999999999,1,1,100,1,created,bid",
    ],
)
def test_a_bad_row_is_refused_with_its_file_and_line(tmp_path, line):
    write_capture(tmp_path, STORY)
    with gzip.open(tmp_path / "orders.csv.gz", "at") as file:
        file.write(line + "\n")
    with pytest.raises(CaptureDamaged, match=r"orders\.csv\.gz line 5"):
        read_capture(tmp_path)


def test_a_bad_trade_is_refused_with_its_file_and_line(tmp_path):
    write_capture(tmp_path, STORY, ["9,1,5,100.0,2.0,11,22,both"])
    with pytest.raises(CaptureDamaged, match=r"trades\.csv line 2"):
        read_capture(tmp_path)


def test_a_file_cut_short_is_refused(tmp_path):
    path = write_capture(tmp_path, STORY) / "orders.csv.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CaptureDamaged, match="cannot be read"):
        read_capture(tmp_path)


def test_a_file_that_is_not_packed_is_refused(tmp_path):
    path = write_capture(tmp_path, STORY) / "orders.csv.gz"
    path.write_bytes(b"id,timestamp")
    with pytest.raises(CaptureDamaged, match="cannot be read"):
        read_capture(tmp_path)


def test_a_missing_column_is_named(tmp_path):
    write_capture(tmp_path, STORY)
    (tmp_path / "orders.csv.gz").unlink()
    (tmp_path / "orders.csv").write_text("id,price,volume,action,direction\n")
    with pytest.raises(CaptureDamaged, match="no column exchange_timestamp"):
        read_capture(tmp_path)


def test_a_capture_without_orders_is_refused(tmp_path):
    with pytest.raises(CaptureDamaged, match="no orders"):
        read_capture(write_capture(tmp_path, ""))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CaptureNotFound, match=r"neither orders\.csv\.gz nor orders\.csv"):
        read_capture(tmp_path)
    write_capture(tmp_path, STORY)
    (tmp_path / "trades.csv").unlink()
    with pytest.raises(CaptureNotFound, match=r"trades\.csv is missing"):
        read_capture(tmp_path)


def test_progress_is_reported_while_reading(tmp_path):
    story = "1 ms #1 bid 1@1 created\n" * 20_001
    reported = []
    read_capture(write_capture(tmp_path, story), reported.append)
    assert reported == [10_000, 20_000]


def test_a_source_is_a_known_name_or_a_directory(tmp_path):
    assert locate(str(tmp_path)) == tmp_path
    assert (locate("bitstamp") / "orders.csv.gz").is_file()
    with pytest.raises(CaptureNotFound, match="neither a directory nor a known source"):
        locate(str(tmp_path / "nothing"))
