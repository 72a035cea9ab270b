"""The mappings to public vocabularies: each with its source, each identifier where that source says, and sound SKOS."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from pilotkg.reference.sources import read
from pilotkg.reference.sssom import COLUMNS, table
from pilotkg.resources import folder

PK = Namespace("https://w3id.org/pilotkg/ontology#")
ID = "https://w3id.org/pilotkg/id/"
SSSOM = Namespace("https://w3id.org/sssom/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


@cache
def graph() -> Graph:
    return read(*sorted(folder("ontology").glob("*.ttl")))


def mappings() -> list[tuple[Node, URIRef, Node]]:
    return [(s, relation, o) for relation in MATCHES for s, o in sorted(graph().subject_objects(relation))]


def carried_by(carrier: str) -> dict[str, str]:
    """The label of each identifier that a carrier is named as the source of."""
    axioms = graph().subjects(DCTERMS.source, URIRef(f"{ID}carrier/{carrier}"))
    return {str(graph().value(a, OWL.annotatedTarget)): str(graph().value(a, SSSOM.object_label)) for a in axioms}


# ------------------------------------------------------------------ what is told of a mapping


def test_each_mapping_is_told_once_with_label_justification_and_source() -> None:
    told = [
        (g.value(a, OWL.annotatedSource), g.value(a, OWL.annotatedProperty), g.value(a, OWL.annotatedTarget))
        for g in (graph(),)
        for a in g.subjects(RDF.type, OWL.Axiom)
    ]
    assert len(told) == len(set(told)) == len(mappings())
    assert set(told) == set(mappings())
    for axiom in graph().subjects(RDF.type, OWL.Axiom):
        assert graph().value(axiom, SSSOM.object_label)
        assert graph().value(axiom, SSSOM.mapping_justification) == SEMAPV.ManualMappingCuration
        carrier = graph().value(axiom, DCTERMS.source)
        assert graph().value(carrier, DCTERMS.title)
        assert str(graph().value(carrier, DCTERMS.identifier)).startswith(("pkg:pypi/", "pkg:npm/", "pkg:github/"))


def test_mappings_lead_from_our_concepts_to_those_of_others() -> None:
    for subject, _, target in mappings():
        assert (subject, RDF.type, SKOS.Concept) in graph(), subject
        assert not str(target).startswith("https://w3id.org/pilotkg/"), target


def test_there_are_mappings_for_every_vocabulary() -> None:
    kinds = (PK.PilotTheme, PK.Mechanism, PK.Metric, PK.WrittenUnit, PK.UnitKind)
    mapped = {s for s, _, _ in mappings()}
    for kind in kinds:
        assert mapped & set(graph().subjects(RDF.type, kind)), kind


# ------------------------------------------------------------------ SKOS


def test_an_exact_match_is_no_broader_narrower_or_related_one() -> None:
    """S46, over the symmetric and transitive closure of exactMatch (S44, S45)."""
    g = graph()
    near = {node: {node} for pair in g.subject_objects(SKOS.exactMatch) for node in pair}
    for one, other in g.subject_objects(SKOS.exactMatch):
        joined = near[one] | near[other]
        for node in joined:
            near[node] = joined
    for relation in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
        for one, other in g.subject_objects(relation):
            assert other not in near.get(one, set()), (one, other)


def test_no_two_concepts_of_a_scheme_are_the_same_as_one_of_another() -> None:
    targets = [target for _, relation, target in mappings() if relation == SKOS.exactMatch]
    assert len(targets) == len(set(targets))


def test_two_concepts_are_mapped_by_one_relation_only() -> None:
    pairs = [(subject, target) for subject, _, target in mappings()]
    assert len(pairs) == len(set(pairs))


def test_a_unit_is_the_same_as_the_qudt_unit_that_it_is_converted_by() -> None:
    for unit in graph().subjects(RDF.type, PK.WrittenUnit):
        for target in graph().objects(unit, SKOS.exactMatch):
            assert target == graph().value(unit, PK.qudtUnit), unit


# ------------------------------------------------------------------ the carriers


def test_eurovoc_holds_the_descriptors() -> None:
    eurovoc = pytest.importorskip("eurovoc", reason="the package eurovoc is not installed")
    found = carried_by("eurovoc")
    (namespace,) = {iri.rsplit("/", 1)[0] for iri in eurovoc.thesaurus_uris.values()}
    assert found
    for iri, label in found.items():
        assert iri.rsplit("/", 1)[0] == namespace
        assert eurovoc.en_labels[iri.rsplit("/", 1)[1]] == label, iri


@pytest.mark.parametrize("vocabulary", ["unit", "quantitykind"])
def test_qudt_holds_the_units_and_quantity_kinds(vocabulary: str) -> None:
    modules = Path(os.environ.get("PILOTKG_NODE_MODULES", "node_modules"))
    file = modules / "@vocabulary" / vocabulary / f"{vocabulary}.nq"
    if not file.is_file():
        pytest.skip(f"npm install @vocabulary/{vocabulary}, and name node_modules in PILOTKG_NODE_MODULES")
    lines = file.read_text(encoding="utf-8").splitlines()
    line = re.compile(r'<(\S+)> <http://www\.w3\.org/2000/01/rdf-schema#label> "([^"]+)"')
    labels = {match.groups() for text in lines if (match := line.match(text))}
    found = carried_by(f"qudt-{vocabulary}")
    assert found
    assert found.items() <= labels
    if vocabulary == "unit":
        used = {str(o) for prop in (PK.qudtUnit, PK.baseUnit) for o in graph().objects(None, prop)}
        assert used <= {iri for iri, _ in labels}


def test_the_sdgs_hold_the_targets_and_indicators() -> None:
    named = os.environ.get("PILOTKG_SDG")
    if not named or not Path(named).is_file():
        pytest.skip("name sdg-kos-goals-targets-indicators.ttl of UNStats/LOD4Stats in PILOTKG_SDG")
    goals = Graph().parse(named)
    kinds = {"target": "Target", "indicator": "Indicator"}
    for iri, label in carried_by("sdg").items():
        kind = URIRef(f"http://metadata.un.org/sdg/ontology#{kinds[label.split()[1]]}")
        assert (URIRef(iri), RDF.type, kind) in goals, iri


def test_codes_of_the_sdgs_say_the_number_that_their_label_says() -> None:
    for iri, label in carried_by("sdg").items():
        code = iri.rsplit("/", 1)[1]
        numbers = label.rsplit(" ", 1)[1]
        if match := re.fullmatch(r"C(\d\d)(\d\d)(\d\d)", code):
            assert ".".join(str(int(part)) for part in match.groups()) == numbers
        else:
            assert code == numbers


# ------------------------------------------------------------------ the table


def test_the_table_has_a_row_for_each_mapping_with_prefixes_that_are_declared() -> None:
    text = table(graph())
    head = [line for line in text.splitlines() if line.startswith("#")]
    columns, *rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    declared = {line.split(":")[0].removeprefix("#").strip() for line in head if line.startswith("#  ")}
    assert tuple(columns) == COLUMNS
    assert len(rows) == len(mappings())
    assert rows == sorted(rows)
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        assert all(cells.values()), cells
        ids = ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source")
        assert {cells[name].split(":")[0] for name in ids} <= declared


def test_labels_of_targets_are_no_labels_of_the_graph() -> None:
    """What others call their concepts is told of the mapping: the graph says nothing of their concepts."""
    for _, _, target in mappings():
        assert not [o for o in graph().objects(target, SKOS.prefLabel) if isinstance(o, Literal)]
