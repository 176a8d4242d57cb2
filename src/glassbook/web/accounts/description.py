"""The OpenAPI document of `/web/v1/`, generated from its table."""

from collections.abc import Sequence
from typing import Any

import msgspec

from glassbook.web.accounts.endpoint import Access, Endpoint, Shape

REFERENCE = "#/components/schemas/{name}"
ABOUT = """\
What the pages of a Glassbook venue ask. A session stands in a cookie that no script reads; whatever
changes something shows the session's `writingToken` in the header X-Glassbook-Writing. Times are in
milliseconds since the epoch.

Below `/web/v1` a session is served the venue's own API as well, for its account: what
`/openapi.json` describes at `/api/v3/order` is asked here at `/web/v1/api/v3/order`, with the same
parameters and refusals and without key, timestamp and signature. Keys and transfers are not.
"""


class Problem(Shape, kw_only=True):
    """Which field, which rule, and what would be accepted."""

    why: str
    field: str
    rule: str
    accepted: str


class Refusal(Shape, kw_only=True):
    error: Problem


def description(name: str, version: str, endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """Return the document of a venue of this name."""
    bodies = [each.body for each in endpoints if each.body is not None]
    types = [*(each.answer for each in endpoints), *bodies, Refusal]
    found, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    answers = found[: len(endpoints)]
    taken = iter(found[len(endpoints) : -1])
    paths: dict[str, dict[str, Any]] = {}
    for endpoint, answer in zip(endpoints, answers, strict=True):
        body = None if endpoint.body is None else next(taken)
        operation = _operation(endpoint, answer, body, found[-1])
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name} accounts", "version": version, "description": ABOUT},
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(
    endpoint: Endpoint, answer: dict[str, Any], body: dict[str, Any] | None, refusal: dict[str, Any]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "description": f"{endpoint.handler.__doc__}\n\nAccess: {endpoint.access.name}.",
        "responses": {
            str(endpoint.status): {"description": "Done.", "content": _json(answer)},
            "default": {"description": "Refused.", "content": _json(refusal)},
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    if endpoint.writes and endpoint.access not in {Access.ANYBODY, Access.STAFF_TO_BE}:
        header = {"name": "X-Glassbook-Writing", "in": "header", "required": True}
        operation["parameters"] = [header | {"schema": {"type": "string"}}]
    return operation


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
