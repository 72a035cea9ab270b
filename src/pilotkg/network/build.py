"""Facts become networks: what goes with what, in plans and in tasks; which themes, places and measures with which means.

In: facts of a graph. Out: networkx graphs. Nodes are keys (the IRI's path below the base) with type, labels in Chinese
and English, and group or level; edges carry how often, how much more than expected, and how surely (see significance).
All attributes are str, int, float or bool.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import networkx as nx
import numpy as np
from scipy import sparse

from pilotkg.errors import QueryError
from pilotkg.network.facts import Facts, Figure, Filters, described
from pilotkg.network.nodes import locality_nodes, mechanism_nodes, part_labels, theme_nodes
from pilotkg.network.nullmodel import Floats, Integers, bipartite_null
from pilotkg.network.reading import GraphLike, read_facts
from pilotkg.network.significance import Pairs, benjamini_hochberg, column_pairs, cross_pairs
from pilotkg.network.statements import property_graph

Graph: TypeAlias = "nx.Graph[str]"
MOST_PAIRED: Final = 5000  # things of one kind that are compared pair by pair


@dataclass(frozen=True, slots=True)
class Incidence:
    """A sparse binary matrix with the keys of its rows (plans, tasks, features) and columns.

    `layers` is how many rows there are of each kind, where they are of several; `units` is the plan of each row, where
    rows are parts of plans.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: Any
    layers: tuple[int, ...] = ()
    units: tuple[str, ...] = ()

    @staticmethod
    def of(pairs: Iterable[tuple[str, str]], rows: Iterable[str] = ()) -> Incidence:
        """From pairs of row and column; `rows` are there even if empty."""
        given = sorted(set(pairs))
        row_keys = sorted({r for r, _ in given} | set(rows))
        column_keys = sorted({c for _, c in given})
        row_at, column_at = _places(row_keys), _places(column_keys)
        at = ([row_at[r] for r, _ in given], [column_at[c] for _, c in given])
        matrix = sparse.csr_array(
            (np.ones(len(given), np.int64), at), shape=(len(row_keys), len(column_keys)), dtype=np.int64
        )
        return Incidence(tuple(row_keys), tuple(column_keys), matrix)

    def transposed(self) -> Incidence:
        """Rows and columns changed over."""
        return Incidence(self.columns, self.rows, self.matrix.T.tocsr())


@dataclass(frozen=True, slots=True)
class Network:
    """A network: its graph, and the incidence whose rows it counts (None where its edges count nothing)."""

    kind: str
    graph: Graph
    incidence: Incidence | None = None


def build(graph: GraphLike | Facts, kind: str, filters: Filters | None = None) -> Network:
    """One network of a graph.

    Args:
        graph: a release, an RDF file, a Store, a Dataset, or facts that were read already.
        kind: one of KINDS.
        filters: what goes into it.

    Raises:
        QueryError: there is no such kind, or nothing passes the filters.
        GraphError: the graph cannot be read.
    """
    if kind not in KINDS:
        raise QueryError(f"there is no network {kind!r}", remedy=f"Take one of: {', '.join(KINDS)}")
    facts = graph if isinstance(graph, Facts) else read_facts(graph)
    facts = facts.filtered(filters) if filters is not None else facts
    needed: dict[str, tuple[Sequence[object], ...]]
    needed = {"theme-mechanism": (facts.themes, facts.uses), "theme-theme": (facts.themes,)}
    needed |= {"locality-by-indicators": (_stated(facts),), "property-graph": ()}
    if not all(needed.get(kind, (facts.uses,))):
        raise QueryError(f"nothing is left for the network {kind!r}", remedy="Filter less, or take another network")
    network = KINDS[kind](facts)
    title_zh, title_en = TITLES[kind]
    network.graph.graph.update(kind=kind, title_zh=title_zh, title_en=title_en, plans=len(facts.plans))
    network.graph.graph.update({f"filter_{name}": value for name, value in described(facts.filters).items()})
    return network


def _mechanisms_by_plan(facts: Facts) -> Network:
    pairs = {(u.plan, u.mechanism) for u in facts.uses}
    incidence = Incidence.of(pairs, (p.key for p in facts.plans))
    return _projection("mechanism-plan", incidence, mechanism_nodes(facts, incidence.columns), "plans")


def _mechanisms_by_task(facts: Facts) -> Network:
    """A task (or safeguard) counts with all its sub-measures; those that use no mechanism count too, as rows."""
    tops = {m.top: m.plan for m in facts.measures}
    incidence = Incidence.of({(u.top, u.mechanism) for u in facts.uses}, tops)
    incidence = replace(incidence, units=tuple(tops[row] for row in incidence.rows))
    return _projection("mechanism-task", incidence, mechanism_nodes(facts, incidence.columns), "tasks")


def _themes(facts: Facts) -> Network:
    incidence = Incidence.of({(t.plan, t.theme) for t in facts.themes}, (p.key for p in facts.plans))
    return _projection("theme-theme", incidence, theme_nodes(facts, incidence.columns), "plans")


def _theme_mechanism(facts: Facts) -> Network:
    plans = [p.key for p in facts.plans]
    themes = Incidence.of({(t.plan, t.theme) for t in facts.themes}, plans)
    mechanisms = Incidence.of({(u.plan, u.mechanism) for u in facts.uses}, plans)
    graph: Graph = nx.Graph(counts="plans")
    graph.add_nodes_from(theme_nodes(facts, themes.columns).items(), side=0)
    graph.add_nodes_from(mechanism_nodes(facts, mechanisms.columns).items(), side=1)
    pairs = cross_pairs(themes.matrix, mechanisms.matrix)
    _add_pairs(graph, pairs, themes.columns, mechanisms.columns)
    return Network("theme-mechanism", graph, mechanisms)


def _locality_mechanism(facts: Facts) -> Network:
    incidence = Incidence.of({(u.plan, u.mechanism) for u in facts.uses}, (p.key for p in facts.plans))
    graph: Graph = nx.Graph(counts="tasks")
    graph.add_nodes_from(locality_nodes(facts).items(), side=0)
    graph.add_nodes_from(mechanism_nodes(facts, incidence.columns).items(), side=1)
    cells = bipartite_null(_sums(incidence, 1), _sums(incidence, 0)).cells()
    row, column = _places(incidence.rows), _places(incidence.columns)
    tasks: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    sure: defaultdict[tuple[str, str], float] = defaultdict(float)
    sections: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in facts.uses:
        at = (use.plan, use.mechanism)
        tasks[at].add(use.top)
        sections[at].add(use.section)
        sure[at] = max(sure[at], use.confidence)
    for plan, mechanism in sorted(tasks):
        at = (plan, mechanism)
        chance = float(cells[row[plan], column[mechanism]])
        graph.add_edge(
            plan,
            mechanism,
            count=len(tasks[at]),
            weight=float(len(tasks[at])),
            confidence=sure[at],
            section=" ".join(sorted(sections[at])),
            expected=chance,
            p_bicm=chance,
        )
    return Network("locality-mechanism", graph, incidence)


def _measure_mechanism(facts: Facts) -> Network:
    graph: Graph = nx.Graph(counts="uses")
    used = {u.measure for u in facts.uses}
    places = {p.key: p for p in facts.plans}
    measures = [m for m in facts.measures if m.key in used]
    for m in measures:
        place = places[m.plan]
        zh, en = part_labels(place, m.key, m.label_zh)
        graph.add_node(
            m.key,
            iri=m.iri,
            type="Measure",
            label_zh=f"{place.label_zh}：{zh}",
            label_en=en,
            section=m.section,
            locality=place.key,
            level=place.level,
            side=0,
        )
    graph.add_nodes_from(mechanism_nodes(facts, sorted({u.mechanism for u in facts.uses})).items(), side=1)
    for use in facts.uses:
        graph.add_edge(use.measure, use.mechanism, count=1, weight=1.0, confidence=use.confidence, section=use.section)
    return Network("measure-mechanism", graph, Incidence.of({(u.measure, u.mechanism) for u in facts.uses}))


def _localities_by_mechanisms(facts: Facts) -> Network:
    incidence = Incidence.of({(u.mechanism, u.plan) for u in facts.uses})
    return _projection("locality-by-mechanisms", incidence, locality_nodes(facts), "mechanisms", "jaccard")


def _localities_by_indicators(facts: Facts) -> Network:
    incidence = Incidence.of({(_feature(f), f.plan) for f in _stated(facts)})
    network = _projection("locality-by-indicators", incidence, locality_nodes(facts), "indicators", "jaccard")
    _add_values(network.graph, facts)
    return network


def _localities_by_both(facts: Facts) -> Network:
    """Mechanisms and indicators together; each kind has its own null model, so that neither outweighs the other."""
    mechanisms = {(u.mechanism, u.plan) for u in facts.uses}
    indicators = {(_feature(f), f.plan) for f in _stated(facts)}
    plain = Incidence.of(mechanisms | indicators)
    order = sorted(plain.rows, key=lambda row: (not row.startswith("mechanism/"), row))
    at = _places(plain.rows)
    layers = tuple(n for n in (len({m for m, _ in mechanisms}), len({i for i, _ in indicators})) if n)
    incidence = Incidence(tuple(order), plain.columns, plain.matrix[[at[row] for row in order]], layers)
    network = _projection("locality-by-both", incidence, locality_nodes(facts), "mechanisms and indicators", "jaccard")
    _add_values(network.graph, facts)
    return network


def _stated(facts: Facts) -> list[Figure]:
    """Statements of what is and what shall be; references and rules do not tell what a place is like."""
    return [f for f in facts.figures if f.status in ("baseline", "target")]


def _feature(figure: Figure) -> str:
    return f"{figure.metric}#{figure.status}"


