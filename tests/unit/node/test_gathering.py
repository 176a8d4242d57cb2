"""What is sent in one turn of the loop goes as one packet, and everybody is told his own."""

import asyncio

from glassbook.node.gathering import PACKET_COMMANDS_MAX, Gathering
from glassbook.protocol.commands import COMMAND_SIZE, deposit
from glassbook.protocol.events import EVENT, Event
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped

BLANK = Event._make([0] * len(EVENT.names))


class Queue:
    """Takes packets while it has room, and answers each command with as many events as its amount.

    Twin of the sequencer and everything behind it, as far as a submitter can tell.
    """

    def __init__(self, room):
        self.room = room
        self.packets = []
        self.labels = []

    def offer(self, commands, labels, done):
        count = len(commands) // COMMAND_SIZE
        if count > self.room:
            raise QueueFull(f"{count} commands do not fit")
        self.room -= count
        first = 100 + sum(self.packets)
        self.packets.append(count)
        self.labels.append(labels)
        events = [
            BLANK._replace(sequence=first + at, trade_id=number)
            for at in range(count)
            for number in range(at + 1)
        ]
        done(Outcome(first, 7, events))


def tell(queue, story, queue_commands_max=65_536):
    """Run a story of a gathering; return what its submitters were told, in order."""
    heard = []

    async def run():
        gathering = Gathering(asyncio.get_running_loop(), queue.offer, queue_commands_max)

        def send(label=NO_LABEL):
            heard.append(None)
            at = len(heard) - 1
            gathering.add(
                deposit(2, 1, at + 1), label, lambda result: heard.__setitem__(at, result)
            )

        await story(gathering, send)
        await asyncio.sleep(0)

    asyncio.run(run())
    return heard


async def three(_gathering, send):
    for _ in range(3):
        send()


def test_one_turn_is_one_packet_and_everybody_gets_his_own_events():
    queue = Queue(10)
    heard = tell(queue, three)
    assert queue.packets == [3]
    assert [(told.sequence, len(told.events)) for told in heard] == [(100, 1), (101, 2), (102, 3)]
    assert all(event.sequence == told.sequence for told in heard for event in told.events)


def test_a_turn_that_brings_more_than_the_queue_ever_holds_is_several_packets():
    queue = Queue(10)
    heard = tell(queue, three, queue_commands_max=2)
    assert queue.packets == [2, 1]
    assert [told.sequence for told in heard] == [100, 101, 102]


def test_the_next_turn_is_the_next_packet():
    async def story(_gathering, send):
        send()
        await asyncio.sleep(0)
        send()

    queue = Queue(10)
    assert [told.sequence for told in tell(queue, story)] == [100, 101]
    assert queue.packets == [1, 1]


def test_labels_stay_with_their_commands():
    async def story(_gathering, send):
        send()
        send(Label(client_order_id="second"))

    queue = Queue(10)
    tell(queue, story)
    assert queue.labels == [{1: Label(client_order_id="second")}]


def test_a_queue_with_little_room_takes_what_fits_and_refuses_the_rest():
    queue = Queue(2)
    first, second, third = tell(queue, three)
    assert (first.sequence, second.sequence) == (100, 101)
    assert isinstance(third, QueueFull)


def test_a_venue_that_stops_tells_everybody_separately():
    class Stopped:
        def offer(self, *_):
            raise VenueStopped("the venue is shutting down")

    heard = tell(Stopped(), three)
    assert [str(told) for told in heard] == ["the venue is shutting down"] * 3
    assert len({id(told) for told in heard}) == 3


def test_a_packet_does_not_grow_without_bound():
    async def story(_gathering, send):
        for _ in range(PACKET_COMMANDS_MAX + 1):
            send()

    queue = Queue(10_000)
    assert len(tell(queue, story)) == PACKET_COMMANDS_MAX + 1
    assert queue.packets == [PACKET_COMMANDS_MAX, 1]


def test_what_has_gathered_can_be_sent_at_once_and_goes_once():
    async def story(gathering, send):
        send()
        gathering.send()
        gathering.send()

    queue = Queue(10)
    tell(queue, story)
    assert queue.packets == [1]


def test_a_submitter_that_fails_does_not_keep_the_next_from_being_told():
    told = []

    async def run():
        loop = asyncio.get_running_loop()
        complaints = []
        loop.set_exception_handler(lambda _loop, context: complaints.append(context["message"]))
        gathering = Gathering(loop, Queue(10).offer, 10)
        gathering.add(deposit(2, 1, 1), NO_LABEL, lambda _: 1 // 0)
        gathering.add(deposit(2, 1, 2), NO_LABEL, told.append)
        await asyncio.sleep(0)
        return complaints

    assert asyncio.run(run()) == ["a submitter could not take its outcome"]
    assert len(told) == 1
