"""The pictures of the documentation: each is shown somewhere, taken by the tests, of a page."""

import re

from glassbook.web.site import PAGES as ADDRESSES
from glassbook.web.site import TRADE
from tests.browser.pictures import PICTURES, TAKEN, outlines
from tests.tidy.tree import PAGES

SHOWN = re.compile(r"!\[[^\]]*\]\([^)\s]*pictures/([\w-]+)\.png\)")


def shown() -> set[str]:
    return {name for page in PAGES for name in SHOWN.findall(page.read_text())}


def test_what_the_documentation_shows_is_what_the_tests_take():
    assert shown() == {each.name for each in TAKEN}


def test_no_picture_lies_about_that_nobody_takes():
    kept = {path.name for path in PICTURES.iterdir()}
    assert kept == {f"{each.name}.png" for each in TAKEN}
    assert set(outlines()) == {each.name for each in TAKEN}


def test_the_pages_of_the_pictures_are_there():
    paths = (each.path.partition("?")[0] for each in TAKEN)
    assert [path for path in paths if path not in ADDRESSES and not TRADE.fullmatch(path)] == []
