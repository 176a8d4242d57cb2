"""Listen keys live for an hour, and are their account's alone."""

from contextlib import closing

import pytest

from glassbook.gateway.access.listen_key_file import ListenKeyFile
from glassbook.gateway.access.listen_keys import LIFE_NS, SESSION_LIFE_NS, ListenKeys
from glassbook.gateway.access.refusals import Refusal

ALICE, BOB = 2, 3


class Clock:
    now = 10**18

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def keys(clock):
    return ListenKeys(clock)


def refused(call):
    with pytest.raises(Refusal) as told:
        call()
    return told.value.code, told.value.text


UNKNOWN = (-1125, "This listenKey does not exist.")


def test_a_second_request_gives_the_same_key_and_an_hour_more(keys, clock):
    key = keys.open(ALICE)
    clock.now += LIFE_NS - 1
    assert keys.open(ALICE) == key
    clock.now += LIFE_NS - 1
    assert keys.account_of(key) == ALICE


def test_a_key_expires_after_an_hour_and_is_not_given_again(keys, clock):
    key = keys.open(ALICE)
    clock.now += LIFE_NS
    assert keys.account_of(key) is None
    assert keys.open(ALICE) != key


def test_a_key_that_is_kept_alive_lives_on(keys, clock):
    key = keys.open(ALICE)
    clock.now += LIFE_NS - 1
    keys.keep_alive(ALICE, key)
    clock.now += LIFE_NS - 1
    assert keys.account_of(key) == ALICE


def test_only_the_owner_may_keep_alive_or_close(keys):
    key = keys.open(ALICE)
    assert refused(lambda: keys.keep_alive(BOB, key)) == UNKNOWN
    assert refused(lambda: keys.close(BOB, key)) == UNKNOWN
    assert keys.account_of(key) == ALICE


def test_a_closed_key_is_unknown(keys):
    key = keys.open(ALICE)
    keys.close(ALICE, key)
    assert keys.account_of(key) is None
    assert refused(lambda: keys.close(ALICE, key)) == UNKNOWN


def test_the_end_of_a_session_ends_its_key_alone_be_it_expired_or_not(keys, clock):
    mine, other, bot = keys.open(ALICE, "here"), keys.open(ALICE, "there"), keys.open(ALICE)
    assert len({mine, other, bot}) == 3
    keys.end_session("here")
    assert [keys.account_of(each) for each in (mine, other, bot)] == [None, ALICE, ALICE]
    clock.now += SESSION_LIFE_NS
    keys.end_session("there")
    assert [keys.account_of(each) for each in (other, bot)] == [None, ALICE]


def test_whoever_listens_is_told_of_every_end(keys, clock):
    ended = []
    keys.on_end(ended.append)
    closed, expired = keys.open(ALICE), keys.open(BOB)
    keys.close(ALICE, closed)
    clock.now += LIFE_NS
    keys.end_expired()
    assert ended == [closed, expired]


def test_a_key_lives_its_hour_over_a_restart(tmp_path, clock):
    path = tmp_path / "listen-keys.db"
    with closing(ListenKeyFile(path)) as file:
        before = ListenKeys(clock, file)
        key, closed, short = before.open(ALICE), before.open(BOB), before.open(ALICE, "session")
        before.close(BOB, closed)
        clock.now += LIFE_NS // 2
        before.keep_alive(ALICE, key)
    clock.now += LIFE_NS // 2
    with closing(ListenKeyFile(path)) as file:
        again = ListenKeys(clock, file)
        assert again.account_of(key) == ALICE
        assert again.open(ALICE) == key
        assert again.account_of(closed) is again.account_of(short) is None
    clock.now += LIFE_NS
    with closing(ListenKeyFile(path)) as file:
        assert ListenKeys(clock, file).account_of(key) is None
    assert path.stat().st_mode & 0o777 == 0o600
