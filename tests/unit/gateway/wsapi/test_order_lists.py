"""Order lists over the WebSocket API: what REST does, by other names."""

import pytest

from tests.unit.gateway.rest.test_order_lists import OCO, OLD, OTO, OTOCO
from tests.unit.gateway.rest.test_paid_orders import OPO, OPOCO
from tests.unit.gateway.wsapi.client import Hmac


@pytest.fixture
def bob(house):
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    return Hmac(house.bob)


@pytest.mark.operation("ws orderList.place.oco", "ws orderList.status", "ws orderList.cancel")
def test_a_list_lives_and_dies_under_its_rest_name(api, bob):
    placed = api.result("orderList.place.oco", bob, **OCO)
    assert [each["status"] for each in placed["orderReports"]] == ["NEW", "NEW"]
    meant = {"orderListId": placed["orderListId"]}
    shown = api.result("orderList.status", bob, **meant)
    assert shown == {name: told for name, told in placed.items() if name != "orderReports"}
    cancelled = api.result("orderList.cancel", bob, symbol="BTCUSD", **meant)
    assert cancelled["listOrderStatus"] == "ALL_DONE"


@pytest.mark.operation(
    "ws orderList.place",
    "ws orderList.place.oto",
    "ws orderList.place.otoco",
    "ws orderList.place.opo",
    "ws orderList.place.opoco",
    "ws openOrderLists.status",
    "ws allOrderLists",
)
def test_every_kind_of_list_is_placed_and_counted(api, bob):
    sent = {"": OLD, ".oto": OTO, ".otoco": OTOCO, ".opo": OPO, ".opoco": OPOCO}
    answers = [api.ask(f"orderList.place{kind}", bob, **order) for kind, order in sent.items()]
    assert [each["rateLimits"][0]["count"] for each in answers] == [2, 4, 7, 9, 12]
    ids = [each["result"]["orderListId"] for each in answers]
    for method in ("openOrderLists.status", "allOrderLists"):
        assert [each["orderListId"] for each in api.result(method, bob)] == ids
