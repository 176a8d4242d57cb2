"""The verifier of one file accepts what is true and refuses whatever was changed."""

import ast
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from glassbook.transparency import verifier
from glassbook.transparency.notes import Signer
from glassbook.transparency.proofs import balance_proof, order_proof, trade_proof
from glassbook.transparency.verifier import Refused, verify, written
from tests.unit.transparency.world import (
    KEY,
    ORIGIN,
    fills,
    of_balance,
    of_extension,
    of_order,
    of_public_trade,
    of_trade,
    world,
)

PROOFS = {
    "balance": lambda: of_balance(world()),
    "order": lambda: of_order(world()),
    "trade": lambda: of_trade(world()),
    "public_trade": lambda: of_public_trade(world()),
    "extension": of_extension,
}
MUTATIONS = 1_000
SOURCE = Path(verifier.__file__)


def mutated(text, dice):
    """Return the text with one small change somewhere: a bit, or bytes left out, doubled, moved."""
    data = bytearray(text.encode())
    at, size = dice.randrange(len(data)), dice.randint(1, 9)
    how = dice.randrange(4)
    if how == 0:
        data[at] ^= 1 << dice.randrange(8)
    elif how == 1:
        del data[at : at + size]
    elif how == 2:
        data[at:at] = data[at : at + size]
    else:
        piece = data[at : at + size]
        del data[at : at + size]
        to = dice.randrange(len(data) + 1)
        data[to:to] = piece
    return bytes(data)


def rewritten(text, dice):
    """Return the proof with one value changed a little, and otherwise written as a proof is."""
    proof = json.loads(text)
    *way, last = dice.choice(list(fields(proof)))
    part = proof
    for key in way:
        part = part[key]
    value = part[last]
    if isinstance(value, str) and value:
        at = dice.randrange(len(value))
        part[last] = value[:at] + dice.choice("0123456789abcdefAZ+/= \n") + value[at + 1 :]
    else:
        part[last] = dice.choice([0, 1, 2, 63, 10**9]) if value else "00"
    return written(proof).encode()


@pytest.mark.parametrize("fact", PROOFS)
def test_a_true_proof_is_accepted_and_a_thousand_changed_ones_are_refused(fact):
    text, dice = PROOFS[fact](), random.Random(fact)
    assert verify(text, KEY)["claim"]["fact"] == fact
    refused = 0
    while refused < MUTATIONS:
        changed = dice.choice([mutated, rewritten])(text, dice)
        if changed == text.encode():
            continue
        with pytest.raises((Refused, UnicodeDecodeError)):
            verify(changed.decode(), KEY)
        refused += 1


def fields(part, at=()):
    """Yield the way to every value in a proof."""
    if isinstance(part, dict | list):
        pairs = part.items() if isinstance(part, dict) else enumerate(part)
        for key, value in pairs:
            yield from fields(value, (*at, key))
    else:
        yield at


@pytest.mark.parametrize("fact", PROOFS)
def test_no_value_can_be_exchanged_for_another_of_its_kind_or_of_no_kind(fact):
    true = json.loads(PROOFS[fact]())
    for way in fields(true):
        for other in (None, True, 0, 1, -1, 2**64, 1.0, "", "00", "zz", [], {}, [[]]):
            changed = json.loads(json.dumps(true))
            part = changed
            for key in way[:-1]:
                part = part[key]
            if json.dumps(part[way[-1]]) == json.dumps(other):
                continue
            part[way[-1]] = other
            with pytest.raises(Refused):
                verify(written(changed), KEY)


def test_every_balance_is_proved_as_the_exchange_has_it():
    one = world()
    for row in one.holdings["balances"][::7]:
        proof = balance_proof(one.note, one.holdings, int(row["account_id"]), int(row["asset_id"]))
        proved = verify(proof, KEY)["proved"]
        assert [proved[name] for name in row.dtype.names] == list(row.tolist())


