"""What the log tells of a fault of ours."""

from secrets import token_hex

import structlog

from glassbook.cli.fault_log import tell_places_only


def open_with(password):
    raise KeyError(len(password))


def test_of_a_fault_the_place_is_logged_and_nothing_that_was_known_there(capsys):
    tell_places_only()
    password = token_hex()  # drawn here: a traceback shows the lines of the source
    try:
        open_with(password)
    except KeyError as error:
        structlog.get_logger().error("request failed", path="/login", exc_info=error)
    said = capsys.readouterr().out
    assert "request failed" in said
    assert "in open_with" in said
    assert "KeyError: 64" in said
    assert password not in said
