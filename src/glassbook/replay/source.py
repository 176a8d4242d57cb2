"""Where captures lie: a directory, or a name that stands for one.

The name `bitstamp` stands for the 30 minutes of Bitstamp's BTC/USD of 2026-05-02 that the package
ob-analytics carries. Only its data files are read: its code is never imported, for it needs
libraries that the exchange does not.
"""

from importlib.util import find_spec
from pathlib import Path

NAMED = {"bitstamp": ("ob_analytics", "_sample_data")}


class CaptureNotFound(Exception):
    """There is no capture where one was looked for. The text says what to do."""


def locate(source: str) -> Path:
    """Return the directory of the capture that `source` names: a known name, or a path.

    *Raises* CaptureNotFound.
    """
    if source in NAMED:
        return _installed(source, *NAMED[source])
    directory = Path(source)
    if not directory.is_dir():
        known = ", ".join(NAMED)
        raise CaptureNotFound(
            f"{source!r} is neither a directory nor a known source ({known}). "
            "A capture is a directory with orders.csv.gz (or orders.csv) and trades.csv."
        )
    return directory


def _installed(source: str, package: str, folder: str) -> Path:
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (directory := Path(place) / folder).is_dir():
            return directory
    raise CaptureNotFound(
        f"the capture {source!r} is not installed. Install it with\n"
        "    python -m pip install --no-deps -r requirements/capture.txt\n"
        "or name a directory that holds a capture, or go without: --replay none"
    )
