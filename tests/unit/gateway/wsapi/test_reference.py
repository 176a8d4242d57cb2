"""The reference page says what the door does."""

from pathlib import Path

from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.wsapi import reference
from glassbook.gateway.wsapi.methods import TWINS, twins

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "websocket-api.md"


def test_the_reference_page_is_as_new_as_the_door():
    assert PAGE.read_text() == reference.page(), (
        "run: python -m glassbook.gateway.wsapi.reference > docs/reference/websocket-api.md"
    )


def test_every_bound_method_is_on_the_page_and_no_other():
    page = reference.page()
    bound = {method.name for method in twins(ENDPOINTS, "us")}
    named = {name for names in TWINS.values() for name in names}
    assert {name for name in named if f"### {name}\n" in page} == bound
