"""The reference page of errors and filters, written from the refusals themselves.

    python -m glassbook.gateway.rest.error_reference > docs/reference/errors.md

A test compares the page with the code, so the page is never older than the doors.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from inspect import Parameter, getmembers, isfunction, signature
from typing import NamedTuple

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.rejects import AMENDING, CANCELLING, PLACING, refusal
from glassbook.protocol.reject import RejectCode

FILTER = "Filter failure: "
HEAD = """\
# Errors and filters

Every no of the doors. Over REST it is HTTP status, code and text; over the WebSocket API the same
three in `status` and `error`; over FIX the code in ErrorCode (25016) and the text in Text (58).
What only FIX can say is on [its page](fix.md#errors); so it is with
[streams](streams.md#errors).
What stands in `<>` is filled in. This page is generated from the refusals in `gateway`.

The third column says what the code of Glassbook calls it: a refusal of the doors in small letters,
of the core in capitals. What the core refuses may have the code of what was tried: -2010 for a new
order, -2011 for a cancel, -2038 for an amendment.
"""
FILTERS_HEAD = """\
## Filters

What a symbol asks of its orders; `exchangeInfo` tells the bounds. An order outside them is refused
with -1013 and the filter's name, and a cancel-replace before anything is cancelled; an amendment
too many with -2038.
"""


class Told(NamedTuple):
    """One way to say no, and why it is said."""

    code: int
    status: int
    text: str


def page() -> str:
    """Return the whole page."""
    reasons = _reasons()
    codes = sorted({told.code for told in reasons}, reverse=True)
    parts = [HEAD, "## Errors\n", *("".join(_section(code, reasons)) for code in codes)]
    parts += [FILTERS_HEAD, *_filters(reasons)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _reasons() -> dict[Told, list[str]]:
    """Return every no with the names of what leads to it."""
    reasons: dict[Told, list[str]] = defaultdict(list)
    for name, refuse in getmembers(refusals, isfunction):
        if signature(refuse).return_annotation is Refusal and not _is_told_a_text(refuse):
            reasons[_told(_filled(refuse))].append(name.replace("_", " "))
    for reason in RejectCode:
        if reason is not RejectCode.NONE:
            said = {_told(refusal(reason, tried)) for tried in (PLACING, CANCELLING, AMENDING)}
            for told in said:
                reasons[told].append(f"`{reason.name}`")
    return reasons


def _is_told_a_text(refuse: Callable[..., Refusal]) -> bool:
    return "text" in signature(refuse).parameters


def _filled(refuse: Callable[..., Refusal]) -> Refusal:
    """Return a refusal with the names of what is filled in where that would stand."""
    places = signature(refuse).parameters.values()
    return refuse(*(f"<{each.name}>" for each in places if each.default is Parameter.empty))


def _told(said: Refusal) -> Told:
    return Told(said.code, said.status, said.text)


def _section(code: int, reasons: dict[Told, list[str]]) -> Iterator[str]:
    yield f"### {code}\n\n| HTTP | Text | Why |\n|---|---|---|\n"
    rows = sorted(told for told in reasons if told.code == code)
    if any(told.text.startswith(FILTER) for told in rows):
        yield f"| 400 | {FILTER}&lt;filter> | see [Filters](#filters) |\n"
    for told in rows:
        if not told.text.startswith(FILTER):
            text = told.text.replace("|", r"\|").replace("<", "&lt;")
            yield f"| {told.status} | {text} | {', '.join(reasons[told])} |\n"


def _filters(reasons: dict[Told, list[str]]) -> Iterator[str]:
    for told in sorted(reasons):
        if told.text.startswith(FILTER) and "<" not in told.text:
            yield f"### {told.text.removeprefix(FILTER)}\n\nBroken by {', '.join(reasons[told])}.\n"


if __name__ == "__main__":
    sys.stdout.write(page())
