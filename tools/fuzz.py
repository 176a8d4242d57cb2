"""Feed what reads requests bytes that nobody would write, guided by what of the code they reach.

    python tools/fuzz.py                        every target, a minute each
    python tools/fuzz.py query --seconds 600    one target, longer

An input that crashes a target, hangs it for ten seconds or takes two gigabytes is kept in
build/fuzz/TARGET, with all that reached something new, and the run ends with an error. Needs
atheris: `make fuzz` installs it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

# What is compiled must not be instrumented: it is imported before.
import glassbook.core.engine
import glassbook.gateway.rest.usual_order
import glassbook.projection  # noqa: F401

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["glassbook"]):
    from tests.fuzz.targets import SEEDS, TARGETS

SECONDS = 60
HANG_SECONDS = 10
MEMORY_MB = 2_048
BYTES_MAX = 4_096


def main() -> int:
    """Run what was asked for. Return an exit code."""
    asked = _arguments()
    if asked.target:
        _fuzz(asked.target, asked.seconds)
        return 0
    for name in TARGETS:  # each in a process of its own: the fuzzer ends the one it runs in
        command = [sys.executable, __file__, name, "--seconds", str(asked.seconds)]
        ended = subprocess.run(command, check=False)
        if ended.returncode:
            return ended.returncode
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz what reads requests.")
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    return parser.parse_args()


def _fuzz(name: str, seconds: int) -> None:
    corpus = ROOT / "build" / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
        TARGETS[name](seed)  # what is made once, like a venue, is made before the clock runs
    bounds = {
        "max_total_time": seconds,
        "timeout": HANG_SECONDS,
        "rss_limit_mb": MEMORY_MB,
        "max_len": BYTES_MAX,
        "artifact_prefix": f"{corpus}/",
        "print_final_stats": 1,
    }
    options = [f"-{option}={value}" for option, value in bounds.items()]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
