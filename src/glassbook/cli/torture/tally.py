"""What was done to a disk, and how it ended."""

from dataclasses import asdict, dataclass, field
from typing import Any

REFUSED, MENDED, UNHARMED, WRONG = ENDS = ("refused", "mended", "unharmed", "wrong")


@dataclass
class Tally:
    """How often each kind of harm came to which end.

    refused   it did not start or took no more orders, and said what, where and what to do
    mended    it serves what it must, and said what it passed over or was short of
    unharmed  it serves what it must
    wrong     something else is served, or nobody said what and where: a sentence of each stands in
              `wrong`
    notes     what else is worth knowing
    """

    ends: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, kind: str, end: str) -> None:
        """Count one more."""
        self.ends.setdefault(kind, dict.fromkeys(ENDS, 0))[end] += 1

    def judge(self, kind: str, end: str, wrong: list[str]) -> None:
        """Count one more, which ended well if nothing is wrong."""
        self.note(kind, WRONG if wrong else end)
        self.wrong += [f"{kind}: {what}" for what in wrong[:3]]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it as a person reads it."""
        table = [f"{'':24}" + "".join(f"{end:>10}" for end in ENDS)]
        table += [
            f"{kind:24}" + "".join(f"{counts[end]:>10}" for end in ENDS)
            for kind, counts in self.ends.items()
        ]
        return [*table, *self.notes, *self.wrong]
