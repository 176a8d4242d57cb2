"""Configuration, build, health and metrics: what an operator sets and sees."""

import subprocess
import sys
from pathlib import Path

import pytest

from glassbook import __version__
from glassbook.node.build import build_document
from glassbook.node.configuration import Configuration
from tests.unit.node.tally import run, submits, venue

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("port", 65_536, "0 .* to 65535"),
        ("limits", "mars", "us, global, none"),
        ("speed", "fast", "a whole number, or max"),
        ("speed", "0", "a whole number, or max"),
        ("speed", "\u0661", "a whole number, or max"),
        ("checkpoint_commands", 0, "a positive number"),
        ("segment_bytes", 64, "1024 or more"),
        ("batch_commands_max", 70_000, "1 to queue_commands_max"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_could(tmp_path, field, value, accepted):
    with pytest.raises(ValueError, match=f"{field} is .*expected {accepted}"):
        Configuration(data=tmp_path, **{field: value})


def test_the_build_says_what_could_change_a_result():
    body = build_document("core-1").body
    assert set(body) == {"version", "commit", "core", "python", "numba", "numpy"}
    assert (body["version"], body["core"]) == (__version__, "core-1")


def test_health_is_plain_data_from_before_the_start_until_after_the_end(data_folder):
    one = venue(data_folder)
    assert one.health.as_data()["status"] == "starting"

    async def story(one):
        await submits((1, 2))(one)
        return one.health.as_data()

    running = run(one, story)
    assert running["status"] == "running"
    assert running["is_accepting"]
    assert (running["sequence"], running["told_sequence"], running["under_way"]) == (5, 5, 0)
    assert one.health.as_data()["status"] == "stopped"
    assert one.health.snapshot_sequence == 7


def test_metrics_tell_what_the_pipeline_did(data_folder):
    one = venue(data_folder)

    async def story(one):
        await submits((1, 2), (3,))(one)
        return one.metrics.text().decode().splitlines()

    lines = run(one, story)
    for line in (
        "glassbook_commands_total 3.0",
        "glassbook_events_total 3.0",
        "glassbook_documents_total 3.0",
        "glassbook_batch_commands_count 2.0",
        "glassbook_sync_seconds_count 5.0",
        "glassbook_sequence 6.0",
        "glassbook_under_way 0.0",
    ):
        assert line in lines


STARTS = """
import asyncio, sys
from pathlib import Path
from tests.unit.node.tally import venue
asyncio.run(venue(Path(sys.argv[1])).start())
"""


def test_a_venue_without_its_assertions_does_not_start(data_folder):
    command = [sys.executable, "-O", "-c", STARTS, str(data_folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "start without it" in ended.stderr
    assert not data_folder.exists()
