"""Setting a forgotten password anew, by a link in a letter."""

from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Nothing, Shape
from glassbook.web.accounts.entering import ROOT


class Address(Shape, kw_only=True):
    email: str


class Renewal(Shape, kw_only=True):
    """`token` is what stands behind the # of the link."""

    token: str
    password: str


async def ask(desk: Desk, call: Call) -> Nothing:
    """Send a letter to the address, whoever's it is."""
    desk.forgotten.ask(call.body.email, call.visitor.address)
    return Nothing()


async def renew(desk: Desk, call: Call) -> Nothing:
    """Set a new password by the link. Every session ends; a second factor stays on."""
    body: Renewal = call.body
    await desk.forgotten.renew(body.token, body.password, call.visitor.address)
    return Nothing()


ENDPOINTS = (
    Endpoint(
        "POST",
        f"{ROOT}/password/forgotten",
        Access.ANYBODY,
        ask,
        Nothing,
        "Ask for a link to set the password anew",
        Address,
        status=202,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/password/renew",
        Access.ANYBODY,
        renew,
        Nothing,
        "Set the password anew",
        Renewal,
    ),
)
