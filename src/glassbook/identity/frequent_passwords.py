"""The most common passwords: what whoever guesses tries first, so nobody may have it here.

The list is data of this package, compressed, one password a line, the most common first: the 10,000
most common of what was found in breaches, and of the 39,000 after them those with 12 characters.
Nothing is asked of anybody for it.

Source: @zxcvbn-ts/language-common 4.1.3, MIT (frequent_passwords.LICENSE.txt); OWASP ASVS 4.0.3,
2.1.7.
"""

import gzip
from functools import cache
from importlib.resources import files

LIST = "frequent_passwords.txt.gz"


@cache
def frequent_passwords() -> frozenset[str]:
    """Return them all, in small letters."""
    packed = (files("glassbook.identity") / LIST).read_bytes()
    return frozenset(gzip.decompress(packed).decode().splitlines())


def is_frequent(text: str) -> bool:
    """Is it on the list, or hardly more than one that is?

    Capitals are no difference, nor is writing it again and again, nor digits and signs at its ends
    when they are no more than half of the whole.
    """
    plain = text.lower()
    unit = plain[: (plain + plain).find(plain, 1)]  # what it repeats; if nothing, the whole
    bare = _without_ends(unit)
    tried = {plain, unit, bare if 2 * len(bare) >= len(unit) else unit}
    return not tried.isdisjoint(frequent_passwords())


def _without_ends(text: str) -> str:
    """Return a text without the digits and signs at its ends."""
    letters = [at for at, each in enumerate(text) if each.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else ""
