"""Class expressions and paths as the Manchester syntax and SPARQL put them."""

from __future__ import annotations

import pytest
from rdflib import OWL, Graph, URIRef
from rdflib.namespace import SH

from pilotkg.reference.expressions import chain_expression, class_expression, path_expression, reading

HEAD = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
:it owl:equivalentClass """
IT = URIRef("https://example.org/it")


def read(expression: object) -> str:
    return "".join(reading(part).replace("https://example.org/", "") for part in expression)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (
            "[ owl:intersectionOf ( :Town [ owl:onProperty :in ; owl:someValuesFrom :County ] ) ]",
            "Town and (in some County)",
        ),
        ("[ owl:unionOf ( :A [ owl:complementOf :B ] ) ]", "A or not B"),
        ("[ owl:onProperty :level ; owl:hasValue :county ]", "level value county"),
        ("[ owl:onProperty [ owl:inverseOf :in ] ; owl:allValuesFrom :Town ]", "inverse in only Town"),
        ("[ owl:onProperty :part ; owl:minQualifiedCardinality 2 ; owl:onClass :Task ]", "part min 2 Task"),
        ("[ owl:oneOf ( :a :b ) ]", "{a, b}"),
        (":Town", "Town"),
    ],
)
def test_classes_read_as_in_manchester_syntax(turtle: str, words: str) -> None:
    graph = Graph().parse(data=f"{HEAD} {turtle} .", format="turtle")
    node = graph.value(IT, OWL.equivalentClass)
    assert node is not None
    assert read(class_expression(graph, node)) == words


def test_a_chain_reads_as_composition() -> None:
    graph = Graph().parse(data=f"{HEAD} :A ; owl:propertyChainAxiom ( :has :uses ) .", format="turtle")
    node = graph.value(IT, OWL.propertyChainAxiom)
    assert node is not None
    assert read(chain_expression(graph, node)) == "has o uses"


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        (":value", "value"),
        ("[ sh:inversePath :has ]", "^has"),
        ("( :metric [ sh:zeroOrMorePath :broader ] )", "metric / broader*"),
        ("[ sh:alternativePath ( :value ( :a :b ) ) ]", "value | (a / b)"),
    ],
)
def test_paths_read_as_in_sparql(turtle: str, words: str) -> None:
    graph = Graph().parse(data=f"{HEAD} :A ; sh:path {turtle} .", format="turtle")
    node = graph.value(IT, SH.path)
    assert node is not None
    assert read(path_expression(graph, node)) == words
