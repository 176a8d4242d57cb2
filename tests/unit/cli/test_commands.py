"""Every command says what it did, or what is wrong and what to do, and ends with the right code."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.cli.identity_files import key_store
from glassbook.cli.verified import published
from tests.unit.cli.commands import run
from tests.unit.replay.captures import write_capture

CAPTURE = """
    1 ms #1 ask 1@78000 created
    1 ms #2 ask 0.00000001@0.01 created
    2 ms #3 bid 0.5@78001 created
    3 ms #4 bid 0.0@999999999.0 created
    9 ms #1 ask 0.5@78000 deleted
"""
TRADES = ["7,2,2,78000.0,0.5,3,1,buy", "8,3,3,78000.0,0.1,4,1,buy"]


@pytest.fixture
def glassbook(capsys, monkeypatch):
    return lambda *arguments: run(capsys, monkeypatch, *arguments)


@pytest.fixture
def capture(tmp_path):
    directory = tmp_path / "capture"
    directory.mkdir()
    return write_capture(directory, CAPTURE, TRADES)


@pytest.fixture
def keys(tmp_path):
    store = key_store(tmp_path)
    store.register("alice")
    return store


def test_asking_for_help_loads_nothing_heavy():
    program = "import sys, glassbook.cli.main; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert "typer" in loaded
    assert not loaded & {"numba", "numpy", "uvicorn", "cryptography", "sqlite3", "asyncio"}


@pytest.mark.parametrize(
    "command", ["up", "replay", "verify", "prove", "at", "rebuild", "keys", "warm"]
)
def test_every_command_is_in_the_help_and_has_its_own(glassbook, command):
    assert command in glassbook("--help").out
    assert glassbook(command, "--help").exit_code == 0


def test_a_replay_compares_with_the_market_and_prints_one_object(glassbook, capture):
    ran = glassbook("replay", capture, "--json")
    assert ran.exit_code == 0
    report = json.loads(ran.out)
    assert report["market_trades"] == 2
    assert report["printed_trades"] == 1
    assert report["matched_trades"] == 1
    assert report["rows"] == 5
    (missing,) = report["unmatched"]
    assert (missing["trade_id"], missing["quantity"]) == (8, "0.10000000")
    assert "market order in money" in missing["reason"]
    assert report["refused_orders"] == {"NOTIONAL_BELOW_MIN": 1, "QUANTITY_NOT_POSITIVE": 1}


def test_a_replay_tells_a_person_the_same(glassbook, capture):
    out = glassbook("replay", capture).out
    assert "2 trades were printed by the market" in out
    assert "1 are the same" in out
    assert "Not printed: trade 8 of 00:00:00, 0.10000000 at 78000.00" in out


def test_a_kept_replay_can_be_verified_and_rebuilt(glassbook, capture, tmp_path):
    data = tmp_path / "kept"
    assert glassbook("replay", capture, "--data", data).exit_code == 0
    assert published(data) == b"null"
    verified = glassbook("verify", data, "--json", "--publish")
    assert verified.exit_code == 0
    assert json.loads(verified.out)["is_whole"] is True
    shown = json.loads(published(data))
    assert (shown["isWhole"], shown["isReplay"], shown["what"]) == (True, True, "")
    assert shown["sequence"] == json.loads(verified.out)["sequence"]
    before = history_of(data)
    assert {"orders", "trades", "fills", "movements"} <= {
        name for name, rows in before.items() if rows
    }
    rebuilt = glassbook("rebuild", data)
    assert rebuilt.exit_code == 0
    assert history_of(data) == before
    assert f"sequence {json.loads(verified.out)['sequence']}" in rebuilt.out
    assert "The journal is whole" in glassbook("verify", data).out


def history_of(data):
    """Every row of every table of the history."""
    with closing(sqlite3.connect(data / "history.db")) as history:
        names = [
            name for (name,) in history.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        return {name: sorted(history.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_a_flipped_byte_is_found_with_its_place_and_nothing_is_rebuilt_on_it(
    glassbook, capture, tmp_path
):
    data = tmp_path / "kept"
    glassbook("replay", capture, "--data", data)
    (segment,) = (data / "journal").iterdir()
    content = bytearray(segment.read_bytes())
    content[2_000] ^= 1
    segment.write_bytes(content)
    before = sorted(path.name for path in data.iterdir())

    verified = glassbook("verify", data, "--json")
    assert verified.exit_code == 1
    assert published(data) == b"null"  # nobody asked for it
    difference = json.loads(verified.out)["difference"]
    assert difference["path"] == str(segment)
    assert 0 < difference["offset"] <= 2_000

    rebuilt = glassbook("rebuild", data)
    assert rebuilt.exit_code == 1
    assert f"{segment} is damaged at byte {difference['offset']}" in rebuilt.err
    assert sorted(path.name for path in data.iterdir()) == before


def test_verifying_nothing_says_what_to_name(glassbook, tmp_path):
    ran = glassbook("verify", tmp_path)
    assert ran.exit_code == 1
    assert "holds no journal: name the directory given to" in ran.err


def test_an_unknown_source_says_which_are_known(glassbook, tmp_path):
    ran = glassbook("replay", tmp_path / "nothing")
    assert ran.exit_code == 1
    assert ran.err.startswith("glassbook: ")
    assert "known source (bitstamp)" in ran.err


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "1.5", "٣"])
def test_a_speed_that_is_none_is_a_usage_error(glassbook, capture, speed):
    ran = glassbook("replay", capture, f"--speed={speed}")
    assert ran.exit_code == 2
    assert "speed" in ran.err
    assert "max" in ran.err


def test_a_limits_profile_that_is_none_is_a_usage_error(glassbook, tmp_path):
    ran = glassbook("up", "--data", tmp_path / "new", "--limits", "eu")
    assert ran.exit_code == 2
    assert "us, global, none" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_new_hmac_key_is_printed_once_as_one_object(glassbook, keys, tmp_path):
    made = json.loads(glassbook("keys", "create", "alice", "--data", tmp_path, "--json").out)
    assert made["account"] == "alice"
    found = keys.find(made["api_key"])
    assert found.secret == made["secret"]
    listed = glassbook("keys", "list", "--data", tmp_path).out
    assert made["api_key"] in listed
    assert made["secret"] not in listed


def test_an_ed25519_key_is_made_from_its_public_half(glassbook, keys, tmp_path):
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public.pem").write_bytes(pem)
    ran = glassbook(
        "keys", "create", "alice", "--public-key", tmp_path / "public.pem",
        "--data", tmp_path, "--json",
    )  # fmt: skip
    made = json.loads(ran.out)
    assert (made["kind"], "secret" in made) == ("ED25519", False)
    assert keys.find(made["api_key"]).material == public.public_bytes_raw()


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----", b"\xff\xfe", None])
def test_a_file_that_is_no_public_key_makes_no_key(glassbook, keys, tmp_path, content):
    if content is not None:
        (tmp_path / "public.pem").write_bytes(content)
    ran = glassbook(
        "keys", "create", "alice", "--public-key", tmp_path / "public.pem", "--data", tmp_path
    )
    assert ran.exit_code == 1
    assert ran.err.startswith("glassbook: ")
    assert keys.keys_of("alice") == []


def test_a_key_for_nobody_says_who_there_is(glassbook, keys, tmp_path):
    ran = glassbook("keys", "create", "dave", "--data", tmp_path)
    assert ran.exit_code == 1
    assert "no account is named 'dave'. There are: alice" in ran.err


def test_a_key_is_bound_changed_and_revoked_from_the_command_line(glassbook, keys, tmp_path):
    made = json.loads(
        glassbook(
            "keys", "create", "alice", "--permissions", "read,fix", "--addresses", "10.0.0.0/8",
            "--expires", "2030-01-31", "--name", "bot", "--data", tmp_path, "--json",
        ).out
    )  # fmt: skip
    assert (made["permissions"], made["expires"]) == ("read,fix", "2030-01-31 00:00:00")
    assert "from IPv4/8  until 2030-01-31 00:00:00" in (
        glassbook("keys", "list", "--data", tmp_path).out
    )
    changed = glassbook(
        "keys", "set", made["api_key"], "--addresses", "any", "--data", tmp_path, "--json"
    )
    assert json.loads(changed.out)["addresses"] == "any"
    assert keys.find(made["api_key"]).opens("203.0.113.7", 0)
    told = json.dumps(made)
    assert not any(word in told for word in ("bot", "10.0.0.0")), "only its owner is shown them"
    listed = json.loads(glassbook("keys", "list", "--data", tmp_path, "--json").out)["keys"]
    assert [each["api_key"] for each in listed] == [made["api_key"]]
    assert glassbook("keys", "revoke", made["api_key"], "--data", tmp_path).exit_code == 0
    assert keys.keys_of("alice") == []
    again = glassbook("keys", "revoke", made["api_key"], "--data", tmp_path)
    assert (again.exit_code, "there is no key" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--permissions", "lend", "'LEND' is no permission; there are READ, TRADE"),
        ("--addresses", "10.0.0.1/8", "expected e.g. 203.0.113.7"),
        ("--expires", "soon", "expected 90d, 12h, 2030-01-31"),
    ],
)
def test_what_is_said_wrongly_of_a_key_makes_none(glassbook, keys, tmp_path, option, value, says):
    ran = glassbook("keys", "create", "alice", option, value, "--data", tmp_path)
    assert (ran.exit_code, says in ran.err) == (2, True)
    assert keys.keys_of("alice") == []


def test_keys_of_no_venue_make_none(glassbook, tmp_path):
    ran = glassbook("keys", "create", "alice", "--data", tmp_path / "nowhere")
    assert ran.exit_code == 1
    assert "holds no venue yet" in ran.err
    assert not (tmp_path / "nowhere").exists()
