"""What a person can do something about is one text; what is our own fault keeps its traceback."""

import errno
import os
import re
import shutil
import socket
import sqlite3
import subprocess

import pytest

from glassbook.cli.failure import explained
from glassbook.core.kernel import KERNELS
from glassbook.gateway.listening import CannotListen, PortInUse, bound
from glassbook.node.core_room import compiled_core
from glassbook.node.trouble import DirectoryInUse, RecoveryStopped
from glassbook.protocol.submission import VenueStopped
from tests.unit.cli.commands import PROGRAM, run


@pytest.mark.parametrize(
    "error",
    [DirectoryInUse("who has it"), RecoveryStopped("why"), VenueStopped("why"), OSError("why")],
    ids=lambda error: type(error).__name__,
)
def test_a_known_error_is_told_as_it_stands(error):
    failure = explained(error)
    assert str(failure) == str(error)
    assert failure.exit_code == 1


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room"),
        (errno.EROFS, "mounted for writing"),
        (errno.EACCES, "--data"),
        (errno.EEXIST, "A file stands where"),
        (errno.ENOTDIR, "A file stands where"),
    ],
)
def test_a_disk_that_refuses_is_told_with_the_place_and_what_to_do(number, advice):
    said = str(explained(OSError(number, os.strerror(number), "/data/lock")))
    assert "/data/lock" in said
    assert advice in said


def test_a_port_in_use_says_which_option_helps():
    assert "--port N" in str(explained(PortInUse("port 8080 of 127.0.0.1 is in use")))


def test_an_address_that_is_none_of_ours_is_told_with_one_that_is():
    with pytest.raises(CannotListen, match=re.escape("203.0.113.1")) as caught:
        bound("203.0.113.1", 0)
    assert "127.0.0.1 always is one" in str(explained(caught.value))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EACCES, "Permission denied"), "below 1024"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "it is no address"),
    ],
    ids=["administrators", "no address"],
)
def test_where_nobody_can_listen_is_told_as_such(monkeypatch, error, said):
    def refuse(*_):
        raise error

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(CannotListen, match=said):
        bound("127.0.0.1", 80)


def test_a_file_that_is_no_workload_is_told_by_name(tmp_path, capsys, monkeypatch):
    (tmp_path / "notes.txt").write_text("buy low, sell high" * 10)
    ran = run(capsys, monkeypatch, "bench", "core", tmp_path / "notes.txt")
    assert ran.exit_code == 1
    assert "notes.txt: not a workload" in ran.err


@pytest.mark.parametrize("error", [AssertionError("x"), KeyError("x"), ZeroDivisionError()])
def test_a_fault_of_ours_is_not_explained_away(error):
    assert explained(error) is None


def test_a_schedule_of_fees_that_is_none_stops_the_start(tmp_path, capsys, monkeypatch):
    schedule = tmp_path / "fees.json"
    schedule.write_text('{"tiers": []}')
    ran = run(capsys, monkeypatch, "up", "--data", tmp_path / "data", "--fees", schedule)
    assert ran.exit_code == 1
    assert "tiers is empty" in ran.err
    assert not (tmp_path / "data").exists()


def write_another_layout(path):
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 999")
    file.close()


def write_nonsense(path):
    path.write_bytes(b"this is no database" * 100)


@pytest.mark.parametrize("write", [write_another_layout, write_nonsense])
def test_a_history_that_cannot_be_read_says_how_to_rebuild_it(tmp_path, capsys, monkeypatch, write):
    (tmp_path / "journal").mkdir()
    write(tmp_path / "history.db")
    ran = run(capsys, monkeypatch, "up", "--data", tmp_path, "--port", "0", "--replay", "none")
    assert ran.exit_code == 1
    assert f"`glassbook rebuild {tmp_path}`" in ran.err
    assert run(capsys, monkeypatch, "rebuild", tmp_path).exit_code == 0


def cut(path):
    path.write_bytes(path.read_bytes()[:1_000])


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(("harm", "pattern"), [(empty, "*.nbi"), (cut, "*.nbc")])
def test_compiled_code_that_cannot_be_read_is_to_be_deleted(tmp_path, harm, pattern):
    compiled_core(print)
    unfinished = shutil.ignore_patterns("*.tmp.*")  # by a neighbour who compiles
    shutil.copytree(KERNELS.folder, tmp_path / KERNELS.folder.name, ignore=unfinished)
    for path in tmp_path.rglob(pattern):
        harm(path)
    ran = warm(tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.startswith("glassbook: what was compiled before cannot be read: ")
    assert f"Delete {tmp_path}: all of it is compiled anew" in ran.stderr


def test_without_a_place_for_compiled_code_it_is_said_how_to_name_one(tmp_path):
    (tmp_path / "file").touch()
    ran = warm(tmp_path / "file")
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"glassbook: what is compiled cannot be kept in {tmp_path}/file: ")
    assert "GLASSBOOK_KERNEL_CACHE" in ran.stderr


def warm(cache):
    environment = os.environ | {"GLASSBOOK_KERNEL_CACHE": str(cache)}
    return subprocess.run(
        [PROGRAM, "warm"], env=environment, capture_output=True, text=True, check=False
    )
