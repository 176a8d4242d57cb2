"""`glassbook staff`: members are added, shown once what they log in with, and let go."""

import json
from contextlib import closing

from argon2 import PasswordHasher

from glassbook.cli.front_desk import MASTER_KEY_FILE, PEOPLE_FILE
from glassbook.identity.one_time_codes import in_base32
from glassbook.identity.people import People, Role
from glassbook.identity.sealing import master_key
from tests.unit.cli.commands import run


def add(capsys, monkeypatch, data, name="olga", role="operator"):
    arguments = ("staff", "add", name, "--role", role, "--data", data, "--json")
    return run(capsys, monkeypatch, *arguments)


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
    assert run(capsys, monkeypatch, "staff", "remove", "olga", "--data", tmp_path).exit_code == 0
    assert "olga" not in run(capsys, monkeypatch, "staff", "list", "--data", tmp_path).out
    again = run(capsys, monkeypatch, "staff", "remove", "olga", "--data", tmp_path)
    assert (again.exit_code, again.err.count("'olga'")) == (1, 1)


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
