"""A reference in HTML: the ontology, its vocabularies, the shapes and the catalogue of queries, with real examples.

In: the folders ontology/, shapes/ and queries/, and a graph to take examples from. Out: a folder with four pages, which
need no network, and the files that they speak of.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from pilotkg import graph, records, resources
from pilotkg.errors import ReleaseError
from pilotkg.graph.catalogue import Catalogue
from pilotkg.graph.query import ask_store
from pilotkg.reference import pages, sssom
from pilotkg.reference.classes import connections, hierarchy
from pilotkg.reference.concepts import schemes
from pilotkg.reference.constraints import constraints, speaking_of, spoken
from pilotkg.reference.examples import instance_of, statement_of
from pilotkg.reference.links import Links, placed
from pilotkg.reference.sources import in_order, published, read
from pilotkg.reference.terms import header, terms

ENDPOINT: Final = "http://localhost:7878/query"
STEPS: Final = ("graph", "ask", "write")
_COPIED: Final = {"ontology": ("*.ttl", "*.jsonld"), "shapes": ("*.ttl",), "queries": ("*.rq",)}
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A reference: its folder, and how much is described in it."""

    folder: Path
    terms: int
    concepts: int
    shapes: int
    queries: int


def _silent(step: str, share: float) -> None:
    pass


def write_reference(
    out: Path, example: Path | None = None, endpoint: str = ENDPOINT, progress: Progress = _silent
) -> Written:
    """Write the reference.

    Args:
        out: the folder to write into; pages of an older reference there are replaced, other files stay.
        example: the graph that examples and answers come from, as for `open_store`; None for the plans that ship.
        endpoint: the address of the SPARQL endpoint that the queries' links ask.
        progress: called with a step of `STEPS` and the share of it that is done, 0 to 1.

    Raises:
        PilotKGError: the graph or a file cannot be read, or the folder cannot be written.
    """
    progress("graph", 0)
    store = _store(example)
    progress("graph", 1)
    progress("ask", 0)
    reference = _read(store, endpoint)
    progress("ask", 1)
    progress("write", 0)
    _write(out, {**pages.render(reference), sssom.FILE: reference.mappings})
    progress("write", 1)
    return Written(
        folder=out,
        terms=sum(len(members) for members in reference.terms.values()),
        concepts=sum(len(scheme.all()) for scheme in reference.schemes),
        shapes=sum(len(members) for members in reference.constraints.values()),
        queries=len(reference.asked),
    )


def _store(example: Path | None) -> Store:
    """The graph of the examples in memory; on disk it would answer the many small questions slowly."""
    store = Store()
    if example is None:
        store.bulk_extend(graph.quads(records.read(resources.RECORDS)))
    else:
        store.bulk_extend(graph.open_store(example))
    return store


def _read(store: Store, endpoint: str) -> pages.Reference:
    ontology, shapes = resources.folder("ontology"), resources.folder("shapes")
    files = tuple(published(ontology))
    rdf, order = read(*files), in_order(*files)
    vocabularies = schemes(rdf, read(*published(ontology / "cues")), store, order)
    own = terms(rdf, order)
    all_terms = [term for members in own.values() for term in members]
    limits = constraints(shapes)
    asked = []
    for query in Catalogue.load(resources.folder("queries")):
        answer = ask_store(query.text, store) if query.endpoint is None else None
        run = pages.run_link(endpoint, query.text)
        edit = pages.editor_link(endpoint, query)
        asked.append(pages.Asked(query, answer, run, edit, frozenset(spoken(query.text))))
    links = Links(
        placed(
            {
                pages.INDEX: [term.iri for term in all_terms],
                pages.VOCABULARIES: [c.iri for scheme in vocabularies for c in scheme.all()],
                pages.SHAPES: pages.described(limits),
            }
        )
    )
    instances = {t.iri: instance_of(store, t.iri) for t in own.get("classes", ())}
    statements = {t.iri: statement_of(store, t.iri) for t in all_terms if t.section.endswith("properties")}
    return pages.Reference(
        header=header(rdf),
        terms=own,
        schemes=vocabularies,
        constraints=limits,
        speaking_of=speaking_of(limits),
        asked=asked,
        instances={iri: found for iri, found in instances.items() if found is not None},
        statements={iri: found for iri, found in statements.items() if found is not None},
        diagrams={
            "connections": connections(rdf, own, links, pages.INDEX),
            "hierarchy": [hierarchy(rdf, own, links, pages.INDEX)],
        },
        links=links,
        endpoint=endpoint,
        files={name: _files(name) for name in _COPIED},
        mappings=sssom.table(rdf),
    )


def _files(name: str) -> list[str]:
    """The files of a folder that go with the reference."""
    folder = resources.folder(name)
    return sorted(path.name for pattern in _COPIED[name] for path in folder.glob(pattern))


def _write(out: Path, files: dict[str, str]) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_text(content, encoding="utf-8", newline="\n")
        for name in _COPIED:
            (out / name).mkdir(exist_ok=True)
            for file in _files(name):
                shutil.copyfile(resources.folder(name) / file, out / name / file)
    except OSError as error:
        raise ReleaseError(
            f"the reference cannot be written: {error}", file=out, remedy="Name another folder with -o"
        ) from error
