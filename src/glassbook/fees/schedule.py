"""The schedule of commission: rates by what was traded in a month, and special rates.

    {"tiers": [{"volume": "0",      "maker": "0.001",  "taker": "0.0015"},
               {"volume": "100000", "maker": "0.0008", "taker": "0.0012"}],
     "special": {"alice": {"maker": "0", "taker": "0.0005"}}}

Volumes in US dollars, rates as parts of one; a file is taken as a whole or refused as a whole.
"""

from itertools import pairwise
from pathlib import Path

import msgspec

from glassbook.projection.listing import WIRE_SCALE
from glassbook.protocol.decimals import NotADecimal, TooPrecise, to_units
from glassbook.protocol.documents import Document

PPM = 1_000_000
RATE_PPM_MAX = 100_000  # a tenth: the core takes no higher one


class ScheduleInvalid(ValueError):
    """The file is no schedule: which field, and what would be accepted."""


class Rates(msgspec.Struct, frozen=True):
    """What an account pays of what it receives, in parts per million."""

    maker_ppm: int
    taker_ppm: int


class Tier(msgspec.Struct, frozen=True):
    """The rates of accounts that traded at least this much, in 10^-8 dollars."""

    volume_digits: int
    rates: Rates


class Schedule(msgspec.Struct, frozen=True):
    """Tiers by rising volume, the first from nothing on; special rates by the account's name."""

    tiers: tuple[Tier, ...]
    special: dict[str, Rates]

    def rates(self, volume_digits: int) -> Rates:
        """Return what a volume is worth, in 10^-8 dollars."""
        reached = [tier for tier in self.tiers if tier.volume_digits <= volume_digits]
        return reached[-1].rates

    def document(self, special: dict[int, Rates]) -> Document:
        """Return what is journaled of it: accounts by their numbers, never by name."""
        body = {
            "tiers": [
                [each.volume_digits, each.rates.maker_ppm, each.rates.taker_ppm]
                for each in self.tiers
            ],
            "special": [
                [account_id, rates.maker_ppm, rates.taker_ppm]
                for account_id, rates in sorted(special.items())
            ],
        }
        return Document("fee-schedule", 1, body)


class _Rates(msgspec.Struct, forbid_unknown_fields=True):
    maker: str
    taker: str


class _Tier(_Rates, forbid_unknown_fields=True):
    volume: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    tiers: list[_Tier]
    special: dict[str, _Rates] = {}


def read_schedule(path: Path) -> Schedule:
    """Return the schedule in a file. *Raises* ScheduleInvalid; OSError."""
    try:
        written = msgspec.json.decode(path.read_bytes(), type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScheduleInvalid(f"{path} is no schedule of commission: {error}") from error
    if not written.tiers:
        raise ScheduleInvalid(f"{path}: tiers is empty, expected at least one")
    tiers = tuple(
        Tier(_number(each.volume, WIRE_SCALE, f"{path}: tiers[{place}].volume"), _rates(each, path))
        for place, each in enumerate(written.tiers)
    )
    volumes = [tier.volume_digits for tier in tiers]
    if volumes[0] or any(more <= less for less, more in pairwise(volumes)):
        raise ScheduleInvalid(f"{path}: volumes of tiers must rise, and begin with 0")
    return Schedule(tiers, {name: _rates(each, path) for name, each in written.special.items()})


def _rates(written: _Rates, path: Path) -> Rates:
    return Rates(_rate(written.maker, f"{path}: maker"), _rate(written.taker, f"{path}: taker"))


def _rate(text: str, what: str) -> int:
    rate_ppm = _number(text, PPM, what)
    if rate_ppm > RATE_PPM_MAX:
        raise ScheduleInvalid(f"{what} is {text!r}, expected at most 0.1")
    return rate_ppm


def _number(text: str, scale: int, what: str) -> int:
    try:
        return to_units(text, scale)
    except TooPrecise:
        decimals = len(str(scale)) - 1
        raise ScheduleInvalid(f"{what} is {text!r}, expected up to {decimals} decimals") from None
    except NotADecimal:
        raise ScheduleInvalid(f"{what} is {text!r}, expected a number such as 0.001") from None
