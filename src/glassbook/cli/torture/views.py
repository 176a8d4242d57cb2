"""What one client was told, held against what the recovered venue says.

    lost         acknowledged, or told as a fill, and not there any more
    invented     there, and asked for by nobody; or there more often than it was asked for
    differences  there, and not as it was told; or balances that do not follow from the fills

Amounts are exact decimals, as the venue wrote them.
"""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

SYMBOL, BASE, QUOTE = "BTCUSD", "BTC", "USD"
DONE = {"FILLED", "CANCELED", "EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"}

Json = dict[str, Any]
Fill = tuple[Decimal, Decimal, Decimal]


@dataclass
class Verdict:
    """What was found in all rounds so far; `findings` are sentences."""

    rounds: int = 0
    acknowledged: int = 0
    cancelled: int = 0
    unanswered: int = 0
    fills: int = 0
    commands: int = 0
    lost: int = 0
    invented: int = 0
    differences: int = 0
    findings: list[str] = field(default_factory=list)

    def note(self, kind: str, finding: str) -> None:
        """Count something that must not be, and say it."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.findings.append(f"{kind}: {finding}")

    @property
    def is_clean(self) -> bool:
        """Nothing was lost, invented or changed."""
        return not (self.lost or self.invented or self.differences)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it as a person reads it."""
        return [
            f"{self.rounds} kills, {self.commands} commands in the journal, run again in the end",
            (
                f"{self.acknowledged} orders and {self.cancelled} cancels acknowledged, "
                f"{self.fills} fills told, {self.unanswered} requests without an answer"
            ),
            f"{self.lost} lost, {self.invented} invented, {self.differences} differences",
            *self.findings,
        ]


@dataclass
class Asked:
    """What the programs of one account asked for, answered or not.

    orders   how often each client order id was sent
    cancels  the ids of the orders to be cancelled
    """

    orders: Counter[str] = field(default_factory=Counter)
    cancels: set[int] = field(default_factory=set)


@dataclass
class View:
    """One client's view of its account.

    acknowledged  order id → the answer to the order, since it was last reconciled
    cancelled     the orders whose cancels were acknowledged
    fills         trade id → (price, quantity, commission), as told in answers and on streams
    orders, trades, money    what the venue says now, as the client's library has it
    """

    name: str
    asked: Asked
    acknowledged: dict[int, Json] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    fills: dict[int, Fill] = field(default_factory=dict)
    orders: dict[int, Json] = field(default_factory=dict)
    trades: dict[int, Json] = field(default_factory=dict)
    money: dict[str, Decimal] = field(default_factory=dict)
    _begun_with: dict[str, Decimal] | None = None

    def hear_order(self, told: Json) -> None:
        """Note the answer to an order."""
        self.acknowledged[int(told["orderId"])] = told
        for fill in told["fills"]:
            self._hear_fill(fill["tradeId"], fill["price"], fill["qty"], fill["commission"])

    def hear_event(self, told: Json) -> None:
        """Note a fill from the user data stream."""
        self._hear_fill(told["t"], told["L"], told["l"], told["n"])

    @property
    def orders_from(self) -> int:
        """The first order id whose order may have changed since it was last asked for."""
        unfinished = [at for at, order in self.orders.items() if order["status"] not in DONE]
        return min(unfinished, default=max(self.orders, default=0) + 1)

    @property
    def trades_from(self) -> int:
        """The first trade id not known yet."""
        return max(self.trades, default=-1) + 1

    def reconcile(self, verdict: Verdict) -> None:
        """Hold what was told against `orders`, `trades` and `money`, as the venue has them now."""
        for order_id, told in self.acknowledged.items():
            self._check_order(order_id, told, verdict)
        for order_id in self.cancelled:
            self._check_cancelled(order_id, verdict)
        for trade_id, fill in self.fills.items():
            self._check_fill(trade_id, fill, verdict)
        self._check_invented(verdict)
        self._check_sums(verdict)
        verdict.fills += len(self.fills)
        self.acknowledged.clear()
        self.cancelled.clear()
        self.fills.clear()

    def _hear_fill(self, trade_id: int, price: str, quantity: str, commission: str) -> None:
        self.fills[int(trade_id)] = (Decimal(price), Decimal(quantity), Decimal(commission))

    def _check_order(self, order_id: int, told: Json, verdict: Verdict) -> None:
        found = self.orders.get(order_id)
        if found is None:
            verdict.note("lost", f"{self.name}: order {order_id} was acknowledged")
            return
        for name in ("clientOrderId", "side", "price", "origQty"):
            if found[name] != told[name]:
                what = f"{name} {told[name]} is {found[name]}"
                verdict.note("differences", f"{self.name}: order {order_id}: {what}")
        if Decimal(found["executedQty"]) < Decimal(told["executedQty"]):
            verdict.note("lost", f"{self.name}: a fill of order {order_id}")

    def _check_cancelled(self, order_id: int, verdict: Verdict) -> None:
        found = self.orders.get(order_id)
        if found is None or found["status"] != "CANCELED":
            verdict.note("lost", f"{self.name}: the cancel of order {order_id} was acknowledged")

    def _check_fill(self, trade_id: int, fill: Fill, verdict: Verdict) -> None:
        found = self.trades.get(trade_id)
        if found is None:
            verdict.note("lost", f"{self.name}: trade {trade_id} was told")
        elif fill != tuple(Decimal(found[name]) for name in ("price", "qty", "commission")):
            verdict.note("differences", f"{self.name}: trade {trade_id} was told as {fill}")

    def _check_invented(self, verdict: Verdict) -> None:
        """There is nothing that nobody asked for, and nothing more often than it was asked for."""
        found = Counter(order["clientOrderId"] for order in self.orders.values())
        for client_id, count in (found - self.asked.orders).items():
            verdict.note("invented", f"{self.name}: {count} orders {client_id}")
        for order_id, order in self.orders.items():
            if order["status"] == "CANCELED" and order_id not in self.asked.cancels:
                verdict.note("invented", f"{self.name}: a cancel of order {order_id}")

    def _check_sums(self, verdict: Verdict) -> None:
        """Orders have filled what their trades say, and money is where the trades brought it."""
        filled: dict[int, Decimal] = defaultdict(Decimal)
        flow: dict[str, Decimal] = defaultdict(Decimal)
        for trade in self.trades.values():
            quantity, amount = Decimal(trade["qty"]), Decimal(trade["quoteQty"])
            sign = 1 if trade["isBuyer"] else -1
            filled[int(trade["orderId"])] += quantity
            flow[BASE] += sign * quantity
            flow[QUOTE] -= sign * amount
            flow[trade["commissionAsset"]] -= Decimal(trade["commission"])
        for order_id, order in self.orders.items():
            if filled[order_id] != Decimal(order["executedQty"]):
                verdict.note("differences", f"{self.name}: order {order_id} and its trades")
        begun = {asset: self.money[asset] - flow[asset] for asset in (BASE, QUOTE)}
        self._begun_with = self._begun_with or begun
        for asset in (BASE, QUOTE):
            if begun[asset] != self._begun_with[asset]:
                verdict.note("differences", f"{self.name}: {asset} does not follow from its trades")
