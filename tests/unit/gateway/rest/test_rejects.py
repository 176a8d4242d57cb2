"""Every reason of the core has its words on the wire."""

import pytest

from glassbook.gateway.rest.rejects import AMENDING, CANCELLING, FIXED, PLACING, TEXTS, refusal
from glassbook.protocol.reject import RejectCode

REASONS = [code for code in RejectCode if code is not RejectCode.NONE]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.name)
def test_every_reject_code_has_exactly_one_row(reason):
    assert (reason in TEXTS) != (reason in FIXED)
    for tried in (PLACING, CANCELLING, AMENDING):
        said = refusal(reason, tried)
        assert said.code < -1000
        assert said.text


@pytest.mark.parametrize(
    ("reason", "tried", "code", "text"),
    [
        (
            RejectCode.FUNDS_INSUFFICIENT,
            PLACING,
            -2010,
            "Account has insufficient balance for requested action.",
        ),
        (RejectCode.WOULD_TAKE, PLACING, -2010, "Order would immediately match and take."),
        (RejectCode.CLIENT_KEY_REUSED, PLACING, -2010, "Duplicate order sent."),
        (RejectCode.ORDER_UNKNOWN, CANCELLING, -2011, "Unknown order sent."),
        (RejectCode.NOTHING_TO_CANCEL, CANCELLING, -2011, "Unknown order sent."),
        (
            RejectCode.CANCEL_RESTRICTED,
            CANCELLING,
            -2011,
            "Order was not canceled due to cancel restrictions.",
        ),
        (
            RejectCode.QUANTITY_NOT_REDUCED,
            AMENDING,
            -2038,
            "Order amend (quantity increase) is not supported.",
        ),
        (RejectCode.PRICE_ABOVE_MAX, PLACING, -1013, "Filter failure: PRICE_FILTER"),
        (RejectCode.QUANTITY_BELOW_MIN, PLACING, -1013, "Filter failure: LOT_SIZE"),
        (RejectCode.MARKET_QUANTITY_ABOVE_MAX, PLACING, -1013, "Filter failure: MARKET_LOT_SIZE"),
        (RejectCode.NOTIONAL_BELOW_MIN, PLACING, -1013, "Filter failure: NOTIONAL"),
        (RejectCode.OPEN_ORDERS_MAX, PLACING, -1013, "Filter failure: EXCHANGE_MAX_NUM_ORDERS"),
        (RejectCode.SYMBOL_NOT_TRADING, PLACING, -1013, "Market is closed."),
    ],
)
def test_clients_find_the_words_they_match_on(reason, tried, code, text):
    said = refusal(reason, tried)
    assert (said.code, said.text, said.status) == (code, text, 400)


def test_a_full_exchange_is_a_busy_server():
    assert refusal(RejectCode.ORDERS_FULL, PLACING).status == 503
