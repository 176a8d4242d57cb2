"""Customers: they trade, race themselves, lose answers, ask again, and lie.

may      send anything at any time, from several programs at once; retry what was not answered with
         the same id; sign wrongly, be late, name others' orders, ask for nonsense
may not  hold another's key
survive  everybody's money. A lie is refused and changes nothing; what was acknowledged is found by
         whoever asks for it next
"""

import asyncio
import hashlib
import hmac
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlencode

from glassbook.identity.api_keys import ApiKey
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.simulation.house import ACCOUNTS, SYMBOL_NAME
from glassbook.simulation.network import Answer, Lost, Network, Request
from glassbook.simulation.witness import NOT_TAKEN, Attempt, Violation, Witness

ORDER = "/api/v3/order"
MIDDLE_TICKS = 3_000_000
LATE, BAD_SIGNATURE, NO_SUCH_ORDER = -1021, -1022, -2013


class Customer:
    """One account's programs. `others` finds what the rest of the market has sent."""

    def __init__(
        self,
        name: str,
        key: ApiKey,
        network: Network,
        clock: Callable[[], int],
        witness: Witness,
        dice: random.Random,
    ) -> None:
        self.name = name
        self.account_id = ACCOUNTS[name]
        self.key = key
        self.is_over = False
        self._network = network
        self._clock = clock
        self._witness = witness
        self._dice = dice
        self._offset_ms = 0
        self._sent: list[Attempt] = []
        self._count = 0

    # --- what a program does --------------------------------------------------------------------

    async def trade(self) -> None:
        """Do one thing after the other until it is over."""
        while not self.is_over:
            await asyncio.sleep(self._dice.expovariate(1 / 0.05))
            await self._dice.choices(
                [self._place, self._cancel, self._lie, self._look, self._cancel_all],
                [12, 6, 2, 2, 0.2],
            )[0]()

    async def ask(self, method: str, path: str, **parameters: object) -> Answer:
        """Ask, stamped and signed. *Raises* Lost."""
        return await self._send(self._request(method, path, parameters))

    async def insist(self, method: str, path: str, **parameters: object) -> Answer:
        """Ask until it is done; a first time may be late, by a clock that was set right."""
        for _ in range(3):
            answer = await self.ask(method, path, **parameters)
            if answer.is_done:
                return answer
        raise Violation(f"a venue at rest refuses {method} {path}: {answer.body!r}")

    async def listen_key(self) -> str:
        """Return a key to the account's own stream. *Raises* Lost."""
        header = ((b"x-mbx-apikey", self.key.api_key.encode()),)
        answer = await self._send(Request("POST", "/api/v3/userDataStream", headers=header))
        if not answer.is_done:
            raise Lost
        return str(answer.json["listenKey"])

    async def book(self) -> dict[str, object]:
        """Return the whole book. *Raises* Lost."""
        query = f"symbol={SYMBOL_NAME}&limit=5000".encode()
        answer = await self._send(Request("GET", "/api/v3/depth", query))
        book: dict[str, object] = answer.json
        return book

    async def _place(self) -> None:
        attempt = self._order()
        parameters = _wire(attempt)
        for _ in range(self._dice.choice([1, 1, 2])):  # asks again when there was no answer
            if await self._try(attempt, "POST", parameters):
                break
        if attempt.told and self._dice.random() < 0.5:
            await self._find(attempt)

    async def _cancel(self) -> None:
        if not self._sent:
            return
        target = self._dice.choice(self._sent[-30:])
        attempt = self._attempt(target=target.client_id)
        parameters: dict[str, object] = {
            "symbol": SYMBOL_NAME,
            "origClientOrderId": target.client_id,
            "newClientOrderId": attempt.client_id,
        }
        await self._try(attempt, "DELETE", parameters)

    async def _cancel_all(self) -> None:
        await self._quietly(self.ask("DELETE", "/api/v3/openOrders", symbol=SYMBOL_NAME))

    async def _look(self) -> None:
        path = self._dice.choice(["/api/v3/account", "/api/v3/openOrders", "/api/v3/myTrades"])
        parameters = {} if path == "/api/v3/account" else {"symbol": SYMBOL_NAME}
        await self._quietly(self.ask("GET", path, **parameters))

    async def _find(self, attempt: Attempt) -> None:
        """Read one's own write: what was acknowledged must be there."""
        told = attempt.told[0]
        answer = await self._quietly(
            self.ask("GET", ORDER, symbol=SYMBOL_NAME, orderId=told["orderId"])
        )
        if answer is None:
            return
        if answer.is_done:
            if float(answer.json["executedQty"]) < float(told["executedQty"]):
                raise Violation(f"{attempt.client_id} has filled less than was acknowledged")
        elif answer.code == NO_SUCH_ORDER:
            raise Violation(f"{attempt.client_id} was acknowledged and cannot be found")

    async def _lie(self) -> None:
        lie = self._dice.choice(
            [self._forge, self._be_late, self._meddle, self._spy, self._babble, self._be_nobody]
        )
        answer = await self._quietly(lie())
        if answer is None:
            return
        if answer.is_done:
            raise Violation(f"{self.name} lied ({lie.__name__}) and was believed")
        self._witness.lies_refused += 1

    # --- lies -----------------------------------------------------------------------------------

    async def _forge(self) -> Answer:
        """Change an order after it was signed."""
        request = self._request("POST", ORDER, _wire(self._order(is_known=False)))
        forged = request.query.replace(b"BTC", b"BTC", 1).replace(b"price=", b"price=1", 1)
        return await self._send(replace(request, query=forged.replace(b"MARKET", b"LIMIT")))

    async def _be_late(self) -> Answer:
        parameters = _wire(self._order(is_known=False))
        parameters["timestamp"] = self._clock() // 1_000_000 - 300_000
        return await self._send(self._request("POST", ORDER, parameters))

    async def _meddle(self) -> Answer:
        """Cancel somebody else's order."""
        return await self.ask("DELETE", ORDER, symbol=SYMBOL_NAME, orderId=self._of_another())

    async def _spy(self) -> Answer:
        """Look at somebody else's order."""
        return await self.ask("GET", ORDER, symbol=SYMBOL_NAME, orderId=self._of_another())

    async def _babble(self) -> Answer:
        parameters = _wire(self._order(is_known=False))
        parameters["quantity"] = self._dice.choice(["-1", "0", "1e5", "0.000001", "nan", ""])
        return await self._send(self._request("POST", ORDER, parameters))

    async def _be_nobody(self) -> Answer:
        request = self._request("POST", ORDER, _wire(self._order(is_known=False)))
        return await self._send(replace(request, headers=((b"x-mbx-apikey", b"x" * 64),)))

    def _of_another(self) -> int:
        told = [
            attempt.told[0]["orderId"]
            for attempt in list(self._witness.attempts.values())[-200:]
            if attempt.told and attempt.order and attempt.account_id != self.account_id
        ]
        return int(self._dice.choice(told)) if told else 1

    # --- sending --------------------------------------------------------------------------------

    def _attempt(
        self, *, is_known: bool = True, target: str = "", order: dict[str, int] | None = None
    ) -> Attempt:
        """Return a new attempt. One that is not known must never become history."""
        self._count += 1
        name = f"{self.name}-{self._count}"
        attempt = Attempt(self.account_id, name, order or {}, target)
        if is_known:
            self._witness.attempts[attempt.client_id] = attempt
        return attempt

    def _order(self, *, is_known: bool = True) -> Attempt:
        dice = self._dice
        side = dice.choice(list(Side))
        order_type = dice.choices(
            [OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET], [8, 3, 1]
        )[0]
        away = dice.randrange(-4, 12) * (1 if side == Side.SELL else -1)
        is_limit = order_type == OrderType.LIMIT
        in_force = dice.choices(list(TimeInForce)[:3], [8, 1, 1])[0]
        attempt = self._attempt(
            is_known=is_known,
            order={
                "side": side,
                "order_type": order_type,
                "time_in_force": in_force if is_limit else TimeInForce.GTC,
                "self_trade_prevention": dice.choice(list(SelfTradePrevention)[:4]),
                "price_ticks": 0 if order_type == OrderType.MARKET else MIDDLE_TICKS + away,
                "quantity_lots": dice.randrange(1, 60_000),
            },
        )
        if is_known:
            self._sent.append(attempt)
        return attempt

    def _request(self, method: str, path: str, parameters: dict[str, object]) -> Request:
        stamped = {"timestamp": self._clock() // 1_000_000 + self._offset_ms, **parameters}
        query = urlencode(stamped).encode()
        signature = hmac.new(self.key.material, query, hashlib.sha256).hexdigest()
        headers = ((b"x-mbx-apikey", self.key.api_key.encode()),)
        return Request(method, path, query + b"&signature=" + signature.encode(), headers)

    async def _try(self, attempt: Attempt, method: str, parameters: dict[str, object]) -> bool:
        """Ask for what is attempted, and note what comes of it. Returns whether anything came."""
        request = self._request(method, ORDER, parameters)
        attempt.requests.append(request)
        try:
            answer = await self._send(request)
        except Lost:
            return False
        if answer.is_done:
            attempt.told.append(answer.json)
        elif answer.code in NOT_TAKEN:
            attempt.refused += 1
        return True

    async def _send(self, request: Request) -> Answer:
        answer = await self._network.ask(request)
        self._witness.answers += 1
        if answer.status >= 500 and answer.code == -1000:
            raise Violation(f"{request.method} {request.path} met a fault of ours: {answer.body!r}")
        if not answer.is_done and answer.code == LATE:
            await self._ask_the_time()
        return answer

    async def _ask_the_time(self) -> None:
        try:
            answer = await self._network.ask(Request("GET", "/api/v3/time"))
        except Lost:
            return
        self._offset_ms = answer.json["serverTime"] - self._clock() // 1_000_000

    async def _quietly(self, asking: Awaitable[Answer]) -> Answer | None:
        """Return the answer; None where there is none, or the venue says that it cannot now."""
        try:
            answer = await asking
        except Lost:
            return None
        return None if answer.status >= 500 else answer


def _wire(attempt: Attempt) -> dict[str, object]:
    """Return an order as its customer writes it."""
    order = attempt.order
    ticks, lots = order["price_ticks"], order["quantity_lots"]
    order_type = OrderType(order["order_type"])
    wire: dict[str, object] = {
        "symbol": SYMBOL_NAME,
        "side": Side(order["side"]).name,
        "type": order_type.name,
        "quantity": f"{lots // 10**5}.{lots % 10**5:05d}",
        "newClientOrderId": attempt.client_id,
        "newOrderRespType": "RESULT",
        "selfTradePreventionMode": SelfTradePrevention(order["self_trade_prevention"]).name,
    }
    if order_type != OrderType.MARKET:
        wire["price"] = f"{ticks // 100}.{ticks % 100:02d}"
    if order_type == OrderType.LIMIT:
        wire["timeInForce"] = TimeInForce(order["time_in_force"]).name
    return wire
