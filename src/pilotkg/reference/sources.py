"""Turtle files as rdflib graphs, and the order in which they name their subjects, which is the order people gave them."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph

from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import RDF


def read(*paths: Path) -> Graph:
    """The triples of some Turtle files in one graph.

    Raises:
        GraphError: a file is not readable as Turtle.
    """
    graph = Graph()
    for path in paths:
        try:
            graph.parse(path, format="turtle")
        except Exception as error:  # rdflib's parser raises many kinds
            raise GraphError(f"not readable as Turtle: {error}", file=path, remedy="Correct the file") from error
    return graph


def in_order(*paths: Path) -> dict[str, int]:
    """The number of each IRI that is given a type, in the order of the files' lines; the ontology's own file first."""
    order: dict[str, int] = {}
    for path in sorted(paths, key=lambda p: (p.stem != "pilotkg", p.name)):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and quad.predicate == RDF.type:
                order.setdefault(quad.subject.value, len(order))
    return order


def published(folder: Path) -> list[Path]:
    """The Turtle files of an ontology's folder that are published."""
    return sorted(folder.glob("*.ttl"))
