"""The OpenAPI 3.0 document, generated from the table of endpoints.

Parameters are described by their kinds, answers by their types, so the document cannot say what the
door does not do. `Security` becomes two schemes: the key in a header, and the signature.

Version 3.0, because the page that shows it renders no other; what our types say in later words is
translated.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from glassbook.gateway.rest.endpoint import Endpoint, ListOf
from glassbook.gateway.rest.order_shapes import ErrorBody
from glassbook.gateway.rest.parameters import DECIMAL, LONG, Parameter
from glassbook.gateway.rest.weights import Weight, weight_of

REFERENCE = "#/components/schemas/{name}"
FORM = "application/x-www-form-urlencoded"
SIGNED_PARAMETERS: tuple[dict[str, Any], ...] = (
    {
        "name": "timestamp",
        "in": "query",
        "required": True,
        "description": "Now, in milliseconds or microseconds since the epoch.",
        "schema": {"type": "integer", "format": "int64", "pattern": LONG},
    },
    {
        "name": "recvWindow",
        "in": "query",
        "description": "For how many milliseconds the request stays valid; up to 60000.",
        "schema": {"type": "string", "pattern": DECIMAL, "default": "5000"},
    },
    {
        "name": "signature",
        "in": "query",
        "required": True,
        "description": "HMAC-SHA-256 (hex) or Ed25519 (base64) of query string and body as sent.",
        "schema": {"type": "string"},
    },
)
ABOUT = """\
The REST API of a Glassbook venue. It speaks Binance's: parameters, names, errors and limits are
those of Binance.US and, where that has more, of Binance Spot. Prices, quantities and amounts are
texts; times are integers, in milliseconds unless the header `X-MBX-TIME-UNIT: MICROSECOND` is sent.
"""


def document(name: str, version: str, endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Return the document of a venue of this name."""
    rows = list(endpoints)
    schemas, components = _schemas(rows)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint, schema in zip(rows, schemas, strict=True):
        operation = _operation(endpoint, schema)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{name} REST API",
            "version": version,
            "description": ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in rows)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-MBX-APIKEY"},
            },
        },
    }


def _schemas(endpoints: list[Endpoint]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the schema of each endpoint's answer, and the named ones that they refer to."""
    answers = [_kinds(each.answer) for each in endpoints]
    types = [one for some in answers for one in some]
    found, components = msgspec.json.schema_components([*types, ErrorBody], ref_template=REFERENCE)
    rest = iter(map(_in_older_words, found))
    schemas = [_either([next(rest) for _ in some]) for some in answers]
    for place, each in enumerate(endpoints):
        if isinstance(each.answer, ListOf):
            schemas[place] = {"type": "array", "items": schemas[place]}
    return schemas, {name: _in_older_words(schema) for name, schema in components.items()}


def _kinds(answer: Any) -> tuple[Any, ...]:
    if isinstance(answer, ListOf):
        return answer.kinds
    return answer if isinstance(answer, tuple) else (answer,)


def _in_older_words(schema: Any) -> Any:
    """Return a JSON schema in the words of OpenAPI 3.0: no null type, no tuples."""
    if isinstance(schema, list):
        return [_in_older_words(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    words = {name: _in_older_words(value) for name, value in schema.items()}
    if "prefixItems" in words:
        places = words.pop("prefixItems")
        kinds = [each for number, each in enumerate(places) if each not in places[:number]]
        words["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        words["minItems"] = words["maxItems"] = len(places)
    if {"type": "null"} in words.get("anyOf", ()):
        rest = [each for each in words.pop("anyOf") if each != {"type": "null"}]
        words |= rest[0] if len(rest) == 1 else {"anyOf": rest}
        words["nullable"] = True
    return words


def _either(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a schema of any of these: what has the fields of one may have all of another's."""
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _operation(endpoint: Endpoint, schema: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(endpoint),
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "description": _description(endpoint),
        "parameters": [_parameter(each) for each in endpoint.parameters],
        "responses": {
            "200": {"description": "Done.", "content": _content(endpoint, schema)},
            "4XX": {
                "description": "Refused: code and text as Binance documents them.",
                "content": {
                    "application/json": {"schema": {"$ref": REFERENCE.format(name="ErrorBody")}}
                },
            },
        },
    }
    if endpoint.security.is_signed:
        operation["parameters"] += SIGNED_PARAMETERS
    if endpoint.security.needs_key:
        operation["security"] = [{"key": []}]
    return operation


def _content(endpoint: Endpoint, schema: dict[str, Any]) -> dict[str, Any]:
    if not endpoint.files:
        return {"application/json": {"schema": schema}}
    return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in endpoint.files}


def _operation_id(endpoint: Endpoint) -> str:
    root, version, *_ = endpoint.path.strip("/").split("/")
    words = endpoint.path.strip("/").replace("-", "/").split("/")[2:]
    return (
        endpoint.method.lower()
        + "".join(word[0].upper() + word[1:] for word in words)
        + (f"_{root}{version}" if root in {"sapi", "fapi", "dapi"} else "")
    )


def about(endpoint: Endpoint) -> str:
    """Return what an operation does, in its handler's own words."""
    words = (endpoint.handler.__doc__ or "").strip().partition("*Rejects*")[0]
    return " ".join(words.split())


def _description(endpoint: Endpoint) -> str:
    lines = [about(endpoint), f"Security: {endpoint.security.name}."]
    if endpoint.method != "GET":
        lines.append(f"Parameters may also be sent as a form (`{FORM}`).")
    weights = [weight_of(profile, endpoint.method, endpoint.path) for profile in ("us", "global")]
    lines.append(f"Weight: {_weight(weights[0])} (us), {_weight(weights[1])} (global).")
    return "\n\n".join(lines)


def _weight(weight: Weight) -> str:
    return str(weight) if isinstance(weight, int) else "depends on the parameters"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_mandatory,
        "schema": dict(parameter.schema),
    }
    if parameter.about:
        described["description"] = parameter.about
    return described
