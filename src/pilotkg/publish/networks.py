"""The networks of a release become a part of it: files beside the graph, and quads in the store that queries ask.

In: a release and the folder that `write_networks` wrote. Out: the release, whole, in place of the old one: all its files
as they were, networks.nq and networks.ttl beside them, a store of both graphs, and their lines in SHA256SUMS.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Final

from pilotkg.errors import ReleaseError
from pilotkg.graph.store import build_store, read_quads
from pilotkg.publish.release import STORE, UNLISTED
from pilotkg.publish.swap import SUMS, is_release, replacing

FILES: Final = ("networks.nq", "networks.ttl")
_GRAPH: Final = "pilotkg.nq"


def demand_release(folder: Path) -> None:
    """Whether a folder is a release, asked before any work is done.

    Raises:
        ReleaseError: it is none.
    """
    if not is_release(folder):
        raise ReleaseError(
            "only a release can take its networks in", file=folder, remedy="Name the folder that `pilotkg build` wrote"
        )


def add_networks(release: Path, networks: Path) -> None:
    """Put networks into a release; those that it had are replaced. Whatever fails, the release stays as it was.

    The sums of the old files are carried over, not made anew, so that a file that was damaged stays known as such.

    Args:
        release: the folder of a release.
        networks: the folder with networks.nq and networks.ttl.

    Raises:
        ReleaseError: there is no release, or it cannot be written.
        GraphError: a graph cannot be read.
    """
    demand_release(release)
    with replacing(release, UNLISTED) as fresh:
        shutil.copytree(release, fresh, dirs_exist_ok=True, ignore=shutil.ignore_patterns(STORE))
        for name in FILES:
            shutil.copyfile(networks / name, fresh / name)
        build_store(fresh / STORE, [*read_quads(fresh / _GRAPH), *read_quads(fresh / FILES[0])])
        (fresh / SUMS).write_text(_sums(release, fresh), encoding="utf-8", newline="\n")


def _sums(old: Path, fresh: Path) -> str:
    lines = (old / SUMS).read_text("utf-8").splitlines()
    found = {line.split("  ", 1)[1]: line for line in lines if line}
    for name in FILES:
        found[name] = f"{hashlib.sha256((fresh / name).read_bytes()).hexdigest()}  {name}"
    return "".join(f"{found[name]}\n" for name in sorted(found))