def _add_values(graph: Graph, facts: Facts) -> None:
    """How near two places' values are: 1 less the mean distance of their ranks (0 to 1) in what both state.

    The latest year is taken, and features that at least ten places state.
    """
    latest: dict[tuple[str, str], Figure] = {}
    for figure in _stated(facts):
        if figure.value is not None:
            at = (_feature(figure), figure.plan)
            if at not in latest or (figure.year or 0) >= (latest[at].year or 0):
                latest[at] = figure
    by_feature: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (feature, plan), figure in latest.items():
        by_feature[feature][plan] = float(figure.value or 0)
    ranks: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for feature, values in sorted(by_feature.items()):
        if len(values) >= 10:
            order = np.array([values[p] for p in sorted(values)])
            below = [float(((order < v).sum() + (order <= v).sum() - 1) / 2 / (len(order) - 1)) for v in order]
            for plan, rank in zip(sorted(values), below, strict=True):
                ranks[plan][feature] = rank
    for a, b, attributes in graph.edges(data=True):
        shared = sorted(ranks[a].keys() & ranks[b].keys())
        attributes["shared_values"] = len(shared)
        if shared:
            distance = sum(abs(ranks[a][f] - ranks[b][f]) for f in shared) / len(shared)
            attributes["value_similarity"] = 1 - distance


def _projection(
    kind: str, incidence: Incidence, nodes: Mapping[str, dict[str, Any]], counts: str, weight: str = "count"
) -> Network:
    """What goes together in rows, as a network of the columns; `weight` is the attribute that weighs its edges."""
    if len(incidence.columns) > MOST_PAIRED:
        raise QueryError(
            f"{len(incidence.columns)} things are too many to compare pair by pair for the network {kind!r}",
            remedy=f"Filter by province or level down to {MOST_PAIRED} or fewer",
        )
    graph: Graph = nx.Graph(counts=counts, rows=incidence.matrix.shape[0])
    graph.add_nodes_from(nodes.items())
    pairs = column_pairs(incidence.matrix, incidence.layers or None)
    _add_pairs(graph, pairs, incidence.columns, incidence.columns, weight)
    return Network(kind, graph, incidence)


def _add_pairs(graph: Graph, pairs: Pairs, first: Sequence[str], second: Sequence[str], weight: str = "count") -> None:
    """An edge for each pair that goes together at least once; q-values are corrected for all pairs."""
    conditional = not np.isnan(pairs.p_value).any()
    p_value = pairs.p_value if conditional else pairs.p_bicm
    q_value, q_bicm = benjamini_hochberg(p_value), benjamini_hochberg(pairs.p_bicm)
    graph.graph["null_model"] = "conditional configuration model" if conditional else "configuration model"
    graph.graph["tests"] = len(p_value)
    columns: dict[str, Floats | Integers] = {
        "count": pairs.count,
        "expected": pairs.expected,
        "jaccard": pairs.jaccard,
        "lift": pairs.lift,
        "pmi": pairs.pmi,
        "p_value": p_value,
        "q_value": q_value,
        "p_bicm": pairs.p_bicm,
        "q_bicm": q_bicm,
        "p_hypergeometric": pairs.p_hypergeometric,
    }
    for at in np.flatnonzero(pairs.count):
        found: dict[str, Any] = {name: values[at].item() for name, values in columns.items()}
        graph.add_edge(first[pairs.first[at]], second[pairs.second[at]], **found, weight=float(found[weight]))


def _places(keys: Sequence[str]) -> dict[str, int]:
    return {key: at for at, key in enumerate(keys)}


def _sums(incidence: Incidence, axis: int) -> Integers:
    return np.asarray(incidence.matrix.sum(axis=axis)).ravel().astype(np.int64)


KINDS: Final[Mapping[str, Callable[[Facts], Network]]] = {
    "mechanism-plan": _mechanisms_by_plan,
    "mechanism-task": _mechanisms_by_task,
    "theme-mechanism": _theme_mechanism,
    "theme-theme": _themes,
    "locality-mechanism": _locality_mechanism,
    "locality-by-mechanisms": _localities_by_mechanisms,
    "locality-by-indicators": _localities_by_indicators,
    "locality-by-both": _localities_by_both,
    "measure-mechanism": _measure_mechanism,
    "property-graph": lambda facts: Network("property-graph", property_graph(facts)),
}
TITLES: Final = {
    "mechanism-plan": ("同一方案中的机制共现", "Mechanisms proposed in the same plan"),
    "mechanism-task": ("同一任务中的机制共现", "Mechanisms proposed in the same task"),
    "theme-mechanism": ("主题与机制", "Themes and mechanisms"),
    "theme-theme": ("主题共现", "Themes of the same plan"),
    "locality-mechanism": ("地区与机制", "Localities and mechanisms"),
    "locality-by-mechanisms": ("机制相似的地区", "Localities alike by mechanisms"),
    "locality-by-indicators": ("指标相似的地区", "Localities alike by indicators"),
    "locality-by-both": ("机制与指标相似的地区", "Localities alike by mechanisms and indicators"),
    "measure-mechanism": ("措施与机制", "Measures and mechanisms"),
    "property-graph": ("全图", "The whole graph"),
}
