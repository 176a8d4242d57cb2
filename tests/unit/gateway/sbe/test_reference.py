"""The reference page says what the door does."""

from pathlib import Path

from glassbook.gateway.sbe import reference
from glassbook.gateway.sbe.schema import MESSAGES

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "sbe.md"


def test_the_reference_page_is_as_new_as_the_door():
    assert PAGE.read_text() == reference.page(), (
        "run: python -m glassbook.gateway.sbe.reference > docs/reference/sbe.md"
    )


def test_every_message_is_on_the_page():
    page = reference.page()
    assert [message.name for message in MESSAGES if f"`{message.name}`" not in page] == []
