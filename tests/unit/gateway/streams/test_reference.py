"""The reference page says what the door does."""

from pathlib import Path

from glassbook.gateway.streams import reference
from glassbook.gateway.streams.catalogue import ENTRIES

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "streams.md"


def test_the_reference_page_is_as_new_as_the_door():
    assert PAGE.read_text() == reference.page(), (
        "run: python -m glassbook.gateway.streams.reference > docs/reference/streams.md"
    )


def test_every_stream_is_on_the_page():
    page = reference.page()
    assert [entry.pattern for entry in ENTRIES if f"### `{entry.pattern}`" not in page] == []
