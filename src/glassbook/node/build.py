"""Which build of Glassbook is running: journaled first at each start, so that a result that differs
can be traced to what computed it.
"""

import platform
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

import glassbook
from glassbook.protocol.documents import Document


def build_document(core_identity: str) -> Document:
    """Return what is known of the running build. `commit` is empty outside a checkout."""
    body = {
        "version": glassbook.__version__,
        "commit": commit(),
        "core": core_identity,
        "python": platform.python_version(),
        "numba": version("numba"),
        "numpy": version("numpy"),
    }
    return Document("build", 1, body)


@cache
def commit() -> str:
    """Return the checkout's commit, with "-dirty" when it was changed; nothing outside of one."""
    package = Path(glassbook.__file__).parent
    root = package.parent.parent
    if package != root / "src" / "glassbook" or not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40"]
    command += ["--exclude=*"]
    try:
        said = subprocess.run(  # noqa: S603 - git alone, with fixed arguments
            command, capture_output=True, check=True, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip()
