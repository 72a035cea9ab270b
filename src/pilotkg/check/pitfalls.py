"""Pitfalls of ontology design, numbered as in the catalogue of OOPS!, each found by one SPARQL pattern.

In: a store with an ontology in it, and the ontology's namespace. Out: findings. A pattern binds ?term to what is wrong
and, where that helps, ?detail to what it is wrong with; $own stands for the ontology's namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import Template
from typing import Final, NamedTuple

from pyoxigraph import QuerySolutions, Store

from pilotkg.graph.namespaces import PK, PREFIXES


class Finding(NamedTuple):
    """What is wrong (`P08`, `RL`, …), in words, with which term, and with what about it."""

    number: str
    name: str
    term: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A pitfall: its number, what it is in words, and the pattern that finds it."""

    number: str
    name: str
    pattern: str

    def found(self, store: Store, own: str) -> Iterator[Finding]:
        """What is wrong in this way in a store, in the order of terms.

        Args:
            store: the ontology, in any graph.
            own: the namespace whose terms are looked at.
        """
        prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        shorthands = {name: Template(text).substitute(own=own) for name, text in _SHORTHANDS.items()}
        pattern = Template(self.pattern).substitute(shorthands, own=own)
        query = f"{prefixes}SELECT DISTINCT ?term ?detail WHERE {{ {pattern} }} ORDER BY STR(?term) STR(?detail)"
        answer = store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, QuerySolutions)
        for row in answer:
            detail = row["detail"]
            yield Finding(self.number, self.name, row["term"].value, "" if detail is None else detail.value)


def pitfalls(store: Store, own: str = PK.iri) -> list[Finding]:
    """All pitfalls of an ontology, in the order of their numbers."""
    return [finding for pitfall in PITFALLS for finding in pitfall.found(store, own)]


_SHORTHANDS: Final = {
    "classes": '?term a owl:Class FILTER(isIRI(?term) && STRSTARTS(STR(?term), "$own"))',
    "properties": "VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind"
    ' FILTER(STRSTARTS(STR(?term), "$own"))',
    "terms": "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:NamedIndividual } ?term a ?kind"
    ' FILTER(isIRI(?term) && STRSTARTS(STR(?term), "$own"))',
    "name": "REPLACE(STR(?term), '^.*[/#]', '')",
    "expression": "owl:intersectionOf|owl:unionOf|owl:complementOf|owl:someValuesFrom|owl:allValuesFrom|owl:onClass"
    "|rdf:first|rdf:rest",
}

