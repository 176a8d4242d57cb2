"""What a customer is told whose account the venue freezes."""

import pytest

from glassbook.protocol import commands as pack
from tests.unit.gateway.streams.venue import ALICE, SmallVenue, buy


@pytest.fixture
def venue():
    return SmallVenue()


def test_orders_are_ended_in_the_name_of_the_venue(venue):
    venue.place(buy(ALICE, 90, 2, name="mine"))
    client = venue.client(f"/ws/{venue.listen_keys.open(ALICE)}")
    venue.do(pack.freeze_account(ALICE))
    ended, position = client.heard()
    assert (ended["x"], ended["X"], ended["eR"]) == ("EXPIRED", "EXPIRED", "EXCHANGE_CANCELED")
    assert (ended["c"], ended["C"], ended["w"]) == ("mine", "", False)
    assert [(each["a"], each["l"]) for each in position["B"]] == [("USD", "0.00000000")]
