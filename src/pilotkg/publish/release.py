"""A release folder: the graph as files and as a store, the records, tables, the report, and what they were made with.

Everything but store/ is the same from run to run, and stands in SHA256SUMS (the form that `sha256sum -c` reads).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pilotkg import graph, resources
from pilotkg import records as records_file
from pilotkg.graph.catalogue import Catalogue
from pilotkg.model import Records
from pilotkg.publish.answers import as_markdown as answers_page
from pilotkg.publish.swap import SUMS
from pilotkg.publish.tables import write_tables

GRAPH: Final = "pilotkg.nq"
STORE: Final = "store"
UNLISTED: Final = frozenset({STORE})
_COPIED: Final = ("ontology", "shapes", "queries")


def write_data(folder: Path, records: Sequence[Records], quads: Sequence[ox.Quad]) -> None:
    """Write the graph, the records and the copies of ontology, shapes and queries into a fresh folder.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    (folder / GRAPH).write_bytes(graph.nquads(quads))
    (folder / "records.jsonl").write_bytes(records_file.encode(records))
    for name in _COPIED:
        shutil.copytree(resources.folder(name), folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))


def write_forms(folder: Path, base: str) -> None:
    """Write what is made of a folder's graph alone: the store, the tables, the answers of the catalogue, and Turtle.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
        GraphError: the store cannot be written.
    """
    quads = [*ox.parse(path=str(folder / GRAPH))]
    graph.build_store(folder / STORE, quads)
    (folder / "tables").mkdir()
    store = ox.Store()  # in memory it answers the many queries several times as fast as from disk
    store.bulk_extend(quads)
    write_tables(store, folder / "tables")
    answers = answers_page(store, Catalogue.load(resources.folder("queries")))
    (folder / "queries.md").write_text(answers, encoding="utf-8", newline="\n")
    (folder / "pilotkg.ttl").write_text(graph.turtle(quads, graph.Ids(base)), encoding="utf-8", newline="\n")


def write_reports(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the reports, and last the sums over all files of the release."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / SUMS).write_text(_sums(folder), encoding="utf-8", newline="\n")


def _sums(folder: Path) -> str:
    """A line for each file, by its path: its SHA-256, two spaces, the path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    return "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name.split("/")[0] not in UNLISTED
    )
