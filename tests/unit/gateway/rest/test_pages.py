"""The pages for people and probes, and the documents that describe the door."""

import json
import re
from pathlib import Path

from glassbook.gateway.rest import error_reference, pages, reference
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.rest.weights import WEIGHTS
from glassbook.protocol.reject import RejectCode

ROOT = Path(__file__).parents[4]


def test_the_api_page_loads_nothing_from_other_peoples_servers(house):
    answer = house.ask("GET", pages.API_PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r"""(?:src|href)=["'](?!/)[^"']+""", answer.body.decode()) == []
    policy = answer.headers["content-security-policy"]
    directives = dict(each.split(" ", 1) for each in policy.split("; "))
    assert {source for each in directives.values() for source in each.split()} == {
        "'self'",
        "'none'",
        "data:",
    }
    for name in ("default-src", "frame-ancestors", "base-uri", "form-action"):
        assert directives[name] == "'none'"


def test_every_file_that_the_api_page_names_is_served(house):
    page = house.ask("GET", pages.API_PAGE).body.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(named) == 4
    for path in named:
        answer = house.ask("GET", path)
        assert (answer.status, len(answer.body) > 50) == (200, True)


def test_health_is_what_the_node_says_and_a_venue_that_is_not_well_answers_503(house):
    assert house.ask("GET", "/health").json == {"status": "running", "is_accepting": True}
    house.health = {"status": "read-only", "is_accepting": False}
    assert house.ask("GET", "/health").status == 503


def test_figures_are_served_as_prometheus_reads_them(house):
    answer = house.ask("GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert b"glassbook_commands_total" in answer.body


def test_pages_can_only_be_read(house):
    answer = house.ask("POST", "/health")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    head = house.ask("HEAD", "/health")
    assert (head.status, head.body) == (200, b"")


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_openapi_document_describes_every_operation_and_refers_to_nothing_else(house):
    document = house.ask("GET", "/openapi.json").json
    assert document["openapi"].startswith("3.0."), "the page renders no other version"
    newer = ("prefixItems", '"null"', '"items": false', '"const"')
    assert [word for word in newer if word in json.dumps(document)] == []
    operations = {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == {(each.method, each.path) for each in ENDPOINTS}
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_signed_operations_say_so(house):
    paths = house.ask("GET", "/openapi.json").json["paths"]
    names = {each["name"] for each in paths["/api/v3/order"]["post"]["parameters"]}
    assert {"symbol", "price", "timestamp", "signature"} <= names
    assert paths["/api/v3/order"]["post"]["security"] == [{"key": []}]
    assert "security" not in paths["/api/v3/depth"]["get"]


def test_every_operation_says_what_it_does():
    assert [each.path for each in ENDPOINTS if len(each.handler.__doc__ or "") < 10] == []


def test_every_weight_is_of_an_operation():
    assert set(WEIGHTS) <= {(each.method, each.path) for each in ENDPOINTS}


def test_the_reference_page_is_as_new_as_the_door():
    page = (ROOT / "docs" / "reference" / "rest.md").read_text()
    assert page == reference.page(ENDPOINTS), (
        "run: python -m glassbook.gateway.rest.reference > docs/reference/rest.md"
    )


def test_the_page_of_errors_is_as_new_as_the_refusals():
    page = (ROOT / "docs" / "reference" / "errors.md").read_text()
    assert page == error_reference.page(), (
        "run: python -m glassbook.gateway.rest.error_reference > docs/reference/errors.md"
    )


def test_every_reason_of_the_core_has_its_place_on_the_page_of_errors():
    page = error_reference.page()
    missing = [each.name for each in RejectCode if each.name != "NONE" and each.name not in page]
    assert missing == []
