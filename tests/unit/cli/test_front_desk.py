"""Customers of a real venue: an account with play money, orders, and an end to both."""

import asyncio
import json

from glassbook.cli.front_desk import MAILBOX, FrontDesk
from glassbook.identity.mailbox import LocalMailbox
from glassbook.identity.own_keys import Said
from glassbook.node.clock import now_ns
from glassbook.protocol.commands import place_order
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType, Side
from tests.unit.cli.houses import furnished_house_in

EMAIL, PASSWORD = "ann@example.org", "correct horse battery"


async def post(desk, path, body, cookie="", writing=""):
    """Return status, JSON and the cookie of an answer."""
    said = []
    sent = {"content-type": "application/json", "cookie": cookie, "x-glassbook-writing": writing}
    scope = {
        "method": "POST",
        "path": f"/web/v1/{path}",
        "client": ("127.0.0.1", 1),
        "headers": [(key.encode(), value.encode()) for key, value in sent.items()],
    }

    async def receive():
        return {"body": json.dumps(body).encode()}

    async def send(message):
        said.append(message)

    await desk.door(scope, receive, send)
    cookies = [value.decode() for key, value in said[0]["headers"] if key == b"set-cookie"]
    return said[0]["status"], json.loads(said[1]["body"]), "".join(cookies).partition(";")[0]


async def signed_up(desk, data):
    body = {"email": EMAIL, "password": PASSWORD}
    assert (await post(desk, "signup", body))[0] == 202
    token = LocalMailbox(data / MAILBOX).letters()[0].text.partition("#")[2].split()[0]
    confirmed = await post(desk, "signup/confirm", {"token": token, "password": PASSWORD})
    assert confirmed[0] == 200
    return await post(desk, "session", body)


def test_a_newcomer_has_play_money_until_he_closes_and_the_account_is_frozen(data_folder):
    async def story():
        async with furnished_house_in(data_folder) as house:
            desk = FrontDesk(house, now_ns)
            _, standing, cookie = await signed_up(desk, data_folder)
            account_id = standing["accountId"]
            assert house.projections.balances.of(account_id)
            writing = standing["writingToken"]
            closed = await post(desk, "account/close", {"password": PASSWORD}, cookie, writing)
            assert closed[0] == 200
            assert house.projections.directory.accounts[account_id].is_frozen
            desk.close()

    asyncio.run(story())


def test_who_closes_takes_his_sub_accounts_along_with_their_orders_keys_and_names(data_folder):
    async def story():
        async with furnished_house_in(data_folder) as house:
            desk = FrontDesk(house, now_ns)
            _, standing, cookie = await signed_up(desk, data_folder)
            own, writing = standing["accountId"], standing["writingToken"]
            name = {"name": "MyGrandmother"}
            assert (await post(desk, "wallet/subaccounts", name, cookie, writing))[0] == 200
            (beneath,) = house.projections.directory.subaccounts(own)
            money = {"payer": own, "payee": beneath.account_id, "asset": "USD", "amount": "100"}
            assert (await post(desk, "wallet/transfer", money, cookie, writing))[0] == 200
            said = Said("GrandmothersBot", ("203.0.113.0/24",))
            key = house.own_keys.create(house.keys.handle(beneath.reference), said=said)
            placed = await house.venue.submit(bid(beneath.account_id, 0))
            assert placed.events[0].kind == EventKind.ORDER_ACCEPTED

            closed = await post(desk, "account/close", {"password": PASSWORD}, cookie, writing)
            assert closed[0] == 200
            assert house.projections.directory.accounts[beneath.account_id].is_frozen
            assert house.projections.orders.open_orders(beneath.account_id, None) == []
            usd = house.projections.directory.asset("USD").asset_id
            held = house.projections.balances.of(beneath.account_id)[usd]
            assert held == (100 * 10**8, 0), "what he has stays owed to him"
            refused = await house.venue.submit(bid(beneath.account_id, 0))
            assert refused.events[0].kind == EventKind.ORDER_REJECTED
            assert house.keys.find(key.api_key) is None
            handle = house.keys.handle(beneath.reference)
            owner = house.keys.owner(handle)
            assert await house.own_keys.names_beneath(owner, [handle]) == {}
            assert not house.vault.knows(owner, f"key-name:{key.api_key}")
            desk.close()

    asyncio.run(story())


def bid(account_id, symbol_id):
    return place_order(
        account_id=account_id,
        symbol_id=symbol_id,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=100,
        quantity_lots=1_000_000_000,
    )


def test_a_customer_is_known_after_a_restart(data_folder):
    async def story(visit):
        async with furnished_house_in(data_folder) as house:
            desk = FrontDesk(house, now_ns)
            answer = await visit(desk)
            desk.close()
            return answer

    _, before, _ = asyncio.run(story(lambda desk: signed_up(desk, data_folder)))
    body = {"email": EMAIL, "password": PASSWORD}
    status, after, _ = asyncio.run(story(lambda desk: post(desk, "session", body)))
    assert (status, after["accountId"]) == (200, before["accountId"])


def test_a_venue_that_has_stopped_lets_nobody_in(data_folder):
    async def story():
        async with furnished_house_in(data_folder) as house:
            desk = FrontDesk(house, now_ns)
            await signed_up(desk, data_folder)
            await house.venue.stop()
            status, answer, cookie = await post(
                desk, "session", {"email": EMAIL, "password": PASSWORD}
            )
            assert (status, answer["error"]["field"], cookie) == (503, "venue", "")
            desk.close()

    asyncio.run(story())
