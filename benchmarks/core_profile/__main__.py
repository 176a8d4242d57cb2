"""Where a command's instructions, cache lines and wrong guesses go: counted, not timed.

    python benchmarks/core_profile FILE [--commands N] [--skip N]

FILE is of generate_workload.py. After the prefill and `--skip` commands the core runs on under
Valgrind, which writes down every instruction and every access; the first half of the commands warms
the simulated caches, the second half is counted. Two minutes, and 500 MB of disk for a while.

Needs x86-64, and of Debian's packages gcc, binutils and valgrind; no counters of the processor, and
no rights.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = {"gcc": "gcc", "objcopy": "binutils", "objdump": "binutils", "valgrind": "valgrind"}
#: The tracer does not know AVX-512.
PROCESSOR = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}


def main() -> None:
    parser = argparse.ArgumentParser(description="Counts where a command of the core goes.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--commands", type=int, default=16_384)
    parser.add_argument("--skip", type=int, default=1_000_000)
    chosen = parser.parse_args()
    if missing := {PACKAGES[tool] for tool in PACKAGES if shutil.which(tool) is None}:
        raise SystemExit(f"This needs {', '.join(sorted(missing))}: apt-get install them.")
    with tempfile.TemporaryDirectory() as folder:
        # Another process: what is compiled with lines is kept apart from the venue's.
        apart = os.environ | PROCESSOR | {"GLASSBOOK_KERNEL_CACHE": f"{folder}/kernels"}
        script = Path(__file__).parent / "profiling.py"
        arguments = [chosen.file, folder, str(chosen.skip), str(chosen.commands)]
        done = subprocess.run([sys.executable, script, *arguments], env=apart, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
