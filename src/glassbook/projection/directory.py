"""Who and what is here: assets, symbols and accounts, by number and by name.

Names come from the labels of the commands that introduced them; the core knows numbers alone.
"""

from typing import Any

from glassbook.projection.listing import Account, Asset, Symbol
from glassbook.projection.saving import Rows
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus

OF_ACCOUNTS = (
    EventKind.COMMISSION_SET,
    EventKind.ACCOUNT_CLASS_SET,
    EventKind.ACCOUNT_FROZEN,
    EventKind.ACCOUNT_UNFROZEN,
    EventKind.TRADE_GROUP_SET,
    EventKind.ACCOUNT_LIMIT_SET,
)


class Directory:
    """Assets, symbols and accounts. The lists are in the order of their ids."""

    def __init__(self) -> None:
        self.assets: dict[int, Asset] = {}
        self.symbols: dict[int, Symbol] = {}
        self.accounts: dict[int, Account] = {}
        #: Of all accounts, by the asset that it is about, 0 of those that are about none.
        self.exchange_rules: dict[tuple[ExchangeRule, int], int] = {}
        self.version = 0  # grows with every change of an asset or a symbol
        self._assets_by_name: dict[str, Asset] = {}
        self._symbols_by_name: dict[str, Symbol] = {}
        self._accounts_by_reference: dict[str, Account] = {}
        self._beneath: dict[int, list[Account]] = {}  # sub-accounts by their master

    # --- asked by the doors ---------------------------------------------------------------------

    def asset(self, name: str) -> Asset | None:
        """Return the asset of this name, e.g. "BTC"."""
        return self._assets_by_name.get(name)

    def symbol(self, name: str) -> Symbol | None:
        """Return the symbol of this name, e.g. "BTCUSD"."""
        return self._symbols_by_name.get(name)

    def account(self, reference: str) -> Account | None:
        """Return the account opened under this reference."""
        return self._accounts_by_reference.get(reference)

    def subaccounts(self, master_id: int) -> list[Account]:
        """Return the sub-accounts of an account, oldest first."""
        return list(self._beneath.get(master_id, ()))

    # --- told by the fold -----------------------------------------------------------------------

    def tell(self, event: Event, label: Label) -> None:
        """Fold one event of a definition, a listing, an opening or a setting."""
        kind = event.kind
        if kind == EventKind.ACCOUNT_OPENED:
            self._open(event, label.name)
        elif kind in OF_ACCOUNTS:
            self._change(event)
        else:
            self.version += 1
            self._list(event, label.name)

    def _open(self, event: Event, name: str) -> None:
        account = Account(
            event.account_id, name, event.price_ticks, event.quantity_lots, event.order_id
        )
        self._add_account(account)

    def _change(self, event: Event) -> None:
        account = self.accounts[event.account_id]
        if event.kind == EventKind.COMMISSION_SET:
            account.maker_ppm, account.taker_ppm = event.price_ticks, event.quantity_lots
        elif event.kind == EventKind.ACCOUNT_CLASS_SET:
            account.class_id = event.reason
        elif event.kind == EventKind.TRADE_GROUP_SET:
            account.trade_group = event.amount_units
        elif event.kind == EventKind.ACCOUNT_LIMIT_SET:
            account.set_limit(AccountLimit(event.reason), event.amount_units)
        else:
            account.is_frozen = event.kind == EventKind.ACCOUNT_FROZEN

    def _list(self, event: Event, name: str) -> None:
        if event.kind == EventKind.ASSET_DEFINED:
            self._add_asset(Asset(event.asset_id, name, event.amount_units))
        elif event.kind == EventKind.SYMBOL_LISTED:
            base, quote = self.assets[event.asset_id], self.assets[event.reason]
            self._add_symbol(Symbol(event.symbol_id, name, base, quote))
        elif event.kind == EventKind.SYMBOL_RULE_SET:
            rule = SymbolRule(event.reason)
            self.symbols[event.symbol_id].set_rule(rule, event.amount_units)
        elif event.kind == EventKind.SYMBOL_STATUS_SET:
            self.symbols[event.symbol_id].status = SymbolStatus(event.reason)
        elif event.kind == EventKind.SYMBOL_COMMISSION_SET:
            symbol = self.symbols[event.symbol_id]
            symbol.maker_ppm, symbol.taker_ppm = event.price_ticks, event.quantity_lots
        elif event.kind == EventKind.EXCHANGE_RULE_SET:
            self.exchange_rules[ExchangeRule(event.reason), event.asset_id] = event.amount_units
        elif event.kind == EventKind.ELIGIBILITY_SET:
            symbol, may_trade = self.symbols[event.symbol_id], bool(event.amount_units)
            symbol.set_eligibility(event.reason, event.asset_id, may_trade=may_trade)

    def _add_account(self, account: Account) -> None:
        self.accounts[account.account_id] = account
        self._accounts_by_reference[account.reference] = account
        if account.master_id:
            self._beneath.setdefault(account.master_id, []).append(account)

    def _add_asset(self, asset: Asset) -> None:
        self.assets[asset.asset_id] = asset
        self._assets_by_name[asset.name] = asset

    def _add_symbol(self, symbol: Symbol) -> None:
        self.symbols[symbol.symbol_id] = symbol
        self._symbols_by_name[symbol.name] = symbol

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> dict[str, Any]:
        """Return all of it as plain data, to be encoded before anything changes."""
        return {
            "version": self.version,
            "exchange_rules": [[*key, value] for key, value in self.exchange_rules.items()],
            "assets": [[a.asset_id, a.name, a.scale] for a in self.assets.values()],
            "symbols": [
                [
                    *(s.symbol_id, s.name, s.base.asset_id, s.quote.asset_id, s.status, s.rules),
                    *(sorted(s.barred), s.maker_ppm, s.taker_ppm),
                ]
                for s in self.symbols.values()
            ],
            "accounts": Rows(len(self.accounts), map(_account_row, self.accounts.values())),
        }

    def load(self, saved: dict[str, Any]) -> None:
        """Take up what `saved` returned."""
        self.version = saved["version"]
        for rule, asset_id, value in saved["exchange_rules"]:
            self.exchange_rules[ExchangeRule(rule), asset_id] = value
        for fields in saved["assets"]:
            self._add_asset(Asset(*fields))
        for symbol_id, name, base_id, quote_id, status, rules, barred, *rates in saved["symbols"]:
            base, quote = self.assets[base_id], self.assets[quote_id]
            symbol = Symbol(symbol_id, name, base, quote, SymbolStatus(status))
            symbol.maker_ppm, symbol.taker_ppm = rates
            for rule, value in rules.items():
                symbol.set_rule(SymbolRule(rule), value)
            symbol.barred = set(map(tuple, barred))
            self._add_symbol(symbol)
        for fields in saved["accounts"]:
            self._add_account(Account(*fields))

    def become(self, other: "Directory") -> None:
        """Have everything that another has, and nothing else; who holds this one sees it."""
        self.version = other.version
        for name, mine in vars(self).items():
            if isinstance(mine, dict):  # some hold one of the tables alone
                mine.clear()
                mine.update(getattr(other, name))


def _account_row(account: Account) -> list[Any]:
    return [
        *(account.account_id, account.reference, account.maker_ppm, account.taker_ppm),
        *(account.master_id, account.class_id, account.is_frozen, account.trade_group),
        *(account.open_orders_max, account.order_units_max),
    ]
