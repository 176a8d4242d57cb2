"""New things to hold and to trade: an asset is defined, a symbol listed with all of its rules.

A symbol that is listed is not open: `symbol-open` follows, with a second member of its own. One
that a crash left without rules is listed again under the same name, and completed.
"""

from typing import Annotated

from msgspec import Meta, field

from glassbook.identity.refused import Refused, Why
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Asset, Symbol
from glassbook.projection.terms import DECIMALS, BadTerm, Terms
from glassbook.protocol import commands
from glassbook.protocol.decimals import WIRE_DECIMALS
from glassbook.protocol.labels import Label
from glassbook.protocol.maxima import ASSETS_MAX, SYMBOLS_MAX
from glassbook.protocol.submission import Outcome
from glassbook.protocol.symbols import SymbolRule
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.console.door import floor_of
from glassbook.web.console.floor import Floor
from glassbook.web.console.plans import Deed, Plan, Wanted, rule_named

Name = Annotated[str, Meta(pattern="^[A-Z0-9]{2,10}$")]
Decimal = Annotated[str, Meta(max_length=40)]


class AssetWanted(Wanted, kw_only=True):
    """`decimals` of the smallest amount that there is of it: no door shows a finer one."""

    asset: Name
    decimals: Annotated[int, Meta(ge=0)]


class SymbolWanted(Wanted, kw_only=True):
    """The symbol is named after both assets. Prices and notionals are decimals of the quote asset,
    quantities of the base asset; an empty minimum is one tick or lot, another empty limit none.
    `rules` are the others, by name, in their own units.
    """

    base: str
    quote: str
    tick: Decimal
    lot: Decimal
    price_max: Decimal
    quantity_max: Decimal
    price_min: Decimal = ""
    quantity_min: Decimal = ""
    market_quantity_min: Decimal = ""
    market_quantity_max: Decimal = ""
    notional_min: Decimal = ""
    notional_max: Decimal = ""
    rules: dict[str, int] = field(default_factory=dict)


def define(desk: Desk, wanted: AssetWanted) -> Plan:
    """Plan the definition of an asset. *Raises* Refused."""
    floor = floor_of(desk)
    directory = floor.projections.directory
    if wanted.decimals > WIRE_DECIMALS:
        rule = "is more than every door shows"
        raise Refused(Why.INVALID, "decimals", rule, f"0 to {WIRE_DECIMALS}")
    if directory.asset(wanted.asset) is not None:
        raise Refused(Why.CONFLICT, "asset", "is there already", "a name that no asset has")
    if len(directory.assets) >= ASSETS_MAX:
        raise Refused(Why.CONFLICT, "asset", f"would be more than {ASSETS_MAX}, the most there are")

    async def carry_out(deed: Deed) -> Outcome:
        label = Label(name=wanted.asset, reason=deed.label)
        async with floor.listing:
            _require(directory.asset(wanted.asset) is None, "asset")
            return await floor.submitter.submit(commands.define_asset(10**wanted.decimals), label)

    return Plan(wanted.asset, carry_out)


def enlist(desk: Desk, wanted: SymbolWanted) -> Plan:
    """Plan the listing of a symbol. *Raises* Refused."""
    floor = floor_of(desk)
    directory = floor.projections.directory
    base, quote = _asset(directory, "base", wanted.base), _asset(directory, "quote", wanted.quote)
    name = base.name + quote.name
    if base is quote:
        raise Refused(Why.INVALID, "quote", "is the base asset", "another asset")
    _require_free(directory.symbol(name), base, quote)
    if directory.symbol(name) is None and len(directory.symbols) >= SYMBOLS_MAX:
        raise Refused(Why.CONFLICT, "base", f"would be more than {SYMBOLS_MAX} symbols, the most")
    rules = _rules(wanted, base, quote)

    async def carry_out(deed: Deed) -> Outcome:
        async with floor.listing:
            _require_free(directory.symbol(name), base, quote)
            if directory.symbol(name) is None:
                label = Label(name=name, reason=deed.label)
                command = commands.list_symbol(base.asset_id, quote.asset_id)
                listed = await floor.submitter.submit(command, label)
                if directory.symbol(name) is None:
                    return listed  # it was rejected
            return await _set_rules(floor, directory.symbol(name), rules, deed)

    return Plan(name, carry_out)


async def _set_rules(
    floor: Floor, symbol: Symbol | None, rules: dict[SymbolRule, int], deed: Deed
) -> Outcome:
    """Give a symbol that is listed all of its rules, in one batch."""
    assert symbol is not None, "whoever was answered finds what he listed"
    setting = [commands.set_symbol_rule(symbol.symbol_id, rule, rules[rule]) for rule in rules]
    labels = dict.fromkeys(range(len(setting)), Label(reason=deed.label))
    return await floor.submitter.submit_many(b"".join(setting), labels)


def _require_free(symbol: Symbol | None, base: Asset, quote: Asset) -> None:
    """A symbol is listed once; one of the same assets without rules was not listed to its end."""
    if symbol is not None:
        is_ours = (symbol.base.asset_id, symbol.quote.asset_id) == (base.asset_id, quote.asset_id)
        _require(is_ours and not symbol.rules, "base")


def _require(is_free: bool, field: str) -> None:
    if not is_free:
        rule = "has the name of something that is there already"
        raise Refused(Why.CONFLICT, field, rule, "a name that is free")


def _asset(directory: Directory, field: str, name: str) -> Asset:
    asset = directory.asset(name)
    if asset is None:
        known = ", ".join(each.name for each in directory.assets.values())
        raise Refused(Why.INVALID, field, "is no asset of this venue", known)
    return asset


def _rules(wanted: SymbolWanted, base: Asset, quote: Asset) -> dict[SymbolRule, int]:
    more = {rule_named(name, "rules"): value for name, value in wanted.rules.items()}
    decimals = {field: getattr(wanted, field) for field in DECIMALS}
    try:
        return Terms(**decimals, more=more).rules(base.scale, quote.scale)
    except BadTerm as bad:
        raise Refused(Why.INVALID, _camel(bad.field), bad.rule, bad.accepted) from None


def _camel(field: str) -> str:
    first, *rest = field.split("_") if field in DECIMALS else (field,)
    return first + "".join(map(str.capitalize, rest))
