"""What a venue at rest answers, held against the journal: balances, open orders, book, health."""

from dataclasses import dataclass, field
from typing import Any

from glassbook.node.health import RUNNING, Health
from glassbook.protocol.orders import Side
from glassbook.simulation.checkers.rerun import Rerun
from glassbook.simulation.checkers.verdict import ASSETS, units_of
from glassbook.simulation.customers import Customer
from glassbook.simulation.house import SYMBOL_NAME
from glassbook.simulation.witness import Violation


@dataclass
class Answers:
    """What each customer was told, by account."""

    health: Health
    balances: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    open_orders: dict[int, dict[int, int]] = field(default_factory=dict)  # order id → open lots
    book: dict[str, Any] = field(default_factory=dict)

    def check(self, rerun: Rerun) -> None:
        """*Raises* Violation where the journal says otherwise."""
        if self.health.status != RUNNING or self.health.under_way:
            raise Violation(f"a venue at rest says {self.health}")
        for account_id, told in self.balances.items():
            held = {a: list(units) for a, units in rerun.balances[account_id].items()}
            if {a: units for a, units in held.items() if any(units)} != told:
                raise Violation(f"account {account_id} is told it has {told}, and has {held}")
        for account_id, orders in self.open_orders.items():
            real = {
                order_id: lots
                for order_id, lots in rerun.open_lots.items()
                if lots and rerun.accepted[order_id] == account_id
            }
            if orders != real:
                raise Violation(f"account {account_id} is told of {orders}, open are {real}")
        for side, name in ((Side.BUY, "bids"), (Side.SELL, "asks")):
            levels = {units_of(p, 2): units_of(q, 5) for p, q in self.book[name]}
            if levels != (real := rerun.book(side)):
                raise Violation(f"the book at rest says {name} {levels}, the core {real}")


async def check_answers(customers: list[Customer], health: Health) -> Answers:
    """Ask for everything that can be asked of a venue at rest. *Raises* Lost."""
    answers = Answers(health)
    for customer in customers:
        account = (await customer.insist("GET", "/api/v3/account")).json
        answers.balances[customer.account_id] = {
            ASSETS[one["asset"]]: [units_of(one["free"], 8), units_of(one["locked"], 8)]
            for one in account["balances"]
            if float(one["free"]) or float(one["locked"])
        }
        orders = (await customer.insist("GET", "/api/v3/openOrders", symbol=SYMBOL_NAME)).json
        answers.open_orders[customer.account_id] = {
            one["orderId"]: units_of(one["origQty"], 5) - units_of(one["executedQty"], 5)
            for one in orders
        }
    answers.book = await customers[0].book()
    return answers
