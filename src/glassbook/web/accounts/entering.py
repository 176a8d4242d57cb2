"""Signing up, logging in and out, the second factor, the password, and closing the account."""

from glassbook.identity.entrance import Entered
from glassbook.identity.sessions import Kind, writing_token
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Nothing, Shape
from glassbook.web.accounts.picture import Picture, picture

ROOT = "/web/v1"


class SignUp(Shape, kw_only=True):
    email: str
    password: str


class Confirmation(Shape, kw_only=True):
    token: str
    password: str


class LogIn(Shape, kw_only=True):
    email: str
    password: str


class Code(Shape, kw_only=True):
    code: str


class Password(Shape, kw_only=True):
    password: str


class NewPassword(Shape, kw_only=True):
    current: str
    password: str


class BothFactors(Shape, kw_only=True):
    password: str
    code: str


class Confirmed(Shape, kw_only=True):
    customer: str


class Standing(Shape, kw_only=True):
    """A session. `writingToken` goes into the header X-Glassbook-Writing of whatever changes
    something; `needsCode`: nothing is open yet but showing the second factor.
    """

    needs_code: bool
    writing_token: str
    factor_is_on: bool
    account_id: int | None


class Offer(Shape, kw_only=True):
    """A secret for an authenticator: typed (base32), as an address, or as the picture of it."""

    secret: str
    address: str
    picture: Picture


class Recovery(Shape, kw_only=True):
    """Codes that each replace the authenticator once. They are shown this once."""

    codes: list[str]
    writing_token: str


async def sign_up(desk: Desk, call: Call) -> Nothing:
    """Ask for an account: a letter with a link goes to the address, whoever's it is."""
    await desk.registration.sign_up(call.body.email, call.body.password, call.visitor.address)
    return Nothing()


async def confirm(desk: Desk, call: Call) -> Confirmed:
    """Open the account, with the link's token and the password of the sign-up."""
    body: Confirmation = call.body
    customer = await desk.registration.confirm(body.token, body.password, call.visitor.address)
    return Confirmed(customer=customer)


async def log_in(desk: Desk, call: Call) -> Standing:
    """Begin a session; with a second factor it is half a one until the code is shown."""
    body: LogIn = call.body
    call.entered = await desk.entrance.log_in(body.email, body.password, call.visitor, call.session)
    return standing(desk, call.entered)


async def show_code(desk: Desk, call: Call) -> Standing:
    """Show the second factor: the authenticator's six digits, or a recovery code."""
    call.entered = await desk.entrance.show_code(call.own, call.body.code, call.visitor)
    return standing(desk, call.entered)


async def show_session(desk: Desk, call: Call) -> Standing:
    """Tell of the session what a page needs to go on."""
    return standing(desk, Entered(call.token, call.own))


async def log_out(desk: Desk, call: Call) -> Nothing:
    """End the session."""
    desk.people.sessions.revoke(call.own.person, Kind.CUSTOMER, call.own.session_id)
    call.is_out = True
    return Nothing()


async def change_password(desk: Desk, call: Call) -> Standing:
    """Change the password. Every other session ends."""
    body: NewPassword = call.body
    call.entered = await desk.entrance.change_password(call.own, body.current, body.password)
    return standing(desk, call.entered)


async def offer_factor(desk: Desk, call: Call) -> Offer:
    """Offer a secret for an authenticator. It opens nothing until a code of it is shown."""
    secret, address = await desk.entrance.offer_factor(call.own, call.body.password)
    return Offer(secret=secret, address=address, picture=picture(address))


async def turn_factor_on(desk: Desk, call: Call) -> Recovery:
    """Turn the offered second factor on. Every other session ends."""
    call.entered, codes = await desk.entrance.turn_factor_on(call.own, call.body.code)
    return Recovery(codes=codes, writing_token=writing_token(call.entered.token))


async def renew_recovery(desk: Desk, call: Call) -> Recovery:
    """Make new recovery codes, by both factors. The old ones are worthless."""
    body: BothFactors = call.body
    codes = await desk.entrance.renew_recovery(call.own, body.password, body.code)
    return Recovery(codes=codes, writing_token=writing_token(call.token))


async def turn_factor_off(desk: Desk, call: Call) -> Standing:
    """Turn the second factor off, by both factors. Every other session ends."""
    body: BothFactors = call.body
    call.entered = await desk.entrance.turn_factor_off(call.own, body.password, body.code)
    return standing(desk, call.entered)


async def close_account(desk: Desk, call: Call) -> Nothing:
    """Close the account: orders are cancelled, keys and sessions end. What it holds is owed."""
    await desk.entrance.require_password(call.own, call.body.password)
    await desk.registration.close(call.own.person)
    call.is_out = True
    return Nothing()


def standing(desk: Desk, entered: Entered) -> Standing:
    """Return what a page is told of a session."""
    customer = desk.entrance.customer(entered.session)
    return Standing(
        needs_code=not entered.session.is_whole,
        writing_token=writing_token(entered.token),
        factor_is_on=customer.factor_is_on,
        account_id=desk.account_id(customer.reference),
    )


ENDPOINTS = (
    Endpoint(
        "POST", f"{ROOT}/signup", Access.ANYBODY, sign_up, Nothing, "Sign up", SignUp, status=202
    ),
    Endpoint(
        "POST",
        f"{ROOT}/signup/confirm",
        Access.ANYBODY,
        confirm,
        Confirmed,
        "Confirm the address and open the account",
        Confirmation,
    ),
    Endpoint("POST", f"{ROOT}/session", Access.ANYBODY, log_in, Standing, "Log in", LogIn),
    Endpoint("GET", f"{ROOT}/session", Access.HALF, show_session, Standing, "The session"),
    Endpoint("DELETE", f"{ROOT}/session", Access.HALF, log_out, Nothing, "Log out"),
    Endpoint(
        "POST", f"{ROOT}/session/code", Access.HALF, show_code, Standing, "Second factor", Code
    ),
    Endpoint(
        "POST",
        f"{ROOT}/password",
        Access.CUSTOMER,
        change_password,
        Standing,
        "Change the password",
        NewPassword,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/factor",
        Access.CUSTOMER,
        offer_factor,
        Offer,
        "Ask for a second factor",
        Password,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/factor/on",
        Access.CUSTOMER,
        turn_factor_on,
        Recovery,
        "Turn the second factor on",
        Code,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/factor/recovery",
        Access.CUSTOMER,
        renew_recovery,
        Recovery,
        "Make new recovery codes",
        BothFactors,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/factor/off",
        Access.CUSTOMER,
        turn_factor_off,
        Standing,
        "Turn the second factor off",
        BothFactors,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/account/close",
        Access.CUSTOMER,
        close_account,
        Nothing,
        "Close the account",
        Password,
    ),
)
