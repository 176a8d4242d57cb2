"""The reference page says what the door does."""

from pathlib import Path

import pytest

from glassbook.gateway.streams import reference
from glassbook.gateway.streams.catalogue import ENTRIES
from glassbook.gateway.streams.requests import Method

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "streams.md"


def test_the_reference_page_is_as_new_as_the_door():
    assert PAGE.read_text() == reference.page(), (
        "run: python -m glassbook.gateway.streams.reference > docs/reference/streams.md"
    )


def test_every_stream_is_on_the_page():
    page = reference.page()
    assert [entry.pattern for entry in ENTRIES if f"### `{entry.pattern}`" not in page] == []


@pytest.mark.parametrize(
    "kind", ["executionReport", "listStatus", "outboundAccountPosition", "balanceUpdate"]
)
def test_every_kind_of_event_of_an_account_is_on_the_page(kind):
    assert f"\n### `{kind}`\n" in reference.page()


def test_every_request_and_every_error_is_on_the_page():
    page = reference.page()
    assert [each.value for each in Method if f"\n### {each.value}\n" not in page] == []
    assert [code for code in range(4) if f"\n### Error {code}\n" not in page] == []
