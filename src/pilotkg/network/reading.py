"""A graph becomes the facts that networks are made of, by SPARQL.

In: a release, an RDF file, a pyoxigraph Store or an rdflib Dataset. Out: facts, sorted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import RdfFormat, Store

from pilotkg.errors import QueryError
from pilotkg.graph.query import Row, ask_store, with_prefixes
from pilotkg.graph.store import base_of, open_store
from pilotkg.network.facts import Concept, Facts, Figure, MeasureFacts, PlanFacts, ThemeUse, Use

if TYPE_CHECKING:
    from rdflib import Dataset

GraphLike: TypeAlias = "Store | Dataset | Path | str"
_Sure: TypeAlias = Mapping[tuple[str, str], float]  # by measure or plan, and concept

_PK: Final = "https://w3id.org/pilotkg/ontology#"
_POINT: Final = re.compile(r"POINT\s*\(\s*([-+\d.eE]+)\s+([-+\d.eE]+)\s*\)", re.IGNORECASE)


def read_facts(graph: GraphLike) -> Facts:
    """The facts of a graph.

    Args:
        graph: a release folder, a store folder, an RDF file, a pyoxigraph Store, or an rdflib Dataset.

    Raises:
        GraphError: the graph cannot be read.
        QueryError: there is no plan in it.
    """
    store = store_of(graph)
    base = base_of(store)
    plans = _plans(store, base)
    if not plans:
        raise QueryError("no plan is in the graph", file=graph, remedy="Give a release, or another graph of this kind")
    measures = _measures(store, base)
    sure = _confidences(store)
    return Facts(
        base,
        plans,
        _concepts(store, base),
        tuple(measures.values()),
        _uses(store, base, measures, sure),
        _themes(store, base, sure),
        _figures(store, base),
    )


def store_of(graph: GraphLike) -> Store:
    """A pyoxigraph store with the quads of whatever is given; a Dataset of `pilotkg.load` is not copied."""
    if isinstance(graph, Store):
        return graph
    if isinstance(graph, (str, Path)):
        return open_store(graph)
    inner = getattr(graph.store, "_inner", None)
    if isinstance(inner, Store):
        return inner
    store = Store()
    store.bulk_load(graph.serialize(format="nquads").encode(), format=RdfFormat.N_QUADS)
    return store


def _ask(store: Store, text: str) -> list[Row]:
    return list(ask_store(with_prefixes(text), store))


def _plans(store: Store, base: str) -> tuple[PlanFacts, ...]:
    points = _points(store)
    above = _above(store)
    provinces = {str(r["p"]): _concept(r, "p", base) for r in _ask(store, _PROVINCES)}
    found: dict[str, PlanFacts] = {}
    for row in _ask(store, _PLANS):
        place = str(row["place"])
        nearest = sorted(
            above.get(place, ()), key=lambda up: (-len(above.get(up, ())), up)
        )  # the lowest division first
        holder = next((up for up in (place, *nearest) if up in points), None)
        if holder is not None and holder in provinces and place not in provinces:
            holder = None  # the point of a province says nothing about a town
        lon, lat = points[holder] if holder else (None, None)
        province = next((provinces[up] for up in (*nearest, place) if up in provinces), None)
        found[str(row["plan"])] = PlanFacts(
            key=_key(place, base),
            iri=place,
            plan_iri=str(row["plan"]),
            position=int(row["position"] or 0),
            label_zh=str(row["zh"] or _key(place, base)),
            label_en=str(row["en"] or row["zh"] or _key(place, base)),
            level=str(row["level"] or "").removeprefix(_PK),
            province=province,
            lon=lon,
            lat=lat,
            point_of="" if holder is None else "own" if holder == place else "county",
        )
    return tuple(sorted(found.values(), key=lambda p: (p.position, p.key)))


def _points(store: Store) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for row in _ask(store, "SELECT ?s ?wkt { ?s geo:hasGeometry/geo:asWKT ?wkt }"):
        if match := _POINT.search(str(row["wkt"])):
            found[str(row["s"])] = (float(match[1]), float(match[2]))
    return found


def _above(store: Store) -> dict[str, set[str]]:
    """The places that each place lies within, at any distance."""
    found: dict[str, set[str]] = {}
    for row in _ask(store, "SELECT ?s ?up { ?s pk:within+ ?up }"):
        found.setdefault(str(row["s"]), set()).add(str(row["up"]))
    return found


def _measures(store: Store, base: str) -> dict[str, MeasureFacts]:
    plan_of = {str(r["plan"]): _key(str(r["place"]), base) for r in _ask(store, _PLANS)}
    found: dict[str, MeasureFacts] = {}
    for row in sorted(_ask(store, _MEASURES), key=lambda r: (str(r["measure"]), str(r["top"]))):
        iri = str(row["measure"])
        section = "task" if row["task"] else "assurance" if row["assurance"] else "preamble"
        plan = plan_of.get(str(row["plan"]))
        if plan is not None:
            found[iri] = MeasureFacts(
                _key(iri, base), iri, plan, _key(str(row["top"]), base), section, str(row["zh"] or "")
            )
    return found


def _uses(store: Store, base: str, measures: Mapping[str, MeasureFacts], sure: _Sure) -> tuple[Use, ...]:
    found = set()
    for row in _ask(store, "SELECT DISTINCT ?measure ?m { ?measure pk:usesMechanism ?m }"):
        measure = measures.get(str(row["measure"]))
        if measure is not None:
            said = sure.get((measure.iri, str(row["m"])), 1.0)
            mechanism = _key(str(row["m"]), base)
            found.add(Use(measure.plan, measure.top, measure.key, measure.section, mechanism, said))
    return tuple(sorted(found, key=lambda u: (u.plan, u.measure, u.mechanism)))


def _confidences(store: Store) -> _Sure:
    """The highest confidence of the mentions of a concept in a measure or plan."""
    rows = _ask(
        store,
        "SELECT ?where ?concept (MAX(?c) AS ?sure)"
        " { ?x pk:mentionOf ?concept ; pk:mentionedIn ?where ; pk:confidence ?c } GROUP BY ?where ?concept",
    )
    return {(str(r["where"]), str(r["concept"])): float(r["sure"] or 0) for r in rows}


def _themes(store: Store, base: str, sure: _Sure) -> tuple[ThemeUse, ...]:
    found: dict[tuple[str, str], ThemeUse] = {}
    for row in _ask(store, _THEMES):
        plan = _key(str(row["place"]), base)
        theme = _key(str(row["theme"]), base)
        said = "declared" if row["declared"] else "focus"
        found[plan, theme] = ThemeUse(plan, theme, said, sure.get((str(row["plan"]), str(row["theme"])), 1.0))
    return tuple(found[at] for at in sorted(found))


def _figures(store: Store, base: str) -> tuple[Figure, ...]:
    found = []
    for row in _ask(store, _FIGURES):
        year, value = row["year"], row["value"]
        found.append(
            Figure(
                _key(str(row["i"]), base),
                _key(str(row["place"]), base),
                _key(str(row["metric"]), base),
                str(row["status"]).removeprefix(_PK).lower(),
                None if year is None else int(year),
                None if value is None else float(value),
                float(1 if row["sure"] is None else row["sure"]),
            )
        )
    return tuple(sorted(found, key=lambda f: (f.plan, f.key)))


def _concepts(store: Store, base: str) -> dict[str, Concept]:
    found = {}
    for row in _ask(store, _CONCEPTS):
        concept = _concept(row, "c", base)
        if row["group"] is not None:
            concept = replace(
                concept,
                group=_key(str(row["group"]), base).rpartition("/")[2],
                group_zh=str(row["group_zh"] or ""),
                group_en=str(row["group_en"] or ""),
            )
        found[concept.key] = concept
    return dict(sorted(found.items()))


def _concept(row: Row, variable: str, base: str) -> Concept:
    iri = str(row[variable])
    key = _key(iri, base)
    return Concept(key, iri, str(row["zh"] or row["en"] or key), str(row["en"] or row["zh"] or key))


def _key(iri: str, base: str) -> str:
    return iri.removeprefix(base)


_LABELS: Final = "OPTIONAL {{ ?{0} rdfs:label ?zh FILTER(LANG(?zh) = 'zh') }} OPTIONAL {{ ?{0} rdfs:label ?en FILTER(LANG(?en) = 'en') }}"
_PLANS: Final = (
    "SELECT ?plan ?place ?position ?level ?zh ?en { ?plan a pk:PilotPlan ; pk:locality ?place"
    " OPTIONAL { ?plan pk:position ?position } OPTIONAL { ?place pk:level ?level } " + _LABELS.format("place") + "}"
)
_PROVINCES: Final = "SELECT DISTINCT ?p ?zh ?en { ?p pk:level pk:province " + _LABELS.format("p") + "}"
_MEASURES: Final = """
SELECT DISTINCT ?plan ?top ?measure ?task ?assurance ?zh {
  ?plan a pk:PilotPlan ; pk:hasMeasure ?top . ?top pk:hasSubMeasure* ?measure
  FILTER NOT EXISTS { ?top pk:subMeasureOf ?upper }
  BIND(EXISTS { ?top a pk:Task } AS ?task) BIND(EXISTS { ?top a pk:Assurance } AS ?assurance)
  OPTIONAL { ?measure rdfs:label ?zh FILTER(LANG(?zh) = 'zh') }
}"""
_THEMES: Final = """
SELECT DISTINCT ?plan ?place ?theme ?declared {
  ?plan a pk:PilotPlan ; pk:locality ?place ; pk:declaresTheme|pk:focusesOn ?theme
  BIND(EXISTS { ?plan pk:declaresTheme ?theme } AS ?declared)
}"""
_FIGURES: Final = """
SELECT ?i ?place ?metric ?status ?year ?value ?sure {
  ?plan a pk:PilotPlan ; pk:locality ?place ; pk:hasIndicator ?i . ?i pk:metric ?metric ; pk:status ?status
  FILTER NOT EXISTS { ?i pk:scope ?scope }
  OPTIONAL { ?i pk:year ?year } OPTIONAL { ?i pk:normalizedValue ?value } OPTIONAL { ?i pk:confidence ?sure }
}"""
_CONCEPTS: Final = """
SELECT DISTINCT ?c ?zh ?en ?group ?group_zh ?group_en {
  VALUES ?class { pk:Mechanism pk:PilotTheme pk:Metric }
  ?c a ?class
  OPTIONAL { ?c skos:prefLabel ?zh FILTER(LANG(?zh) = 'zh') } OPTIONAL { ?c skos:prefLabel ?en FILTER(LANG(?en) = 'en') }
  OPTIONAL { ?c skos:broader ?group
    OPTIONAL { ?group skos:prefLabel ?group_zh FILTER(LANG(?group_zh) = 'zh') }
    OPTIONAL { ?group skos:prefLabel ?group_en FILTER(LANG(?group_en) = 'en') } }
}"""
