"""What a run of the tests says of the documented operations: see `table`.

`--update-conformance` writes the table from the tests that ran. Operations whose tests were not
selected keep their row; so one room can be run alone.
"""

from difflib import get_close_matches

import pytest

from tests.conformance.operations import OPERATIONS
from tests.conformance.table import Row, declared, read_table, rows_of, write_table

MARKER = "operation(*names, lacks=''): the documented operations that this test shows to work"

SHOWN = "operations"  # the property of a report that names them


class Recorder:
    """A plugin: collects, from the tests that ran, what they show."""

    def __init__(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", MARKER)
        is_worker = hasattr(config, "workerinput")  # of several that test side by side
        self._is_updating = config.getoption("--update-conformance") and not is_worker
        self._passed: set[str] = set()
        self._failed: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            names = [name for mark in item.iter_markers("operation") for name in mark.args]
            for name in names:
                _require_documented(name, item.nodeid)
            item.user_properties.append((SHOWN, names))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        names = dict(report.user_properties).get(SHOWN, [])
        if report.when == "call" and report.passed:
            self._passed.update(names)
        elif report.failed:
            self._failed.update(dict.fromkeys(names, report.nodeid))

    def pytest_sessionfinish(self) -> None:
        if self._is_updating:
            write_table(self.rows(read_table()))

    def rows(self, before: list[Row]) -> list[Row]:
        """Return the table after this run."""
        told = {row.operation: row for row in before}
        ran = self._passed | self._failed.keys()
        said = declared()
        named = {name for each in said for name in each.operations}
        return [
            row
            if row.operation in ran or row.operation not in named
            else told.get(row.operation, row._replace(state="absent", why="its tests were not run"))
            for row in rows_of(said, self._failed)
        ]


def _require_documented(name: str, nodeid: str) -> None:
    if name not in OPERATIONS:
        near = ", ".join(map(repr, get_close_matches(name, OPERATIONS, 3, 0.5))) or "none like it"
        raise pytest.UsageError(f"{nodeid}: no operation {name!r} is documented; there is {near}")
