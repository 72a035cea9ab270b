"""The same graph gives the same bytes, in whatever order a process happens to hold its sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pilotkg.graph import quads
from pilotkg.graph.serialise import nquads
from tests.graph.records import many_records

KINDS = ("mechanism-task", "locality-by-both", "property-graph")
_WRITE = (
    "import sys; from pilotkg.network import write_networks; write_networks(sys.argv[1], sys.argv[2], sys.argv[3:])"
)


def _begin(seed: int, graph: Path, out: Path) -> subprocess.Popen[bytes]:
    """A process that writes networks, and whose hashes of text come from a seed."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.Popen([sys.executable, "-c", _WRITE, str(graph), str(out), *KINDS], env=environment)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_hash_seeds_change_no_byte_of_any_file(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nq"
    graph.write_bytes(nquads(quads(many_records(4))))
    outs = [tmp_path / "one", tmp_path / "other"]
    processes = [_begin(seed, graph, out) for seed, out in enumerate(outs, 1)]
    assert [process.wait() for process in processes] == [0, 0]
    one, other = map(_files, outs)
    assert {name.partition("/")[0] for name in one} >= {*KINDS, "findings.md", "networks.ttl", "slope.png"}
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []
