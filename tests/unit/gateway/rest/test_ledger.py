"""Everything that moved an account's money, as a file."""

import asyncio
import csv
import http.client
import io
from decimal import Decimal

import pytest
from pyarrow import parquet

from glassbook.gateway.rest import ledger_csv, ledger_parquet
from glassbook.gateway.rest.file_answer import File, FileAnswer
from glassbook.gateway.server import GatewayServer
from glassbook.identity.api_keys import Permission
from glassbook.projection import postings
from glassbook.protocol import commands
from tests.unit.gateway.rest.house import START_NS

PATH = "/glassbook/v1/postings"
NOW_MS = START_NS // 1_000_000
FORMS = ("csv", "parquet")


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    """Have every story cross the ends of pages, chunks and groups."""
    monkeypatch.setattr(postings, "PAGE_ROWS", 3)
    monkeypatch.setattr(ledger_csv, "CHUNK_ROWS", 2)
    monkeypatch.setattr(ledger_parquet, "CHUNK_ROWS", 2)
    monkeypatch.setattr(ledger_parquet, "GROUP_ROWS", 3)


def lines(house, key, **parameters):
    answer = house.ask("GET", PATH, key=key, **parameters)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def table(house, key, **parameters):
    answer = house.ask("GET", PATH, key=key, format="parquet", **parameters)
    assert answer.headers["content-disposition"] == 'attachment; filename="postings.parquet"'
    return parquet.read_table(io.BytesIO(answer.body)).to_pylist()


def busy(house):
    """Have Alice trade with Bob and herself, on two symbols, at two times, and pay a sub-account.

    Returns the sub-account's name.
    """
    alice = house.keys.create("alice", permissions=Permission(127))
    for price in (30_000, 31_000):
        house.place(house.alice, "SELL", 1, price)
        house.place(house.bob, "BUY", 1, price)
    for side in ("SELL", "BUY"):
        house.place(house.alice, side, 2, 29_000, selfTradePreventionMode="NONE")
    house.clock.wait(60)
    order = {"symbol": "ETHBTC", "type": "LIMIT", "timeInForce": "GTC", "price": "0.05"}
    for key, side in ((house.bob, "SELL"), (house.alice, "BUY")):
        house.ask("POST", "/api/v3/order", key=key, side=side, quantity=40, **order)
    house.clock.wait(1)
    path = "/sapi/v1/sub-account/virtualSubAccount"
    name = house.ask("POST", path, key=alice, subAccountString="desk").json["email"]
    sent = {"toEmail": name, "asset": "USD", "amount": "5.5"}
    assert house.ask("POST", "/sapi/v3/sub-account/transfer", key=alice, **sent).status == 200
    house.place(house.alice, "BUY", 1, 20_000)  # rests: a hold is no posting
    return name


def sums(rows):
    found = {}
    for row in rows:
        found[row["asset"]] = found.get(row["asset"], 0) + Decimal(row["amount"])
    return found


def test_the_postings_of_an_account_add_up_to_its_balances(house):
    busy(house)
    for key in (house.alice, house.bob):
        account = house.ask("GET", "/api/v3/account", key=key).json["balances"]
        had = {each["asset"]: Decimal(each["free"]) + Decimal(each["locked"]) for each in account}
        assert sums(lines(house, key)) == sums(table(house, key)) == had


def test_what_a_trade_group_transfers_is_posted_on_both_sides(house):
    for account_id in (2, 3):
        house.exchange.apply(commands.set_trade_group(account_id, 7))
    mode = {"selfTradePreventionMode": "TRANSFER"}
    for price in (30_000, 30_001):
        house.place(house.alice, "SELL", 1, price, **mode)
    house.place(house.bob, "BUY", "1.5", 30_001, **mode)
    rows = lines(house, house.bob)
    assert [row["kind"] for row in rows[-4:]] == ["TRANSFER"] * 4
    for key in (house.alice, house.bob):
        account = house.ask("GET", "/api/v3/account", key=key).json["balances"]
        had = {each["asset"]: Decimal(each["free"]) + Decimal(each["locked"]) for each in account}
        assert sums(lines(house, key)) == had


