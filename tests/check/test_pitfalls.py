"""Each pitfall in a small ontology that has it, and nothing in one that is sound."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from pilotkg.check.pitfalls import PITFALLS, pitfalls

OWN = "https://example.org/zoo#"
PREFIXES = """
@prefix : <https://example.org/zoo#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/other#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LICENCE = "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ."
HEADER = "<https://example.org/zoo> a owl:Ontology ; owl:versionIRI <https://example.org/zoo/1> ; "
TEXTS = 'rdfs:label "{0}"@en ; skos:definition "What {0} is."@en ; rdfs:isDefinedBy <https://example.org/zoo> .'
# A zoo with animals and keepers: sound.
ZOO = f"""
:Animal a owl:Class ; owl:disjointWith :Keeper ; {TEXTS.format("animal")}
:Keeper a owl:Class ; {TEXTS.format("keeper")}
:feeds a owl:ObjectProperty ; rdfs:domain :Keeper ; rdfs:range :Animal ; owl:inverseOf :fedBy ; {TEXTS.format("feeds")}
:fedBy a owl:ObjectProperty ; rdfs:domain :Animal ; rdfs:range :Keeper ; {TEXTS.format("fed by")}
"""
ANIMAL = f"rdfs:subClassOf :Animal ; {TEXTS}"

# Number of the pitfall, the name of the term that has it, and what is added to the zoo.
CASES = (
    ("P02", "Beast", f":Beast a owl:Class ; owl:equivalentClass :Animal ; {TEXTS.format('beast')}"),
    ("P04", "Island", f":Island a owl:Class ; {TEXTS.format('island')}"),
    (
        "P05",
        "keeps",
        f":keeps a owl:ObjectProperty ; rdfs:domain :Keeper ; rdfs:range :Animal ; owl:inverseOf :feeds ;"
        f" {TEXTS.format('keeps')}",
    ),
    (
        "P06",
        "Bird",
        f":Bird a owl:Class ; rdfs:subClassOf :Fowl ; {ANIMAL.format('bird')}"
        f":Fowl a owl:Class ; rdfs:subClassOf :Bird ; {ANIMAL.format('fowl')}",
    ),
    ("P08", "Bird", ':Bird a owl:Class ; rdfs:subClassOf :Animal ; rdfs:label "bird"@en .'),
    ("P10", "Cage", f":Cage a owl:Class ; rdfs:subClassOf ex:Room ; {TEXTS.format('cage')}"),
    ("P11", "likes", f":likes a owl:ObjectProperty ; rdfs:domain :Animal ; {TEXTS.format('likes')}"),
    (
        "P13",
        "calls",
        f":calls a owl:ObjectProperty ; rdfs:domain :Keeper ; rdfs:range :Animal ; {TEXTS.format('calls')}"
        f":hears a owl:ObjectProperty ; rdfs:domain :Animal ; rdfs:range :Keeper ; {TEXTS.format('hears')}",
    ),
    (
        "P19",
        "eats",
        f":eats a owl:ObjectProperty ; rdfs:domain :Animal , :Keeper ; rdfs:range :Animal ; {TEXTS.format('eats')}",
    ),
    ("P21", "OtherAnimal", f":OtherAnimal a owl:Class ; {ANIMAL.format('other animal')}"),
    ("P22", "sea_lion", f":sea_lion a owl:Class ; {ANIMAL.format('sea lion')}"),
    (
        "P24",
        "Parent",
        ":Parent a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf"
        f" ( :Animal [ a owl:Restriction ; owl:onProperty :fedBy ; owl:someValuesFrom :Parent ] ) ] ; {TEXTS.format('parent')}",
    ),
    (
        "P25",
        "meets",
        f":meets a owl:ObjectProperty ; owl:inverseOf :meets ; rdfs:domain :Animal ; rdfs:range :Animal ;"
        f" {TEXTS.format('meets')}",
    ),
    (
        "P26",
        "meets",
        f":meets a owl:ObjectProperty , owl:SymmetricProperty ; owl:inverseOf :fights ; rdfs:domain :Animal ;"
        f" rdfs:range :Animal ; {TEXTS.format('meets')}"
        f":fights a owl:ObjectProperty ; rdfs:domain :Animal ; rdfs:range :Animal ; {TEXTS.format('fights')}",
    ),
    (
        "P30",
        "Bird",
        f":Bird a owl:Class ; {ANIMAL.format('bird')}"
        f':Fowl a owl:Class ; skos:altLabel "bird"@en ; {ANIMAL.format("fowl")}',
    ),
    (
        "P32",
        "Bird",
        f":Bird a owl:Class ; {ANIMAL.format('bird')}"
        ':Fowl a owl:Class ; rdfs:subClassOf :Animal ; rdfs:label "bird"@en ; skos:definition "It clucks."@en ;'
        " rdfs:isDefinedBy <https://example.org/zoo> .",
    ),
    (
        "P33",
        "tends",
        f":tends a owl:ObjectProperty ; owl:propertyChainAxiom ( :feeds ) ; rdfs:domain :Keeper ; rdfs:range :Animal ;"
        f" {TEXTS.format('tends')}",
    ),
    ("P34", "Food", f":eats a owl:ObjectProperty ; rdfs:domain :Animal ; rdfs:range :Food ; {TEXTS.format('eats')}"),
    ("P35", "near", ":rex :near :leo ."),
    ("P40", "Pet", f"ex:Pet rdfs:subClassOf :Animal ; {TEXTS.format('pet')}"),
)


def found(turtle: str, header: str = HEADER + LICENCE) -> set[tuple[str, str]]:
    """Numbers of the pitfalls of an ontology, with the local names of the terms that have them."""
    store = Store()
    store.load(f"{PREFIXES}{header}{turtle}".encode(), format=RdfFormat.TURTLE)
    return {(finding.number, finding.term.rpartition("#")[2]) for finding in pitfalls(store, OWN)}


def test_a_sound_ontology_has_none() -> None:
    assert found(ZOO) == set()


@pytest.mark.parametrize(("number", "name", "added"), CASES, ids=[case[0] for case in CASES])
def test_a_pitfall_is_found(number: str, name: str, added: str) -> None:
    assert (number, name) in found(ZOO + added)


@pytest.mark.parametrize(
    ("number", "header"),
    [
        ("P36", f"<https://example.org/zoo.owl> a owl:Ontology ; owl:versionIRI <https://example.org/1> ; {LICENCE}"),
        ("P38", f"<https://example.org/zoo> a owl:Ontology ; {LICENCE}"),
        ("P38", ""),
        ("P41", f'{HEADER} dcterms:license "ask us" .'),
    ],
)
def test_a_pitfall_of_the_header_is_found(number: str, header: str) -> None:
    assert number in {one for one, _ in found(ZOO, header)}


def test_every_pitfall_has_its_test() -> None:
    assert {pitfall.number for pitfall in PITFALLS} == {case[0] for case in CASES} | {"P36", "P38", "P41"}
