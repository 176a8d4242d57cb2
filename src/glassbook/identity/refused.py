"""What a person is told when something is not done: the field, the rule, what would be accepted."""

from enum import StrEnum


class Why(StrEnum):
    """The kinds of refusal, as they stand in answers."""

    INVALID = "INVALID"  # the field is not what it should be
    NOT_RECOGNISED = "NOT_RECOGNISED"  # whoever asks is not who he says, or nobody
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"  # not as things stand
    TOO_MANY = "TOO_MANY"  # later
    BUSY = "BUSY"  # the venue has no time for it just now


class Refused(Exception):
    """Nothing was done. `retry_ns` is when it may be tried again, if that is what it takes."""

    def __init__(
        self, why: Why, field: str, rule: str, accepted: str = "", retry_ns: int = 0
    ) -> None:
        super().__init__(f"{field}: {rule}")
        self.why = why
        self.field = field
        self.rule = rule
        self.accepted = accepted
        self.retry_ns = retry_ns
