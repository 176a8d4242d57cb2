"""A SELECT over one ordered table, narrowed step by step.

Within one key (a symbol, or an account on a symbol) ids grow with time, so a page that is bounded
by time is read along the index by time, and comes out in the same order.
"""

from glassbook.projection.pages import Page


class Select:
    """SELECT `columns` FROM `table`, whose rows `id_column` orders, and `time_order` just so."""

    def __init__(self, columns: str, table: str, id_column: str, time_order: str) -> None:
        self._select = f"SELECT {columns} FROM {table}"  # noqa: S608 - names of our own
        self._id_column = id_column
        self._time_order = time_order
        self._conditions: list[str] = []
        self.values: list[int | str] = []

    def where(self, condition: str, *values: int | str | None) -> "Select":
        """Ask for rows that meet this, too; nothing is asked when the first value is None."""
        if values[0] is not None:
            self._conditions.append(condition)
            self.values += [value for value in values if value is not None]
        return self

    def page(self, page: Page, *, is_grouped: bool = False) -> str:
        """Return the text that reads the page: oldest first if it is forward, else newest first.

        Grouped, the rows of one id are made one.
        """
        self.where(f"{self._id_column} >= ?", page.from_id)
        self.where(f"{self._id_column} < ?", page.before_id)
        self.where("time_ns >= ?", page.start_ns)
        self.where("time_ns <= ?", page.end_ns)
        is_by_time = page.from_id is None and (page.start_ns, page.end_ns) != (None, None)
        order = self._time_order if is_by_time else self._id_column
        columns = order if page.is_forward else ", ".join(f"{c} DESC" for c in order.split(", "))
        grouped = f" GROUP BY {order}" if is_grouped else ""
        self.values.append(page.limit)
        where = " AND ".join(self._conditions)
        return f"{self._select} WHERE {where}{grouped} ORDER BY {columns} LIMIT ?"
