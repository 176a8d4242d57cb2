"""At the bounds of 64 bits, where a sum that wraps would be a wrong ledger or a stopped venue.

Each story needs balances that only a coin of very many very small units has; such coins exist.
"""

from tests.stories import Stage, play

CHEAP = f"""
    House lists ETH/USD
    House sets TICK_UNITS 1 with symbol_id=2
    House sets LOT_UNITS 1 with symbol_id=2
    House sets PRICE_TICKS_MAX 1000000 with symbol_id=2
    House sets QUANTITY_LOTS_MAX {2**60} with symbol_id=2
    House tells TRADING with symbol_id=2
"""  # a lot at one tick is worth a thousandth of a dollar


def test_an_amount_that_would_buy_more_lots_than_64_bits_can_count_buys_what_is_there():
    told = play(
        CHEAP
        + f"""
        Alice deposits {2**61} ETH
        Bob deposits {2**61} USD
        Alice sells {2**60}@1 with symbol_id=2
        Bob buys for {2**55} at market with symbol_id=2
        """
    )
    assert told[-1] == f"#10 x #9 {2**60}@1"


def test_an_offer_larger_than_any_purse_is_too_dear_and_not_free():
    """Every offer is worth an amount; nine of them together are worth more than 64 bits hold."""
    told = play(
        f"""
        Alice deposits {2**25} BTC
        Bob deposits {2**61} USD
        Alice sells {2**22}@{2**39} times 4
        Bob buys {2**24} at market
        """
    )
    assert told[-1].endswith("rejected FUNDS_INSUFFICIENT")


def test_bids_for_more_than_there_can_be_are_too_many_and_not_none():
    told = play(
        CHEAP
        + f"""
        Alice deposits {2**61} USD
        Bob deposits {2**61} ETH
        Alice buys {2**60}@1 with symbol_id=2
        Alice buys {2**60}@2 with symbol_id=2
        Alice buys {2**60}@3 with symbol_id=2
        Alice buys {2**60}@4 with symbol_id=2
        Alice buys {2**60}@5 with symbol_id=2
        Alice buys {2**60}@6 with symbol_id=2
        Alice buys {2**60}@7 with symbol_id=2
        Alice buys {2**60}@8 with symbol_id=2
        Bob sells for {2**61} at market with symbol_id=2
        """
    )
    assert told[-2:] == [
        "#16 accepted, 1152921504606846976 open",
        "#17 rejected FUNDS_INSUFFICIENT",
    ]


def test_a_notional_fits_up_to_the_last_unit():
    stage = Stage()
    stage.play(f"Alice deposits {2**62} BTC")
    assert stage.play(f"Alice sells {2**59}@8")[-1].endswith("open")
    assert stage.play(f"Alice sells {2**59 - 1}@9")[-1].endswith("NOTIONAL_OVERFLOWS")
    assert stage.play(f"Alice sells 5@{2**40}")[-1].endswith("open")
