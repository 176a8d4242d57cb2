"""Whatever is shared of commissions, and however often it is paid, nothing is made of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.projection.rebates import LABELS, REBATE_TERMS
from glassbook.protocol import commands
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.protocol.symbols import SymbolRule
from tests.unit.projection.market import (
    ALICE,
    BOB,
    BTCUSD,
    CAROL,
    FEES,
    Market,
    buy,
    sell,
)

DAY_MS = 86_400_000
WHOLE_PPM = 1_000_000


def beside(share):
    """Return what the customer may have back beside his partner's share: often, all the rest."""
    rest = WHOLE_PPM - share
    return st.tuples(st.just(share), st.just(rest) | st.integers(0, rest))


SHARES = st.integers(0, WHOLE_PPM).flatmap(beside)
TRADES = st.tuples(st.integers(1, 90), st.integers(1, 50))  # price, lots
DAYS = st.lists(st.tuples(SHARES, st.lists(TRADES, max_size=4), st.booleans()), max_size=6)


class Sharing(Market):
    """Bob trades with Alice, who pay a lot; Carol is the partner of both."""

    def __init__(self):
        super().__init__(maker_ppm=99_991, taker_ppm=33_333)
        self.do(commands.set_symbol_rule(BTCUSD, SymbolRule.LOT_UNITS, 1))

    def share(self, share_ppm, kickback_ppm):
        for customer in (ALICE, BOB):
            body = {
                "account": customer,
                "partner": CAROL,
                "share_ppm": share_ppm,
                "kickback_ppm": kickback_ppm,
            }
            document = Document(REBATE_TERMS, 1, body)
            self.projections.follow(SequencedDocument(self.twin.sequence, 0, document))

    def held(self):
        return dict(self.projections.balances.of(FEES))

    def settle(self):
        """Pay all that is due, and return it by asset."""
        due = list(self.projections.rebates.due(self.now_ms // DAY_MS))
        for each in due:
            account_id, purpose, asset_id = each.earning
            payment = commands.transfer(FEES, account_id, asset_id, each.amount_units)
            self.do((payment, LABELS[purpose]))
        return due


def lived(days, *, is_patient):
    """Return a market after some days; a patient house pays at the end only."""
    market, commission, due = Sharing(), {}, []
    for shares, trades, is_settled in days:
        market.share(*shares)
        before = market.held()
        for price, lots in trades:
            market.do(sell(ALICE, price, lots), buy(BOB, price, lots))
        for asset_id, (units, _) in market.held().items():
            earned = units - before.get(asset_id, (0, 0))[0]
            commission[asset_id] = commission.get(asset_id, 0) + earned
        market.pass_ms(DAY_MS)
        if is_settled and not is_patient:
            due += market.settle()
    due += market.settle()
    sums = {}
    for each in due:
        sums[each.earning] = sums.get(each.earning, 0) + each.amount_units
    return market, commission, sums


@settings(max_examples=60, deadline=None)
@given(days=DAYS)
def test_all_that_is_paid_is_never_more_than_the_commission(days):
    market, commission, paid = lived(days, is_patient=False)
    for asset_id, units in commission.items():
        shared = sum(amount for earning, amount in paid.items() if earning.asset_id == asset_id)
        assert 0 <= shared <= units
        assert market.held()[asset_id] == (units - shared, 0)
    assert market.settle() == []


@settings(max_examples=30, deadline=None)
@given(days=DAYS)
def test_how_often_it_is_paid_changes_nothing(days):
    assert lived(days, is_patient=True)[2] == lived(days, is_patient=False)[2]
