"""The reference page of the REST API, written from the table of endpoints.

    python -m glassbook.gateway.rest.reference > docs/reference/rest.md

A test compares the page with the table, so the page is never older than the door.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from glassbook.gateway.access.limit_profiles import PROFILES, LimitProfile
from glassbook.gateway.rest.endpoint import Endpoint
from glassbook.gateway.rest.openapi import about
from glassbook.gateway.rest.parameters import Parameter
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.rest.weights import Weight, weight_of

HEAD = """\
# REST API

Every operation of the REST door. This page is generated from the table in `gateway/rest`; a running
venue serves the same as an OpenAPI 3.0 document at `/openapi.json` and shows it at `/docs/api`.

`USER_DATA` and `TRADE` operations are signed: they also take `timestamp`, `signature` and, if you
like, `recvWindow`. `USER_STREAM` needs the key alone. Parameters of POST, PUT and DELETE may stand
in the query, in a form, or in both. Weights are given as `us` / `global`; "by parameters" is as
Binance documents it. `X-MBX-TIME-UNIT: MICROSECOND` asks for times in microseconds, `Accept:
application/sbe` for answers in [SBE](sbe.md#answers).

## Limits

| Profile | Weight, 1 minute | Requests, 5 minutes | Orders, 10 seconds | Orders, 1 day |
|---|---|---|---|---|
"""


def page(endpoints: Iterable[Endpoint]) -> str:
    """Return the whole page."""
    rows = list(endpoints)
    parts = [HEAD + "".join(_limits(profile) for profile in PROFILES.values())]
    for tag in dict.fromkeys(each.tag for each in rows):
        parts.append(f"\n## {tag}\n")
        parts += ["".join(_section(each)) for each in rows if each.tag == tag]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _limits(profile: LimitProfile) -> str:
    limits = (profile.weight, profile.raw, profile.orders_short, profile.orders_day)
    shown = [f"{each.limit:,}" if profile.is_enforced else "none" for each in limits]
    return f"| `{profile.name}` | {' | '.join(shown)} |\n"


def _section(endpoint: Endpoint) -> Iterator[str]:
    yield f"### {endpoint.method} {endpoint.path}\n\n{about(endpoint)}\n\n"
    weights = [weight_of(profile, endpoint.method, endpoint.path) for profile in ("us", "global")]
    yield f"{endpoint.security.name}, weight {' / '.join(_weight(each) for each in weights)}.\n"
    if endpoint.parameters:
        yield "\n| Parameter | | |\n|---|---|---|\n"
        yield from map(_parameter, endpoint.parameters)


def _weight(weight: Weight) -> str:
    return str(weight) if isinstance(weight, int) else "by parameters"


def _parameter(parameter: Parameter) -> str:
    needed = "mandatory" if parameter.is_mandatory else ""
    return f"| `{parameter.name}` | {needed} | {_values(parameter)} |\n"


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    said = [parameter.about] if parameter.about else []
    if "enum" in schema:
        said.append(_choices(schema["enum"]))
    if "default" in schema:
        said.append(f"Default {schema['default']}.")
    if "maximum" in schema:
        said.append(f"At most {schema['maximum']}.")
    return " ".join(said).replace("|", r"\|")


def _choices(values: list[str]) -> str:
    """Return the choices; a long row of numbers with one unit as its first and last."""
    shown = []
    for unit, group in groupby(values, key=lambda value: value.lstrip("0123456789")):
        some = list(group)
        is_row = len(some) > 6 and unit and unit != some[0]
        shown += [f"`{some[0]}` to `{some[-1]}`"] if is_row else [f"`{each}`" for each in some]
    return ", ".join(shown) + "."


if __name__ == "__main__":
    sys.stdout.write(page(ENDPOINTS))
