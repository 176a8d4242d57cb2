"""Exact decimal text to scaled integers and back: the only place where a decimal point exists."""

WIRE_DECIMALS = 8  # Binance prints every price, quantity and amount with eight


class NotADecimal(ValueError):
    """The text is not a plain ASCII decimal number: digits, at most one point, nothing else."""


class TooPrecise(ValueError):
    """The number has more decimals than the step allows: it is not a whole multiple of it."""


def parse_decimal(text: str) -> tuple[int, int]:
    """Return (digits, decimals) such that the value is digits / 10**decimals.

    *Raises* NotADecimal for anything but ASCII digits with at most one point among them: signs,
    exponents, NaN, Arabic digits, an empty text, a point alone, more than 40 characters.
    """
    whole, point, fraction = text.partition(".")
    digits = whole + fraction
    if not digits or not digits.isascii() or not digits.isdigit() or len(text) > 40:
        raise NotADecimal(text)
    if point and not fraction:
        raise NotADecimal(text)
    return int(digits), len(fraction)


def to_units(text: str, scale: int) -> int:
    """Return the number of units of 1/scale that `text` states, exactly.

    *Raises* NotADecimal; TooPrecise when a fraction of a unit would be left.
    """
    digits, decimals = parse_decimal(text)
    step: int = 10**decimals
    units, rest = divmod(digits * scale, step)
    if rest:
        raise TooPrecise(text)
    return units


def to_text(units: int, scale: int, decimals: int = WIRE_DECIMALS) -> str:
    """Return units/scale with exactly `decimals` decimals; further digits are cut toward zero.

    `scale` is a power of ten.
    """
    sign = "-" if units < 0 else ""
    whole: int = 10**decimals
    scaled = abs(units) * whole // scale
    if decimals == 0:
        return f"{sign}{scaled}"
    digits = str(scaled).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
