"""What the description of the API allows an answer to be: what any story is told is held to it."""

from functools import cache
from typing import Any

import jsonschema_rs

from glassbook.gateway.rest import openapi
from glassbook.gateway.rest.table import ENDPOINTS

PLACES = {(each.method, each.path) for each in ENDPOINTS if not each.files}


def require_described(method: str, path: str, told: Any) -> None:
    """Return when an answer is what is described. *Raises* AssertionError, saying what is not."""
    wrong = next(iter(_validator(method, path).iter_errors(told)), None)
    assert wrong is None, f"{method} {path} is not described to say {wrong}"


@cache
def _described() -> Any:
    return _in_newer_words(openapi.document("Venue", "1", ENDPOINTS))


@cache
def _validator(method: str, path: str) -> Any:
    described = _described()
    done = described["paths"][path][method.lower()]["responses"]["200"]
    schema = done["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft4Validator({**schema, "components": described["components"]})


def _in_newer_words(schema: Any) -> Any:
    """Return a schema in which what is nullable may be null by the words of JSON schema, too, and
    in which nothing may be told but the fields that are described.
    """
    if isinstance(schema, list):
        return [_in_newer_words(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    words = {name: _in_newer_words(each) for name, each in schema.items()}
    if isinstance(words.get("properties"), dict) and words.get("type") == "object":
        words.setdefault("additionalProperties", False)
    if words.pop("nullable", None) is True:
        return {"anyOf": [words, {"type": "null"}]}
    return words
