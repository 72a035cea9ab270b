"""The integrity constraints of the RDF Data Cube vocabulary (section 11.1), asked of the graph of the plans that ship.

Each query finds what breaks a constraint. Observations get their properties through the structure of their data set, so
that a component that is added to a structure is asked for at once.
"""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from pilotkg import records
from pilotkg.graph import quads
from pilotkg.resources import RECORDS

PREFIXES = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX pk: <https://w3id.org/pilotkg/ontology#>
"""
CONSTRAINTS = {
    "IC-1 an observation is in one data set": """
        { ?x a qb:Observation FILTER NOT EXISTS { ?x qb:dataSet ?set } }
        UNION { ?x a qb:Observation ; qb:dataSet ?one , ?other FILTER(?one != ?other) }""",
    "IC-2 a data set has one structure": """
        { ?x a qb:DataSet FILTER NOT EXISTS { ?x qb:structure ?dsd . ?dsd a qb:DataStructureDefinition } }
        UNION { ?x a qb:DataSet ; qb:structure ?one , ?other FILTER(?one != ?other) }""",
    "IC-3 a structure has a measure": """
        ?x a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?x qb:component/qb:measure ?measure . ?measure a qb:MeasureProperty }""",
    "IC-4 a dimension has a range": """
        ?x a qb:DimensionProperty FILTER NOT EXISTS { ?x rdfs:range ?range }""",
    "IC-5 a dimension of concepts has a code list": """
        ?x a qb:DimensionProperty ; rdfs:range/rdfs:subClassOf* skos:Concept FILTER NOT EXISTS { ?x qb:codeList ?list }""",
    "IC-6 only attributes may be left out": """
        ?structure qb:component ?x . ?x qb:componentRequired false ; qb:dimension|qb:measure ?property""",
    "IC-7 a slice key belongs to a structure": """
        ?x a qb:SliceKey FILTER NOT EXISTS { ?structure a qb:DataStructureDefinition ; qb:sliceKey ?x }""",
    "IC-8 a slice key holds components of its structure": """
        ?structure qb:sliceKey ?x . ?x qb:componentProperty ?property
        FILTER NOT EXISTS { ?structure qb:component/(qb:dimension|qb:measure|qb:attribute) ?property }""",
    "IC-9 a slice has one key": """
        { ?x a qb:Slice FILTER NOT EXISTS { ?x qb:sliceStructure ?key } }
        UNION { ?x a qb:Slice ; qb:sliceStructure ?one , ?other FILTER(?one != ?other) }""",
    "IC-10 a slice fixes the dimensions of its key": """
        ?x qb:sliceStructure/qb:componentProperty ?dimension FILTER NOT EXISTS { ?x ?dimension ?value }""",
    "IC-11 an observation has every dimension": """
        ?x qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension FILTER NOT EXISTS { ?x ?dimension ?value }""",
    "IC-12 no two observations of a data set agree in every dimension": """
        { SELECT (SAMPLE(?observation) AS ?x) WHERE {
            ?observation qb:dataSet ?set ; pk:about ?place ; pk:metric ?metric ; pk:status ?status ;
              pk:refPeriod ?period ; pk:refScope ?scope ; pk:occurrence ?number
        } GROUP BY ?set ?place ?metric ?status ?period ?scope ?number HAVING (COUNT(*) > 1) }""",
    "IC-13 an observation has every required attribute": """
        ?x qb:dataSet/qb:structure/qb:component ?component . ?component qb:componentRequired true ; qb:attribute ?attribute
        FILTER NOT EXISTS { ?x ?attribute ?value }""",
    "IC-14 an observation has every measure": """
        ?x qb:dataSet/qb:structure ?structure . ?structure qb:component/qb:measure ?measure
        FILTER NOT EXISTS { ?structure qb:component/qb:dimension qb:measureType }
        FILTER NOT EXISTS { ?x ?measure ?value }""",
    "IC-15 a measure dimension's value is stated": """
        ?x qb:measureType ?measure FILTER NOT EXISTS { ?x ?measure ?value }""",
    "IC-16 with a measure dimension there is one measure": """
        ?x qb:measureType ?measure ; ?other ?value ; qb:dataSet/qb:structure/qb:component/qb:measure ?other
        FILTER(?measure != ?other)""",
    "IC-17 with a measure dimension every measure is there": """
        ?x qb:measureType ?measure ; qb:dataSet ?set . ?set qb:structure/qb:component/qb:measure ?other
        FILTER NOT EXISTS { ?observation qb:dataSet ?set ; qb:measureType ?other }""",
    "IC-18 what a data set's slice holds is in the data set": """
        ?set qb:slice/qb:observation ?x FILTER NOT EXISTS { ?x qb:dataSet ?set }""",
    "IC-19 a coded value is of its code list": """
        ?x qb:dataSet/qb:structure/qb:component/(qb:dimension|qb:attribute) ?property ; ?property ?code .
        ?property qb:codeList ?list . ?list a skos:ConceptScheme
        FILTER NOT EXISTS { ?code a skos:Concept ; skos:inScheme ?list }""",
    "IC-20 and IC-21 no code list is a hierarchy": "?x a qb:HierarchicalCodeList",
}
# The dimensions that IC-12's query names must be those of the structures.
DIMENSIONS = {"about", "metric", "status", "refPeriod", "refScope", "occurrence"}


@pytest.fixture(scope="module")
def store() -> Store:
    """The graph of the plans that ship."""
    store = Store()
    (shipped,) = records.read(RECORDS)
    store.bulk_extend(quads(shipped))
    return store


def ask(store: Store, pattern: str) -> list[str]:
    """What a pattern finds, at most five."""
    query = f"{PREFIXES} SELECT DISTINCT ?x WHERE {{ {pattern} }} LIMIT 5"
    return [str(row["x"]) for row in store.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]


@pytest.mark.parametrize("pattern", CONSTRAINTS.values(), ids=CONSTRAINTS.keys())
def test_the_indicators_are_a_well_formed_cube(store: Store, pattern: str) -> None:
    assert ask(store, pattern) == []


def test_there_are_observations_and_each_structure_has_the_six_dimensions(store: Store) -> None:
    assert len(ask(store, "?x a qb:Observation")) == 5
    for structure in ("pk:AmountStructure", "pk:RatioStructure"):
        query = f"{PREFIXES} SELECT ?d WHERE {{ {structure} qb:component/qb:dimension ?d }}"
        rows = store.query(query, use_default_graph_as_union=True)
        assert {row["d"].value.split("#")[-1] for row in rows} == DIMENSIONS  # type: ignore[union-attr]
