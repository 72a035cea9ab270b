"""OWL 2 RL: what is in it passes, what is not is told with the term that it is about."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from pilotkg.check.profile import outside_profile

PREFIXES = """
@prefix : <https://example.org/zoo#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def outside(turtle: str) -> list[tuple[str, str]]:
    """Local names of terms and what is wrong with them."""
    store = Store()
    store.load(f"{PREFIXES}{turtle}".encode(), format=RdfFormat.TURTLE)
    return [(finding.term.rpartition("#")[2], finding.detail) for finding in outside_profile(store)]


@pytest.mark.parametrize(
    "turtle",
    [
        ":Fed owl:equivalentClass [ owl:intersectionOf ( :Animal [ owl:onProperty :fedBy ; owl:someValuesFrom :Keeper ] ) ] .",
        ":Animal rdfs:subClassOf [ owl:onProperty :fedBy ; owl:allValuesFrom :Keeper ] .",
        ":Animal rdfs:subClassOf [ owl:onProperty :cage ; owl:maxCardinality 1 ] .",
        "[ owl:unionOf ( :Cat :Dog ) ] rdfs:subClassOf :Animal .",
        ":cage a owl:FunctionalProperty ; rdfs:range xsd:integer .",
        ":near a owl:TransitiveProperty .",
    ],
)
def test_what_rules_can_materialise_is_in_the_profile(turtle: str) -> None:
    assert outside(turtle) == []


@pytest.mark.parametrize(
    ("turtle", "term", "why"),
    [
        (":Animal rdfs:subClassOf [ owl:unionOf ( :Cat :Dog ) ] .", "Animal", "owl:unionOf, above another class"),
        (
            ":Animal rdfs:subClassOf [ owl:onProperty :fedBy ; owl:someValuesFrom :Keeper ] .",
            "Animal",
            "owl:someValuesFrom, above another class",
        ),
        (
            ":Fed owl:equivalentClass [ owl:onProperty :fedBy ; owl:allValuesFrom :Keeper ] .",
            "Fed",
            "owl:allValuesFrom, the defining side",
        ),
        (
            ":Animal rdfs:subClassOf [ owl:onProperty :legs ; owl:maxCardinality 4 ] .",
            "Animal",
            "owl:maxCardinality 4, above another class",
        ),
        (":born rdfs:range xsd:gYear .", "born", "the datatype xsd:gYear"),
        (":likes a owl:ReflexiveProperty .", "likes", "a reflexive property"),
        (":likes rdfs:range owl:Thing .", "likes", "owl:Thing, as a range"),
        (":Animal owl:disjointUnionOf ( :Cat :Dog ) .", "Animal", "owl:disjointUnionOf is no construct of it"),
        (
            ":near a owl:TransitiveProperty , owl:FunctionalProperty .",
            "near",
            "composite, and an owl:FunctionalProperty",
        ),
        (
            ":tends owl:propertyChainAxiom ( :runs :holds ) ; owl:inverseOf :tendedBy . :tendedBy a owl:FunctionalProperty .",
            "tendedBy",
            "composite, and an owl:FunctionalProperty",
        ),
    ],
)
def test_what_is_outside_is_told(turtle: str, term: str, why: str) -> None:
    assert outside(turtle) == [(term, why)]
