"""`glassbook house`: classes, freezes, limits, trade groups, eligibility, what a symbol costs and
how it stands.
"""

from pathlib import Path
from typing import Annotated

import typer

house_app = typer.Typer(
    help="Tell a venue who may trade, with whom, and how a symbol stands, in the name of a "
    "member of the staff. What takes two waits for a second one at the console. A stopped venue "
    "obeys when it starts next."
)

AccountName = Annotated[str, typer.Argument(metavar="ACCOUNT", help="A customer, e.g. alice.")]
SymbolName = Annotated[str, typer.Argument(metavar="SYMBOL", help="A symbol, e.g. BTCUSD.")]
ClassNumber = Annotated[int, typer.Argument(metavar="CLASS", min=0, max=15)]
PartsPerMillion = Annotated[int, typer.Argument(min=0, help="Parts per million.")]
Reason = Annotated[str, typer.Option(help="Why: it is journaled with the command.")]
Staff = Annotated[str, typer.Option(help="In whose name: a member of the staff.")]
Data = Annotated[Path, typer.Option(help="The venue's directory.", file_okay=False)]
DATA = Path("data")


@house_app.command("class")
def set_class(
    account: AccountName, number: ClassNumber, staff: Staff, reason: Reason, data: Data = DATA
) -> None:
    """Put an account into a class; its open orders keep their places."""
    _tell(data, act="class", account=account, number=number, staff=staff, reason=reason)


@house_app.command()
def freeze(account: AccountName, staff: Staff, reason: Reason, data: Data = DATA) -> None:
    """Cancel all orders of an account, and refuse new ones."""
    _tell(data, act="freeze", account=account, staff=staff, reason=reason)


@house_app.command()
def unfreeze(account: AccountName, staff: Staff, reason: Reason, data: Data = DATA) -> None:
    """Let a frozen account place orders again."""
    _tell(data, act="unfreeze", account=account, staff=staff, reason=reason)


@house_app.command()
def group(
    account: AccountName,
    number: Annotated[int, typer.Argument(metavar="GROUP", min=0, help="0 for none.")],
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Put an account into a trade group: its members do not trade with each other."""
    _tell(data, act="group", account=account, number=number, staff=staff, reason=reason)


@house_app.command()
def limit(
    account: AccountName,
    what: Annotated[str, typer.Argument(metavar="LIMIT", help="E.g. OPEN_ORDERS_MAX.")],
    number: Annotated[int, typer.Argument(metavar="VALUE", min=0, help="0 for none.")],
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Let an account have fewer open orders (OPEN_ORDERS_MAX), or none that is worth more than so
    many units of its symbol's quote asset (ORDER_UNITS_MAX).
    """
    _tell(data, act="limit", account=account, what=what, number=number, staff=staff, reason=reason)


@house_app.command()
def join(
    symbol: SymbolName,
    one: ClassNumber,
    other: ClassNumber,
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Let two classes trade with each other on a symbol."""
    _tell(data, act="join", symbol=symbol, number=one, other=other, staff=staff, reason=reason)


@house_app.command()
def part(
    symbol: SymbolName,
    one: ClassNumber,
    other: ClassNumber,
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Keep two classes from trading with each other on a symbol."""
    _tell(data, act="part", symbol=symbol, number=one, other=other, staff=staff, reason=reason)


@house_app.command()
def status(
    symbol: SymbolName,
    what: Annotated[str, typer.Argument(metavar="STATUS", help="E.g. HALT or PRE_TRADING.")],
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Open, halt or close a symbol, have orders collect, or hold an auction."""
    _tell(data, act="status", symbol=symbol, what=what, staff=staff, reason=reason)


@house_app.command()
def rule(
    symbol: SymbolName,
    what: Annotated[str, typer.Argument(metavar="RULE", help="E.g. PERCENT_UP.")],
    number: Annotated[int, typer.Argument(metavar="VALUE", help="In the rule's unit.")],
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Set one rule of a symbol."""
    _tell(data, act="rule", symbol=symbol, what=what, number=number, staff=staff, reason=reason)


@house_app.command()
def commission(
    symbol: SymbolName,
    maker: PartsPerMillion,
    taker: PartsPerMillion,
    staff: Staff,
    reason: Reason,
    data: Data = DATA,
) -> None:
    """Set what a fill on a symbol costs on top of what its account pays; 0 for nothing."""
    _tell(
        data, act="commission", symbol=symbol, number=maker, other=taker, staff=staff, reason=reason
    )


@house_app.command()
def partner(
    account: AccountName,
    of: Annotated[str, typer.Argument(metavar="PARTNER", help="Another customer, e.g. bob.")],
    share: PartsPerMillion,
    staff: Staff,
    reason: Reason,
    kickback: Annotated[int, typer.Option(min=0, help="The account's own, likewise.")] = 0,
    data: Data = DATA,
) -> None:
    """Share the commission that an account pays with its partner, every midnight; 0 ends it."""
    _tell(
        data,
        act="partner",
        account=account,
        partner=of,
        number=share,
        other=kickback,
        staff=staff,
        reason=reason,
    )


@house_app.command()
def exchange(
    what: Annotated[str, typer.Argument(metavar="RULE", help="E.g. ALGO_ORDERS_MAX.")],
    number: Annotated[int, typer.Argument(metavar="VALUE", min=0, help="0 for none.")],
    staff: Staff,
    reason: Reason,
    asset: Annotated[str, typer.Option(help="Of ASSET_UNITS_MAX: which.")] = "",
    data: Data = DATA,
) -> None:
    """Limit every account, on all symbols together; or what one order may be about of an asset."""
    _tell(data, act="exchange", what=what, number=number, asset=asset, staff=staff, reason=reason)


def _tell(data: Path, **said: str | int) -> None:
    """Leave an instruction, and say what became of it. *Raises* Failure."""
    import msgspec

    from glassbook.cli.failure import Failure
    from glassbook.cli.instructions import Instruction, leave, wait_for

    answer = wait_for(leave(data, msgspec.convert(said, Instruction)))
    if answer is None:
        typer.echo("No venue runs on this directory: it is done when one starts.")
    elif answer.refusal:
        raise Failure(f"Refused: {answer.refusal}")
    elif answer.sequence:
        typer.echo(f"Done, as command {answer.sequence}.")
    else:
        typer.echo(f"Proposed as {answer.action}: a second member allows it at the console.")
