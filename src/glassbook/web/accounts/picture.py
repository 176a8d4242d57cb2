"""An address as a picture for an authenticator's camera, drawn here: nobody else sees it."""

import segno

from glassbook.web.accounts.endpoint import Shape


class Picture(Shape, kw_only=True):
    """A QR code: a square of `size` modules, and the dark ones as the path of an SVG."""

    size: int
    path: str


def picture(text: str) -> Picture:
    """Return the QR code of a text (ISO/IEC 18004, error correction M)."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = [run for y, row in enumerate(matrix) for run in _runs(row, y)]
    return Picture(size=len(matrix), path="".join(runs))


def _runs(row: bytearray, y: int) -> list[str]:
    """Return the dark stretches of one row, each as a part of a path."""
    drawn, begun = [], None
    for x, is_dark in enumerate([*row, 0]):
        if is_dark and begun is None:
            begun = x
        elif not is_dark and begun is not None:
            drawn.append(f"M{begun} {y}h{x - begun}v1h{begun - x}z")
            begun = None
    return drawn
