"""Where the files that come with the package are: ontology/, shapes/, queries/ and the records that ship."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]

RECORDS = _PACKAGE / "data" / "pilot-plans-2016.jsonl"


def folder(name: str) -> Path:
    """The folder `ontology`, `shapes` or `queries`: inside the installed package, or at the top of a checkout."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _CHECKOUT / name


def package_file(package: str, inner: str) -> Path:
    """A data file of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package} is missing; install PilotKG with its dependencies")
    return Path(spec.submodule_search_locations[0]) / inner
