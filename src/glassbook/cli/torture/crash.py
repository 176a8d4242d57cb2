"""`glassbook torture crash`: kill -9 at random moments while four real clients trade.

    open ──► reconcile ──► trade ──► kill -9 ──► open ──► reconcile ──► …

After each restart every client asks for its account with its own library, and holds the answers
against what it was told before: see `views`. In the end the journal is run again from nothing. The
venue is the documented command, in a process of its own, with the recorded market trading.
"""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from glassbook.cli.failure import Failure
from glassbook.cli.screen import Bar, say
from glassbook.cli.torture.ccxt_clients import Ccxt, CcxtPro
from glassbook.cli.torture.client import PAGE, Client, Refused, Unanswered
from glassbook.cli.torture.process import VenueProcess
from glassbook.cli.torture.python_binance_client import PythonBinance
from glassbook.cli.torture.raw_client import Raw, touch
from glassbook.cli.torture.views import BASE, QUOTE, Asked, Verdict, View
from glassbook.cli.verify import run_verify
from glassbook.gateway.rest import order_runs
from glassbook.node.core_room import compiled_core

MARKET = ("--replay", "bitstamp", "--speed", "20")
TRADING_S_MAX = 1.5
MISSING = (
    "glassbook torture crash trades with ccxt and python-binance, and {} is not installed: "
    "pip install --require-hashes -r requirements/dev.txt"
)


class Campaign:
    """All rounds on one directory."""

    def __init__(self, data: Path, seed: int) -> None:
        self.verdict = Verdict()
        self._data = data
        self._dice = random.Random(seed)  # noqa: S311 - chance is a seed
        self._asked: dict[str, Asked] = defaultdict(Asked)  # by account
        self._views: dict[str, View] = {}  # by client
        self._clients: list[Client] = []
        self._address = ""
        self._port = 0
        self._is_over = threading.Event()

    def run(self, rounds: int, report: Callable[[Verdict], None]) -> Verdict:
        """Kill so many times; then reconcile once more. *Raises* Failure without the libraries."""
        for _ in range(rounds):
            self._trade_until_killed(self._opened())
            self.verdict.rounds += 1
            report(self.verdict)
        self._opened().stop()
        for client in self._clients:
            client.close()
        self._run_again()
        return self.verdict

    def _opened(self) -> VenueProcess:
        """Open the venue, and have every client hold it to what it said before."""
        venue = VenueProcess(self._data, self._port, *MARKET)
        self._address, self._port = venue.address, venue.port
        try:
            if not self._clients:
                self._make_clients(venue)
            for client in self._clients:
                view = self._views[client.name]
                ask(client, view)
                view.reconcile(self.verdict)
        except BaseException:
            venue.kill()
            raise
        return venue

    def _make_clients(self, venue: VenueProcess) -> None:
        try:
            for make in (Ccxt, PythonBinance, CcxtPro, Raw):
                view = self._views[make.name] = View(make.name, self._asked[make.account])
                self._clients.append(make(venue.address, venue.keys[make.account], view))
        except ImportError as error:
            raise Failure(MISSING.format(error.name)) from error

    def _run_again(self) -> None:
        verification = run_verify(self._data)
        self.verdict.commands = verification.commands
        if verification.difference is not None:
            self.verdict.note("differences", f"the journal: {verification.difference.what}")

    # --- trading --------------------------------------------------------------------------------

    def _trade_until_killed(self, venue: VenueProcess) -> None:
        self._is_over.clear()
        for client in self._clients:
            client.listen()
        traders = [
            threading.Thread(target=self._trade, args=(client, self._dice.random()), daemon=True)
            for client in self._clients
        ]
        for trader in traders:
            trader.start()
        time.sleep(self._dice.uniform(0.05, TRADING_S_MAX))
        venue.kill()
        self._is_over.set()
        for trader in traders:
            trader.join()

    def _trade(self, client: Client, seed: float) -> None:
        """Place and cancel until it is over; note whatever is told."""
        dice, resting = random.Random(seed), list[int]()  # noqa: S311 - chance is a seed
        while not self._is_over.is_set():
            try:
                self._place(client, dice, resting)
                if resting and dice.random() < 0.4:
                    self._cancel(client, resting.pop())
            except Unanswered:
                self.verdict.unanswered += 1
                self._is_over.wait(0.02)
            except Refused:
                continue

    def _place(self, client: Client, dice: random.Random, resting: list[int]) -> None:
        view, side = self._views[client.name], dice.choice(["BUY", "SELL"])
        client_id = f"{client.name.replace('.', '-')}-{dice.getrandbits(60)}"
        price, quantity = self._price(side, dice), f"0.0{dice.randrange(1, 999):03d}0"
        view.asked.orders[client_id] += 1
        told = client.place(side, price, quantity, client_id)
        view.hear_order(told)
        self.verdict.acknowledged += 1
        if told["status"] in {"NEW", "PARTIALLY_FILLED"}:
            resting.append(int(told["orderId"]))

    def _cancel(self, client: Client, order_id: int) -> None:
        view = self._views[client.name]
        view.asked.cancels.add(order_id)
        client.cancel(order_id)
        view.cancelled.add(order_id)
        self.verdict.cancelled += 1

    def _price(self, side: str, dice: random.Random) -> str:
        """Return a price that trades at once, or one that waits near the touch."""
        bid, ask_price = touch(self._address)
        away = Decimal(dice.choice([-20, -5, 0, 0, 5, 20]))
        price = Decimal(ask_price) + away if side == "BUY" else Decimal(bid) - away
        return f"{max(price, Decimal(1)):.2f}"


def ask(client: Client, view: View) -> None:
    """Have the account told anew, by its client's library, in a moment without fills."""
    while True:
        first = view.orders_from
        ask_orders(client, view, first)
        while page := client.trades(view.trades_from):
            view.trades |= {int(trade["id"]): trade for trade in page}
        view.money = {
            one["asset"]: Decimal(one["free"]) + Decimal(one["locked"])
            for one in client.money()
            if one["asset"] in {BASE, QUOTE}
        }
        before = dict(view.orders)
        ask_orders(client, view, first)
        if view.orders == before:
            return


def ask_orders(client: Client, view: View, first: int) -> None:
    while page := client.orders(first):
        view.orders |= {int(order["orderId"]): order for order in page}
        first = int(page[-1]["orderId"]) + 1
        if len(page) < PAGE:
            break


def run_crash(folder: Path | None, rounds: int, seed: int) -> Verdict:
    """Run all rounds, in a directory that is not there yet or one that passes. *Raises* Failure."""
    if folder is None:
        with TemporaryDirectory() as passing:
            return run_crash(Path(passing) / "data", rounds, seed)
    if folder.exists() and any(folder.iterdir()):
        raise Failure(f"{folder} is not empty: torture wants a directory of its own")
    folder.parent.mkdir(parents=True, exist_ok=True)
    compiled_core(say)  # a venue that compiles first is late for its kill
    order_runs.warm(say)
    tally = folder.with_suffix(".tally.json")
    with Bar("Killing the venue") as bar:

        def report(verdict: Verdict) -> None:
            bar.show(verdict.rounds, rounds)
            tally.write_text(json.dumps(verdict.as_data()))  # so far: whoever interrupts has it

        return Campaign(folder, seed).run(rounds, report)
