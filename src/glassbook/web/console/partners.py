"""Whose customer one is: the partner who has a share of the commission that the customer pays."""

from typing import Annotated

from msgspec import Meta

from glassbook.identity.refused import Refused, Why
from glassbook.projection.rebates import REBATE_TERMS, WHOLE_PPM
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.console.door import floor_of
from glassbook.web.console.plans import AccountId, AccountWanted, Deed, Plan, account_in

Share = Annotated[int, Meta(ge=0, le=WHOLE_PPM)]


class PartnerWanted(AccountWanted, kw_only=True):
    """Parts per million of the customer's commission: the partner's, and the customer's own.

    Both 0 end it. What was earned before is paid all the same.
    """

    partner_id: AccountId
    share_ppm: Share
    kickback_ppm: Share


def name_partner(desk: Desk, wanted: PartnerWanted) -> Plan:
    """Plan to name the partner of a customer, and the shares. *Raises* Refused."""
    customer = account_in(desk, wanted.account_id, "accountId")
    partner = account_in(desk, wanted.partner_id, "partnerId")
    if customer.master_id:
        rule = "is a sub-account's, whose partner is that of its customer"
        raise Refused(Why.INVALID, "accountId", rule, f"account {customer.master_id}")
    if customer.account_id in (partner.account_id, partner.master_id):
        raise Refused(Why.INVALID, "partnerId", "is the customer's own", "another customer's")
    if wanted.share_ppm + wanted.kickback_ppm > WHOLE_PPM:
        accepted = f"at most {WHOLE_PPM - wanted.share_ppm} beside this share"
        raise Refused(Why.INVALID, "kickbackPpm", "shares more than the commission", accepted)

    async def carry_out(deed: Deed) -> Outcome:
        body = {
            "account": customer.account_id,
            "partner": partner.account_id,
            "share_ppm": wanted.share_ppm,
            "kickback_ppm": wanted.kickback_ppm,
            "why": deed.label,
        }
        outcome: Outcome = await floor_of(desk).publish(Document(REBATE_TERMS, 1, body))
        return outcome

    return Plan(f"account {customer.account_id}", carry_out)