def test_postings_stand_in_the_order_of_time_each_once(house):
    busy(house)
    rows = lines(house, house.alice)
    times = [row["time"] for row in rows]
    assert times == sorted(times)
    assert times[0] == "2023-11-14T22:13:20.000000000Z"
    kinds = [row["kind"] for row in rows]
    assert kinds[:3] == ["DEPOSIT"] * 3
    assert kinds[-1] == "TRANSFER"
    trades = [row for row in rows if row["kind"] == "TRADE"]
    assert len(trades) == 2 * (2 + 2 + 1), "two legs of two sales, both sides of one, a purchase"
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_both_files_say_the_same(house):
    busy(house)
    for row, told in zip(lines(house, house.alice), table(house, house.alice), strict=True):
        assert row.keys() == told.keys()
        assert Decimal(row["amount"]) == told["amount"]
        assert (row["kind"], row["asset"]) == (told["kind"], told["asset"])
        for name in ("symbol", "trade_id", "order_id", "sequence", "other_account"):
            assert row[name] == ("" if told[name] is None else str(told[name]))


def test_a_trade_says_which_and_a_transfer_with_whom(house):
    name = busy(house)
    rows = lines(house, house.alice)
    sold = [row for row in rows if row["trade_id"] == "1" and row["symbol"] == "BTCUSD"]
    told = [(row["kind"], row["asset"], row["amount"]) for row in sold]
    assert told == [
        ("TRADE", "BTC", "-1.00000000"),
        ("TRADE", "USD", "30000.00000000"),
        ("COMMISSION", "USD", "-30.00000000"),
    ]
    (received,) = lines(house, house.keys.create("alice", permissions=Permission(127)), email=name)
    assert (received["kind"], received["amount"]) == ("TRANSFER", "5.50000000")
    assert received["sequence"] == rows[-1]["sequence"]


def test_an_export_has_a_first_and_a_last_moment(house):
    busy(house)
    early = lines(house, house.alice, endTime=NOW_MS + 59_999)
    late = lines(house, house.alice, startTime=NOW_MS + 60_000)
    assert {row["symbol"] for row in late} == {"ETHBTC", ""}
    assert early + late == lines(house, house.alice)
    assert lines(house, house.alice, startTime=NOW_MS + 120_000) == []
    assert table(house, house.alice, startTime=NOW_MS + 120_000) == []


def test_nobody_sees_the_postings_of_others(house):
    name = busy(house)
    assert house.ask("GET", PATH, key=house.bob, email=name).refusal[:2] == (400, -1130)
    assert house.ask("GET", PATH, key=house.bob, format="xls").refusal[:2] == (400, -1130)


def test_a_file_goes_over_the_wire_in_pieces_and_the_connection_stays(house):
    busy(house)
    asked = [f"{PATH}?{house.signed(house.alice, {'format': form}).decode()}" for form in FORMS]

    def read(number):
        connection = http.client.HTTPConnection("127.0.0.1", number, timeout=180)
        for place in asked:
            connection.request("GET", place, headers={"X-MBX-APIKEY": house.alice.api_key})
            answer = connection.getresponse()
            assert answer.getheader("transfer-encoding") == "chunked"
            yield answer.read()
        connection.close()

    async def served():
        server = GatewayServer(house.application, "127.0.0.1", 0, house.application.router)
        await server.start()
        try:
            return await asyncio.to_thread(lambda: list(read(server.port)))
        finally:
            await server.stop()

    lined, tabled = asyncio.run(served())
    told = house.ask("GET", PATH, key=house.alice).body
    assert lined == told
    assert len(parquet.read_table(io.BytesIO(tabled))) == told.count(b"\n") - 1


def test_nothing_more_is_made_for_who_has_gone():
    made = []

    def endless():
        while True:
            made.append(1)
            yield b"piece"

    async def leave_early():
        has_left = asyncio.Event()

        async def receive():
            await has_left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if len(made) == 5:
                has_left.set()

        answer = FileAnswer(File("text/csv", "endless.csv", endless()), used_weight=1)
        await answer.send(receive, send, is_head_only=False)

    asyncio.run(leave_early())
    assert len(made) < 10
