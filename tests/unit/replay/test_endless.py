"""A market that never ends keeps its prices, and keeps its hands off its customers' orders."""

import asyncio

from glassbook.cli.house import House
from glassbook.protocol.commands import deposit, open_account, place_order
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, Side
from glassbook.replay.accounts import BASE_TARGET, QUOTE_TARGET, REFERENCES, FlowAccounts
from glassbook.replay.endless import run_endlessly
from glassbook.replay.flow import order_flow
from glassbook.replay.pace import FullSpeed
from tests.unit.cli.houses import furnished_house_in
from tests.unit.replay.captures import rows_of

RISING = """
    1 ms #1 bid 1@78000 created
    1 ms #2 ask 1@78002 created
    2 ms #4 bid 3@78003 created
    3 ms #5 ask 1@78005 created
    9 ms #1 bid 1@78000 deleted
    9 ms #4 bid 2@78003 deleted
    9 ms #5 ask 1@78005 deleted
"""
FAR_TICKS = 1_000_00


class Enough(Exception):
    """So many books have been opened."""


def open_count(house):
    """How many orders of the flow are open."""
    accounts = map(house.projections.directory.account, REFERENCES)
    return sum(house.projections.orders.open_count(account.account_id) for account in accounts)


class Passes:
    """Looks at the book whenever one is up, and ends the market after some."""

    def __init__(self, house, count):
        self.house = house
        self.count = count
        self.books = []
        self.open_counts = []

    def look(self):
        symbol = self.house.projections.directory.symbol("BTCUSD")
        self.books.append(self.house.projections.depth.best(symbol.symbol_id))
        self.open_counts.append(open_count(self.house))
        if len(self.books) == self.count:
            raise Enough


async def flow_accounts(house: House):
    symbol = house.projections.directory.symbol("BTCUSD")
    accounts = FlowAccounts(house.venue, house.projections, symbol)
    return accounts, await accounts.prepare(1_000, 1_000)


async def play_passes(house, rows, count):
    accounts, market = await flow_accounts(house)
    passes = Passes(house, count)
    try:
        await run_endlessly(order_flow(rows, market), accounts, house.venue, FullSpeed, passes.look)
    except Enough:
        return passes


async def customer_with_an_order(house):
    """A customer who bids for one coin at 1,000.00, far below the market."""
    symbol = house.projections.directory.symbol("BTCUSD")
    outcome = await house.venue.submit(open_account(0, 0), Label(name="a customer"))
    account_id = outcome.events[0].account_id
    await house.venue.submit(deposit(account_id, symbol.quote.asset_id, 10_000 * 10**8))
    bid = place_order(
        account_id=account_id,
        symbol_id=symbol.symbol_id,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=FAR_TICKS,
        quantity_lots=10**8,
    )
    await house.venue.submit(bid)
    return account_id


def bests(book):
    (bid, _), (ask, _) = book
    return bid, ask


def test_each_pass_begins_where_the_one_before_ended_and_prices_never_run_away(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            passes = await play_passes(house, rows_of(tmp_path, RISING), 5)
            low, high = (7_800_000, 7_800_200), (7_800_300, 7_800_500)
            assert list(map(bests, passes.books)) == [low, high, low, high, low]

    asyncio.run(story())


def test_customers_orders_outlive_every_pass(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            account_id = await customer_with_an_order(house)
            await play_passes(house, rows_of(tmp_path, RISING), 4)
            (order,) = house.projections.orders.open_orders(account_id)
            assert (order.price_ticks, order.executed_lots) == (FAR_TICKS, 0)

    asyncio.run(story())


def test_what_an_earlier_run_left_is_cancelled_and_customers_orders_stay(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            account_id = await customer_with_an_order(house)
            await play_passes(house, rows_of(tmp_path, RISING), 1)
            assert open_count(house) == 2
            await flow_accounts(house)
            assert open_count(house) == 0
            assert house.projections.orders.open_count(account_id) == 1

    asyncio.run(story())


def test_nothing_of_one_pass_is_left_when_the_book_of_the_next_is_up(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            passes = await play_passes(house, rows_of(tmp_path, RISING), 4)
            assert passes.open_counts == [2, 2, 2, 2]

    asyncio.run(story())


def test_money_that_is_locked_counts_when_the_flow_is_funded(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            await play_passes(house, rows_of(tmp_path, RISING), 1)
            symbol = house.projections.directory.symbol("BTCUSD")
            accounts = FlowAccounts(house.venue, house.projections, symbol)
            sequence = house.venue.health.sequence
            await accounts.fund()
            assert open_count(house) == 2
            assert house.venue.health.sequence == sequence

    asyncio.run(story())


def test_the_flow_is_brought_to_its_target_and_not_beyond(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            rows = rows_of(tmp_path, RISING)
            await play_passes(house, rows, 4)
            accounts, market = await flow_accounts(house)
            await accounts.fund()
            symbol = house.projections.directory.symbol("BTCUSD")
            balances = house.projections.balances
            for lane, account_id in enumerate(market.accounts.tolist()):
                quote = balances.of_asset(account_id, symbol.quote.asset_id)
                base = balances.of_asset(account_id, symbol.base.asset_id)
                is_bidder = lane % 2 == 0
                assert quote == (QUOTE_TARGET * 10**8 if is_bidder else 0, 0)
                assert base == (0 if is_bidder else BASE_TARGET * 10**8, 0)
            sequence = house.venue.health.sequence
            await accounts.fund()
            assert house.venue.health.sequence == sequence

    asyncio.run(story())


def test_accounts_are_opened_once(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            _, first = await flow_accounts(house)
            _, second = await flow_accounts(house)
            assert first.accounts.tolist() == second.accounts.tolist()
            assert len(house.projections.directory.accounts) == len(REFERENCES)

    asyncio.run(story())


def test_a_customer_who_takes_from_the_market_does_not_stop_it(tmp_path):
    async def story():
        async with furnished_house_in(tmp_path) as house:
            account_id = await customer_with_an_order(house)
            symbol = house.projections.directory.symbol("BTCUSD")
            await house.venue.submit(deposit(account_id, symbol.quote.asset_id, 1_000_000 * 10**8))
            accounts, market = await flow_accounts(house)
            flow = order_flow(rows_of(tmp_path, RISING), market)
            buy = place_order(
                account_id=account_id,
                symbol_id=symbol.symbol_id,
                side=Side.BUY,
                order_type=OrderType.MARKET,
                quantity_lots=10**8,
            )
            passes = Passes(house, 3)
            customers = []

            def look():
                passes.look()
                customers.append(asyncio.ensure_future(house.venue.submit(buy)))

            try:
                await run_endlessly(flow, accounts, house.venue, FullSpeed, look)
            except Enough:
                await asyncio.gather(*customers)
            held = house.projections.balances.of_asset(account_id, symbol.base.asset_id)
            assert held == (2 * 10**8, 0)

    asyncio.run(story())
