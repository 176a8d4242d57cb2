"""What is written about Glassbook: every link leads somewhere, and nothing private is named."""

import ast
import re
from pathlib import Path

import pytest

from tests.tidy.tree import PAGES, ROOT, SOURCES, name

CONFIGURATION = [ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "pyproject.toml"]
LOCKS = sorted((ROOT / "requirements").iterdir())
HERE = Path(__file__)

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)

#: A path of somebody's machine, and the host of a package registry: neither means anything to a
#: reader who sits elsewhere.
PRIVATE = re.compile(
    r"(?<![\w.~-])/(?:work|root|Users|home/\w+|tmp|var/tmp)/"
    r"|pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|--(?:extra-)?index-url|--find-links"
)


def slug(heading: str) -> str:
    """Return a heading's anchor: lower case, words joined by hyphens."""
    words = re.sub(r"[^\w\s-]", "", heading.replace("`", "").lower())
    return re.sub(r"[\s]+", "-", words.strip())


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in HEADING.findall(FENCE.sub("", page.read_text()))}


def broken_links(text: str, page: Path) -> list[str]:
    """Return the links of `text`, read as it stood at `page`, that lead nowhere."""
    found = [first or second for first, second in LINK.findall(FENCE.sub("", text))]
    return [link for link in found if not re.match(r"[a-z]+:", link) and not leads(link, page)]


def leads(link: str, page: Path) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def private_words(text: str) -> list[str]:
    return PRIVATE.findall(text)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path):
    assert broken_links(page.read_text(), page) == []


def error_codes(source: str) -> set[str]:
    """Return the codes that are written in a source: in its code, not in its words."""
    tree = ast.parse(source)
    ranges = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "range"
        for argument in call.args
    }
    return {
        f"-{node.operand.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant)
        and node.operand.value in range(1_000, 5_000)
        and id(node) not in ranges
    }


def test_every_error_of_the_doors_has_its_own_address():
    gateway = ROOT / "src" / "glassbook" / "gateway"
    codes = set().union(*(error_codes(each.read_text()) for each in gateway.rglob("*.py")))
    assert {"-1121", "-1190", "-2010"} <= codes
    told = set().union(
        *(anchors(ROOT / "docs" / "reference" / page) for page in ("errors.md", "fix.md"))
    )
    assert codes - told == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_begins_with_its_title(page: Path):
    assert page.read_text().startswith("# ")


@pytest.mark.parametrize(
    "path", [*PAGES, *CONFIGURATION, *LOCKS, *(p for p in SOURCES if p != HERE)], ids=name
)
def test_nothing_private_is_named(path: Path):
    assert private_words(path.read_text()) == []


@pytest.mark.parametrize(
    "text", ["[a](nowhere.md)", "![a](nowhere.png)", "[a](README.md#nowhere)", "[a](#nowhere)"]
)
def test_a_broken_link_is_seen(text: str):
    assert len(broken_links(text, ROOT / "README.md")) == 1


@pytest.mark.parametrize(
    "text", ["[a](README.md)", "[a](https://example.com/x)", "```\n[a](b)\n```"]
)
def test_a_whole_link_is_left_alone(text: str):
    assert broken_links(text, ROOT / "README.md") == []


@pytest.mark.parametrize("text", ["pip install --index-url x", "in /tmp/a.log"])
def test_a_private_word_is_seen(text: str):
    assert len(private_words(text)) == 1
