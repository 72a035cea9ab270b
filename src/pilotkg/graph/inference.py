"""OWL 2 RL consequences of the facts under the ontology, in a graph of their own (graph/inferred).

In: all quads of a build. Out: what follows from them and is worth asking for: inverses, the closure of pk:within,
members of defined classes, super-properties, places that share a code. Left out: what holds of everything, and what
follows for the ontology's own terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import reasonable
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import URIRef

from pilotkg.graph.namespaces import DCTERMS, GEO, NIF, OA, OWL, PK, PROV, QB, RDF, RDFS, SKOS, Ids

# What no rule of the ontology makes anything new of: more than half of the triples, and so of the engine's time.
_INERT = frozenset({PK.evidence, NIF.referenceContext, OA.hasTarget, OA.hasBody, QB.dataSet, PROV.wasDerivedFrom})
_INERT_TYPES = frozenset({PK.TextSpan, NIF.RFC5147String, OA.Annotation, QB.Observation, GEO.Feature, SKOS.Concept})
_TYPE = URIRef(RDF.type.value)
# Consequences in other vocabularies that their users ask for; the rest (prov:Entity, sdmx:refArea) says nothing new.
_BORROWED = frozenset(t.value for t in (GEO.sfWithin, DCTERMS.spatial, DCTERMS.subject))


Facts: TypeAlias = dict[Any, list[tuple[Any, Any]]]  # subjects and objects by property


def inferred_quads(quads: Iterable[Quad], ids: Ids) -> list[Quad]:
    """What follows from quads (facts and ontology together) and is not among them, sorted, in graph/inferred."""
    facts: Facts = {}
    for quad in quads:
        facts.setdefault(quad.predicate, []).append((quad.subject, quad.object))
    same = list(_same(facts, ids))
    extra = [*_inside(facts, same), *_chained(facts)]
    found = {*same, *extra, *_wanted(_consequences([*_premises(facts), *extra]), ids)}
    stated = {(s, p, o) for p in {t.predicate for t in found} for s, o in facts.get(p, ())}
    graph = ids.graph("inferred")
    new = (t for t in found if (t.subject, t.predicate, t.object) not in stated)
    return sorted((Quad(t.subject, t.predicate, t.object, graph) for t in new), key=str)


def _premises(facts: Facts) -> Iterator[Triple]:
    """The triples that a rule may start from: rules join resources, not literals."""
    for prop in facts.keys() - _INERT:
        for subject, value in facts[prop]:
            if not isinstance(value, Literal) and not (prop == RDF.type and value in _INERT_TYPES):
                yield Triple(subject, prop, value)


def _consequences(premises: Iterable[Triple]) -> list[tuple[Any, Any, Any]]:
    """Everything that the engine derives, premises included, as rdflib terms (it reads files faster than terms)."""
    engine = reasonable.PyReasoner()
    with TemporaryDirectory(prefix="pilotkg-") as folder:
        path = str(Path(folder) / "premises.ttl")
        serialize(premises, path, format=RdfFormat.N_TRIPLES)
        engine.load_file(path)
    derived: list[tuple[Any, Any, Any]] = engine.reason()
    return derived


def _wanted(triples: Iterable[tuple[Any, Any, Any]], ids: Ids) -> Iterator[Triple]:
    """Consequences about instances that say more than what holds of everything."""
    for s, p, o in triples:
        if not isinstance(s, URIRef) or not s.startswith(ids.base) or not isinstance(o, URIRef) or str(s) == str(o):
            continue
        about = str(o) if p == _TYPE else str(p)
        if about.startswith(PK.iri) or about in _BORROWED:
            yield Triple(NamedNode(s), NamedNode(p), NamedNode(o))


def _chained(facts: Facts) -> Iterator[Triple]:
    """The rule prp-spo2 (property chains), which the engine lacks, to its fixed point over stated super-properties."""
    chains, supers = _chains(facts), _super_properties(facts)
    concerned = {link for chain in chains.values() for link in chain}
    edges: defaultdict[Any, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for prop, pairs in facts.items():
        for upper in concerned & {prop, *supers.get(prop, ())}:
            for subject, value in pairs:
                edges[upper][subject].add(value)
    grown = True
    while grown:
        grown = False
        for prop, chain in chains.items():
            for subject, ends in list(_joined(edges, chain)):
                if new := ends - edges[prop][subject]:
                    edges[prop][subject] |= new
                    grown = True
                    yield from (Triple(subject, prop, end) for end in new)


def _joined(edges: Mapping[Any, Mapping[Any, set[Any]]], chain: list[Any]) -> Iterator[tuple[Any, set[Any]]]:
    """Subjects with what a chain of properties leads to."""
    for subject, first in edges[chain[0]].items():
        reached = first
        for link in chain[1:]:
            reached = {end for node in reached for end in edges[link].get(node, ())}
        yield subject, reached


def _chains(facts: Facts) -> dict[Any, list[Any]]:
    """Properties with the chain that implies each."""
    first, rest = dict(facts.get(RDF.first, ())), dict(facts.get(RDF.rest, ()))
    chains: dict[Any, list[Any]] = {}
    for prop, head in facts.get(OWL.propertyChainAxiom, ()):
        chains[prop], node = [], head
        while node != RDF.nil:
            chains[prop].append(first[node])
            node = rest[node]
    return chains


def _super_properties(facts: Facts) -> dict[Any, set[Any]]:
    above: defaultdict[Any, set[Any]] = defaultdict(set)
    for prop, upper in facts.get(RDFS.subPropertyOf, ()):
        above[prop].add(upper)
    for _ in above:  # as many rounds as there are properties close any chain of them
        for supers in above.values():
            supers |= {upper for prop in tuple(supers) for upper in above.get(prop, ())}
    return dict(above)


def _same(facts: Facts, ids: Ids) -> Iterator[Triple]:
    """The rule prp-key for pk:adminCode: a pilot locality is the division of its code."""
    coded = {subject: code.value for subject, code in facts.get(PK.adminCode, ())}
    for code in sorted(set(coded.values())):
        place, division = ids.locality(code), ids.division(code)
        if coded.get(place) == coded.get(division) == code:
            yield Triple(place, OWL.sameAs, division)


def _inside(facts: Facts, same: list[Triple]) -> Iterator[Triple]:
    """The rule eq-rep-o for pk:within alone: what lies within a division lies within the locality that it is.

    The other statements of a division are not said again of the locality, or every count of localities would be wrong.
    """
    locality: dict[Any, Any] = {triple.object: triple.subject for triple in same}
    for subject, division in facts.get(PK.within, ()):
        if division in locality:
            yield Triple(subject, PK.within, locality[division])
