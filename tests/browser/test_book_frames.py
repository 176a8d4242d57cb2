"""The tool that says what a frame of the book costs a browser says it."""

import re
import subprocess
import sys

from tests.tidy.tree import ROOT


def test_the_script_of_a_visitors_page_is_divided_by_frames_of_its_book(venue):
    command = [sys.executable, ROOT / "tools" / "book_frames.py", venue.http, "1"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ book frames in 1 s, \d+\.\d\d ms each\n", done.stdout)
