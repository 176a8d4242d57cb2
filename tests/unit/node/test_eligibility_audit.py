"""A journal of which every trade is asked again whether it might have been."""

import pytest

from glassbook.core.engine import Engine
from glassbook.node.eligibility_audit import EligibilityAudit, IneligibleFill
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from tests.stories import OPENING
from tests.story_grammar import Line

STORY = """
    Alice deposits 9 BTC
    Bob deposits 9 BTC
    Carol deposits 999 USD
    House puts Alice into 1
    House puts Carol into 2
    House parts 2 and 1
    Alice sells 2@10
    Bob sells 3@11
    Carol buys 3@11
"""


class Blind(Engine):
    """A core that forgets whom it was told to keep apart, and lets the frozen trade."""

    def apply(self, batch):
        events = super().apply(batch)
        self.state.symbols["barred"] = 0
        self.state.accounts["restrictions"][:9] = 0
        return events


def audit(engine: Engine, story: str) -> EligibilityAudit:
    """Follow a story told to an engine, a batch a line."""
    found = EligibilityAudit()
    lines = [Line(text.strip(), lambda number: number) for text in story.strip().splitlines()]
    for command in (b"".join(OPENING), *(line.command() for line in lines)):
        batch = Batch(engine.sequence + 1, 0, commands_of(command))
        found.follow(AppliedBatch(batch, engine.apply(batch)))
    return found


def test_trades_between_those_who_may_meet_are_counted():
    assert audit(Engine(), STORY).trades == 1


def test_a_fill_that_joined_an_ineligible_pair_is_found():
    with pytest.raises(IneligibleFill, match=r"accounts \[4, 2\] of the classes \[2, 1\]") as found:
        audit(Blind(), STORY)
    assert found.value.sequence == len(OPENING) + 9


def test_a_pair_that_may_meet_again_is_no_finding():
    assert audit(Engine(), STORY + "House joins 1 and 2\nCarol buys 2@10").trades == 2


def test_a_fill_of_a_frozen_account_is_found():
    with pytest.raises(IneligibleFill, match="account 4 is frozen"):
        audit(Blind(), STORY.replace("parts 2 and 1", "freezes Carol"))


def test_what_was_refused_changes_nothing():
    story = STORY.replace("parts 2 and 1", "parts 2 and 1 with amount_units=2")
    assert audit(Engine(), story).trades == 2


def test_a_sub_account_is_held_to_its_masters_class():
    story = STORY.replace(
        "Alice sells 2@10",
        """Alice opens 0 0
    Alice deposits 9 BTC with account_id=5
    Alice sells 2@10 with account_id=5""",
    )
    assert audit(Engine(), story).trades == 1
    with pytest.raises(IneligibleFill, match=r"accounts \[4, 5\] of the classes \[2, 1\]"):
        audit(Blind(), story)