PITFALLS: Final = (
    Pitfall(
        "P02",
        "synonyms stand as classes of their own",
        '$classes ?term owl:equivalentClass ?detail FILTER(isIRI(?detail) && STRSTARTS(STR(?detail), "$own"))',
    ),
    Pitfall(
        "P04",
        "a class or property is connected to nothing",
        """$classes
        FILTER NOT EXISTS { ?term rdfs:subClassOf|owl:equivalentClass|owl:disjointWith ?other FILTER(?other != owl:Thing) }
        FILTER NOT EXISTS { ?other ?link ?term
          FILTER(?other != ?term && ?link NOT IN (rdf:type, rdfs:seeAlso, rdfs:isDefinedBy)) }""",
    ),
    Pitfall(
        "P05",
        "inverse properties do not mirror each other's domain and range",
        """$properties ?term owl:inverseOf ?detail .
        { ?term rdfs:domain ?one . ?detail rdfs:range ?other } UNION { ?term rdfs:range ?one . ?detail rdfs:domain ?other }
        FILTER(?one != ?other)""",
    ),
    Pitfall("P06", "a class is below itself", "$classes ?term rdfs:subClassOf+ ?term"),
    Pitfall(
        "P08",
        "a term has no label, no definition, or does not say where it is defined",
        """$terms VALUES ?detail { rdfs:label skos:definition rdfs:isDefinedBy }
        FILTER NOT EXISTS { ?term ?detail ?text }""",
    ),
    Pitfall(
        "P10",
        "a topmost class is disjoint with no other",
        """$classes
        FILTER NOT EXISTS { ?term rdfs:subClassOf ?upper FILTER(STRSTARTS(STR(?upper), "$own")) }
        FILTER NOT EXISTS { ?term owl:equivalentClass ?defined }
        FILTER NOT EXISTS { ?term owl:disjointWith|^owl:disjointWith ?other }
        FILTER NOT EXISTS { ?all a owl:AllDisjointClasses ; owl:members/rdf:rest*/rdf:first ?term }""",
    ),
    Pitfall(
        "P11",
        "a property has no domain or no range, neither stated nor inherited",
        """$properties {
          FILTER NOT EXISTS { ?term rdfs:subPropertyOf*/(rdfs:domain|schema:domainIncludes) ?class } BIND("domain" AS ?detail)
        } UNION {
          $properties
          FILTER NOT EXISTS { ?term rdfs:subPropertyOf*/(rdfs:range|schema:rangeIncludes) ?class } BIND("range" AS ?detail)
        }""",
    ),
    Pitfall(
        "P13",
        "properties that mirror each other are not declared inverse",
        """$properties ?detail a owl:ObjectProperty .
        ?term rdfs:domain ?one ; rdfs:range ?other . ?detail rdfs:domain ?other ; rdfs:range ?one
        FILTER(STR(?term) < STR(?detail) && ?one != ?other)
        FILTER NOT EXISTS { ?term owl:inverseOf|^owl:inverseOf ?any }
        FILTER NOT EXISTS { ?detail owl:inverseOf|^owl:inverseOf ?any }""",
    ),
    Pitfall(
        "P19",
        "a property has several domains or ranges, which means all of them at once",
        """$properties VALUES ?detail { rdfs:domain rdfs:range }
        ?term ?detail ?one , ?other FILTER(?one != ?other)""",
    ),
    Pitfall(
        "P21",
        "a class gathers what is left over",
        "$classes BIND($name AS ?detail) FILTER(REGEX(?detail, '^(Other|Misc|Miscellaneous)([A-Z]|$$)'))",
    ),
    Pitfall(
        "P22",
        "a name breaks the convention: UpperCamelCase for classes, lowerCamelCase for properties",
        """{ $classes BIND($name AS ?detail) FILTER(!REGEX(?detail, '^[A-Z][A-Za-z0-9]*$$')) }
        UNION { $properties BIND($name AS ?detail) FILTER(!REGEX(?detail, '^[a-z][A-Za-z0-9]*$$')) }""",
    ),
    Pitfall(
        "P24",
        "a class is defined by itself",
        """$classes ?term rdfs:subClassOf|owl:equivalentClass ?expression . ?expression ($expression)+ ?term
        FILTER(isBlank(?expression))""",
    ),
    Pitfall("P25", "a property is its own inverse, and should be symmetric", "$properties ?term owl:inverseOf ?term"),
    Pitfall(
        "P26",
        "a symmetric property has an inverse",
        "$properties ?term a owl:SymmetricProperty ; owl:inverseOf|^owl:inverseOf ?detail",
    ),
    Pitfall(
        "P30",
        "classes that say the same are not declared equivalent",
        """$classes ?detail a owl:Class FILTER(isIRI(?detail) && STR(?term) < STR(?detail))
        { ?term skos:definition ?text . ?detail skos:definition ?text }
        UNION { ?term rdfs:label ?text . ?detail skos:altLabel ?text }
        UNION { ?term skos:altLabel ?text . ?detail rdfs:label ?text }
        FILTER NOT EXISTS { ?term owl:equivalentClass|^owl:equivalentClass ?detail }""",
    ),
    Pitfall(
        "P32",
        "classes share a label",
        """$classes ?detail a owl:Class ; rdfs:label ?label . ?term rdfs:label ?label
        FILTER(STR(?term) < STR(?detail))""",
    ),
    Pitfall(
        "P33",
        "a property chain has one link, and should be a sub-property",
        "$properties ?term owl:propertyChainAxiom/rdf:rest () ",
    ),
    Pitfall(
        "P34",
        "what is used as a class is not declared as one",
        """?any rdfs:domain|rdfs:range|schema:domainIncludes|schema:rangeIncludes|rdfs:subClassOf ?term
        FILTER(isIRI(?term) && STRSTARTS(STR(?term), "$own"))
        FILTER NOT EXISTS { ?term a owl:Class }""",
    ),
    Pitfall(
        "P35",
        "what is used as a property is not declared as one",
        """{ ?one ?term ?other } UNION { ?one owl:onProperty|rdfs:subPropertyOf ?term }
        FILTER(STRSTARTS(STR(?term), "$own"))
        FILTER NOT EXISTS {
          ?term a ?kind FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty)) }""",
    ),
    Pitfall(
        "P36",
        "the ontology's IRI ends in a file's extension",
        "?term a owl:Ontology FILTER(REGEX(STR(?term), '[.](owl|rdf|ttl|nt|xml|jsonld)$$'))",
    ),
    Pitfall(
        "P38",
        "no ontology is declared, or it has no version",
        """{ BIND(IRI("$own") AS ?term) FILTER NOT EXISTS { ?any a owl:Ontology } }
        UNION { ?term a owl:Ontology FILTER NOT EXISTS { ?term owl:versionIRI ?version } }""",
    ),
    Pitfall(
        "P40",
        "a term of another namespace is given a meaning here",
        """VALUES ?detail { rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:equivalentClass owl:inverseOf }
        ?term ?detail ?any FILTER(isIRI(?term) && !STRSTARTS(STR(?term), "$own"))""",
    ),
    Pitfall(
        "P41",
        "the ontology states no licence",
        "?term a owl:Ontology FILTER NOT EXISTS { ?term dcterms:license ?licence FILTER(isIRI(?licence)) }",
    ),
)
