"""Quads become an embedded store, and a graph on disk becomes a store or an rdflib Dataset.

In: quads, or a release folder, a store folder or an RDF file. Out: a pyoxigraph Store; `load` wraps it for rdflib.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import DEFAULT_BASE, PREFIXES, VOID, kind_prefixes

if TYPE_CHECKING:
    from rdflib import Dataset

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
}
_RELEASE_FILES = ("pilotkg.nq", "pilotkg.ttl")


def build_store(path: Path, quads: Iterable[Quad]) -> None:
    """Write a new embedded store into a folder that does not exist yet.

    Raises:
        GraphError: the folder exists or cannot be written.
    """
    if path.exists():
        raise GraphError("a store is there already", file=path, remedy="Name a new folder")
    try:
        store = Store(str(path))
        store.bulk_extend(quads)
        store.optimize()
        store.flush()
    except OSError as error:
        raise GraphError(
            f"the store cannot be written: {error}", file=path, remedy="Check space and permissions"
        ) from error


def open_store(path: Path | str) -> Store:
    """The graph at a path, to be read: a release folder, a store folder, or a .nq, .trig, .ttl or .nt file.

    Raises:
        GraphError: there is nothing, nothing of that kind, or a file that does not parse.
    """
    path = Path(path)
    if path.is_file():
        return _read_file(path)
    if not path.is_dir():
        raise GraphError("no such file or folder", file=path, remedy="Build a release first, or correct the path")
    if (path / "CURRENT").is_file():  # RocksDB's marker of a database
        return _open_folder(path)
    if (path / "store" / "CURRENT").is_file():
        return _open_folder(path / "store")
    for name in _RELEASE_FILES:
        if (path / name).is_file():
            return _read_file(path / name)
    raise GraphError(
        "neither a release nor a store",
        file=path,
        remedy="Name a release folder, a store, or a .nq, .trig, .ttl or .nt file",
    )


def _open_folder(path: Path) -> Store:
    try:
        return Store.read_only(str(path))
    except OSError as error:
        raise GraphError(f"the store cannot be opened: {error}", file=path, remedy="Build the release again") from error


def _read_file(path: Path) -> Store:
    rdf_format = FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        raise GraphError(
            f"files of kind {path.suffix or 'without suffix'} are not read",
            file=path,
            remedy="Give .nq, .trig, .ttl or .nt",
        )
    store = Store()
    with _readable(path):
        store.bulk_load(path=str(path), format=rdf_format)
    return store


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Tells what is wrong with a file that is read inside."""
    try:
        yield
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else None
        raise GraphError(
            f"not readable as RDF: {error.msg}", file=path, place=where, remedy="Correct the file"
        ) from error
    except OSError as error:
        raise GraphError(f"cannot be read: {error}", file=path, remedy="Check the file and its permissions") from error


def read_quads(path: Path | str) -> list[Quad]:
    """The quads of the graph at a path, literals as they are written there.

    Args:
        path: as for `open_store`; of a release, its pilotkg.nq.

    Raises:
        GraphError: as for `open_store`.
    """
    path = Path(path)
    files = [path, *(path / name for name in _RELEASE_FILES)]
    for file in files:
        if file.is_file() and (rdf_format := FORMATS.get(file.suffix.lower())) is not None:
            with _readable(file):
                return list(parse(path=str(file), format=rdf_format))
    return list(open_store(path))


def load(path: Path | str) -> Dataset:
    """The graph at a path as an rdflib Dataset on the fast store; its default graph is the union of all graphs.

    Args:
        path: as for `open_store`.
    """
    from oxrdflib import OxigraphStore  # noqa: PLC0415 - rdflib's queries are slow to import, and seldom asked
    from rdflib import Dataset  # noqa: PLC0415

    store = open_store(path)
    dataset = Dataset(store=OxigraphStore(store=store), default_union=True)
    for name, iri in (PREFIXES | kind_prefixes(base_of(store))).items():
        dataset.bind(name, iri)
    return dataset


def base_of(store: Store) -> str:
    """The base of a store's instance IRIs, as its dataset description tells it (void:uriSpace), else the default."""
    said = (q.object for q in store.quads_for_pattern(None, VOID.uriSpace, None))
    spaces = sorted(o.value for o in said if isinstance(o, Literal))
    return spaces[0] if spaces else DEFAULT_BASE
