"""Finding an account, and, for a reason that is journaled, whose it is.

An account is found by its number, its opaque reference, or a customer's id; compliance and support
find it by an address as well, by its keyed hash: nothing is read for that. What is asked for stands
in the body, not in the address, which others write into logs.
"""

from glassbook.identity.key_store import HandleUnknown
from glassbook.identity.people import Customer, Role
from glassbook.identity.refused import Refused, Why
from glassbook.identity.registration import address_of
from glassbook.identity.sessions import Kind
from glassbook.identity.vault import CustomerUnknown, Reason
from glassbook.projection.listing import Account
from glassbook.web.accounts.endpoint import Call, Desk, Endpoint, Shape
from glassbook.web.console.acts import CUSTOMERS_FRIENDS
from glassbook.web.console.door import READERS, ROOT, floor_of, member_of, staff_endpoint
from glassbook.web.console.plans import Wanted

MILLISECOND_NS = 1_000_000


class Sought(Shape, kw_only=True):
    """A number, a reference, a customer's id, or an address."""

    what: str


class BalanceView(Shape, kw_only=True):
    asset: str
    available: str
    locked: str


class AccountView(Shape, kw_only=True):
    """An account. Rates in parts per million; `customer` null for what no person signed up for.

    `factorsGo` is from when on his next log-in takes off the second factor that he lost, if he did.
    Of the commission that it pays, `sharePpm` goes to the account `partnerId`, null for nobody, and
    `kickbackPpm` back to itself.
    `formerCustomer` is who closed it, while the vault still has something of him.
    """

    account_id: int
    reference: str
    customer: str | None
    former_customer: str | None
    customer_since: int | None
    factor_is_on: bool
    factors_go: int | None
    sessions: int
    is_frozen: bool
    class_id: int
    trade_group: int
    open_orders_max: int
    order_units_max: int
    maker_ppm: int
    taker_ppm: int
    partner_id: int | None
    share_ppm: int
    kickback_ppm: int
    master_id: int | None
    subaccounts: list[int]
    open_orders: int
    balances: list[BalanceView]


class IdentityWanted(Wanted, kw_only=True):
    """Whose identity is wanted, and why: both are journaled before it is read."""

    customer: str


class IdentityView(Shape, kw_only=True):
    email: str


async def find_account(desk: Desk, call: Call) -> AccountView:
    """Find one account."""
    what = call.body.what.strip()
    account, customer = _sought(desk, what, member_of(desk, call).role)
    if account is None:
        accepted = "a number, a reference, a customer's id, or an address"
        raise Refused(Why.INVALID, "what", "names no account", accepted)
    return _shown(desk, account, customer or _customer_of(desk, account))


async def read_identity(desk: Desk, call: Call) -> IdentityView:
    """Read a customer's address out of the vault. The reading stands in the journal."""
    wanted: IdentityWanted = call.body
    reason = Reason(member_of(desk, call).member, wanted.reason)
    try:
        read = await desk.vault.read(wanted.customer, ["email"], reason)
    except CustomerUnknown as error:
        raise Refused(Why.INVALID, "customer", "is not in the vault") from error
    return IdentityView(email=read["email"])


def _sought(desk: Desk, what: str, role: Role) -> tuple[Account | None, Customer | None]:
    directory = floor_of(desk).projections.directory
    if what.isascii() and what.isdigit() and len(what) < 10:
        return directory.accounts.get(int(what)), None
    if "@" not in what:
        customer = desk.people.customer(what)
        return directory.account(customer.reference if customer else what), customer
    if role not in CUSTOMERS_FRIENDS:
        raise Refused(Why.FORBIDDEN, "what", "may not be an address for your role", "a number")
    customer = desk.people.customer_at(desk.people.subject("address", address_of(what)))
    return (directory.account(customer.reference) if customer else None), customer


def _customer_of(desk: Desk, account: Account) -> Customer | None:
    return desk.people.customer_with(account.reference)


def _former(desk: Desk, reference: str) -> str | None:
    """Return who had the account with this reference, None when nobody is known to have had it."""
    try:
        handle = desk.keys.store.handle(reference)
    except HandleUnknown:
        return None
    return handle if desk.vault.knows(handle, "email") else None


def _shown(desk: Desk, account: Account, customer: Customer | None) -> AccountView:
    projections = floor_of(desk).projections
    assets, now = projections.directory.assets, desk.clock()
    person = customer.customer if customer else ""
    reset = desk.people.resets.of(person, now)
    partner = projections.rebates.terms.get(account.account_id)
    return AccountView(
        account_id=account.account_id,
        reference=account.reference,
        customer=person or None,
        former_customer=None if person else _former(desk, account.reference),
        customer_since=customer.created_ns // MILLISECOND_NS if customer else None,
        factor_is_on=bool(customer and customer.factor_is_on),
        factors_go=reset.due_ns // MILLISECOND_NS if reset else None,
        sessions=len(desk.people.sessions.of(person, Kind.CUSTOMER, now)),
        is_frozen=account.is_frozen,
        class_id=account.class_id,
        trade_group=account.trade_group,
        open_orders_max=account.open_orders_max,
        order_units_max=account.order_units_max,
        maker_ppm=account.maker_ppm,
        taker_ppm=account.taker_ppm,
        partner_id=partner.partner_id if partner else None,
        share_ppm=partner.share_ppm if partner else 0,
        kickback_ppm=partner.kickback_ppm if partner else 0,
        master_id=account.master_id or None,
        subaccounts=[
            each.account_id for each in projections.directory.subaccounts(account.account_id)
        ],
        open_orders=len(projections.orders.open_orders(account.account_id, None)),
        balances=[
            BalanceView(
                asset=assets[asset_id].name,
                available=assets[asset_id].text(available),
                locked=assets[asset_id].text(locked),
            )
            for asset_id, (available, locked) in projections.balances.of(account.account_id).items()
        ],
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    staff_endpoint(
        "POST", f"{ROOT}/accounts/find", find_account, AccountView, "Find", READERS, Sought
    ),
    staff_endpoint(
        "POST",
        f"{ROOT}/accounts/identity",
        read_identity,
        IdentityView,
        "Read whose an account is",
        CUSTOMERS_FRIENDS,
        IdentityWanted,
    ),
)
