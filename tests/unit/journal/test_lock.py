"""A data directory has one owner at a time."""

import os
import subprocess
import sys

import pytest

from glassbook.journal.lock import DirectoryLock
from glassbook.journal.trouble import DirectoryInUse

HOLD = """
import sys
from pathlib import Path
from glassbook.journal.lock import DirectoryLock
lock = DirectoryLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_directory_in_use_is_refused_naming_the_process_and_what_to_do(tmp_path):
    lock = DirectoryLock(tmp_path)
    with pytest.raises(DirectoryInUse, match=rf"in use by process {os.getpid()}\. Stop it first"):
        DirectoryLock(tmp_path)
    lock.close()


def test_a_closed_directory_can_be_had_again(tmp_path):
    DirectoryLock(tmp_path).close()
    DirectoryLock(tmp_path).close()


def test_the_lock_of_a_killed_process_goes_with_it(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DirectoryInUse, match=f"process {holder.pid}"):
            DirectoryLock(tmp_path)
        holder.kill()
        holder.wait()
    DirectoryLock(tmp_path).close()
