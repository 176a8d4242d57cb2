"""The core as a program of its own, with the line of source that each instruction comes from.

It is compiled for a processor without AVX-512, which the tracer does not know; and a fetch ahead
changes nothing in one byte, whose address a tracer sees. All else is the code that the venue runs.
"""

from __future__ import annotations

import re
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llvmlite import binding, ir
from numba.core.compiler import CompilerBase
from numba.core.debuginfo import DIBuilder
from numba.core.errors import NumbaDebugInfoWarning

from glassbook.compiler.cache import PACKAGE

HERE = Path(__file__).parent
_CONDITIONAL = re.compile(r"\s*([0-9a-f]+):\s+(j(?!mp)\w+)")
_INSTRUCTION = re.compile(r"\s*([0-9a-f]+):\s+\w+")
_LINE = re.compile(r"(\S+)\s+(\d+)\s+0x([0-9a-f]+)")


@dataclass(frozen=True)
class Core:
    """The program, and of each of its instructions' addresses where it comes from."""

    program: Path
    sources: dict[int, tuple[str, int]]  # file's name and line
    conditional: frozenset[int]  # the jumps that depend on something


def note_lines() -> None:
    """Let whatever Numba compiles from now on know its lines, and load what it would prefetch."""
    usual_begin, usual_call = CompilerBase.__init__, ir.IRBuilder.call

    def begin(self, typing, target, library, arguments, returned, flags, names):
        flags.debuginfo = flags.dbg_directives_only = True
        usual_begin(self, typing, target, library, arguments, returned, flags, names)

    def call(self, function, arguments, *rest, **others):
        if not getattr(function, "name", "").startswith("llvm.prefetch"):
            return usual_call(self, function, arguments, *rest, **others)
        # A load alone, whose result nobody takes, is none to the tracer.
        kind = ir.FunctionType(ir.VoidType(), [arguments[0].type])
        return self.asm(kind, "orb $$0, ($0)", "r,~{flags}", arguments[:1], side_effect=True)

    def file_named(self):
        path = Path(self.filepath)
        name = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
        file = {"directory": "", "filename": name.replace("/", ".")}
        return self.module.add_debug_info("DIFile", file)

    CompilerBase.__init__, ir.IRBuilder.call, DIBuilder._di_file = begin, call, file_named
    binding.initialize_native_asmparser()
    warnings.simplefilter("ignore", NumbaDebugInfoWarning)


def built(entry: Any, folder: Path) -> Core:
    """Return the program of a compiled entry, linked with the driver in `folder`."""
    (compiled,) = entry.overloads.values()
    object_file, program = folder / "core.o", folder / "driver"
    object_file.write_bytes(compiled.library._compiled_object)
    name = compiled.fndesc.llvm_func_name
    say("objcopy", f"--redefine-sym={name}=core_entry", str(object_file))
    # Python's own functions are called only when an assertion fails.
    link = ["-O1", "-no-pie", "-mcmodel=large", "-Wl,--unresolved-symbols=ignore-all"]
    say("gcc", *link, str(HERE / "driver.c"), str(object_file), "-o", str(program))
    code = say("objdump", "-d", "--no-show-raw-insn", str(program))
    addresses = sorted(int(found[1], 16) for found in map(_INSTRUCTION.match, code) if found)
    jumps = frozenset(int(found[1], 16) for found in map(_CONDITIONAL.match, code) if found)
    return Core(program, sources_of(addresses, line_starts(program)), jumps)


def say(*command: str) -> list[str]:
    """Run a tool; return the lines that it says."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def line_starts(program: Path) -> list[tuple[int, str, int]]:
    """Return (address, file, line) wherever another line of source begins."""
    found = map(_LINE.match, say("readelf", "-W", "--debug-dump=decodedline", str(program)))
    return sorted(
        (int(each[3], 16), each[1], int(each[2])) for each in found if each and each[2] != "0"
    )


def sources_of(
    addresses: list[int], starts: list[tuple[int, str, int]]
) -> dict[int, tuple[str, int]]:
    """Return the file and line of each address: those that began last before it."""
    sources, at = {}, 0
    for address in addresses:
        while at + 1 < len(starts) and starts[at + 1][0] <= address:
            at += 1
        if starts and starts[at][0] <= address:
            sources[address] = starts[at][1:]
    return sources
