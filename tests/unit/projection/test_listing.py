"""How a symbol's integers become text, and text its integers."""

import pytest

from glassbook.projection.listing import Asset, Symbol, TooLarge, wire_text
from glassbook.protocol.decimals import NotADecimal, TooPrecise
from glassbook.protocol.symbols import SymbolRule


def symbol(tick_units=10**6, lot_units=10**4, *, base_scale=10**8, quote_scale=10**8):
    listed = Symbol(0, "BTCUSD", Asset(0, "BTC", base_scale), Asset(1, "USD", quote_scale))
    listed.set_rule(SymbolRule.TICK_UNITS, tick_units)
    listed.set_rule(SymbolRule.LOT_UNITS, lot_units)
    return listed


def test_wire_text_always_has_eight_decimals():
    assert symbol().price_text(3_000_001) == "30000.01000000"
    assert symbol().quantity_text(15_000) == "1.50000000"
    assert symbol().amount_text(1) == "0.00000001"
    assert wire_text(-150_000_000) == "-1.50000000"


def test_an_asset_with_more_decimals_than_the_wire_is_cut_toward_zero():
    assert Asset(0, "ETH", 10**18).text(1_999_999_999_999_999_999) == "1.99999999"
    fine = symbol(tick_units=10**16 + 1, lot_units=10**9, quote_scale=10**18, base_scale=10**18)
    assert fine.price_text(3) == "0.03000000"
    assert fine.quantity_text(19) == "0.00000001"


def test_decimals_follow_from_tick_and_lot():
    assert (symbol().price_decimals, symbol().quantity_decimals) == (2, 4)
    whole = symbol(tick_units=5 * 10**8, lot_units=10**8)
    assert (whole.price_decimals, whole.quantity_decimals) == (0, 0)
    assert symbol(tick_units=25 * 10**5).price_decimals == 3


@pytest.mark.parametrize("text", ["30000.01", "30000.010", "30000.01000000", "030000.01"])
def test_a_price_is_the_same_however_it_is_written(text):
    assert symbol().ticks_of(text) == 3_000_001


def test_a_price_off_the_tick_is_too_precise():
    with pytest.raises(TooPrecise):
        symbol().ticks_of("0.001")
    with pytest.raises(TooPrecise):
        symbol(tick_units=5 * 10**6).ticks_of("0.01")
    with pytest.raises(TooPrecise):
        symbol().lots_of("0.00001")


def test_a_symbol_without_a_tick_has_no_price():
    bare = Symbol(0, "BTCUSD", Asset(0, "BTC", 10**8), Asset(1, "USD", 10**8))
    assert bare.price_decimals == 0
    with pytest.raises(TooPrecise):
        bare.ticks_of("1")


@pytest.mark.parametrize("text", ["", ".", "-1", "1e5", "NaN", "١", "1.", "+1", " 1", "1,0"])
def test_what_is_no_plain_decimal_is_refused(text):
    for read in (symbol().ticks_of, symbol().lots_of, symbol().amount_of):
        with pytest.raises(NotADecimal):
            read(text)


def test_a_number_beyond_any_amount_is_too_large():
    with pytest.raises(TooLarge):
        symbol().ticks_of("1" + "0" * 30)
    with pytest.raises(TooLarge):
        symbol().amount_of("50000000000")
    assert symbol().amount_of("46116860184.27387904") == 2**62


def test_an_average_price_is_quote_per_whole_coin():
    traded = symbol()
    # 1.5 coins for 45,000 dollars
    assert traded.average_price_text(45_000 * 10**8, 15_000) == "30000.00000000"
    assert traded.average_price_text(0, 0) == "0.00000000"
