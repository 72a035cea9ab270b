"""The whole graph as a property graph: nodes of every class, and an edge for each statement between two of them.

In: facts. Out: a directed networkx graph with parallel edges.
"""

from __future__ import annotations

import networkx as nx

from pilotkg.network.facts import Facts
from pilotkg.network.nodes import TYPES, labels_of, locality_nodes, part_labels, plan_key


def property_graph(facts: Facts) -> nx.MultiDiGraph[str]:
    """The whole as a property graph: nodes of every class, an edge for each statement between two of them."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(counts="statements")
    graph.add_nodes_from(locality_nodes(facts).items())
    for place in facts.plans:
        plan = plan_key(place).rstrip("/")
        graph.add_node(
            plan,
            iri=place.plan_iri,
            type="PilotPlan",
            label_zh=f"{place.label_zh}试点方案",
            label_en=f"Pilot plan of {place.label_en}",
            position=place.position,
        )
        _relate(graph, plan, place.key, "locality")
        if place.province is not None and place.province.key != place.key:
            graph.add_node(place.province.key, **labels_of(place.province), type="Division")
            _relate(graph, place.key, place.province.key, "within")
    _add_measures(graph, facts)
    _add_concepts(graph, facts)
    return graph


def _add_measures(graph: nx.MultiDiGraph[str], facts: Facts) -> None:
    places = {p.key: p for p in facts.plans}
    kinds = {"task": "Task", "assurance": "Assurance", "preamble": "Measure"}
    for m in facts.measures:
        top = m.key == m.top
        kind = kinds[m.section] if top else "SubMeasure"
        zh, en = part_labels(places[m.plan], m.key, m.label_zh)
        graph.add_node(m.key, iri=m.iri, type=kind, label_zh=zh, label_en=en, section=m.section)
        if top:
            _relate(graph, plan_key(places[m.plan]).rstrip("/"), m.key, "hasMeasure")
    for m in facts.measures:
        if m.key != m.top:
            upper = m.key.rpartition("/")[0]
            _relate(graph, upper if upper in graph else m.top, m.key, "hasSubMeasure")
    for use in facts.uses:
        _relate(graph, use.measure, use.mechanism, "usesMechanism", confidence=use.confidence)


def _add_concepts(graph: nx.MultiDiGraph[str], facts: Facts) -> None:
    keys = {p.key: plan_key(p).rstrip("/") for p in facts.plans}
    for theme in facts.themes:
        prop = "declaresTheme" if theme.said == "declared" else "focusesOn"
        _relate(graph, keys[theme.plan], theme.theme, prop, confidence=theme.confidence)
    for f in facts.figures:
        concept = facts.concepts.get(f.metric)
        year = {} if f.year is None else {"year": f.year}
        value = {} if f.value is None else {"value": f.value}
        when = f"{f.year} " if f.year else ""
        zh, en = (concept.label_zh, concept.label_en) if concept else (f.metric, f.metric)
        labels = {"label_zh": f"{when}{zh}", "label_en": f"{when}{en}"}
        graph.add_node(f.key, iri=facts.base + f.key, type="Indicator", **labels, status=f.status, **year, **value)
        _relate(graph, keys[f.plan], f.key, "hasIndicator", confidence=f.confidence)
        _relate(graph, f.key, f.metric, "metric")
    for key, concept in facts.concepts.items():
        if key in graph:
            graph.add_node(key, **labels_of(concept), type=TYPES[key.partition("/")[0]])


def _relate(graph: nx.MultiDiGraph[str], one: str, other: str, prop: str, **attributes: float) -> None:
    graph.add_edge(one, other, key=prop, type=prop, weight=1.0, **attributes)
