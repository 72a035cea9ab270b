"""Two SHACL engines that share no code: pyshacl, written in Python, and rudof, written in Rust."""

from __future__ import annotations

from typing import NamedTuple

import pyrudof
import pyshacl
from rdflib import SH, BNode, Graph
from rdflib.term import Node

from pilotkg.check.shacl import path_text


class Result(NamedTuple):
    """A validation result (SHACL, section 3.6.2), without its message."""

    shape: str
    component: str
    severity: str
    focus: str
    path: str
    value: str  # what a query says is wrong; of other constraints the path and the focus node tell enough


def by_pyshacl(data: Graph, shapes: Graph) -> set[Result]:
    """What pyshacl finds."""
    return _results(pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False)[1])


def by_rudof(data: str, shapes: Graph) -> set[Result]:
    """What rudof finds in a graph given as N-Triples."""
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(data, pyrudof.RDFFormat.NTriples)
    engine.read_shacl(shapes.serialize(format="turtle"))
    if engine.validate_shacl().conforms:
        return set()
    report = engine.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.Turtle)
    return _results(Graph().parse(data=report, format="turtle"))


def _results(report: Graph) -> set[Result]:
    """The results of a report; those that explain one of them (sh:detail, section 3.6.2.5) are left to the engine."""
    return {_result(report, node) for node in report.objects(None, SH.result)}


def _result(report: Graph, node: Node) -> Result:
    shape, component, severity, focus, path = (
        report.value(node, prop)
        for prop in (SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity, SH.focusNode, SH.resultPath)
    )
    value = report.value(node, SH.value) if component == SH.SPARQLConstraintComponent else ""
    return Result(
        local(shape),
        local(component).removesuffix("ConstraintComponent"),
        local(severity),
        _named(focus),
        path_text(report, path) if path is not None else "",
        _named(value),
    )


def _named(term: Node | str | None) -> str:
    return "a blank node" if isinstance(term, BNode) else str(term)


def local(term: Node | None) -> str:
    """The last part of an IRI."""
    return str(term).split("#")[-1]
