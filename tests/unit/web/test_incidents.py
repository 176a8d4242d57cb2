"""The operator tells everybody of a trouble, at once and in words that stand in the journal."""

import asyncio

import msgspec
import pytest

from glassbook.projection.incidents import INCIDENTS_MAX, NOTES_MAX, Incidents
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.transparency.uptime import uptime
from tests.unit.cli.houses import house_in

WHY = "ticket 12"
WORDS = "Orders for ETHUSD are slow. We are looking into it."


def tell(browser, act, **wanted):
    return browser.post(f"console/acts/incident-{act}", {"reason": WHY} | wanted)


def begun(browser):
    assert tell(browser, "open", words=WORDS).json["sequence"]
    return browser.get("console/incidents").json[0]["incident"]


def shown(office, incident):
    told = msgspec.to_builtins(uptime([], 1, 2, office.incidents.all()))["incidents"]
    return next(each for each in told if each["incident"] == incident)


def test_one_member_opens_tells_more_and_closes_and_everybody_sees_it(office, olga):
    incident = begun(olga)
    assert shown(office, incident)["isOpen"]
    assert tell(olga, "note", incident=incident, words="A disk is full.").status == 200
    assert tell(olga, "close", incident=incident, words="It is over.").status == 200
    told = shown(office, incident)
    assert not told["isOpen"]
    assert [each["words"] for each in told["notes"]] == [WORDS, "A disk is full.", "It is over."]
    assert WHY not in str(told), "the reason is for the house alone"
    assert told["notes"][0]["time"] == office.now // 1_000_000


def test_the_journal_has_the_words_and_who_said_them_and_why(office, olga):
    incident = begun(olga)
    said = office.documents[-1]
    assert said.schema == "incident"
    assert said.body == {
        "incident": incident,
        "change": "opened",
        "words": WORDS,
        "why": f"{office.id_of('olga')}: {WHY}",
    }


def test_what_is_over_or_never_was_is_told_no_more_of(office, olga):
    incident = begun(olga)
    tell(olga, "close", incident=incident, words="It is over.")
    for act in ("note", "close"):
        for name in (incident, "incident-none"):
            answer = tell(olga, act, incident=name, words="One more thing.")
            assert (answer.status, answer.problem["field"]) == (409, "incident")


@pytest.mark.parametrize("words", ["", "no", "   ", "x" * 501, "two\nlines"])
def test_words_are_words(olga, words):
    answer = tell(olga, "open", words=words)
    assert (answer.status, answer.problem["field"]) == (400, "words")


def test_an_incident_takes_so_many_notes_and_then_its_end(office, olga):
    incident = begun(olga)
    for number in range(NOTES_MAX - 1):
        office.wait(1)  # else his address would be asking too often
        assert tell(olga, "note", incident=incident, words=f"Note {number}.").status == 200
    answer = tell(olga, "note", incident=incident, words="One more.")
    assert (answer.status, answer.problem["field"]) == (409, "incident")
    assert tell(olga, "close", incident=incident, words="It is over.").status == 200


def test_only_operators_speak_for_the_venue_and_the_staff_reads_it(office, olga):
    begun(olga)
    clara = office.member("clara")
    assert tell(clara, "open", words=WORDS).status == 403
    assert clara.get("console/incidents").json[0]["notes"][0]["words"] == WORDS


def document(incident, change, sequence=1):
    body = {"incident": incident, "change": change, "words": change, "why": "olga: why"}
    return SequencedDocument(sequence, sequence, Document("incident", 1, body))


def test_old_incidents_go_but_none_that_is_open():
    incidents = Incidents()
    incidents.follow(document("open", "opened"))
    for number in range(INCIDENTS_MAX + 20):
        incidents.follow(document(f"i{number}", "opened"))
        incidents.follow(document(f"i{number}", "closed"))
    kept = [each.incident for each in incidents.all()]
    assert len(kept) == INCIDENTS_MAX
    assert kept[:2] == ["open", "i21"]


def test_a_restart_knows_what_was_told(data_folder):
    async def story():
        async with house_in(data_folder) as house:
            await house.venue.submit_document(document("one", "opened").document)
            assert [each.incident for each in house.venue.incidents.all()] == ["one"]
        async with house_in(data_folder) as house:
            (found,) = house.venue.incidents.all()
            assert (found.incident, found.is_open, found.notes[0][1]) == ("one", True, "opened")

    asyncio.run(story())
