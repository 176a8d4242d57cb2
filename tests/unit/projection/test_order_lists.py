"""Order lists, as they are looked up."""

import pytest

from glassbook.projection.order_lists import OrderLists
from glassbook.projection.store.memory import MemoryHistory


class Shut(MemoryHistory):
    """A store that nobody need ask for a list."""

    def order_lists(self, account_id, page):
        raise AssertionError("the store was asked")


@pytest.mark.parametrize("said", [-1, 0])  # by a report, and by an order
def test_no_list_is_looked_for_where_an_order_has_none(said):
    assert OrderLists(Shut()).by_id(1, said) is None


def test_a_list_that_is_not_in_memory_is_looked_for_in_the_store():
    with pytest.raises(AssertionError, match="the store was asked"):
        OrderLists(Shut()).by_id(1, 1)
