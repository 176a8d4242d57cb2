"""What clients may ask, and the exact words in which they are refused."""

import json

import pytest

from glassbook.gateway.streams.requests import (
    BadRequest,
    Method,
    answer,
    parse_request,
    refusal,
)


def refused(text):
    """Return (code, msg, id) of the refusal of a text."""
    with pytest.raises(BadRequest) as caught:
        parse_request(text)
    return caught.value.code, caught.value.msg, caught.value.request_id


def test_a_subscription_names_streams_in_order():
    request = parse_request('{"method":"SUBSCRIBE","params":["a@trade","b@depth"],"id":1}')
    assert (request.method, request.names) == (Method.SUBSCRIBE, ("a@trade", "b@depth"))


@pytest.mark.parametrize(
    "request_id",
    [0, 1, 2**63 - 1, -(2**63), "a", "7f1c2a34-0c7d-4d2e-9a51-3f1b6f0e2c11", "x" * 36, None],
)
def test_an_id_comes_back_with_the_type_it_came_with(request_id):
    request = parse_request(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": request_id}))
    assert json.loads(answer(request.request_id, None)) == {"result": None, "id": request_id}


@pytest.mark.parametrize("request_id", [True, 1.5, 2**63, "", "x" * 37, "a b", "é", [], {}])
def test_an_id_of_another_kind_is_refused(request_id):
    text = json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": request_id})
    assert refused(text) == (2, "Invalid request: request ID must be an unsigned integer", None)


UNKNOWN_METHOD = (
    "Invalid request: unknown variant `SUBSCRIBED`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, "
    "`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 22"
)
REFUSALS = {
    '{"method":"LIST_SUBSCRIPTIONS"}': (
        2,
        "Invalid request: request ID must be an unsigned integer",
        None,
    ),
    '{"params":["a@trade"],"id":7}': (
        2,
        "Invalid request: missing field `method` at line 1 column 29",
        7,
    ),
    "[1,2]": (2, "Invalid request: missing field `method` at line 1 column 5", None),
    '{"method":"SUBSCRIBED","params":[],"id":1}': (
        2,
        UNKNOWN_METHOD,
        1,
    ),
    '{"method":"GET_PROPERTY","params":["combined","more"],"id":1}': (
        2,
        "Invalid request: too many parameters",
        1,
    ),
    '{"method":"SET_PROPERTY","params":["combined",true,1],"id":1}': (
        2,
        "Invalid request: too many parameters",
        1,
    ),
    '{"method":"LIST_SUBSCRIPTIONS","params":["a@trade"],"id":1}': (
        2,
        "Invalid request: too many parameters",
        1,
    ),
    '{"method":"GET_PROPERTY","params":[],"id":1}': (
        2,
        "Invalid request: property name must be a string",
        1,
    ),
    '{"method":"GET_PROPERTY","id":1}': (
        2,
        "Invalid request: property name must be a string",
        1,
    ),
    '{"method":"SET_PROPERTY","params":[1,true],"id":1}': (
        2,
        "Invalid request: property name must be a string",
        1,
    ),
    '{"method":"SET_PROPERTY","params":["colour",true],"id":1}': (0, "Unknown property", 1),
    '{"method":"GET_PROPERTY","params":["colour"],"id":"x"}': (0, "Unknown property", "x"),
    '{"method":"SET_PROPERTY","params":["combined","true"],"id":1}': (
        1,
        "Invalid value type: expected Boolean",
        1,
    ),
    '{"method":"SET_PROPERTY","params":["combined",1],"id":1}': (
        1,
        "Invalid value type: expected Boolean",
        1,
    ),
    '{"method":"SET_PROPERTY","params":["combined"],"id":1}': (
        1,
        "Invalid value type: expected Boolean",
        1,
    ),
    '{"method":"SUBSCRIBE","params":"a@trade","id":1}': (
        2,
        "Invalid request: params must be a list of stream names",
        1,
    ),
    '{"method":"SUBSCRIBE","id":1}': (
        2,
        "Invalid request: params must be a list of stream names",
        1,
    ),
    '{"method":"UNSUBSCRIBE","params":[1],"id":1}': (
        2,
        "Invalid request: params must be a list of stream names",
        1,
    ),
    "": (3, "Invalid JSON: expected value at line 1 column 0", None),
    "SUBSCRIBE": (3, "Invalid JSON: expected value at line 1 column 1", None),
    '{"method":x}': (3, "Invalid JSON: expected value at line 1 column 11", None),
    '{"id":1,\n"method":x}': (3, "Invalid JSON: expected value at line 2 column 10", None),
    '{"method":"SUBSCRIBE"': (3, "Invalid JSON: expected value at line 1 column 21", None),
}


@pytest.mark.parametrize("text", REFUSALS)
def test_every_mistake_has_its_code_and_its_words(text):
    assert refused(text) == REFUSALS[text]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "null", '"x"', "1e999999"])
def test_no_text_whatsoever_gets_past_the_reader(text):
    assert refused(text)[0] in {2, 3}


def test_a_refusal_is_readable_as_documented_and_as_the_live_service_sends_it():
    bad = BadRequest(2, "Invalid request: invalid stream", subject="nope")
    bad.request_id = 5
    assert json.loads(refusal(bad)) == {
        "code": 2,
        "msg": "Invalid request: invalid stream",
        "error": {"code": 2, "msg": "Invalid request: invalid stream", "data": "nope"},
        "id": 5,
    }
