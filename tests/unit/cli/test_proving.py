"""What an auditor does at the command line: check a chain, look back, ask for a proof, check it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glassbook.transparency import verifier
from tests.unit.cli.commands import PROGRAM, run
from tests.unit.replay.captures import write_capture

CAPTURE = """
    1 ms #1 ask 1@78000 created
    2 ms #3 bid 0.5@78001 created
    5 ms #4 bid 0.25@77000 created
"""
TRADES = ["7,3,1,78000.0,0.5,3,1,buy"]


@pytest.fixture
def glassbook(capsys, monkeypatch):
    return lambda *arguments: run(capsys, monkeypatch, *arguments)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A venue's directory after a replay of a small market."""
    home = tmp_path_factory.mktemp("home")
    capture = home / "capture"
    capture.mkdir()
    write_capture(capture, CAPTURE, TRADES)
    command = [PROGRAM, "replay", str(capture), "--data", str(home / "data")]
    subprocess.run(command, check=True, capture_output=True)
    return home / "data"


def looked(glassbook, data, *arguments):
    return json.loads(glassbook("at", *arguments, "--data", data, "--json").out)


def bid_sequence(glassbook, data):
    """Return the sequence of the last bid, which is its order's id: before it there was none."""
    last = json.loads(glassbook("verify", data, "--chain", "--json").out)["sequence"]
    for sequence in range(last, 0, -1):
        if not looked(glassbook, data, sequence, "--book", "BTCUSD")["bids"]:
            return sequence + 1
    raise AssertionError("the market had no bid at first")


def test_the_chain_is_checked_without_running_anything_again(glassbook, data):
    found = json.loads(glassbook("verify", data, "--chain", "--json").out)
    assert found["is_whole"]
    assert not found["is_replay"]
    assert found["signed_checkpoints"] >= 2
    assert "every signature good" in glassbook("verify", data, "--chain").out
    assert json.loads(glassbook("verify", data, "--json").out)["log_root"] == found["log_root"]


def test_a_changed_checkpoint_and_another_s_key_fail_the_check(glassbook, data, tmp_path):
    path = min((data / "checkpoints").iterdir())
    whole = path.read_text()
    path.write_text(whole.replace("sequence", "Sequence"))
    ran = glassbook("verify", data, "--chain")
    path.write_text(whole)
    assert ran.exit_code == 1
    assert str(path) in ran.out
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert glassbook("verify", data, "--chain", "--key", other).exit_code == 1
    assert glassbook("verify", data, "--chain", "--key", "nonsense").exit_code == 1


def test_a_book_an_account_and_an_order_are_shown_as_they_were(glassbook, data):
    sequence = bid_sequence(glassbook, data)
    book = looked(glassbook, data, sequence, "--book", "BTCUSD")
    assert book["bids"] == [{"price": "77000.00000000", "quantity": "0.25000000", "orders": 1}]
    assert book["asks"] == [{"price": "78000.00000000", "quantity": "0.50000000", "orders": 1}]
    said = glassbook("at", sequence, "--book", "btcusd", "--data", data).out
    assert "price 77000.00000000  quantity 0.25000000  orders 1" in said

    answer = looked(glassbook, data, sequence, "--order", sequence)
    assert answer["is_open"]
    assert (answer["order"]["price"], answer["order"]["open"]) == ("77000.00000000", "0.25000000")
    assert [event["event"] for event in answer["events"]] == ["ORDER_ACCEPTED"]
    early = glassbook("at", sequence - 1, "--order", sequence, "--data", data)
    assert "there was no order" in early.err

    owner = answer["order"]["account_id"]
    (row,) = looked(glassbook, data, sequence, "--account", owner, "--asset", "usd")["balances"]
    assert row["locked"] == "19250.00000000"
    (row,) = looked(glassbook, data, sequence - 1, "--account", owner, "--asset", "usd")["balances"]
    assert row["locked"] == "0.00000000"


def test_a_balance_between_two_checkpoints_is_proved_exactly(glassbook, data, tmp_path):
    signed = [int(path.stem) for path in sorted((data / "checkpoints").iterdir())]
    middle = signed[-1] - 1
    proof, key = tmp_path / "proof.json", data / "signing.pub"
    ask = ("prove", "balance", 2, "USD", "--data", data, "--at", middle)
    proof.write_text(glassbook(*ask, "--exact").out)
    fact = json.loads(glassbook("verify", proof, "--key", key).out)
    sequence = fact["checkpoint"]["sequence"]
    assert signed[0] < sequence <= middle < signed[-1]
    there = looked(glassbook, data, sequence, "--account", 2, "--asset", "USD")
    (balance,) = there["balances"]
    assert fact["proved"]["available_units"] == int(balance["available"].replace(".", ""))
    assert glassbook(*ask).out == proof.read_text(), "it rests on what was signed by now"
    assert json.loads(glassbook("verify", data, "--json").out)["is_whole"], "which follows, too"


