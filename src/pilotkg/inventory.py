"""What is in a graph: its sources, the software that made it, counts by class, by named graph and by plan.

In: a release, a store or an RDF file. Out: rows for reading, each list in an order that the graph alone decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pilotkg.graph.namespaces import PREFIXES
from pilotkg.graph.store import open_store


@dataclass(frozen=True, slots=True)
class Inventory:
    """Rows of text.

    `sources`: name, SHA-256, plans, software and its version; `classes`: class, label, instances; `graphs`: kind of
    named graph, how many, triples; `plans`: position, place, indicators, measures, mechanisms.
    """

    sources: list[tuple[str, ...]]
    classes: list[tuple[str, ...]]
    graphs: list[tuple[str, ...]]
    plans: list[tuple[str, ...]]


def inventory(path: Path) -> Inventory:
    """What is in the graph at a path.

    Raises:
        GraphError: the graph cannot be read.
    """
    store = open_store(path)
    return Inventory(*(list(_rows(store, query)) for query in (_SOURCES, _CLASSES, _GRAPHS, _PLANS)))


def _rows(store: ox.Store, query: str) -> Iterator[tuple[str, ...]]:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    answer = store.query(prefixes + query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    for row in answer:
        yield tuple("" if term is None else term.value for term in row)


_SOURCES = """
SELECT ?name ?sha256 ?plans ?made_by WHERE {
  { SELECT ?source (COUNT(?plan) AS ?plans)
    WHERE { ?plan a pk:PilotPlan ; prov:wasDerivedFrom ?source } GROUP BY ?source }
  ?source rdfs:label ?name ; spdx:checksum/spdx:checksumValue ?sha256 .
  OPTIONAL { ?activity prov:used ?source ; prov:wasAssociatedWith ?agent .
             ?agent rdfs:label ?software ; schema:softwareVersion ?version
             BIND(CONCAT(?software, " ", ?version) AS ?made_by) }
}
ORDER BY ?name ?sha256
"""

_CLASSES = """
SELECT (REPLACE(STR(?class), "^.*[/#]", "pk:") AS ?name) ?label (COUNT(DISTINCT ?instance) AS ?instances) WHERE {
  ?instance a ?class
  FILTER(STRSTARTS(STR(?class), STR(pk:)))
  OPTIONAL { ?class rdfs:label ?label FILTER(LANG(?label) = "en") }
}
GROUP BY ?class ?label
ORDER BY ?class
"""

_GRAPHS = """
SELECT ?kind (COUNT(?graph) AS ?graphs) (SUM(?n) AS ?triples) WHERE {
  { SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph }
  BIND(IF(EXISTS { GRAPH ?graph { ?graph a pk:PilotPlan } }, "plans", REPLACE(STR(?graph), "^.*[/#]", "")) AS ?kind)
}
GROUP BY ?kind
ORDER BY ?kind
"""

_PLANS = """
SELECT ?position ?place ?indicators ?measures ?mechanisms WHERE {
  ?plan a pk:PilotPlan ; pk:position ?position ; pk:locality/rdfs:label ?place FILTER(LANG(?place) = "zh")
  { SELECT ?plan (COUNT(?i) AS ?indicators)
    WHERE { ?plan a pk:PilotPlan OPTIONAL { ?plan pk:hasIndicator ?i } } GROUP BY ?plan }
  { SELECT ?plan (COUNT(?m) AS ?measures)
    WHERE { ?plan a pk:PilotPlan OPTIONAL { ?plan pk:hasMeasure/pk:hasSubMeasure* ?m } } GROUP BY ?plan }
  { SELECT ?plan (COUNT(?x) AS ?mechanisms)
    WHERE { ?plan a pk:PilotPlan OPTIONAL { ?plan pk:proposesMechanism ?x } } GROUP BY ?plan }
}
ORDER BY ?position ?plan
"""