def test_a_balance_of_nothing_is_proved_too():
    proof = balance_proof(world().note, world().holdings, 4_000, 3)
    assert verify(proof, KEY)["proved"] == {"available_units": 0, "locked_units": 0}


def test_no_account_is_shown_as_having_nothing_when_it_has_something():
    one = world()
    row = one.holdings["balances"][5]
    proof = json.loads(balance_proof(one.note, one.holdings, 4_000, 3))
    proof["claim"] |= {"account_id": int(row["account_id"]), "asset_id": int(row["asset_id"])}
    with pytest.raises(Refused, match="does not lead to the root"):
        verify(written(proof), KEY)


def test_an_order_is_proved_with_its_terms_and_its_story():
    one = world()
    row = one.holdings["orders"][3]
    proved = verify(of_order(one), KEY)["proved"]
    assert proved["is_open"]
    assert {name: proved["order"][name] for name in row.dtype.names} == dict(
        zip(row.dtype.names, row.tolist(), strict=True)
    )
    assert proved["events"][0]["sequence"] == proved["order"]["order_id"]


def test_an_order_that_is_done_is_proved_not_to_be_open():
    one = world()
    events = (one.events[index] for index in fills(one))
    done = next(event for event in events if event[6] == 0)
    proved = verify(of_order(one, done[1]), KEY)["proved"]
    assert not proved["is_open"]
    assert proved["events"][-1]["open_lots"] == 0


def test_events_of_another_order_are_refused():
    one = world()
    order_id = int(one.holdings["orders"]["order_id"][3])
    proof = order_proof(one.note, one.holdings, order_id, one.told, [(9, one.rows[9])])
    with pytest.raises(Refused, match="another order's"):
        verify(proof, KEY)


def test_a_trade_is_proved_with_both_its_sides():
    proved = verify(of_trade(world()), KEY)["proved"]
    taker, maker = proved["taker"], proved["maker"]
    assert taker["order_id"] == maker["counter_order_id"]
    assert (taker["price_ticks"], taker["quantity_lots"]) == (
        maker["price_ticks"],
        maker["quantity_lots"],
    )


def test_the_sides_of_two_trades_are_not_one():
    one = world()
    first, second = fills(one)[4:6]
    event, told = one.events[first], [(first, one.rows[first]), (second + 1, one.rows[second + 1])]
    with pytest.raises(Refused):
        verify(trade_proof(one.note, event[11], event[3], one.told, told), KEY)


def test_another_key_and_another_name_are_refused():
    other = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)))
    with pytest.raises(Refused, match="another key"):
        verify(of_balance(world()), str(other.key))
    with pytest.raises(Refused, match="not signed by"):
        verify(of_balance(world()), str(Signer("other", other._private_key).key))
    with pytest.raises(Refused):
        verify(of_balance(world()), KEY.replace("exchange", "exchanje"))


def test_the_older_of_two_checkpoints_does_not_extend_the_newer():
    proof = json.loads(of_extension())
    proof["older"], proof["checkpoint"] = proof["checkpoint"], proof["older"]
    with pytest.raises(Refused, match="the older log was changed"):
        verify(written(proof), KEY)


def test_it_is_one_file_that_needs_the_standard_library_and_cryptography():
    tree = ast.parse(SOURCE.read_text())
    imported = {
        (node.module or "" if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(SOURCE.read_text().splitlines()) < 320


def test_it_runs_alone_and_says_what_is_proved_or_why_not(tmp_path):
    alone, proof, key = (tmp_path / name for name in ("v.py", "proof.json", "key"))
    alone.write_text(SOURCE.read_text())
    proof.write_text(of_trade(world()))
    key.write_text(KEY + "\n")

    def run():
        command = [sys.executable, "-I", str(alone), str(proof), str(key)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    said = run()
    assert (said.returncode, said.stderr) == (0, "")
    assert json.loads(said.stdout) == verify(of_trade(world()), KEY)
    proof.write_text(of_trade(world()).replace('"trade_id": ', '"trade_id": 1'))
    said = run()
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("refused: ")
