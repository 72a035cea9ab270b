"""A graph in, a report out: SHACL shapes and OWL reasoning, told so that anybody can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Quad, Store

from pilotkg.check.facts import Facts
from pilotkg.check.reasoning import start
from pilotkg.check.report import Report, make_report
from pilotkg.check.shacl import Shapes, validate
from pilotkg.resources import folder

__all__ = ["Report", "check"]


def _silent(share: float) -> None:
    pass


def check(
    graph: Store | Path | str | Iterable[Quad],
    shapes: Path | None = None,
    ontology: Path | None = None,
    *,
    progress: Callable[[float], None] = _silent,
) -> Report:
    """Check a graph: its shapes, and whether it contradicts the ontology. The two run side by side.

    Args:
        graph: quads, a store, a release folder, or a .nq, .trig, .ttl or .nt file.
        shapes: folder of SHACL shapes; those of the package where it is None.
        ontology: folder of the ontology, for a graph that does not bring it along; that of the package where it is None.
        progress: called with the share of the work that is done, 0 to 1.

    Raises:
        GraphError: the graph or the shapes cannot be read, or the reasoner fails.
        VocabularyError: the ontology cannot be read.
    """
    facts = Facts.of(graph, ontology or folder("ontology"))
    constraints = Shapes.load(shapes or folder("shapes"))
    verdict = start(facts)
    progress(0.1)
    findings = validate(facts, constraints)
    progress(0.8)
    return make_report(facts, findings, verdict.result(), constraints.count)
