"""What a run of the tests says of the documented operations: see `table`.

`--update-conformance` writes the table from the tests that ran. Operations whose tests were not
selected keep their row; so one room can be run alone.
"""

from difflib import get_close_matches

import pytest

from tests.conformance.operations import OPERATIONS
from tests.conformance.table import Row, Shown, declared, read_table, rows_of, write_table

MARKER = "operation(*names, lacks=''): the documented operations that this test shows to work"


class Recorder:
    """A plugin: collects, from the tests that ran, what they show."""

    def __init__(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", MARKER)
        self._is_updating = config.getoption("--update-conformance")
        self._shown: dict[str, list[Shown]] = {}
        self._passed: set[str] = set()
        self._failed: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            marks = item.iter_markers("operation")
            self._shown[item.nodeid] = [
                Shown(each.args, each.kwargs.get("lacks", "")) for each in marks
            ]
            for name in (name for each in self._shown[item.nodeid] for name in each.operations):
                _require_documented(name, item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        names = [name for each in self._shown[report.nodeid] for name in each.operations]
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
