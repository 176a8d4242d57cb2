"""`glassbook staff`: members are added, shown once what they log in with, and let go."""

import json
from contextlib import closing

import msgspec
import pytest
from argon2 import PasswordHasher

from glassbook.cli.identity_files import MASTER_KEY_FILE, PEOPLE_FILE
from glassbook.cli.instructions import FOLDER, Instruction
from glassbook.identity.one_time_codes import in_base32
from glassbook.identity.people import People, Role
from glassbook.identity.sealing import master_key
from tests.unit.cli.commands import run

WORD = ("--staff", "olga", "--reason", "begins on Monday")


def add(capsys, monkeypatch, data, name="olga", role="operator", word=WORD):
    arguments = ("staff", "add", name, "--role", role, *word, "--data", data, "--json")
    return run(capsys, monkeypatch, *arguments)


def told(data):
    """Return what the venue was left to journal or propose."""
    left = sorted((data / FOLDER).iterdir())
    return [msgspec.json.decode(path.read_bytes(), type=Instruction) for path in left]


def test_who_is_added_is_known_by_what_was_shown(capsys, monkeypatch, tmp_path):
    shown = json.loads(add(capsys, monkeypatch, tmp_path).out)
    with closing(People(tmp_path / PEOPLE_FILE, master_key(tmp_path / MASTER_KEY_FILE))) as people:
        member = people.member_named("olga")
        assert people.recovery_codes_left(member.member) == len(shown["recovery codes"]) == 10
    assert member.role is Role.OPERATOR
    assert PasswordHasher().verify(member.password, shown["password"])
    assert in_base32(member.factor) == shown["secret"]
    assert shown["secret"] in shown["authenticator"]


def test_members_are_listed_without_what_they_log_in_with_and_let_go(capsys, monkeypatch, tmp_path):
    add(capsys, monkeypatch, tmp_path)
    add(capsys, monkeypatch, tmp_path, "adam", "auditor")
    listed = run(capsys, monkeypatch, "staff", "list", "--data", tmp_path)
    assert [line.split() for line in listed.out.splitlines()] == [
        ["adam", "auditor"],
        ["olga", "operator"],
    ]
    remove = ("staff", "remove", "adam", *WORD, "--data", tmp_path)
    assert run(capsys, monkeypatch, *remove).exit_code == 0
    assert "adam" not in run(capsys, monkeypatch, "staff", "list", "--data", tmp_path).out
    again = run(capsys, monkeypatch, *remove)
    assert (again.exit_code, again.err.count("'adam'")) == (1, 1)
    last = told(tmp_path)[-1]
    assert (last.symbol, last.what, last.reason) == ("removed", "auditor", "begins on Monday")


def test_who_comes_third_waits_for_one_who_did_not_vouch_for_him(capsys, monkeypatch, tmp_path):
    first = add(capsys, monkeypatch, tmp_path, word=())
    second = add(capsys, monkeypatch, tmp_path, "otto")
    third = add(capsys, monkeypatch, tmp_path, "adam", "auditor")
    assert [each.exit_code for each in (first, second, third)] == [0, 0, 0]
    listed = run(capsys, monkeypatch, "staff", "list", "--data", tmp_path).out
    assert [line for line in listed.splitlines() if "not admitted yet" in line] == [
        "adam                     auditor (not admitted yet)"
    ]
    assert [each.act for each in told(tmp_path)] == ["staff", "staff", "admit"]
    assert told(tmp_path)[0].reason == "there was nobody who could admit"


@pytest.mark.parametrize("word", [(), ("--staff", "olga"), ("--staff", "adam", "--reason", "x")])
def test_nobody_joins_without_the_word_of_one_who_may_admit(capsys, monkeypatch, tmp_path, word):
    add(capsys, monkeypatch, tmp_path, word=())
    add(capsys, monkeypatch, tmp_path, "adam", "auditor")
    refused = add(capsys, monkeypatch, tmp_path, "otto", word=word)
    assert (refused.exit_code, "one of olga" in refused.err) == (2, True)
    assert "otto" not in run(capsys, monkeypatch, "staff", "list", "--data", tmp_path).out


def test_an_unknown_role_a_taken_name_and_a_missing_venue_are_refused(
    capsys, monkeypatch, tmp_path
):
    refused = add(capsys, monkeypatch, tmp_path, role="king")
    assert refused.exit_code == 2
    assert "operator, compliance, auditor, support" in refused.err
    assert add(capsys, monkeypatch, tmp_path, name="").exit_code == 2
    add(capsys, monkeypatch, tmp_path)
    taken = add(capsys, monkeypatch, tmp_path, role="auditor")
    assert (taken.exit_code, "named 'olga' already" in taken.err) == (1, True)
    assert add(capsys, monkeypatch, tmp_path / "none").exit_code == 1
