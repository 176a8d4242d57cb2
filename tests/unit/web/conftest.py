"""A control room for every story; an office that the claims of one file share, and its operator."""

import pytest

from tests.unit.web.control_room import ControlRoom


@pytest.fixture
def room(tmp_path):
    opened = ControlRoom(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = ControlRoom(tmp_path_factory.mktemp("office"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def olga(office):
    return office.member("olga")
