#!/usr/bin/env python3
"""Set up PilotKG in this checkout with nothing but Python 3.11+, and run it: `build` or `test` (see README.md).

Everything goes into .venv beside this file: the packages of requirements.lock, each checked against its hash, and the
project itself, editable. A second run finds the stamp of the first and starts at once. Standard library only; the
syntax stays old enough for an older Python to reach the message that it is too old.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "pilotkg.stamp"
BUILD_TOOL = "setuptools"  # three packages come as source only; building them must fetch nothing that is not locked

USAGE = """usage: python3 dev.py build [SOURCE] [OPTION ...]      set up, then build the graph into release/
       python3 dev.py test [OPTION ...]                set up, then lint, types and tests
       python3 dev.py run COMMAND [ARGUMENT ...]       set up, then run a command of .venv (pilotkg, python ...)
       python3 dev.py setup                            set up only"""


class SetupError(Exception):
    """The environment cannot be set up; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit code of what it ran, 2 where the call or the machine is not fit."""
    if sys.version_info < (3, 11):
        print(
            f"PilotKG needs Python 3.11 or newer, and this is {sys.version.split()[0]}. "
            f"Call it with a newer one, such as `python3.12 dev.py {' '.join(arguments)}`.",
            file=sys.stderr,
        )
        return 2
    verbs: dict[str, Callable[[list[str]], int]] = {"build": build, "test": test, "run": run, "setup": lambda _: 0}
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb not in verbs or (verb == "run" and not rest):
        asked = verb in ("-h", "--help")
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        set_up()
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 2
    return verbs[verb](rest)


def set_up() -> None:
    """Bring .venv to the state of requirements.lock; does nothing when the stamp says that it is there already."""
    wanted = _state()
    if STAMP.is_file() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    print("Setting up .venv (the first time some 200 MB are fetched, which takes a minute or two) ...", flush=True)
    _make_venv()
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "build-tool.txt"
        first.write_text(_pinned(BUILD_TOOL), encoding="utf-8")
        _pip("--require-hashes", "--no-deps", "-r", str(first))
    _pip("--require-hashes", "--no-build-isolation", "--use-pep517", "-r", str(LOCK))
    _pip("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    # pip compiles what it installs, but not an editable checkout; where Python may not write bytecode, each start would
    _run([str(PYTHON), "-m", "compileall", "-q", str(ROOT / "src")])
    STAMP.write_text(wanted)


def build(options: list[str]) -> int:
    """`pilotkg build` in the checkout."""
    return _run([str(PYTHON), "-m", "pilotkg", "build", *options])


def run(command: list[str]) -> int:
    """A command of .venv, such as `pilotkg query --list`."""
    return _run([str(BIN / command[0]), *command[1:]])


def test(options: list[str]) -> int:
    """Lint, format check, types and tests, all of them even when one fails; returns 1 when any failed."""
    steps = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", "-n", "auto", "--dist", "loadgroup", *options],  # last, so that its summary closes the output
    ]
    failed = []
    for step in steps:
        print(f"\n$ {' '.join(step)}", flush=True)
        if _run([str(PYTHON), "-m", *step]) != 0:
            failed.append(" ".join(step[:2]))
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _state() -> str:
    """What the environment depends on: the lock, the project's metadata, this Python, and where the checkout lies."""
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _make_venv() -> None:
    """A venv of this very Python; one that was made by another Python or elsewhere is made anew."""
    same = f"import sys; sys.exit(sys.version != {sys.version!r} or sys.prefix != {str(VENV)!r})"
    if PYTHON.exists() and _run([str(PYTHON), "-c", same]) == 0:
        return
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None  # Debian packs it apart, with python3-venv
    if not has_ensurepip and importlib.util.find_spec("pip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            "this Python has neither ensurepip nor pip, so nothing can be installed with it. Install the package that "
            f"carries one of them, on Debian or Ubuntu `apt install python{version}-venv`, and run the command again."
        )
    command = [sys.executable, "-m", "venv", "--clear", *([] if has_ensurepip else ["--without-pip"]), str(VENV)]
    if _run(command) != 0:
        raise SetupError(f"`{' '.join(command)}` failed; its own message stands above.")


def _pinned(name: str) -> str:
    """The entry of one package in the lock, with its hashes."""
    found = re.search(rf"^{re.escape(name)}==.*(?:\n[ \t]+.*)*", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SetupError(f"{LOCK.name} has no entry for {name}. Restore the file with `git checkout {LOCK.name}`.")
    return found.group() + "\n"


def _pip(*arguments: str) -> None:
    """`pip install` into .venv, by its own pip, or by the calling Python's where the venv has none."""
    own = _run([str(PYTHON), "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('pip') is None)"]) == 0
    pip = [str(PYTHON), "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    if _run(command, env={**os.environ, "PIP_USER": "0"}) != 0:
        raise SetupError(
            "installing the locked packages failed; pip's own message stands above. Where it speaks of the network, "
            "check that pip reaches its index (a proxy or a mirror is set with `pip config`). Run the command again "
            "afterwards: it goes on where it stopped."
        )


def _run(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command in the checkout and wait for it; Ctrl-C ends it and this script alike."""
    try:
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    except FileNotFoundError:
        print(f"dev.py: there is no command {command[0]}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
