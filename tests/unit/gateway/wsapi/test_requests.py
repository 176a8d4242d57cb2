"""Texts that are requests, texts that are none, and how a request may name itself."""

import json

import pytest

from glassbook.gateway.wsapi.requests import read_request
from tests.unit.gateway.wsapi.client import refusal_of

NOT_JSON = (400, -1135, "Invalid JSON Request")


@pytest.mark.parametrize(
    "request_id", [1, 0, -7, 2**53, "e2a85d9f-07a5-4f94-8d5f-789dc3deb097", "", "ü", None]
)
def test_an_id_comes_back_as_it_went(api, request_id):
    answer = api.say(json.dumps({"id": request_id, "method": "ping"}))
    assert answer["id"] == request_id
    assert type(answer["id"]) is type(request_id)
    assert (answer["status"], answer["result"]) == (200, {})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '"ping"', "null", '{"id":1,"method":"ping"', "[" * 100_000, b"\xff", b""],
)
def test_what_is_no_json_object_is_refused_under_no_id(api, text):
    answer = api.say(text)
    assert answer["id"] is None
    assert refusal_of(answer) == NOT_JSON


@pytest.mark.parametrize("request_id", ["1.5", "true", "[1]", "{}"])
def test_an_id_is_an_integer_a_string_or_null(api, request_id):
    answer = api.say(f'{{"id":{request_id},"method":"ping"}}')
    said = "Invalid 'id' in JSON request; expected an integer, a string or null."
    assert (answer["id"], refusal_of(answer)) == (None, (400, -1135, said))


def test_a_request_without_an_id_is_refused(api):
    assert refusal_of(api.say('{"method":"ping"}'))[1] == -1135


@pytest.mark.parametrize("method", ["", '"method":7,', '"method":null,', '"method":["ping"],'])
def test_a_method_is_a_string_and_the_refusal_keeps_the_id(api, method):
    answer = api.say(f'{{{method}"id":9}}')
    said = "Invalid 'method' in JSON request; expected a string."
    assert (answer["id"], refusal_of(answer)) == (9, (400, -1135, said))


@pytest.mark.parametrize("params", ["[]", "7", '"symbol=BTCUSD"', "true"])
def test_params_are_an_object(api, params):
    answer = api.say(f'{{"id":9,"method":"ping","params":{params}}}')
    said = "Invalid 'params' in JSON request; expected an object."
    assert (answer["id"], refusal_of(answer)) == (9, (400, -1135, said))


@pytest.mark.parametrize("params", ["", ',"params":null', ',"params":{}'])
def test_no_params_may_be_said_in_three_ways(api, params):
    assert api.say(f'{{"id":1,"method":"ping"{params}}}')["status"] == 200


def test_a_method_may_name_its_version(api):
    assert api.result("v3/time") == api.result("time")


@pytest.mark.parametrize("method", ["pong", "", "v4/ping", "order.place.oco", "v3/v3/ping"])
def test_an_unknown_method_is_refused(api, method):
    assert api.refusal(method) == (400, -1020, "This operation is not supported.")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"0.10"', "0.10"),
        ("0.10", "0.10"),
        ("1e2", "1e2"),
        ("7", "7"),
        ("-7", "-7"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ('["BTCUSD","ETHUSD"]', '["BTCUSD","ETHUSD"]'),
        ('"\\u00fc\\n"', "ü\n"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_a_value_is_the_text_that_was_written(written, text):
    alone = read_request(f'{{"id":1,"method":"m","params":{{"p":{written}}}}}'.encode())
    beside = read_request(f'{{"id":1,"method":"m","params":{{"f":0.5,"p":{written}}}}}'.encode())
    assert (alone.sent["p"], beside.sent["p"]) == (text, text)


@pytest.mark.parametrize("first", ['"x"', "7", "[1]", '{"p":1}', "null"])
def test_of_params_that_stand_twice_the_last_count(first):
    text = f'{{"id":1,"method":"m","params":{first},"params":{{"p":0.5}}}}'
    assert read_request(text.encode()).sent == {"p": "0.5"}


def test_a_lone_surrogate_breaks_nothing(api):
    text = r'{"id":1,"method":"depth","params":{"symbol":"\ud800","x":0.5}}'
    assert api.say(text)["status"] == 400
    assert api.say(r'{"id":"\ud800","method":"ping"}')["status"] in {200, 400}