def test_nothing_more_is_signed_of_a_journal_that_is_not_the_one_that_was(glassbook, data):
    path = min((data / "checkpoints").iterdir())
    whole = path.read_text()
    path.write_text(whole.replace("sequence", "Sequence"))
    ran = glassbook("prove", "balance", 2, "USD", "--exact", "--data", data)
    path.write_text(whole)
    assert ran.exit_code == 1
    assert "nothing was signed" in ran.err
    assert str(path) in ran.err


def test_only_who_has_the_key_signs(glassbook, data, tmp_path):
    copy = shutil.copytree(data, tmp_path / "copy")
    (copy / "signing.key").unlink()
    ran = glassbook("prove", "balance", 2, "USD", "--exact", "--data", copy)
    assert "only the venue itself can sign" in ran.err


def test_the_time_that_is_shown_leads_back_to_the_same_place(glassbook, data):
    sequence = bid_sequence(glassbook, data)
    time = looked(glassbook, data, sequence)["time"]
    there = looked(glassbook, data, time)
    assert there["time"] == time
    assert there["sequence"] >= sequence
    whole, fraction = time.rstrip("Z").split(".")
    before = f"{whole}.{int(fraction) - 1:09d}Z"
    assert looked(glassbook, data, before)["sequence"] < sequence


def test_a_wrong_question_is_told_what_would_be_right(glassbook, data):
    for arguments, said in [
        (("at", "yesterday"), "neither a sequence nor a time"),
        (("at", 10**9), "the journal ends with sequence"),
        (("at", 9, "--asset", "BTC"), "--asset needs --account"),
        (("at", 9, "--order", 3, "--book", "BTCUSD"), "one at a time"),
        (("at", 90, "--book", "XYZ"), "no symbol 'XYZ'"),
        (("at", 90, "--account", "nobody"), "no account 'nobody'"),
        (("prove", "trade", "BTCUSD", 99), "there is no such trade"),
        (("prove", "order", 99_999), "names order 99999"),
        (("prove", "extension", 0), "no checkpoint was signed up to then"),
    ]:
        ran = glassbook(*arguments, "--data", data)
        assert ran.exit_code in (1, 2)
        assert said in ran.err, (arguments, ran.err)


def test_a_trade_is_proved_to_somebody_who_has_the_verifier_and_the_key_alone(
    glassbook, data, tmp_path
):
    proof = tmp_path / "proof.json"
    proof.write_text(glassbook("prove", "trade", "BTCUSD", 1, "--data", data).out)
    key = data / "signing.pub"
    command = [sys.executable, "-I", Path(verifier.__file__), proof, key]
    alone = subprocess.run(command, capture_output=True, text=True, check=True)
    proved = json.loads(glassbook("verify", proof, "--key", key).out)
    assert json.loads(alone.stdout) == proved
    assert proved["proved"]["taker"]["trade_id"] == 1
    public = tmp_path / "public.json"
    public.write_text(glassbook("prove", "trade", "BTCUSD", 1, "--public", "--data", data).out)
    shown = json.loads(glassbook("verify", public, "--key", key).out)["proved"]
    assert shown["price_ticks"] == proved["proved"]["taker"]["price_ticks"]
    assert "account_id" not in shown
    assert "needs --key" in glassbook("verify", proof).err
    proof.write_text(proof.read_text().replace('"trade_id": 1', '"trade_id": 2'))
    ran = glassbook("verify", proof, "--key", key.read_text())
    assert (ran.exit_code, ran.out) == (1, "")
    assert "refused: " in ran.err


def test_balances_orders_and_extensions_are_proved_at_a_chosen_checkpoint(
    glassbook, data, tmp_path
):
    order_id = bid_sequence(glassbook, data)
    sequences = [int(path.stem) for path in sorted((data / "checkpoints").iterdir())]
    key, proof = data / "signing.pub", tmp_path / "proof.json"
    for arguments in [
        ("balance", 2, "BTC"),
        ("balance", 2, "USD", "--at", sequences[-1]),
        ("order", order_id),
        ("extension", sequences[0], sequences[-1]),
    ]:
        proof.write_text(glassbook("prove", *arguments, "--data", data).out)
        proved = json.loads(glassbook("verify", proof, "--key", key).out)
        assert proved["claim"]["fact"] == arguments[0]
        assert proved["checkpoint"]["sequence"] == sequences[-1]
