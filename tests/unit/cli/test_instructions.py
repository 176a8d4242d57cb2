"""What the house tells its venue, through files that only it may write."""

import asyncio

import pytest

from glassbook.cli.failure import Failure
from glassbook.cli.instructions import Answer, Instruction, Steward, leave, wait_for
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.gateway.rest.house import House


@pytest.fixture
def house(tmp_path):
    kept = House(tmp_path)
    yield kept
    kept.close()


def tell(house, data, act, **said):
    """Leave an instruction, have the venue look once, and return the answer."""
    path = leave(data, Instruction(act, "by order", **said))
    directory = house.exchange.projections.directory
    names = {"alice": directory.accounts[2], "bob": directory.accounts[3]}
    steward = Steward(data, directory, names.get, house.exchange)
    asyncio.run(steward.carry_out_all())
    answer = wait_for(path, 0)
    assert list(path.parent.iterdir()) == [], "what was done leaves nothing behind"
    return answer


def test_an_account_is_frozen_and_freed(house, tmp_path):
    house.place(house.alice, "SELL", "1", "30000")
    answer = tell(house, tmp_path, "freeze", account="alice")
    assert answer == Answer(sequence=house.exchange.engine.sequence)
    assert house.place(house.alice, "SELL", "1", "30000").json["code"] == -2010
    tell(house, tmp_path, "unfreeze", account="alice")
    assert house.place(house.alice, "SELL", "1", "30000").status == 200


def test_classes_that_are_parted_do_not_meet_until_they_are_joined(house, tmp_path):
    tell(house, tmp_path, "class", account="alice", number=3)
    tell(house, tmp_path, "part", symbol="BTCUSD", number=0, other=3)
    house.place(house.alice, "SELL", "1", "30000")
    assert house.place(house.bob, "BUY", "1", "30000").json["status"] == "NEW"
    tell(house, tmp_path, "join", symbol="BTCUSD", number=0, other=3)
    assert house.place(house.bob, "BUY", "1", "30000").json["status"] == "FILLED"


def test_a_symbol_gets_a_status_and_a_rule_and_an_account_a_group(house, tmp_path):
    directory = house.exchange.projections.directory
    tell(house, tmp_path, "status", symbol="BTCUSD", what="pre_trading")
    tell(house, tmp_path, "rule", symbol="BTCUSD", what="PERCENT_UP", number=12_000)
    tell(house, tmp_path, "group", account="bob", number=7)
    symbol = directory.symbol("BTCUSD")
    assert symbol.status is SymbolStatus.PRE_TRADING
    assert symbol.rules[SymbolRule.PERCENT_UP] == 12_000
    assert directory.accounts[3].trade_group == 7


def test_an_account_gets_limits_of_its_own(house, tmp_path):
    tell(house, tmp_path, "limit", account="alice", what="open_orders_max", number=1)
    assert house.place(house.alice, "SELL", "1", "30000").status == 200
    refused = house.place(house.alice, "SELL", "1", "30000").refusal
    assert refused == (400, -1013, "Filter failure: EXCHANGE_MAX_NUM_ORDERS")


def test_everybody_gets_limits(house, tmp_path):
    tell(house, tmp_path, "exchange", what="ASSET_UNITS_MAX", number=5, asset="BTC")
    tell(house, tmp_path, "exchange", what="orders_max", number=7)
    rules = house.exchange.projections.directory.exchange_rules
    assert sorted(rules.values()) == [5, 7]
    refused = tell(house, tmp_path, "exchange", what="ASSET_UNITS_MAX", number=5, asset="XYZ")
    assert refused == Answer(refusal="no asset is named 'XYZ'")


@pytest.mark.parametrize(
    ("act", "said", "why"),
    [
        ("freeze", {"account": "carol"}, "no account is named 'carol'"),
        ("status", {"symbol": "XYZUSD", "what": "HALT"}, "no symbol is named 'XYZUSD'"),
        ("status", {"symbol": "BTCUSD", "what": "OPEN"}, "'OPEN' is none of BREAK, TRADING"),
        ("status", {"symbol": "BTCUSD", "what": "AUCTION_MATCH"}, "STATUS_OUT_OF_TURN"),
        ("melt", {"symbol": "BTCUSD"}, "no instruction is named 'melt'"),
    ],
)
def test_what_cannot_be_done_says_why(house, tmp_path, act, said, why):
    assert tell(house, tmp_path, act, **said).refusal.startswith(why)


def test_an_instruction_waits_for_a_venue_that_is_stopped(house, tmp_path):
    path = leave(tmp_path, Instruction("freeze", "by order", account="bob"))
    assert wait_for(path, 0) is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_no_venue_is_there_is_nobody_to_tell(tmp_path):
    with pytest.raises(Failure, match="no venue's directory"):
        leave(tmp_path / "none", Instruction("freeze", "by order", account="bob"))
