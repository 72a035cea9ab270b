"""What a newcomer meets first: the two commands, the lock, and a wheel that holds all that it needs."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.*?))? \\\n(?P<hashes>(?:    --hash=.*\n?)+)", re.M
)


def locked() -> dict[str, list[Version]]:
    """Versions in the lock by package, those for other systems or Pythons left out."""
    found: dict[str, list[Version]] = {}
    for entry in _ENTRY.finditer(LOCK):
        if entry["marker"] is None or Marker(entry["marker"]).evaluate():
            found.setdefault(entry["name"].lower(), []).append(Version(entry["version"]))
    return found


ASKED = [
    *PROJECT["project"]["dependencies"],
    *(line for extra in PROJECT["project"].get("optional-dependencies", {}).values() for line in extra),
    *PROJECT["dependency-groups"]["dev"],
]


@pytest.mark.parametrize("line", ASKED)
def test_the_lock_holds_what_the_project_asks_for(line: str) -> None:
    requirement = Requirement(line)
    versions = locked().get(requirement.name.lower(), [])
    assert len(versions) == 1
    assert versions[0] in requirement.specifier


def test_every_entry_of_the_lock_has_hashes_and_no_address() -> None:
    assert "".join(entry[0] for entry in _ENTRY.finditer(LOCK)).splitlines() == LOCK.splitlines()
    assert "://" not in LOCK
    assert " @ " not in LOCK


def shell_blocks(file: str) -> list[str]:
    text = (ROOT / file).read_text("utf-8")
    return [block.strip() for block in re.findall(r"^```(?:sh|bash|shell)\n(.*?)^```", text, re.M | re.S)]


def test_the_first_two_shell_blocks_of_the_readme_are_the_two_commands() -> None:
    build, test, *_ = shell_blocks("README.md")
    assert build == "python3 dev.py build"
    assert test == "python3 dev.py test"
    assert test in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["bild"], 2), (["run"], 2)])
def test_a_call_that_is_not_understood_is_answered_with_the_usage(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, ROOT / "dev.py", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "usage: python3 dev.py build" in done.stdout + done.stderr


def test_the_wheel_holds_all_that_it_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "pilotkg/py.typed",
        "pilotkg/data/pilot-plans-2016.jsonl",
        "pilotkg/data/ontology/pilotkg.ttl",
        "pilotkg/data/queries/mechanisms-by-province.rq",
        "pilotkg/data/shapes/plan.ttl",
        "pilotkg/publish/tables/indicators.rq",
        "pilotkg/reference/templates/index.html",
        "pilotkg/reference/templates/style.css",
        "pilotkg/reference/words.tsv",
        "pilotkg/source/faults.tsv",
    ):
        assert name in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
