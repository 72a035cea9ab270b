"""Every constraint of shapes/ has one small graph that breaks it: the conforming graph, and one edit."""

from __future__ import annotations

from functools import cache

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import RDF, SH, Graph, Namespace, URIRef

from pilotkg.resources import folder
from tests.shapes import cases_parts, cases_plans, cases_queries
from tests.shapes.engines import by_pyshacl, by_rudof, local
from tests.shapes.fixture import graph

PKS = Namespace("https://w3id.org/pilotkg/shapes#")
CASES = [*cases_plans.CASES, *cases_parts.CASES, *cases_queries.CASES]

PARAMETERS = {
    "class": "Class", "closed": "Closed", "datatype": "Datatype", "disjoint": "Disjoint", "equals": "Equals", "hasValue": "HasValue",
    "in": "In",
    "languageIn": "LanguageIn", "lessThan": "LessThan", "maxCount": "MaxCount",
    "maxInclusive": "MaxInclusive", "minCount": "MinCount", "minExclusive": "MinExclusive", "minInclusive": "MinInclusive",
    "minLength": "MinLength", "nodeKind": "NodeKind", "or": "Or", "pattern": "Pattern",
    "qualifiedMinCount": "QualifiedMinCount", "sparql": "SPARQL", "uniqueLang": "UniqueLang",
}  # fmt: skip


@cache
def shapes() -> Graph:
    """All shapes."""
    graph = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def one_shape(name: str) -> Graph:
    """A shape by itself: with what it consists of, and the targets of the shape that lists it."""
    every, shape = shapes(), PKS[name]
    found = every.cbd(shape)
    for query in every.objects(shape, SH.sparql):
        found += every.cbd(query)
        for prefixes in every.objects(query, SH.prefixes):
            found += every.cbd(prefixes)
    for listing in every.subjects(SH.property, shape):
        for target in every.objects(listing, SH.targetClass):
            found.add((shape, SH.targetClass, target))
    return found


def test_the_conforming_graph_conforms() -> None:
    assert by_pyshacl(graph(), shapes()) == by_rudof(graph().serialize(format="nt"), shapes()) == set()


@pytest.mark.parametrize(("shape", "component", "edit"), CASES, ids=[f"{shape}-{what}" for shape, what, _ in CASES])
def test_a_violation_is_found(shape: str, component: str, edit: str) -> None:
    """By both engines, and they agree on everything that this shape finds."""
    data, constraints = graph(edit), one_shape(shape)
    found = by_pyshacl(data, constraints)
    assert (shape, component) in {result[:2] for result in found}
    assert by_rudof(data.serialize(format="nt"), constraints) == found


def test_every_constraint_has_a_case() -> None:
    wanted = {
        (local(shape), PARAMETERS[local(parameter)])
        for shape, parameter in shapes().subject_predicates()
        if isinstance(shape, URIRef)
        and (shape, RDF.type, SH.SPARQLConstraint) not in shapes()
        and local(parameter) in PARAMETERS
    }
    assert {(shape, component) for shape, component, _ in CASES} == wanted


def test_the_shapes_are_valid_shacl() -> None:
    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


def test_every_constraint_says_what_is_wrong_in_both_languages_and_how_bad_it_is() -> None:
    every = shapes()
    listings = {s for s in every.subjects(SH.property) if isinstance(s, URIRef)}
    for shape in set(every.subjects(RDF.type, SH.NodeShape)) - listings | set(
        every.subjects(RDF.type, SH.PropertyShape)
    ):
        assert every.value(shape, SH.severity) in {SH.Violation, SH.Warning}, shape
        texts = [m for place in (shape, *every.objects(shape, SH.sparql)) for m in every.objects(place, SH.message)]
        assert sorted(str(m.language) for m in texts if hasattr(m, "language")) == ["en", "zh"], shape


QUERIES = [(shape, edit) for shape, component, edit in CASES if component == "SPARQL"]


@pytest.mark.parametrize(("shape", "edit"), QUERIES, ids=[shape for shape, _ in QUERIES])
def test_a_fast_store_finds_the_same_by_the_query_as_it_stands(shape: str, edit: str) -> None:
    query = select(shape)
    assert answers(graph(), query) == []
    assert len(answers(graph(edit), query)) > 0


def select(shape: str) -> str:
    """The query of a constraint, under the prefixes that the shapes declare."""
    every = shapes()
    declared = sorted(
        (str(every.value(d, SH.prefix)), str(every.value(d, SH.namespace))) for d in every.objects(None, SH.declare)
    )
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared) + str(
        every.value(PKS[f"{shape}-query"], SH.select)
    )


def answers(data: Graph, query: str) -> list[object]:
    """Rows of a query on the fast store."""
    store = Store()
    store.load(data.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    return list(store.query(query))  # type: ignore[arg-type]
