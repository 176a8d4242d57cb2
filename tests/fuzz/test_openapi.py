"""The OpenAPI document, held against the door by schemathesis: what it allows is answered, in the
shapes that it gives, and what it does not allow is refused in order.

    FUZZ_EXAMPLES=500 pytest tests/fuzz/test_openapi.py      (`make fuzz`; 2 otherwise)
"""

import os
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

import glassbook
from glassbook.gateway.rest import openapi
from glassbook.gateway.rest.table import ENDPOINTS
from tests.fuzz.targets import house
from tests.unit.gateway.rest.house import CALLER, request, sign

SCHEMA = schemathesis.openapi.from_dict(openapi.document("Venue", glassbook.__version__, ENDPOINTS))
FEW = 2
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", FEW))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = {(each.method, each.path): each for each in ENDPOINTS}


def _place(operation):
    return operation.method.upper(), operation.path


def ask(case):
    """Ask what a case asks, signed where that is needed."""
    venue, endpoint = house(), OPERATIONS[_place(case)]
    sent = dict(case.query or {})
    headers = {"x-mbx-apikey": venue.alice.api_key} if endpoint.security.needs_key else {}
    query = urlencode(sent, doseq=True)
    if endpoint.security.is_signed:
        sent = {name: text for name, text in sent.items() if name not in {"timestamp", "signature"}}
        sent["recvWindow"] = 5_000
        sent["timestamp"] = venue.clock() // 1_000_000
        query = urlencode(sent, doseq=True)
        query += f"&signature={sign(venue.alice, query)}"
    return request(
        venue.application, endpoint.method, endpoint.path, query.encode(), b"", headers, CALLER
    )


def as_response(case, answer):
    """Return an answer as schemathesis reads answers."""
    asked = requests.Request(case.method, f"http://venue{case.path}").prepare()
    return schemathesis.Response(
        status_code=answer.status,
        headers={name: [text] for name, text in answer.headers.items()},
        content=answer.body,
        request=asked,
        elapsed=0.0,
        verify=False,
    )


DESCRIBED = [each.ok() for each in SCHEMA.get_all_operations()]
ASKED = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in DESCRIBED
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or OPERATIONS[_place(operation)].parameters
]


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_every_operation_answers_as_it_is_described(operation, mode):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES == FEW,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def answers(case):
        case.validate_response(as_response(case, ask(case)), checks=CHECKS)

    answers()
