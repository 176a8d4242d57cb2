"""What a comparison of two sessions calls a change, and what it calls noise."""

import pytest

from glassbook.cli.bench.comparison import REFERENCE, compare
from glassbook.cli.bench.results import NotResults, Results, Row, read_results


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
    better = only_change(session(core=[10, 11, 12]), session(core=[13, 14, 15]))
    worse = only_change(session(core=[13, 14, 15]), session(core=[10, 11, 12]))
    assert (better.is_noise, better.is_better) == (False, True)
    assert (worse.is_noise, worse.is_better) == (False, False)
    assert better.factor == pytest.approx(14 / 11)


def test_of_a_latency_less_is_better():
    old = Results({}, [Row("p99", "ms", [10, 11], less_is_better=True)])
    new = Results({}, [Row("p99", "ms", [5, 6], less_is_better=True)])
    assert only_change(old, new).is_better
    assert not only_change(new, old).is_better


def test_a_slower_machine_is_taken_out_of_rates_and_latencies():
    old, new = session(core=[100, 101]), session(core=[50, 51])
    old.rows += [Row(REFERENCE, "x", [600, 610]), Row("p99", "ms", [4], less_is_better=True)]
    new.rows += [Row(REFERENCE, "x", [300, 305]), Row("p99", "ms", [8], less_is_better=True)]
    changes, notes = compare(old, new)
    assert {change.name: change.is_noise for change in changes} == {
        "core": True,
        "p99": True,
        REFERENCE: False,
    }
    assert any("0.50 of before" in note for note in notes)


def test_what_only_one_session_has_and_another_machine_are_said():
    old, new = session(core=[1.0], gone=[1.0]), session(core=[1.0], came=[1.0])
    new.machine["processor"] = "two"
    _, notes = compare(old, new)
    assert notes == [
        "processor: one before, two now",
        "only one of the two has: came",
        "only one of the two has: gone",
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
