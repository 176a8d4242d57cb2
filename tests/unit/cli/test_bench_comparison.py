"""What a comparison of two sessions calls a change, and what it calls noise."""

import subprocess

import numpy as np
import pytest

from glassbook.cli.bench.comparison import REFERENCE, compare
from glassbook.cli.bench.results import NotResults, Results, Row, commit_of, machine, read_results


def session(**rows):
    return Results({"processor": "one"}, [Row(name, "x", rounds) for name, rounds in rows.items()])


def only_change(old, new):
    changes, _ = compare(old, new)
    (change,) = [each for each in changes if each.name != REFERENCE]
    return change


def test_rounds_that_overlap_are_noise():
    assert only_change(session(core=[10, 12, 14]), session(core=[13, 15, 17])).is_noise


def test_rounds_apart_by_less_than_a_twentieth_are_noise():
    assert only_change(session(core=[100, 101, 102]), session(core=[103, 104, 105])).is_noise


def test_rounds_far_apart_are_a_change_for_the_better_or_the_worse():
    better = only_change(session(core=[10, 11, 12]), session(core=[18, 19, 20]))
    worse = only_change(session(core=[18, 19, 20]), session(core=[10, 11, 12]))
    assert (better.is_noise, better.is_better) == (False, True)
    assert (worse.is_noise, worse.is_better) == (False, False)
    assert better.factor == pytest.approx(19 / 11)


def test_the_fewer_rounds_the_farther_they_must_lie_apart():
    """Five spreads from 10 to 12 lie one half of a spread below those from 13 to 15."""
    five = [10, 10.5, 11, 11.5, 12], [13, 13.5, 14, 14.5, 15]
    three = [10, 11, 12], [13, 14, 15]
    assert not only_change(session(core=five[0]), session(core=five[1])).is_noise
    assert only_change(session(core=three[0]), session(core=three[1])).is_noise
    assert only_change(session(core=five[0]), session(core=three[1])).is_noise


@pytest.mark.parametrize("rounds", [2, 3, 4, 5, 6, 7])
def test_of_two_thousand_rows_that_did_not_change_few_are_called_changed(rounds):
    dice = np.random.Generator(np.random.PCG64(7))
    names = [f"row {number}" for number in range(2_000)]
    old, new = (
        session(**{name: dice.lognormal(0, 0.3, rounds).tolist() for name in names})
        for _ in range(2)
    )
    changes, notes = compare(old, new)
    assert sum(not change.is_noise for change in changes) <= 6  # two are expected
    assert notes == ["2000 rows are told of; by chance 2.0 would be called changed"]


def test_nothing_is_told_of_a_row_that_was_measured_once():
    old, new = session(core=[10], venue=[1, 2]), session(core=[20, 21, 22], venue=[1, 2])
    changes, notes = compare(old, new)
    assert [change.is_noise for change in changes] == [True, True]
    assert notes[0] == "measured once, so nothing is told of it: core"
    assert notes[1].startswith("1 rows are told of")


def test_memory_and_the_disk_are_not_compared_by_the_speed_of_the_processor():
    old, new = session(core=[100, 101, 102]), session(core=[50, 50.5, 51])
    for each, loop in ((old, [600, 605, 610]), (new, [300, 302, 305])):
        each.rows.append(Row(REFERENCE, "x", loop))
        each.rows.append(Row("memory", "MB", [250, 251, 252], is_of_processor=False))
    changes, _ = compare(old, new)
    factors = {change.name: change.factor for change in changes}
    assert factors["memory"] == 1
    assert factors["core"] == pytest.approx(1, abs=0.01)


def test_of_a_latency_less_is_better():
    old = Results({}, [Row("p99", "ms", [10, 10.1, 10.2], less_is_better=True)])
    new = Results({}, [Row("p99", "ms", [5, 5.1, 5.2], less_is_better=True)])
    assert only_change(old, new).is_better
    assert not only_change(new, old).is_better


def test_a_slower_machine_is_taken_out_of_rates_and_latencies():
    old, new = session(core=[100, 101, 102]), session(core=[50, 50.5, 51])
    slow, fast = [8, 8.1, 8.2], [4, 4.1, 4.2]
    old.rows += [Row(REFERENCE, "x", [600, 605, 610]), Row("p99", "ms", fast, less_is_better=True)]
    new.rows += [Row(REFERENCE, "x", [300, 302, 305]), Row("p99", "ms", slow, less_is_better=True)]
    changes, notes = compare(old, new)
    assert {change.name: change.is_noise for change in changes} == {
        "core": True,
        "p99": True,
        REFERENCE: False,
    }
    assert any("0.50 of before" in note for note in notes)


def test_what_only_one_session_has_and_another_machine_are_said():
    once, twice = [1.0], [1.0, 1.0]
    old, new = session(core=twice, gone=once), session(core=twice, came=once)
    new.machine["processor"] = "two"
    _, notes = compare(old, new)
    assert notes == [
        "processor: one before, two now",
        "only one of the two has: came",
        "only one of the two has: gone",
        "1 rows are told of; by chance 0.0 would be called changed",
    ]


def test_results_are_read_as_they_were_written(tmp_path):
    written = session(core=[1.5, 2.5], venue=[3.0])
    written.write(tmp_path / "build" / "bench.json")
    assert read_results(tmp_path / "build" / "bench.json") == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "machine"),
        ('{"machine": {}, "rows": [], "version": 9}', "format 9"),
        ('{"machine": {}, "rows": [{"name": "a", "unit": "x", "rounds": []}]}', "no rounds"),
    ],
)
def test_another_file_is_refused_with_the_reason(tmp_path, text, why):
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(NotResults, match=why):
        read_results(tmp_path / "other.json")


def test_what_a_figure_was_measured_on_is_said():
    said = machine()
    assert {"processor", "kernel", "C compiler", "commit", "python"} <= set(said)
    for library in ("numba", "llvmlite", "numpy", "uvloop", "picows"):
        assert said[library][0].isdigit()
    assert len(said["load average"].split()) == 3


def test_the_commit_is_of_the_sources_and_says_when_they_differ_from_it(tmp_path):
    def git(*arguments):
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    assert commit_of(tmp_path) == ""
    git("init")
    (tmp_path / "file").write_text("one")
    git("add", "file")
    git("commit", "-m", "one")
    clean = commit_of(tmp_path)
    assert len(clean) >= 7
    (tmp_path / "file").write_text("two")
    assert commit_of(tmp_path) == f"{clean}-dirty"
    (tmp_path / "below").mkdir()
    assert commit_of(tmp_path / "below") == ""
