"""Exact integers from the numbers that recorders write.

Recorders print what JSON gave them, so a small volume stands as `7.18e-06`: the wire never
accepts such a text, a capture may hold it. Nothing is rounded: a number with more than eight
decimals is an error of the capture.
"""

from glassbook.protocol.decimals import NotADecimal, TooPrecise, parse_decimal

DECIMALS = 8
SCALE = 10**DECIMALS

_NUMBER_MAX = 2**62
_EXPONENT_MAX = 30


def scaled(text: str) -> int:
    """Return the number that `text` states, in units of 10^-8, exactly.

    *Raises* NotADecimal for anything but digits, one point and an exponent, and for what does not
    fit 62 bits; TooPrecise when a fraction of a unit would be left.
    """
    mantissa, marker, exponent = text.partition("e")
    digits, decimals = parse_decimal(mantissa)
    shift = DECIMALS - decimals + (_exponent(exponent, text) if marker else 0)
    power = int(10 ** abs(shift))
    units, rest = (digits * power, 0) if shift >= 0 else divmod(digits, power)
    if rest:
        raise TooPrecise(text)
    if units >= _NUMBER_MAX:
        raise NotADecimal(text)
    return units


def _exponent(text: str, number: str) -> int:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits.isascii() or not digits.isdigit() or int(digits) > _EXPONENT_MAX:
        raise NotADecimal(number)
    return -int(digits) if text[0] == "-" else int(digits)
