"""Shapes over graphs: what is handed to pyshacl means the same as the shapes as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF as RDFLIB_RDF
from rdflib.namespace import SH

from pilotkg.check import shacl
from pilotkg.check.shacl import Finding, Shapes, validate
from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import NIF, PK, RDF, RDFS, XSD
from pilotkg.graph.terms import decimal, integer
from pilotkg.resources import folder
from tests.check.conftest import facts

ID = "https://w3id.org/pilotkg/id/"
PLAN = NamedNode(f"{ID}plan/110117/qingshiwan")
RATE = NamedNode(f"{PLAN.value}/indicator/resident-urbanization-rate-2020-target")
SPAN = NamedNode(f"{ID}source/abababababababab#char=200,215")


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.load(folder("shapes"))


def without(quads: Sequence[Quad], subject: NamedNode, predicate: NamedNode) -> list[Quad]:
    return [q for q in quads if (q.subject, q.predicate) != (subject, predicate)]


def violations(quads: Sequence[Quad], shapes: Shapes) -> list[Finding]:
    return [finding for finding in validate(facts(quads), shapes) if finding.severity == "Violation"]


def test_a_graph_as_it_is_built_conforms(town: Sequence[Quad], plans: Sequence[Quad], shapes: Shapes) -> None:
    assert violations(town, shapes) == []
    assert violations(plans, shapes) == []


def damaged(town: Sequence[Quad]) -> list[Quad]:
    """Three faults: a rate over 100 %, a span that ends before it begins, a label without a language."""
    quads = without(without(town, RATE, PK.normalizedValue), SPAN, NIF.endIndex)
    return [
        *quads,
        Quad(RATE, PK.normalizedValue, decimal(161.5), PLAN),
        Quad(SPAN, NIF.endIndex, integer(100), PLAN),
        Quad(PLAN, RDFS.label, Literal("a plan"), PLAN),
    ]


def test_faults_are_found_with_shape_node_and_messages(town: Sequence[Quad], shapes: Shapes) -> None:
    found = {(finding.shape, finding.node) for finding in violations(damaged(town), shapes)}
    assert {("indicator-share", RATE.value), ("span-begin", SPAN.value)} <= found
    assert any(node == PLAN.value for _, node in found)
    assert all(finding.messages.keys() == {"en", "zh"} for finding in violations(damaged(town), shapes))


def test_results_are_those_of_the_shapes_as_they_stand(town: Sequence[Quad], shapes: Shapes) -> None:
    graph = shacl._rdflib_graph(facts(damaged(town)))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes.graph, advanced=False, do_owl_imports=False)
    theirs = {
        (str(report.value(r, SH.sourceConstraintComponent)), str(report.value(r, SH.focusNode)))
        for r in report.subjects(RDFLIB_RDF.type, SH.ValidationResult)
    }
    ours = {(f"{SH}{finding.component}", finding.focus) for finding in validate(facts(damaged(town)), shapes)}
    assert ours == theirs


def test_a_query_over_the_whole_graph_names_the_nodes(plans: Sequence[Quad], shapes: Shapes) -> None:
    first, second = sorted({q.subject for q in plans if q.predicate == RDF.type and q.object == PK.PilotPlan}, key=str)[
        :2
    ]
    assert isinstance(first, NamedNode)
    assert isinstance(second, NamedNode)
    quads = [q for q in plans if not (q.predicate == PK.position and q.subject in (first, second))]
    quads += [Quad(node, PK.position, integer(7), node) for node in (first, second)]
    found = [finding for finding in violations(quads, shapes) if finding.shape == "position-twice"]
    assert [finding.node for finding in found] == [first.value]
    assert found[0].messages["en"] == f"Two plans have one position in their document: {first.value} and {second.value}"
    assert found[0].general["en"] == "Two plans have one position in their document: … and …"


def test_a_graph_that_does_not_describe_itself_is_checked_as_a_whole_too(plans: Sequence[Quad], shapes: Shapes) -> None:
    quads = [q for q in plans if not str(q.graph_name).endswith("graph/dataset>")]
    place = next(q.subject for q in plans if q.predicate == PK.within)
    assert isinstance(place, NamedNode)
    quads.append(Quad(place, PK.within, place, place))
    assert "within-cycle" in {finding.shape for finding in violations(quads, shapes)}


def test_literals_are_checked_as_they_are_written(town: Sequence[Quad], shapes: Shapes) -> None:
    quads = without(town, RATE, PK.year)
    quads.append(Quad(RATE, PK.year, Literal("2020", datatype=XSD.integer), PLAN))
    assert ("indicator-year", RATE.value) in {(f.shape, f.node) for f in violations(quads, shapes)}


def test_paths_are_told_as_sparql_writes_them(shapes: Shapes) -> None:
    node = next(s for s in shapes.graph.subjects(SH.path) if str(s).endswith("#plan-mechanism"))
    path = shapes.graph.value(node, SH.path)
    assert shacl.path_text(shapes.graph, path) == "pk:hasMeasure/pk:hasSubMeasure*/pk:usesMechanism"


def test_a_folder_without_shapes_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no shapes"):
        Shapes.load(tmp_path)
    (tmp_path / "broken.ttl").write_text("a b", encoding="utf-8")
    with pytest.raises(GraphError, match=r"broken\.ttl"):
        Shapes.load(tmp_path)
