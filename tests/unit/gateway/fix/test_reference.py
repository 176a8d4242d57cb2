"""The reference page says what the door does."""

from pathlib import Path

from glassbook.gateway.fix import reference
from glassbook.gateway.fix.fields import FIELDS
from glassbook.gateway.fix.messages import MESSAGES

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "fix.md"


def test_the_reference_page_is_as_new_as_the_door():
    assert PAGE.read_text() == reference.page(), (
        "run: python -m glassbook.gateway.fix.reference > docs/reference/fix.md"
    )


def test_every_message_and_field_is_on_the_page():
    page = reference.page()
    assert [
        kind.name for kind in MESSAGES if f"\n### {kind.name} (`{kind.code}`)" not in page
    ] == []
    assert [field.name for field in FIELDS if f"| {field.tag} | {field.name} |" not in page] == []
