"""The console of a venue that trades: real rooms, a member of each role and a second one of two."""

from glassbook.identity.one_time_codes import STEP_NS, code, new_secret
from glassbook.identity.people import Role
from glassbook.node.latencies import Latency
from glassbook.projection.incidents import Incidents
from glassbook.protocol import commands
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.labels import Label
from glassbook.web.console.floor import Floor
from tests.unit.gateway.rest.house import House
from tests.unit.identity.people_story import CHEAP, PASSWORD, Rooms

STAFF = {
    "olga": Role.OPERATOR,
    "otto": Role.OPERATOR,
    "clara": Role.COMPLIANCE,
    "carl": Role.COMPLIANCE,
    "aude": Role.AUDITOR,
    "sam": Role.SUPPORT,
}
LATENCY = Latency(100, 0.001, 0.002, 0.004, 0.008, 0.016)
SYNCS = [(0.001, 7), (float("inf"), 9)]


class ControlRoom(Rooms):
    """`labels` are those of the commands, in order; `documents` what was journaled."""

    def __init__(self, directory):
        self.house = House(directory)
        self.labels = []
        self.incidents = Incidents()
        self.house.exchange.listeners.append(self._note)
        floor = Floor(
            projections=self.house.exchange.projections,
            submitter=self.house.exchange,
            publish=self.publish,
            health=lambda: self.house.health | {"sequence": self.house.exchange.engine.sequence},
            figures=lambda: {"glassbook_commands_total": 41.0},
            syncs=lambda: SYNCS,
            latency=lambda: LATENCY,
            incidents=self.incidents.all,
            disk=lambda: (10, 100, 5),
            queue_commands_max=64,
        )
        (directory / "people").mkdir()
        super().__init__(directory / "people", floor=floor)
        self.hashed = CHEAP.hash(PASSWORD)
        self.secrets = {name: new_secret() for name in STAFF}
        for name, role in STAFF.items():
            self.people.add_member(name, role, self.hashed, self.secrets[name], self.now)

    async def publish(self, document):
        outcome = await super().publish(document)
        entry = SequencedDocument(outcome.sequence, self.now, document)
        self.incidents.follow(entry)
        self.house.exchange.projections.follow(entry)
        return outcome

    def close(self):
        super().close()
        self.house.close()

    def _note(self, applied):
        self.labels += [label.reason for label in applied.batch.labels.values()]

    async def open_account(self, reference):
        self.house.keys.register(reference, reference)
        told = self.house.exchange.apply(
            commands.open_account(1_000, 1_500), Label(name=reference)
        ).events[0]
        self.accounts[reference] = told.account_id

    def member(self, name):
        """Return the browser of a member of the staff who is in."""
        self.wait(30)
        browser = self.browser()
        shown = code(self.secrets[name], self.now // STEP_NS)
        body = {"name": name, "password": PASSWORD, "code": shown}
        answer = browser.post("staff/session", body)
        assert answer.status == 200
        return browser

    def id_of(self, name):
        return self.people.member_named(name).member

    def symbol(self, name="BTCUSD"):
        return self.house.exchange.projections.directory.symbol(name)

    def account(self, account_id):
        return self.house.exchange.projections.directory.accounts[account_id]
