"""A mirrored flow begins where the recorded one ends, and trades as it does."""

import asyncio

from glassbook.replay.mirror import mirrored, reflection
from glassbook.replay.pace import FullSpeed
from glassbook.replay.playback import Playback
from glassbook.replay.player import play
from tests.unit.replay.captures import MARKET, flow_of
from tests.unit.replay.plain_venue import PlainVenue

RISING = """
    1 ms #1 bid 1@100 created
    1 ms #2 ask 1@102 created
    1 ms #3 ask 5@900 created
    2 ms #4 bid 3@103 created
    3 ms #5 ask 1@105 created
    4 ms #6 ask 2@0.0 created
    9 ms #1 bid 1@100 deleted
    9 ms #5 ask 1@105 deleted
    9 ms #3 ask 5@900 deleted
"""


def played(flow):
    playback = Playback(flow)
    asyncio.run(play(playback, PlainVenue(), FullSpeed()))
    return playback


def test_the_mirror_begins_where_the_recording_ends(tmp_path):
    flow = flow_of(tmp_path, RISING)
    image = mirrored(flow)
    # From a middle of 101 to one of 102.50 and back.
    assert reflection(flow) == 10_100 + 10_250
    opening = image.commands[: image.opening]
    assert opening["price_ticks"].tolist() == [10_350, 10_150, -69_650]
    assert opening["side"].tolist() == [1, 0, 0]


def test_the_mirror_of_the_mirror_is_the_recording(tmp_path):
    flow = flow_of(tmp_path, RISING)
    again = mirrored(mirrored(flow))
    assert again.commands.tobytes() == flow.commands.tobytes()


def test_the_mirror_trades_as_the_recording_does(tmp_path):
    flow = flow_of(tmp_path, RISING)
    recorded, image = played(flow).trades, played(mirrored(flow)).trades
    assert len(recorded) == 2
    total = reflection(flow)
    assert [trade._replace(price_ticks=total - trade.price_ticks) for trade in image] == recorded


def test_sides_keep_to_their_accounts_in_the_mirror(tmp_path):
    flow = flow_of(tmp_path, RISING)
    image = mirrored(flow)
    lane = flow.commands["account_id"] - MARKET.accounts[0]
    assert (image.commands["account_id"] - MARKET.accounts[0] == lane ^ 1).all()


def test_a_one_sided_book_has_no_mirror(tmp_path):
    assert mirrored(flow_of(tmp_path, "1 ms #1 bid 1@100 created")) is None
